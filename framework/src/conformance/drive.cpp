// SPDX-License-Identifier: MIT
#include "conformance/drive.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <thalweg/plugin.hpp>

namespace thalweg::conformance {

namespace {

template <Poison poison> struct Bowl {
    static constexpr auto name = "bowl";
    static double weight(std::size_t i) { return static_cast<double>(i) + 1; }
    static constexpr double instead() {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        return poison == Poison::nan             ? std::numeric_limits<double>::quiet_NaN()
               : poison == Poison::plus_infinity ? infinity
                                                 : -infinity;
    }
    double value(ConstSpan x) const {
        if (poison != Poison::none)
            return instead();
        double f = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            f += weight(i) / 2 * x[i] * x[i] - std::cos(x[i]);
        return f;
    }
    void gradient(ConstSpan x, Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = poison != Poison::none ? instead() : weight(i) * x[i] + std::sin(x[i]);
    }
    void hessian(ConstSpan x, Span h) const {
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i < x.size(); ++i)
            h[i * x.size() + i] = poison != Poison::none ? instead() : weight(i) + std::cos(x[i]);
    }
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = poison != Poison::none ? instead() : (weight(i) + std::cos(x[i])) * v[i];
    }
    Problem problem(std::size_t) const { return {}; }
};

template <Poison poison> const thalweg_component &component_of() {
    static const face::ComponentTable<Bowl<poison>> table("Bowl");
    return table.component;
}

/// Within the range, off its ends.
double inner_value(const library::Range &range) {
    if (range.lo && range.hi)
        return *range.lo + (*range.hi - *range.lo) / 4;
    return range.lo ? *range.lo + 1 : range.hi ? *range.hi - 1 : 1;
}

} // namespace

testing::Settings settings_of(const library::Component &component) {
    testing::Settings settings;
    for (const library::Parameter &parameter : component.parameters) {
        if (parameter.fallback)
            continue;
        const double value = inner_value(parameter.range);
        if (parameter.type == library::Type::real)
            settings.push_back({parameter.key, value});
        else if (parameter.type == library::Type::integer)
            settings.push_back({parameter.key, std::ceil(value)});
        else if (parameter.type == library::Type::boolean || parameter.type == library::Type::choice)
            settings.push_back({parameter.key, 0.0});
    }
    return settings;
}

std::string unsettable(const library::Component &component) {
    for (const library::Parameter &parameter : component.parameters)
        if (!parameter.fallback && parameter.type != library::Type::real &&
            parameter.type != library::Type::integer && parameter.type != library::Type::boolean &&
            parameter.type != library::Type::choice)
            return parameter.key;
    return {};
}

const thalweg_component &bowl(Poison poison) {
    switch (poison) {
    case Poison::nan:
        return component_of<Poison::nan>();
    case Poison::plus_infinity:
        return component_of<Poison::plus_infinity>();
    case Poison::minus_infinity:
        return component_of<Poison::minus_infinity>();
    case Poison::none:
        break;
    }
    return component_of<Poison::none>();
}

std::vector<double> start(std::size_t dimension) {
    std::vector<double> x(dimension);
    for (std::size_t i = 0; i < dimension; ++i)
        x[i] = 1 + 0.5 * std::sin(static_cast<double>(i));
    return x;
}

thalweg_status advance(testing::Optimizer &optimizer, const testing::Objective &objective) {
    try {
        if (optimizer.table().update)
            return optimizer.iterate(objective);
        const testing::Oracle oracle(objective, 100);
        return optimizer.table().run ? optimizer.run(oracle) : optimizer.step(oracle);
    } catch (const testing::Failed &failed) {
        return failed.code;
    }
}

void advance_soundly(testing::Optimizer &optimizer, const testing::Objective &objective) {
    const thalweg_status status = advance(optimizer, objective);
    if (status < 0 && status != THALWEG_E_BUDGET)
        throw testing::Failed(status, fmt::format("status {} on a smooth convex function", status));
}

std::vector<double> trajectory(testing::Optimizer &optimizer, const testing::Objective &objective,
                               int steps) {
    std::vector<double> all;
    for (int step = 0; step < steps; ++step) {
        advance_soundly(optimizer, objective);
        all.insert(all.end(), optimizer.x().begin(), optimizer.x().end());
    }
    return all;
}

std::vector<std::vector<double>> points(const thalweg_problem &problem, int count) {
    std::vector<std::vector<double>> all;
    for (int k = 0; k < count; ++k) {
        std::vector<double> x(problem.dim);
        for (std::size_t i = 0; i < problem.dim; ++i) {
            // no half is the square of a fraction: each root is irrational
            const double u = std::fmod((k + 1) * std::sqrt(2.5 + static_cast<double>(i)), 1.0);
            const double centre = problem.x0 ? problem.x0[i] : 0,
                         radius = std::max(1.0, std::abs(centre)) / 2;
            const double from = problem.region_lower ? problem.region_lower[i] : centre - radius;
            const double to = problem.region_upper ? problem.region_upper[i] : centre + radius;
            x[i] = from + u * (to - from);
            if (problem.lower && problem.upper)
                x[i] = std::clamp(x[i], problem.lower[i], problem.upper[i]);
        }
        all.push_back(std::move(x));
    }
    return all;
}

std::string place(const Subject &subject, std::size_t dimension) {
    const bool is_objective = subject.offer().description.kind == library::Kind::objective;
    return fmt::format("{}, {} {}, d = {}", subject.plugin.file().string(),
                       is_objective ? "objective" : "optimizer", subject.name(), dimension);
}

Outcome parameter_schema(const Subject &subject) {
    const library::Component &said = subject.offer().description;
    if (said.parameters.empty())
        return {.inapplicable = "it has no parameters"};
    Outcome outcome;
    for (std::size_t i = 0; i < said.parameters.size(); ++i) {
        const library::Parameter &parameter = said.parameters[i];
        const std::string where =
            fmt::format("{}, {}.{}", subject.plugin.file().string(), said.name, parameter.key);
        if (parameter.doc.empty() || parameter.doc.find('\n') != std::string::npos)
            outcome.findings.push_back(
                {fmt::format("the doc of parameter \"{}\" is not one line", parameter.key), where,
                 "`thalweg describe` prints it beside type, default and range",
                 "say in one line what the parameter does"});
        const char *unit = subject.component().params[i]->unit;
        if (unit != nullptr && *unit == '\0')
            outcome.findings.push_back({fmt::format("the unit of parameter \"{}\" is empty", parameter.key),
                                        where, "a pure number has the unit NULL",
                                        "name the unit, or leave it NULL"});
        for (const std::string &word : parameter.choices)
            if (!library::is_lower_snake(word.c_str()))
                outcome.findings.push_back(
                    {fmt::format("parameter \"{}\" has the choice \"{}\"", parameter.key, word), where,
                     "choices are [a-z][a-z0-9_]*, as experiment files write them", "rename the choice"});
    }
    return outcome;
}

} // namespace thalweg::conformance
