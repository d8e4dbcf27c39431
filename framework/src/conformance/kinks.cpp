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
    std::vector<double> from, to;

    std::vector<double> at(double t) const {
        std::vector<double> x(from);
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] += t * (to[i] - from[i]);
        return x;
    }
    double value(double t) const { return value_of(objective, {THALWEG_W_F, THALWEG_SPLIT_TRAIN, at(t)})[0]; }
    double length() const {
        double length = 0;
        for (std::size_t i = 0; i < from.size(); ++i)
            length = std::hypot(length, to[i] - from[i]);
        return length;
    }
    /// The gradient along the line.
    double slope(double t) const {
        const auto g = value_of(objective, {THALWEG_W_G, THALWEG_SPLIT_TRAIN, at(t)});
        double sum = 0;
        for (std::size_t i = 0; i < g.size(); ++i)
            sum += g[i] * (to[i] - from[i]);
        return length() > 0 ? sum / length() : 0;
    }
    /// By how much the slopes of f itself to both sides of t differ.
    double bend(double t) const {
        constexpr double step = 1e-5;
        const double before = value(t - step) - value(t - 2 * step),
                     after = value(t + 2 * step) - value(t + step);
        return std::abs(after - before) / (step * length());
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

/// A jump of the gradient is one of f's slope, or the gradient is wrong on one side.
Finding finding_of_slope(const Subject &subject, const Line &line, const Jump &jump) {
    if (line.bend(jump.at) > std::abs(jump.after - jump.before) / 2)
        return finding(subject, line, jump, "the slope of f");
    Finding wrong = finding(subject, line, jump, "the gradient along a line");
    wrong.why = "f goes on there with the slope that it had";
    wrong.fix = "differentiate the formula again: the gradient is wrong on one side";
    return wrong;
}

/// Between points here and there, and through each known minimum, where a kink would be likeliest.
std::vector<Line> lines_of(const testing::Objective &objective) {
    const thalweg_problem &p = objective.problem();
    const auto ends = points(p, p.dim > 100 ? 5 : 20);
    std::vector<Line> lines;
    for (std::size_t k = 0; k + 1 < ends.size(); ++k)
        lines.push_back({objective, ends[k], ends[k + 1]});
    constexpr std::uint64_t most_minima = 4;
    for (std::uint64_t k = 0; k < std::min(p.n_xopt, most_minima) && p.lower == nullptr && p.upper == nullptr;
         ++k) {
        std::vector<double> behind(p.dim);
        for (std::uint64_t i = 0; i < p.dim; ++i)
            behind[i] = p.xopt[k * p.dim + i] + 0.75 * (p.xopt[k * p.dim + i] - ends.front()[i]);
        lines.push_back({objective, ends.front(), behind});
    }
    return lines;
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
    for (const Line &line : lines_of(objective)) {
        if (const auto jump = first_jump([&](double t) { return line.value(t); }))
            return finding(subject, line, *jump, "f");
        if (const auto jump = first_jump([&](double t) { return line.slope(t); }))
            return finding_of_slope(subject, line, *jump);
    }
    return std::nullopt;
}

} // namespace thalweg::conformance
