// SPDX-License-Identifier: MIT
// `thalweg show`: the ranking of a results file, finished or not, or one of its runs.
#include "analysis/summary.hpp"
#include "cli/bad_runs.hpp"
#include "cli/choices.hpp"
#include "cli/read_results.hpp"
#include "cli/run_text.hpp"
#include "cli/summary_text.hpp"
#include "cli/verbs.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

struct ShowOptions {
    std::filesystem::path file;
    std::vector<std::string> by;
    std::string where, sort, run;
    std::string axis{engine::default_axis.name};
    bool json = false;
};

Json head_json(const ShowOptions &options, const results::Reader &reader) {
    return {{"format", "thalweg-show/1"},
            {"file", options.file.string()},
            {"complete", reader.complete()},
            {"runs_planned", reader.runs_planned()},
            {"runs", reader.size()}};
}

std::string head_text(const results::Reader &reader, const Experiment &experiment) {
    const std::string title = experiment.title.empty() ? "" : "  " + experiment.title;
    return fmt::format("{}{}\n{} of {} runs{}", experiment.name, title, reader.size(), reader.runs_planned(),
                       reader.complete() ? "" : ", unfinished");
}

Exit show_run(Session &session, const ShowOptions &options, const results::Reader &reader) {
    const std::uint64_t row = find_run(reader, options.run);
    const results::Run run = reader.window(row, 1).runs.at(0);
    const engine::Record record = reader.record(row);
    const auto &objective = reader.catalog("objective").at(run.objective_row);
    const Observations observations{record, reader.metric_names(), analysis::samples_of(objective.json)};
    const Json parameters = parameters_json(reader, row);
    if (!options.json) {
        session.context.out.print(run_text(run, observations, parameters));
        return Exit::done;
    }
    Json json = head_json(options, reader);
    json.update(run_json(run, observations, parameters));
    session.context.out.print(json.dump(2) + "\n");
    return Exit::done;
}

std::vector<std::string> axis_names() {
    std::vector<std::string> names;
    for (const engine::Axis &axis : engine::axes)
        names.emplace_back(axis.name);
    return names;
}

engine::Axis axis_of(const ShowOptions &options, const results::Reader &reader) {
    const engine::Axis &axis = *std::find_if(engine::axes.begin(), engine::axes.end(),
                                             [&](const auto &one) { return one.name == options.axis; });
    const auto &objectives = reader.catalog("objective");
    const bool has_data = std::any_of(objectives.begin(), objectives.end(), [](const auto &row) {
        return !std::isnan(analysis::samples_of(row.json));
    });
    if (axis.samples != 0 && !has_data && !objectives.empty())
        throw Errors(Error{
            fmt::format("no objective of {} has data to count {} of", options.file.string(), options.axis),
            "", "", "samples and epochs are those of objectives on data",
            "take another axis, such as steps or evaluations"});
    return axis;
}

Exit show_ranking(Session &session, const ShowOptions &options, const results::Reader &reader) {
    const Experiment experiment = read_experiment(reader);
    analysis::Scan scan = analysis::make_scan(reader, experiment.stop_target, axis_of(options, reader));
    analysis::Options wanted{options.by, {}, options.sort};
    if (!options.where.empty())
        wanted.where = parse_where(scan.table, options.where);
    const analysis::Summary summary = make_summary(std::move(scan), wanted);
    const Print print = [&session](std::string_view part) { session.context.out.print(part); };
    if (options.json) {
        Json json = head_json(options, reader);
        json["runs_shown"] = summary.runs;
        json["axis"] = summary.axis.name;
        json["status"] = status_json(summary.by_status);
        print_json(json, summary, print);
        return Exit::done;
    }
    std::string text = head_text(reader, experiment);
    if (!options.where.empty())
        text += fmt::format(", {} where {}", summary.runs, options.where);
    text += summary.runs > 0 ? ": " + status_text(summary.by_status) + "\n\n" : "\n";
    print(text);
    print_tables(summary,
                 {.width = table_width(session.context),
                  .most_lines = 0,
                  .out = options.file.string(),
                  .sort = options.sort},
                 print);
    if (has_bad_runs(summary))
        print(bad_runs_text(analysis::make_scan(reader, {}), wanted.where, reader));
    return Exit::done;
}

Exit show(Session &session, const ShowOptions &options) {
    const results::Reader reader = open_results(options.file, session.globals, session.context);
    return options.run.empty() ? show_ranking(session, options, reader) : show_run(session, options, reader);
}

} // namespace

void add_show(CLI::App &app, Session &session) {
    CLI::App *verb =
        add_verb(app, "show", "the ranking of a results file, finished or not",
                 "thalweg show OUT.h5 --where 'learning_rate<0.01 and status!=diverged' --sort f_best");
    auto options = std::make_shared<ShowOptions>();
    verb->add_option("OUT.h5", options->file, "the results file")->required()->type_name("");
    verb->add_option("--by", options->by, "group runs by these columns, such as optimizer,learning_rate")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("COLUMN,...");
    verb->add_option("--where", options->where, "only runs for which this holds")->type_name("CONDITION");
    verb->add_option("--sort", options->sort, "order by this column; --sort=-COLUMN: from the largest")
        ->type_name("COLUMN");
    one_of(verb->add_option("--axis", options->axis, "what the cost to target counts")->type_name("AXIS"),
           axis_names());
    verb->add_option("--run", options->run, "everything of one run")->type_name("ID");
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback(
        [&session, options] { session.action = [&session, options] { return show(session, *options); }; });
}

} // namespace thalweg::cli
