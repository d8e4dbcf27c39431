// SPDX-License-Identifier: MIT
// Writes small experiment files.
#include "cli/snippet.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thalweg/abi/evaluation.h>

namespace thalweg::cli {

namespace {

bool is_inside(const library::Range &range, double number) {
    return (!range.lo || (range.lo_open ? number > *range.lo : number >= *range.lo)) &&
           (!range.hi || (range.hi_open ? number < *range.hi : number <= *range.hi));
}

double example_number(const library::Range &range) {
    for (double number : {0.1, 1.0, 0.0, 10.0})
        if (is_inside(range, number))
            return number;
    if (range.lo && range.hi)
        return *range.lo + (*range.hi - *range.lo) / 2;
    return range.lo ? *range.lo + 1 : *range.hi - 1;
}

std::int64_t example_integer(const library::Range &range) {
    for (double number : {1.0, 10.0, 0.0})
        if (is_inside(range, number))
            return static_cast<std::int64_t>(number);
    return static_cast<std::int64_t>(range.lo ? std::floor(*range.lo) + 1 : std::ceil(*range.hi) - 1);
}

/// As TOML: JSON's texts are TOML's too, but for whole floats, which keep their point, and infinity.
std::string toml_number(double number) {
    if (std::isinf(number))
        return number > 0 ? "inf" : "-inf";
    return fmt::format("{}", number);
}

std::string to_toml(const Value &value) {
    if (const double *number = std::get_if<double>(&value))
        return toml_number(*number);
    if (const auto *array = std::get_if<std::vector<double>>(&value)) {
        std::vector<std::string> texts;
        for (double number : *array)
            texts.push_back(toml_number(number));
        return fmt::format("[{}]", fmt::join(texts, ", "));
    }
    if (const Schedule *s = std::get_if<Schedule>(&value))
        return s->kind == "step"
                   ? fmt::format("{{ schedule = \"step\", from = {}, factor = {}, every = {} }}",
                                 toml_number(s->from), toml_number(s->factor), s->every)
                   : fmt::format("{{ schedule = \"{}\", from = {}, to = {} }}", s->kind, toml_number(s->from),
                                 toml_number(s->to));
    return to_json(value).dump();
}

bool needs_no_parameters(const library::Component &component) {
    return std::all_of(component.parameters.begin(), component.parameters.end(),
                       [](const library::Parameter &p) { return p.fallback.has_value(); });
}

/// The component to show it with: one that fits, best without parameters that must be given, and one that is
/// well known.
const library::Component *find_partner(const library::Catalog &catalog, const library::Component &component) {
    static constexpr std::string_view well_known[] = {"parabola", "cliffs", "gradient_descent", "newton"};
    const library::Component *best = nullptr;
    int best_score = -1;
    for (const library::Component &other : catalog.components) {
        if (other.kind == component.kind)
            continue;
        const bool is_objective = other.kind == library::Kind::objective;
        const library::Component &objective = is_objective ? other : component;
        const library::Component &optimizer = is_objective ? component : other;
        if (library::unmet_needs(optimizer, objective.caps) != 0)
            continue;
        const auto place = std::find(std::begin(well_known), std::end(well_known), other.name);
        const int score =
            static_cast<int>(2 * (std::end(well_known) - place)) + (needs_no_parameters(other) ? 1 : 0);
        if (score > best_score) {
            best = &other;
            best_score = score;
        }
    }
    return best;
}

enum class Shown { all, required };

std::string table(const library::Component &component, Shown shown) {
    std::string text =
        fmt::format("\n[[{}]]\nname = \"{}\"\n",
                    component.kind == library::Kind::objective ? "objective" : "optimizer", component.name);
    for (const library::Parameter &parameter : component.parameters) {
        if (shown == Shown::required && parameter.fallback)
            continue;
        const Value value = example_value(parameter);
        const bool is_array = std::holds_alternative<std::vector<double>>(value) ||
                              std::holds_alternative<std::vector<std::int64_t>>(value);
        if (is_array && parameter.fallback && to_json(value).empty())
            continue; // an empty array cannot be written, only left to the default
        text += fmt::format("parameters.{} = {}\n", parameter.key, to_toml(value));
    }
    return text;
}

std::string start_lines(const library::Component &objective, const std::optional<library::Problem> &problem) {
    if (!problem || problem->draws_starts || !problem->start.empty() || problem->dim == 0)
        return "";
    std::vector<double> middle(std::min<std::uint64_t>(problem->dim, 8), 1.0);
    for (std::size_t i = 0; i < middle.size() && i < problem->region_lower.size(); ++i)
        middle[i] = problem->region_lower[i] + (problem->region_upper[i] - problem->region_lower[i]) / 4;
    if (problem->dim > middle.size())
        return "starts = { uniform = [-1.0, 1.0], count = 1 }\n";
    const std::string dimensions = objective.default_dim == 0 && objective.min_dim == problem->dim
                                       ? fmt::format("dimensions = [{}]\n", problem->dim)
                                       : "";
    return fmt::format("{}starts = [{}]\n", dimensions, to_toml(middle));
}

} // namespace

Value example_value(const library::Parameter &parameter) {
    if (parameter.fallback)
        return *parameter.fallback;
    switch (parameter.type) {
    case library::Type::real:
        return example_number(parameter.range);
    case library::Type::integer:
        return example_integer(parameter.range);
    case library::Type::boolean:
        return true;
    case library::Type::text:
        return std::string("text");
    case library::Type::choice:
        return parameter.choices.empty() ? std::string() : parameter.choices.front();
    case library::Type::real_array:
        return std::vector<double>{example_number(parameter.range)};
    case library::Type::integer_array:
        return std::vector<std::int64_t>{example_integer(parameter.range)};
    }
    return 0.0;
}

std::string make_snippet(const library::Catalog &catalog, const library::Component &component,
                         const std::optional<library::Problem> &problem) {
    const library::Component *partner = find_partner(catalog, component);
    std::string text =
        fmt::format("[experiment]\nname = \"try_{}\"\n\n[stop]\nsteps = 100\n", component.name);
    const bool is_objective = component.kind == library::Kind::objective;
    const std::string other = partner ? table(*partner, Shown::required) : "";
    const std::string own = table(component, Shown::all);
    return is_objective ? text + own + start_lines(component, problem) + other : text + other + own;
}

} // namespace thalweg::cli
