// SPDX-License-Identifier: MIT
#include "conformance/kinks.hpp"

#include "conformance/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::conformance {

namespace {

constexpr int halvings = 40;
constexpr double still_a_change = 1e-3; ///< of max(1, |f|)
constexpr int parts_of_a_line = 8;

/// From one point to another; t runs from 0 to 1.
struct Line {
    const testing::Objective &objective;
    const std::vector<double> &from, &to;

    std::vector<double> at(double t) const {
        std::vector<double> x(from);
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] += t * (to[i] - from[i]);
        return x;
    }
    double value(double t) const { return value_of(objective, {THALWEG_W_F, THALWEG_SPLIT_TRAIN, at(t)})[0]; }
    /// The gradient along the line.
    double slope(double t) const {
        const auto g = value_of(objective, {THALWEG_W_G, THALWEG_SPLIT_TRAIN, at(t)});
        double sum = 0, length = 0;
        for (std::size_t i = 0; i < g.size(); ++i) {
            sum += g[i] * (to[i] - from[i]);
            length = std::hypot(length, to[i] - from[i]);
        }
        return length > 0 ? sum / length : 0;
    }
};

std::optional<Jump> first_jump(const std::function<double(double)> &f) {
    for (int part = 0; part < parts_of_a_line; ++part)
        if (const auto jump =
                find_jump(f, part / double{parts_of_a_line}, (part + 1) / double{parts_of_a_line}))
            return jump;
    return std::nullopt;
}

Finding finding(const Subject &subject, const Line &line, const Jump &jump, const char *of) {
    const auto x = line.at(jump.at);
    return {fmt::format("{} jumps from {:.6g} to {:.6g}", of, jump.before, jump.after),
            fmt::format("{}, x[0] = {}", place(subject, x.size()), x[0]),
            "describe says that it is differentiable everywhere",
            "set differentiable to THALWEG_DIFFERENTIABLE_ALMOST, or mend the formula"};
}

} // namespace

std::optional<Jump> find_jump(const std::function<double(double)> &f, double from, double to) {
    double before = f(from), after = f(to);
    const double enough = still_a_change * std::max({1.0, std::abs(before), std::abs(after)});
    for (int k = 0; k < halvings; ++k) {
        if (!(std::abs(after - before) > enough) || !std::isfinite(after - before))
            return std::nullopt;
        const double middle = (from + to) / 2, between = f(middle);
        if (std::abs(between - before) > std::abs(after - between)) {
            to = middle;
            after = between;
        } else {
            from = middle;
            before = between;
        }
    }
    if (!(std::abs(after - before) > enough) || !std::isfinite(after - before))
        return std::nullopt;
    return Jump{from, before, after};
}

std::optional<Finding> find_kink(const Subject &subject, const testing::Objective &objective) {
    const thalweg_problem &p = objective.problem();
    const auto ends = points(p, p.dim > 100 ? 5 : 20);
    for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
        const Line line{objective, ends[k], ends[k + 1]};
        if (const auto jump = first_jump([&](double t) { return line.value(t); }))
            return finding(subject, line, *jump, "f");
        if (const auto jump = first_jump([&](double t) { return line.slope(t); }))
            return finding(subject, line, *jump, "the slope of f");
    }
    return std::nullopt;
}

} // namespace thalweg::conformance
