// SPDX-License-Identifier: MIT
#include "cli/observations.hpp"

#include "cli/text_table.hpp"
#include "value.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;
using engine::Observation;

constexpr std::size_t shown_at_each_end = 5;

struct ObservationColumn {
    const char *name;
    Json (*value)(const Observation &o);
};
constexpr ObservationColumn observation_columns[] = {
    {"step", [](const Observation &o) { return Json(o.step); }},
    {"f", [](const Observation &o) { return Json(to_json(o.f)); }},
    {"gradient_norm", [](const Observation &o) { return Json(to_json(o.gradient_norm)); }},
    {"evaluations", [](const Observation &o) { return Json(o.cost.evaluations); }},
    {"evaluations_f", [](const Observation &o) { return Json(o.cost.f); }},
    {"evaluations_g", [](const Observation &o) { return Json(o.cost.g); }},
    {"evaluations_h", [](const Observation &o) { return Json(o.cost.h); }},
    {"evaluations_hv", [](const Observation &o) { return Json(o.cost.hv); }},
    {"samples", [](const Observation &o) { return Json(o.cost.samples); }},
    {"f_batch", [](const Observation &o) { return Json(to_json(o.f_batch)); }},
    {"seconds", [](const Observation &o) { return Json(to_json(o.seconds)); }},
};

/// A column that not every run has.
struct Extra {
    std::string name;
    std::vector<double> values;
};

std::vector<Extra> extras_of(const Observations &observations) {
    const engine::Record &record = observations.record;
    std::vector<Extra> extras = {{"step_length", {}}, {"step_cosine", {}}, {"x_norm", {}}};
    for (const engine::Diagnostics &facts : record.diagnostics) {
        extras[0].values.push_back(facts.step_length);
        extras[1].values.push_back(facts.step_cosine);
        extras[2].values.push_back(facts.x_norm);
    }
    const std::size_t width = observations.metrics.size();
    for (std::size_t m = 0; m < width; ++m) {
        Extra &metric = extras.emplace_back(Extra{"metric_" + observations.metrics[m], {}});
        for (std::size_t i = m; i < record.metrics.size(); i += width)
            metric.values.push_back(record.metrics[i]);
    }
    std::erase_if(extras, [](const Extra &extra) {
        return std::all_of(extra.values.begin(), extra.values.end(), [](double v) { return std::isnan(v); });
    });
    return extras;
}

/// More digits than in rankings: neighbouring observations differ little.
std::string number_text(double number) { return std::isnan(number) ? "" : fmt::format("{:.9g}", number); }

} // namespace

std::string observations_text(const Observations &observations) {
    const std::vector<Observation> &all = observations.record.observations;
    const std::vector<Extra> extras = extras_of(observations);
    TextTable table;
    table.columns = {{"step", Align::right},          {"f", Align::right},
                     {"gradient_norm", Align::right}, {"evaluations", Align::right},
                     {"f_batch", Align::right},       {"seconds", Align::right}};
    for (const Extra &extra : extras)
        table.columns.push_back({extra.name, Align::right});
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == shown_at_each_end && all.size() > 2 * shown_at_each_end) {
            table.rows.emplace_back(table.columns.size()).front() = "…";
            i = all.size() - shown_at_each_end;
        }
        const Observation &o = all[i];
        auto &row = table.rows.emplace_back();
        row = {fmt::format("{}", o.step),    number_text(o.f),
               number_text(o.gradient_norm), fmt::format("{}", o.cost.evaluations),
               number_text(o.f_batch),       number_text(o.seconds)};
        for (const Extra &extra : extras)
            row.push_back(number_text(extra.values[i]));
    }
    return all.empty() ? "" : "\n" + table_text(table, 0);
}

Json observations_json(const Observations &observations) {
    Json json;
    for (const ObservationColumn &column : observation_columns) {
        Json &values = json[column.name] = Json::array();
        for (const Observation &o : observations.record.observations)
            values.push_back(column.value(o));
    }
    for (const Extra &extra : extras_of(observations)) {
        Json &values = json[extra.name] = Json::array();
        for (const double value : extra.values)
            values.push_back(Json(to_json(value)));
    }
    return json;
}

} // namespace thalweg::cli
