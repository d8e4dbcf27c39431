// SPDX-License-Identifier: MIT
// A cell made by hand -> its labels: stands in for plan, which wants cells of a whole matrix.
#include "plan/matrix.hpp"

namespace thalweg::plan {

Labels labels(const Cell &cell, Naming) {
    nlohmann::json parameters = nlohmann::json::array();
    for (const Value &value : cell.optimizer_parameters)
        parameters.push_back(to_json(value));
    const std::string start = std::to_string(cell.dimension);
    return {.objective = cell.objective->name,
            .objective_json = R"({"label":"o)" + start + "\"}",
            .optimizer = cell.optimizer->name,
            .optimizer_json = R"({"label":"r"})",
            .configuration = parameters.dump(),
            .configuration_json = nlohmann::json{{"parameters", parameters}}.dump(),
            .start = "start " + start,
            .start_json = "{}"};
}

} // namespace thalweg::plan
