// SPDX-License-Identifier: MIT
// The function that the tutorial compares seven optimizers on.
#include <thalweg/plugin.hpp>

#include <cmath>

namespace {
constexpr double global_minimum = -2.9344735061226963, least_value = -1.222739338784672;
/// f' = 0 in 50 digits (tests/reference/minima.py); beyond the region there are 33 more.
constexpr double local_minima[] = {
    -19.227060009271273, -16.912008880496952, -15.453368708963502, -14.643768848931625, -12.988518911144318,
    -10.727210347884693, -9.19435360530369,   -8.391490083459068,  -6.760212307042057,  -5.439067119022631,
    -4.489766887913766,  -2.144799338209578,  -0.570898161743547,  0.7793431253113449,  1.7577178086890952,
    3.3257790648519476,  4.085974100293608,   5.322214852321319,   7.020793732753134,   8.009947190502382,
    9.585981065802663,   11.513230593384147,  13.268164849514438,  14.264829245294866,  15.845705611034285,
    19.51757732815558};
} // namespace

/// The tutorial's function with cliffs: a bowl with dozens of local minima and steep walls between them.
///
///     f(x) = (0.15 x)² + cos x + sin(3x)/3 + cos(5x)/5 + sin(7x)/7,   start −20
///
/// The order of the terms is part of the definition: chaotic runs amplify the last bit.
struct Cliffs {
    static constexpr auto name = "cliffs";
    static constexpr auto source = "the tutorial that thalweg grew from";

    double value(double x) const {
        return 0.15 * x * (0.15 * x) + std::cos(x) + std::sin(3 * x) / 3 + std::cos(5 * x) / 5 +
               std::sin(7 * x) / 7;
    }
    double gradient(double x) const {
        return 9.0 / 200 * x - std::sin(x) - std::sin(5 * x) + std::cos(3 * x) + std::cos(7 * x);
    }
    double hessian(double x) const {
        return 0.045 - std::cos(x) - 5 * std::cos(5 * x) - 3 * std::sin(3 * x) - 7 * std::sin(7 * x);
    }
    thalweg::Problem problem(std::size_t) const {
        thalweg::Problem p{.start = {-20},
                           .region_lower = {-20},
                           .region_upper = {20},
                           .f_opt = least_value,
                           .minimizers = {{global_minimum}}};
        for (const double x : local_minima)
            p.local_minima.push_back({x});
        return p;
    }
};
THALWEG_PLUGIN(Cliffs)
