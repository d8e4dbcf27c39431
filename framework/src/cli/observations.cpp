// SPDX-License-Identifier: MIT
#include "cli/observations.hpp"

#include "analysis/summary.hpp"
#include "cli/text_table.hpp"
#include "value.hpp"

#include <algorithm>
#include <array>
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

/// Passes over the data until each observation.
std::vector<double> epochs_of(const Observations &observations) {
    std::vector<double> epochs;
    for (const Observation &o : observations.record.observations)
        epochs.push_back(static_cast<double>(o.cost.samples) / observations.samples);
    return epochs;
}

std::vector<Extra> extras_of(const Observations &observations) {
    const engine::Record &record = observations.record;
    std::vector<Extra> extras = {{"step_length", {}}, {"step_cosine", {}}, {"x_norm", {}}};
    for (const engine::Diagnostics &facts : record.diagnostics) {
        extras[0].values.push_back(facts.step_length);
        extras[1].values.push_back(facts.step_cosine);
        extras[2].values.push_back(facts.x_norm);
    }
    if (!std::isnan(observations.samples))
        extras.push_back({"epochs", epochs_of(observations)});
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

std::string samples_text(const Observation &o, const Observations &observations) {
    return std::isnan(observations.samples) ? "" : fmt::format("{}", o.cost.samples);
}

/// The samples that the run had touched at a step; NaN where no observation was kept of it.
double samples_at(const engine::Record &record, std::uint64_t step) {
    const auto found = std::lower_bound(record.observations.begin(), record.observations.end(), step,
                                        [](const Observation &o, std::uint64_t s) { return o.step < s; });
    const bool is_kept = found != record.observations.end() && found->step == step;
    return is_kept ? static_cast<double>(found->cost.samples) : NAN;
}

/// The rows of /full of one step: f and accuracy of each split.
struct FullLine {
    std::uint64_t step = 0;
    std::array<double, 2 * analysis::n_splits> values{};
};

std::vector<FullLine> full_lines(const engine::Record &record) {
    std::vector<FullLine> lines;
    for (const engine::Full &row : record.full) {
        if (lines.empty() || lines.back().step != row.step) {
            lines.push_back({row.step, {}});
            lines.back().values.fill(NAN);
        }
        if (row.split < analysis::n_splits) {
            lines.back().values[2 * std::size_t{row.split}] = row.f;
            lines.back().values[2 * std::size_t{row.split} + 1] = row.accuracy;
        }
    }
    return lines;
}

/// All lines but those in the middle, which one of dots stands for.
template <class Add> void add_ends(TextTable &table, std::size_t n_lines, Add add) {
    for (std::size_t i = 0; i < n_lines; ++i) {
        if (i == shown_at_each_end && n_lines > 2 * shown_at_each_end) {
            table.rows.emplace_back(table.columns.size()).front() = "…";
            i = n_lines - shown_at_each_end;
        }
        table.rows.push_back(add(i));
    }
}

} // namespace

std::string observations_text(const Observations &observations) {
    const std::vector<Observation> &all = observations.record.observations;
    const std::vector<Extra> extras = extras_of(observations);
    TextTable table;
    table.columns = {{"step", Align::right},          {"f", Align::right},
                     {"gradient_norm", Align::right}, {"evaluations", Align::right},
                     {"samples", Align::right},       {"f_batch", Align::right},
                     {"seconds", Align::right}};
    for (const Extra &extra : extras)
        table.columns.push_back({extra.name, Align::right});
    add_ends(table, all.size(), [&](std::size_t i) {
        const Observation &o = all[i];
        std::vector<std::string> row = {fmt::format("{}", o.step),     number_text(o.f),
                                        number_text(o.gradient_norm),  fmt::format("{}", o.cost.evaluations),
                                        samples_text(o, observations), number_text(o.f_batch),
                                        number_text(o.seconds)};
        for (const Extra &extra : extras)
            row.push_back(number_text(extra.values[i]));
        return row;
    });
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

std::string full_text(const Observations &observations) {
    const std::vector<FullLine> lines = full_lines(observations.record);
    TextTable table;
    table.columns = {{"step", Align::right}, {"epochs", Align::right}};
    for (const char *split : analysis::split_names) {
        table.columns.push_back({fmt::format("{} f", split), Align::right});
        table.columns.push_back({fmt::format("{} accuracy", split), Align::right});
    }
    add_ends(table, lines.size(), [&](std::size_t i) {
        std::vector<std::string> row = {
            fmt::format("{}", lines[i].step),
            number_text(samples_at(observations.record, lines[i].step) / observations.samples)};
        for (const double value : lines[i].values)
            row.push_back(number_text(value));
        return row;
    });
    return lines.empty() ? "" : "\n" + table_text(table, 0);
}

Json full_json(const Observations &observations) {
    Json json = {
        {"step", Json::array()}, {"split", Json::array()}, {"f", Json::array()}, {"accuracy", Json::array()}};
    for (const engine::Full &row : observations.record.full) {
        json["step"].push_back(row.step);
        json["split"].push_back(row.split < analysis::n_splits ? analysis::split_names[row.split] : "");
        json["f"].push_back(Json(to_json(row.f)));
        json["accuracy"].push_back(Json(to_json(row.accuracy)));
    }
    return json;
}

} // namespace thalweg::cli
