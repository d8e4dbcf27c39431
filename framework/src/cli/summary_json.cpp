// SPDX-License-Identifier: MIT
// Writes rankings as the JSON of show (docs/json.md).
#include "analysis/order.hpp"
#include "cli/summary_text.hpp"

#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

Json setting_json(const analysis::Setting &setting) {
    Json json = Json::object();
    for (const auto &[name, value] : setting)
        json[name] = value.is_number_float() ? Json(to_json(value.get<double>())) : Json(value);
    return json;
}

Json splits_json(const analysis::Standing &s) {
    Json json = Json::object();
    for (std::size_t split = 0; split < analysis::n_splits; ++split) {
        const analysis::SplitStanding &of = s.splits[split];
        if (!std::isnan(of.f))
            json[analysis::split_names[split]] = {{"f", to_json(of.f)}, {"accuracy", to_json(of.accuracy)}};
    }
    return json;
}

Json standing_json(const analysis::Problem &problem, const analysis::Standing &s, const engine::Axis &axis) {
    Json json = {{"rank", s.rank}, {"optimizer", s.optimizer}, {"setting", setting_json(s.setting)}};
    json["f_solution"] = {{"q1", to_json(s.f_solution.q1)},
                          {"median", to_json(s.f_solution.median)},
                          {"q3", to_json(s.f_solution.q3)}};
    json["f_best"] = to_json(s.f_best);
    json["splits"] = splits_json(s);
    json[analysis::cost_column(axis)] = problem.target ? Json(to_json(s.cost_to_target)) : Json();
    json["successes"] = problem.target ? Json(s.successes) : Json();
    json["below_f_opt"] = s.below;
    json["ns_per_step"] = to_json(s.ns_per_step);
    json["settings"] = s.settings;
    json["runs"] = s.runs;
    json["distinct"] = s.distinct;
    json["status"] = status_json(s.by_status);
    return json;
}

constexpr std::size_t indentation = 2;

/// The text with so many more spaces before each line but the first. Line ends within strings are escaped.
std::string indented(const std::string &text, std::size_t spaces) {
    std::string result;
    for (const char c : text) {
        result += c;
        if (c == '\n')
            result.append(spaces, ' ');
    }
    return result;
}

/// An array that is printed as the last member of an object: its elements one by one, each where it is asked
/// for and without the indentation before it.
struct Array {
    const char *name;
    std::size_t size;
    std::function<void(std::size_t)> print_element;
};

/// As `object`.dump(2) with the array in it, `depth` columns to the right.
void print_object(const Json &object, std::size_t depth, const Array &array, const Print &print) {
    const std::string inner(depth + indentation, ' '), end = "\n" + std::string(depth, ' ') + "}";
    std::string text = indented(object.dump(indentation), depth);
    text.erase(text.size() - end.size());
    print(fmt::format("{},\n{}\"{}\": [", text, inner, array.name));
    for (std::size_t i = 0; i < array.size; ++i) {
        print(fmt::format("{}\n{}{:{}}", i > 0 ? "," : "", inner, "", indentation));
        array.print_element(i);
    }
    print((array.size > 0 ? "\n" + inner : "") + "]" + end);
}

Json problem_json(const analysis::Problem &problem) {
    Json json = {{"objective", problem.objective},
                 {"objective_parameters", setting_json(problem.setting)},
                 {"dimension", problem.dimension}};
    json["data"] = problem.circumstances.data;
    json["transform"] =
        problem.circumstances.transform.is_null() ? Json::array() : Json(problem.circumstances.transform);
    json["f_opt"] = problem.f_opt ? Json(to_json(*problem.f_opt)) : Json();
    json["target"] = problem.target ? Json(to_json(*problem.target)) : Json();
    json["settings"] = problem.settings;
    return json;
}

} // namespace

Json status_json(const analysis::StatusCounts &counts) {
    Json json = Json::object();
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0)
            json[engine::status_names[i]] = counts[i];
    return json;
}

void print_json(const Json &head, const analysis::Summary &summary, const Print &print) {
    constexpr std::size_t in_problems = 2 * indentation, in_standings = 4 * indentation;
    const auto print_problem = [&](std::size_t i) {
        const analysis::Problem &problem = summary.problems[i];
        const auto print_standing = [&](std::size_t k) {
            print(indented(standing_json(problem, problem.standings[k], summary.axis).dump(indentation),
                           in_standings));
        };
        print_object(problem_json(problem), in_problems,
                     {"standings", problem.standings.size(), print_standing}, print);
    };
    print_object(head, 0, {"problems", summary.problems.size(), print_problem}, print);
    print("\n");
}

} // namespace thalweg::cli
