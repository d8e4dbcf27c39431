// SPDX-License-Identifier: MIT
// Writes a single run for `show --run`.
#include "cli/run_text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <utility>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

Json facts_json(const results::Run &run) {
    const engine::Record &r = run.end;
    Json json = {{"run_id", run.run_id},
                 {"key", plan::to_hex(run.key)},
                 {"objective", run.objective},
                 {"optimizer", run.optimizer},
                 {"configuration", run.configuration},
                 {"start", run.start},
                 {"repetition", run.repetition},
                 {"dimension", r.dimension}};
    json["status"] = engine::status_names[static_cast<std::size_t>(r.status)];
    for (const auto &[name, count] : {std::pair{"steps", r.steps},
                                      {"evaluations", r.cost.evaluations},
                                      {"evaluations_f", r.cost.f},
                                      {"evaluations_g", r.cost.g},
                                      {"evaluations_h", r.cost.h},
                                      {"evaluations_hv", r.cost.hv},
                                      {"samples", r.cost.samples},
                                      {"step_best", r.step_best}})
        json[name] = count;
    for (const auto &[name, number] : {std::pair{"f_start", r.f_start},
                                       {"f_final", r.f_final},
                                       {"f_best", r.f_best},
                                       {"f_incumbent", r.f_incumbent},
                                       {"f_solution", r.f_solution},
                                       {"gradient_norm_final", r.gradient_norm_final},
                                       {"hessian_min", r.hessian_min},
                                       {"hessian_max", r.hessian_max}})
        json[name] = Json(to_json(number));
    json["hessian_negative"] = r.hessian_negative;
    json["hessian_zero"] = r.hessian_zero;
    for (const auto &[name, number] : {std::pair{"window_travel", r.window_travel},
                                       {"window_net", r.window_net},
                                       {"seconds", r.seconds},
                                       {"seconds_objective", r.seconds_objective},
                                       {"seconds_optimizer", r.seconds_optimizer},
                                       {"started_at", r.started_at}})
        json[name] = Json(to_json(number));
    json["window_period"] = r.window_period;
    json["attempt"] = r.attempt;
    json["worker"] = r.worker;
    json["observations"] = run.observations;
    json["iterates"] = run.iterates;
    return json;
}

std::string point_text(const std::vector<double> &point) {
    const std::size_t shown = std::min<std::size_t>(point.size(), 6);
    return fmt::format("({}{})",
                       fmt::join(point.begin(), point.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                       shown < point.size() ? ", …" : "");
}

bool is_blank(const Json &value) { return value.is_null() || value == "NaN" || value == ""; }

std::string lines_of(const Json &object) {
    std::string text;
    for (const auto &[name, value] : object.items())
        if (!is_blank(value))
            text += fmt::format("  {:<20} {}\n", name,
                                value.is_string() ? value.get<std::string>() : value.dump());
    return text;
}

std::uint64_t id_of(const results::Reader &reader, std::uint64_t row) {
    return reader.window(row, 1).runs.at(0).run_id;
}

Errors not_found(const std::string &id, const results::Reader &reader) {
    std::string why = "the file holds no run";
    if (reader.size() > 0)
        why = fmt::format("the file holds {} runs, with ids from {} to {}", reader.size(), id_of(reader, 0),
                          id_of(reader, reader.size() - 1));
    return Errors(Error{fmt::format("no run has the id \"{}\"", id), "", "", why,
                        "give a run id, or the beginning of a key (6 hex digits or more)"});
}

/// The row of a run id, by halving: rows are in their order.
std::optional<std::uint64_t> row_of_id(const results::Reader &reader, std::uint64_t id) {
    std::uint64_t first = 0, end = reader.size();
    while (first < end) {
        const std::uint64_t middle = first + (end - first) / 2;
        if (id_of(reader, middle) < id)
            first = middle + 1;
        else
            end = middle;
    }
    return first < reader.size() && id_of(reader, first) == id ? std::optional(first) : std::nullopt;
}

/// Rows of keys that begin with these digits: the first of them, and how many there are.
std::pair<std::uint64_t, std::uint64_t> rows_of_key(const results::Reader &reader,
                                                    const std::string &digits) {
    constexpr std::uint64_t rows_at_once = 8192; // a chunk of the file
    std::uint64_t found = 0, count = 0;
    for (std::uint64_t first = 0; first < reader.size(); first += rows_at_once) {
        std::uint64_t row = first;
        for (const results::Run &run : reader.window(first, rows_at_once).runs) {
            if (plan::to_hex(run.key).starts_with(digits) && count++ == 0)
                found = row;
            ++row;
        }
    }
    return {found, count};
}

} // namespace

std::uint64_t find_run(const results::Reader &reader, const std::string &id) {
    const bool is_number =
        !id.empty() && id.size() < 20 && id.find_first_not_of("0123456789") == std::string::npos;
    if (is_number)
        if (const auto row = row_of_id(reader, std::stoull(id)))
            return *row;
    const auto [row, count] =
        id.size() >= 6 ? rows_of_key(reader, id) : std::pair<std::uint64_t, std::uint64_t>();
    if (count == 0)
        throw not_found(id, reader);
    if (count > 1)
        throw Errors(Error{fmt::format("{} runs have a key that begins with {}", count, id), "", "", "",
                           "give more digits of it"});
    return row;
}

std::string run_text(const results::Run &run, const Observations &observations, const Json &parameters) {
    const engine::Record &record = observations.record;
    const Json facts = facts_json(run);
    std::string text = fmt::format("run {}\n{}", run.run_id, lines_of(facts));
    for (const auto &[kind, values] : parameters.items())
        if (!values.empty())
            text += fmt::format("\n{}\n{}", kind, lines_of(values));
    if (!record.x_final.empty() || !record.x_best.empty() || !record.x_solution.empty())
        text += "\npoints\n";
    for (const auto &[name, point] : {std::pair{"x_final", &record.x_final},
                                      {"x_best", &record.x_best},
                                      {"x_solution", &record.x_solution}})
        if (!point->empty())
            text += fmt::format("  {:<20} {}\n", name, point_text(*point));
    text += observations_text(observations) + full_text(observations);
    for (const std::string &message : record.messages)
        text += fmt::format("\nmessage: {}\n", message);
    return text;
}

Json run_json(const results::Run &run, const Observations &observations, const Json &parameters) {
    const engine::Record &record = observations.record;
    Json json = {{"run", facts_json(run)}};
    for (const auto &[kind, values] : parameters.items())
        json["run"][kind] = values;
    for (const auto &[name, point] : {std::pair{"x_final", &record.x_final},
                                      {"x_best", &record.x_best},
                                      {"x_solution", &record.x_solution}})
        json[name] = Json(to_json(Value(*point)));
    json["observations"] = observations_json(observations);
    json["full"] = full_json(observations);
    json["hits"] = Json::array();
    for (const engine::Hit &hit : record.hits)
        json["hits"].push_back({{"target", Json(to_json(hit.target))},
                                {"step", hit.step},
                                {"evaluations", hit.cost.evaluations}});
    json["messages"] = record.messages;
    return json;
}

Json parameters_json(const results::Reader &reader, std::uint64_t row) {
    const results::Window window = reader.window(row, 1);
    Json json;
    for (const auto &[name, kind, lists] :
         {std::tuple{"objective_parameters", library::Kind::objective, &window.objective_parameters},
          std::tuple{"optimizer_parameters", library::Kind::optimizer, &window.optimizer_parameters}}) {
        json[name] = Json::object();
        std::size_t place = 0;
        for (const std::string &parameter : reader.parameter_names(kind)) {
            const nlohmann::json &value = lists->at(place++).at(0);
            if (!value.is_null())
                json[name][parameter] =
                    value.is_number_float() ? Json(to_json(value.get<double>())) : Json(value);
        }
    }
    return json;
}

} // namespace thalweg::cli
