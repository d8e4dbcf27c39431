// SPDX-License-Identifier: MIT
// The valley and the ball through the C++ face, built by clang for a host that gcc built.
#include <thalweg/plugin.hpp>

struct ClangValley {
    static constexpr auto name = "clang_valley";
    static constexpr auto title = "Rosenbrock's valley, in C++ by clang";
    static constexpr auto dimensions = thalweg::from(2);

    double steepness = 100;
    static constexpr thalweg::Parameter<ClangValley> parameters[] = {
        {"steepness", &ClangValley::steepness, thalweg::positive, "of the walls"},
    };

    double value(thalweg::ConstSpan x) const {
        double f = 0;
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
            f += steepness * a * a + b * b;
        }
        return f;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        g[0] = 0;
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
            g[i] += -4 * steepness * x[i] * a - 2 * b;
            g[i + 1] = 2 * steepness * a;
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        std::vector<double> start(d);
        for (std::size_t i = 0; i < d; ++i)
            start[i] = i % 2 == 0 ? -1.2 : 1.0;
        return {.start = start, .f_opt = 0, .minimizers = {std::vector<double>(d, 1.0)}};
    }
};

struct ClangBall {
    static constexpr auto name = "clang_ball";
    static constexpr auto title = "Momentum, in C++ by clang";

    double learning_rate = 1e-4, momentum = 0.9;
    static constexpr thalweg::Parameter<ClangBall> parameters[] = {
        {"learning_rate", &ClangBall::learning_rate, thalweg::positive.per_step(),
         "how hard the slope pushes"},
        {"momentum", &ClangBall::momentum, thalweg::unit_interval_open, "what is kept of v"},
    };

    thalweg::Vector v;
    void reset(std::size_t d) { v.assign(d, 0); }
    void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, m = momentum;
        for (std::size_t i = 0; i < x.size(); ++i) {
            v[i] = m * v[i] - lr * g[i];
            x[i] += v[i];
        }
    }
};
THALWEG_PLUGIN(ClangValley, ClangBall)
