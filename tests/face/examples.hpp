// SPDX-License-Identifier: MIT
// Structs of every shape that the face takes, made into a module inside the test program.
#pragma once

#include <thalweg/plugin.hpp>

#include <array>
#include <cmath>

namespace examples {

/// 0.5 x'Hx with H = [2 1; 1 6].
struct Bowl {
    static constexpr auto name = "bowl";
    static constexpr auto dimensions = thalweg::only(2);
    double value(thalweg::ConstSpan x) const { return x[0] * x[0] + x[0] * x[1] + 3 * x[1] * x[1]; }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        g[0] = 2 * x[0] + x[1];
        g[1] = x[0] + 6 * x[1];
    }
    void hessian(thalweg::ConstSpan, thalweg::Span h) const {
        h[0] = 2;
        h[1] = h[2] = 1;
        h[3] = 6;
    }
    void hessian_vector(thalweg::ConstSpan, thalweg::ConstSpan v, thalweg::Span hv) const { gradient(v, hv); }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1, 2}, .f_opt = 0, .minimizers = {{0, 0}}};
    }
};

/// Draws its starts: (index, seed).
struct Drawer {
    static constexpr auto name = "drawer";
    static constexpr auto dimensions = thalweg::only(2);
    double value(thalweg::ConstSpan x) const { return x[0] + x[1]; }
    void start(std::uint64_t index, std::uint64_t seed, thalweg::Span x0) const {
        if (index == 9)
            throw std::invalid_argument("nine is none");
        x0[0] = static_cast<double>(index);
        x0[1] = static_cast<double>(seed);
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

/// A value and nothing else, in any dimension.
struct Count {
    static constexpr auto name = "count";
    double scale = 1;
    static constexpr thalweg::Parameter<Count> parameters[] = {
        {"scale", &Count::scale, thalweg::positive, "of the value", "m"}};
    double value(thalweg::ConstSpan x) const { return scale * static_cast<double>(x.size()); }
    thalweg::Problem problem(std::size_t d) const {
        if (d > 9)
            throw std::invalid_argument("more than nine");
        return {};
    }
};

/// Throws what its parameter says.
struct Thrower {
    static constexpr auto name = "thrower";
    std::int64_t what = 0;
    static constexpr const char *kinds[] = {"nothing", "memory", "argument", "error", "number", nullptr};
    static constexpr thalweg::Parameter<Thrower> parameters[] = {
        {"what", &Thrower::what, thalweg::one_of(kinds), "is thrown"}};

    thalweg::Status step(thalweg::Oracle &, thalweg::Span) const {
        switch (what) {
        case 1:
            throw std::bad_alloc();
        case 2:
            throw std::invalid_argument("argument of mine");
        case 3:
            throw std::runtime_error("error of mine");
        case 4:
            throw 4;
        default:
            return thalweg::Status::converged;
        }
    }
};

/// Has everything optional: metrics, a solution, schedules, needs f, reset from the start's facts.
struct Averager {
    static constexpr auto name = "averager";
    static constexpr auto version = "3";
    static constexpr auto source = "made up";
    static constexpr const char *tags[] = {"averaging", "test", nullptr};

    double rate = 0.5, fixed = 1;
    static constexpr thalweg::Parameter<Averager> parameters[] = {
        {"rate", &Averager::rate, thalweg::step_length, "changes"},
        {"fixed", &Averager::fixed, thalweg::between(0, 2), "stays"}};
    double last_f = 0, steps = 0;
    static constexpr thalweg::Metric<Averager> metrics[] = {{"last_f", &Averager::last_f, "f at x"},
                                                            {"steps", &Averager::steps, "made so far", "1"}};
    thalweg::Vector sum;
    std::uint64_t horizon = 0;
    void reset(const thalweg::Start &start) {
        sum.assign(start.x0.begin(), start.x0.end());
        horizon = start.horizon;
        last_f = steps = 0;
    }
    void update(thalweg::Span x, thalweg::ConstSpan g, double f) {
        for (std::size_t i = 0; i < x.size(); ++i)
            sum[i] += x[i] -= rate * g[i];
        last_f = f;
        ++steps;
    }
    void solution(thalweg::ConstSpan, thalweg::Span out) const {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = sum[i] / (steps + 1);
    }
};

/// Owns its loop: halves x three times.
struct Halver {
    static constexpr auto name = "halver";
    static constexpr std::uint32_t needs = thalweg::value;
    double run(thalweg::Oracle &oracle, thalweg::Span x) const {
        double f = oracle.value(x);
        for (int i = 0; i < 3; ++i) {
            for (double &c : x)
                c /= 2;
            f = oracle.value(x);
            oracle.report(x, f);
        }
        return f;
    }
};

/// Asks for all that an oracle offers.
struct Curious {
    static constexpr auto name = "curious";
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient | thalweg::hessian;
    thalweg::Vector g = thalweg::Vector(2), h = thalweg::Vector(4), hv = thalweg::Vector(2);
    double step(thalweg::Oracle &oracle, thalweg::Span x) {
        const double f = oracle.value_gradient_hessian(x, g, h);
        oracle.hessian_vector(x, g, hv);
        return f;
    }
};

inline int initialized = 0;
struct Starter {
    static constexpr auto name = "starter";
    static void initialize() {
        if (++initialized > 1)
            throw std::runtime_error("only once");
    }
    void update(thalweg::Span, thalweg::ConstSpan) const {}
};

} // namespace examples
