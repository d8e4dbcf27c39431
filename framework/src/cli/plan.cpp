// SPDX-License-Identifier: MIT
// `thalweg plan`: what would run, how large its results would be and how long it would take.
#include "cli/forecast.hpp"
#include "cli/read_matrix.hpp"
#include "cli/text_table.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

struct PlanOptions {
    ExperimentFile experiment;
    bool runs = false, json = false;
};

std::string counted(const std::vector<std::pair<std::string, std::uint64_t>> &counts) {
    std::vector<std::string> words;
    for (const auto &[label, n] : counts)
        words.push_back(fmt::format("{} {}", label, n));
    return fmt::format("{}", fmt::join(words, ", "));
}

Json counts_json(const std::vector<std::pair<std::string, std::uint64_t>> &counts) {
    Json json = Json::object();
    for (const auto &[label, n] : counts)
        json[label] = n;
    return json;
}

Json head_json(const plan::Matrix &matrix) {
    return {{"format", "thalweg-plan/1"},
            {"experiment", matrix.spec().name.value},
            {"title", matrix.spec().title}};
}

Json forecast_json(const PlannedExperiment &planned, const Context &context) {
    const plan::Matrix &matrix = planned.matrix;
    const Forecast forecast = make_forecast(matrix);
    const auto seconds = context.estimate_seconds(matrix, planned.job);
    Json json = head_json(matrix);
    json["runs"] = forecast.counts.runs;
    json["cells"] = forecast.counts.cells;
    json["excluded"] = forecast.counts.excluded;
    json["unsupported"] = forecast.counts.unsupported;
    json["objectives"] = counts_json(forecast.objectives);
    json["optimizers"] = counts_json(forecast.optimizers);
    json["steps"] = forecast.steps > 0 ? Json(forecast.steps) : Json();
    json["bytes"] = forecast.bytes;
    json["is_sampled"] = forecast.is_sampled;
    json["seconds"] = seconds ? Json(to_json(*seconds)) : Json();
    json["warnings"] = matrix.warnings();
    return json;
}

std::string forecast_text(const PlannedExperiment &planned, const Context &context) {
    const plan::Matrix &matrix = planned.matrix;
    const Forecast f = make_forecast(matrix);
    const auto seconds = context.estimate_seconds(matrix, planned.job);
    const spec::Spec &spec = matrix.spec();
    std::string text = spec.name.value + (spec.title.empty() ? "" : "  " + spec.title) + "\n";
    const auto line = [&text](std::string_view name, const std::string &value) {
        text += fmt::format("  {:<12}{}\n", name, value);
    };
    line("runs", fmt::format("{}", f.counts.runs));
    if (f.counts.excluded > 0)
        line("excluded", fmt::format("{}", f.counts.excluded));
    if (f.counts.unsupported > 0)
        line("unsupported", fmt::format("{} left out: their optimizer needs what the objective lacks",
                                        f.counts.unsupported));
    const std::string about = f.is_sampled ? "about " : "";
    line("objectives", about + counted(f.objectives));
    line("optimizers", about + counted(f.optimizers));
    if (f.steps > 0)
        line("steps", fmt::format("{}at most {}", about, f.steps));
    line("results", fmt::format("{}at most {}", about, byte_size(static_cast<double>(f.bytes))));
    line("time", seconds ? "about " + duration(*seconds) : "not estimated");
    return text;
}

/// How runs are named, one after the other: most share the objective and the start of the one before, whose
/// names take longest to make.
class Names {
public:
    const plan::Labels &of(const plan::Cell &cell) {
        const Place place(cell.objective_table, cell.problem, cell.start_index);
        if (place != place_) {
            labels_ = plan::labels(cell);
            place_ = place;
            return labels_;
        }
        labels_.optimizer = cell.optimizer->name;
        labels_.configuration = plan::labels(cell, plan::Naming::configuration).configuration;
        return labels_;
    }

private:
    using Place = std::tuple<std::uint32_t, const library::Problem *, std::uint64_t>;
    std::optional<Place> place_; ///< of the run before
    plan::Labels labels_;
};

Json run_json(const plan::Cell &cell, const plan::Labels &labels) {
    Json json = {{"run_id", cell.run_id},
                 {"key", plan::to_hex(cell.key)},
                 {"objective", labels.objective},
                 {"optimizer", labels.optimizer},
                 {"configuration", labels.configuration},
                 {"start", labels.start},
                 {"dimension", cell.dimension},
                 {"repetition", cell.repetition}};
    for (const auto &[name, component, values] :
         {std::tuple{"objective_parameters", cell.objective, &cell.objective_parameters},
          std::tuple{"optimizer_parameters", cell.optimizer, &cell.optimizer_parameters}}) {
        json[name] = Json::object();
        for (std::size_t i = 0; i < values->size(); ++i)
            json[name][component->parameters[i].key] = Json(to_json((*values)[i]));
    }
    return json;
}

std::string run_text(const plan::Cell &cell, const plan::Labels &labels) {
    return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", cell.run_id, plan::to_hex(cell.key),
                       labels.objective, cell.dimension, labels.start, labels.optimizer, labels.configuration,
                       cell.repetition);
}

/// One line a run as it is made, so that a matrix of any size can be looked into.
void print_runs(Output &out, const plan::Matrix &matrix, const PlanOptions &options) {
    if (options.json) {
        const std::string head = head_json(matrix).dump();
        out.print(head.substr(0, head.size() - 1) + ",\"runs\":[");
    } else {
        out.print("run_id\tkey\tobjective\tdimension\tstart\toptimizer\tconfiguration\trepetition\n");
    }
    plan::Cell cell;
    Names names;
    std::string_view separator = "\n";
    for (std::uint64_t id = 0; id < matrix.size(); ++id) {
        if (!matrix.at(id, cell))
            continue;
        if (options.json)
            out.print(separator);
        const plan::Labels &labels = names.of(cell);
        out.print(options.json ? run_json(cell, labels).dump() : run_text(cell, labels));
        separator = ",\n";
    }
    if (options.json)
        out.print("\n]}\n");
}

Exit print_plan(Session &session, const PlanOptions &options) {
    const PlannedExperiment planned = read_experiment(options.experiment, session.globals, session.context);
    if (options.runs)
        print_runs(session.context.out, planned.matrix, options);
    else if (options.json)
        session.context.out.print(forecast_json(planned, session.context).dump(2) + "\n");
    else
        session.context.out.print(forecast_text(planned, session.context));
    return Exit::done;
}

} // namespace

void add_plan(CLI::App &app, Session &session) {
    CLI::App *verb = add_verb(app, "plan", "what an experiment file would run: counts, size, time",
                              "thalweg plan experiments/seven_optimizers.toml --set stop.steps=10 --runs");
    auto options = std::make_shared<PlanOptions>();
    verb->add_option("FILE.toml", options->experiment.file, "the experiment file")->required()->type_name("");
    verb->add_option("--set", options->experiment.overrides, "replace a value of the file (may be repeated)")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    verb->add_flag("--runs", options->runs, "list every run");
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&session, options] {
        session.action = [&session, options] { return print_plan(session, *options); };
    });
}

} // namespace thalweg::cli
