// SPDX-License-Identifier: MIT
// Writes rankings as the JSON of show (docs/json.md).
#include "cli/summary_text.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

Json setting_json(const std::vector<std::pair<std::string, nlohmann::json>> &setting) {
    Json json = Json::object();
    for (const auto &[name, value] : setting)
        json[name] = value.is_number_float() ? Json(to_json(value.get<double>())) : Json(value);
    return json;
}

Json standing_json(const analysis::Problem &problem, const analysis::Standing &s) {
    Json json = {{"rank", s.rank}, {"optimizer", s.optimizer}, {"setting", setting_json(s.setting)}};
    json["f_solution"] = {{"q1", to_json(s.f_solution.q1)},
                          {"median", to_json(s.f_solution.median)},
                          {"q3", to_json(s.f_solution.q3)}};
    json["f_best"] = to_json(s.f_best);
    json["evaluations_to_target"] = problem.target ? Json(to_json(s.evaluations_to_target)) : Json();
    json["successes"] = problem.target ? Json(s.successes) : Json();
    json["ns_per_step"] = to_json(s.ns_per_step);
    json["settings"] = s.settings;
    json["runs"] = s.runs;
    json["distinct"] = s.distinct;
    json["status"] = status_json(s.by_status);
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

Json problems_json(const analysis::Summary &summary) {
    Json problems = Json::array();
    for (const analysis::Problem &problem : summary.problems) {
        Json json = {{"objective", problem.objective},
                     {"objective_parameters", setting_json(problem.setting)},
                     {"dimension", problem.dimension}};
        json["f_opt"] = problem.f_opt ? Json(to_json(*problem.f_opt)) : Json();
        json["target"] = problem.target ? Json(to_json(*problem.target)) : Json();
        json["settings"] = problem.settings;
        json["standings"] = Json::array();
        for (const analysis::Standing &standing : problem.standings)
            json["standings"].push_back(standing_json(problem, standing));
        problems.push_back(std::move(json));
    }
    return problems;
}

} // namespace thalweg::cli
