// SPDX-License-Identifier: MIT
// Functions with kinks and steps, declared as they are and otherwise.
#include <thalweg/plugin.hpp>

#include <cmath>

namespace {

thalweg::Problem problem(std::uint32_t differentiable) {
    return {.start = {0.5}, .region_lower = {-1}, .region_upper = {2}, .differentiable = differentiable};
}

constexpr double pitch = 1e-4; // of the teeth: a few steps of a central difference
double teeth(double x) { return std::abs(x - pitch * std::round(x / pitch)); }
double side(double x) { return x < pitch * std::round(x / pitch) ? -1 : 1; }

} // namespace

struct TeethAlmost {
    static constexpr auto name = "teeth_almost";
    double value(double x) const { return teeth(x); }
    double gradient(double x) const { return side(x); }
    thalweg::Problem problem(std::size_t) const { return ::problem(THALWEG_DIFFERENTIABLE_ALMOST); }
};
struct TeethWrong {
    static constexpr auto name = "teeth_wrong";
    double value(double x) const { return teeth(x); }
    double gradient(double x) const { return 1.01 * side(x); }
    thalweg::Problem problem(std::size_t) const { return ::problem(THALWEG_DIFFERENTIABLE_ALMOST); }
};
struct TeethNot {
    static constexpr auto name = "teeth_not";
    double value(double x) const { return teeth(x); }
    double gradient(double x) const { return 1.01 * side(x); }
    double hessian(double) const { return 7; }
    thalweg::Problem problem(std::size_t) const { return ::problem(THALWEG_DIFFERENTIABLE_NOT); }
};
struct KinkEverywhere {
    static constexpr auto name = "kink_everywhere";
    double value(double x) const { return std::abs(x - 0.3); }
    double gradient(double x) const { return x < 0.3 ? -1 : 1; }
    thalweg::Problem problem(std::size_t) const { return ::problem(THALWEG_DIFFERENTIABLE); }
};
/// |x − 5| far from start and region: only the known minimum leads there.
struct KinkAtMinimum {
    static constexpr auto name = "kink_at_minimum";
    double value(double x) const { return std::abs(x - 5); }
    double gradient(double x) const { return x < 5 ? -1 : 1; }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {0.5}, .region_lower = {-1}, .region_upper = {2}, .f_opt = 0, .minimizers = {{5}}};
    }
};
/// ½ x², whose gradient is wrong where x is large.
struct WrongFarOut {
    static constexpr auto name = "wrong_far_out";
    double value(double x) const { return x * x / 2; }
    double gradient(double x) const { return x > 1.9 ? x + 1 : x; }
    thalweg::Problem problem(std::size_t) const { return ::problem(THALWEG_DIFFERENTIABLE); }
};
struct StepEverywhere {
    static constexpr auto name = "step_everywhere";
    double value(double x) const { return x < 0.3 ? 0 : 2; }
    double gradient(double) const { return 0; }
    thalweg::Problem problem(std::size_t) const { return ::problem(THALWEG_DIFFERENTIABLE); }
};
struct SteepEverywhere {
    static constexpr auto name = "steep_everywhere";
    double value(double x) const { return std::log(2 * std::cosh(200 * (x - 0.3))) / 200; }
    double gradient(double x) const { return std::tanh(200 * (x - 0.3)); }
    thalweg::Problem problem(std::size_t) const { return ::problem(THALWEG_DIFFERENTIABLE); }
};
THALWEG_PLUGIN(TeethAlmost, TeethWrong, TeethNot, KinkEverywhere, StepEverywhere, SteepEverywhere,
               KinkAtMinimum, WrongFarOut)
