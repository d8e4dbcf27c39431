// SPDX-License-Identifier: MIT
// `thalweg merge`: results files, shards and unfinished experiments become one results file.
#include "cli/difference_text.hpp"
#include "cli/read_matrix.hpp"
#include "cli/read_results.hpp"
#include "cli/summary_text.hpp"
#include "cli/verbs.hpp"
#include "counted.hpp"
#include "experiment/merge_files.hpp"
#include "experiment/place.hpp"
#include "experiment/state.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

struct MergeOptions {
    std::filesystem::path out;
    std::vector<std::filesystem::path> inputs;
    bool json = false;
};

/// The numbers that the experiment gives its runs now.
results::Renumber numbers_of(PlannedExperiment experiment) {
    struct Planned {
        PlannedExperiment experiment;
        experiment::Numbers numbers;
        explicit Planned(PlannedExperiment from) : experiment(std::move(from)), numbers(experiment.matrix) {}
    };
    const auto planned = std::make_shared<Planned>(std::move(experiment));
    return [planned](plan::Key key, std::uint64_t stored) { return planned->numbers.find(key, stored); };
}

struct Merged {
    experiment::MergeReport report;
    std::uint64_t runs = 0;
    analysis::StatusCounts by_status{};

    bool is_complete() const { return runs >= report.planned; }
    bool has_bad_runs() const {
        for (std::size_t i = 0; i < by_status.size(); ++i)
            if (by_status[i] > 0 && engine::is_bad(static_cast<engine::Status>(i)))
                return true;
        return false;
    }
};

std::string text_of(const std::filesystem::path &out, const Merged &merged) {
    const std::string runs = fmt::format("{} of {} runs", merged.runs, merged.report.planned);
    const std::string what =
        merged.report.is_written
            ? fmt::format("{} from {}", runs, counted(merged.report.inputs.size(), "file"))
            : "nothing to merge, it has " + runs;
    return fmt::format("{}: {}{}\n", out.string(), what,
                       merged.runs > 0 ? ": " + status_text(merged.by_status) : "");
}

Json json_of(const std::filesystem::path &out, const Merged &merged) {
    Json json = {{"format", "thalweg-merge/1"},
                 {"file", out.string()},
                 {"is_written", merged.report.is_written},
                 {"runs", merged.runs},
                 {"runs_planned", merged.report.planned},
                 {"complete", merged.is_complete()}};
    json["inputs"] = Json::array();
    for (const auto &input : merged.report.inputs)
        json["inputs"].push_back(input.string());
    json["status"] = status_json(merged.by_status);
    return json;
}

Exit merge(Session &session, const MergeOptions &options) {
    const std::filesystem::path out = experiment::followed(options.out);
    std::vector<std::filesystem::path> inputs;
    for (const auto &input : options.inputs)
        inputs.push_back(experiment::followed(input));
    for (const auto &input : inputs.empty() ? std::vector{out} : inputs)
        require_results(input);
    Merged merged{experiment::merge_files(
        {.out = out, .inputs = inputs, .renumber = [&](const spec::Source &source) {
             return numbers_of(read_stored_experiment(source, session.globals, session.context));
         }})};
    for (const std::string &note : merged.report.notes)
        warn(session.globals, session.context, note);
    results::Reader::of_own(out).each_done([&](const results::Done &run) {
        ++merged.runs;
        ++merged.by_status[static_cast<std::size_t>(run.status)];
    });
    if (!merged.is_complete())
        warn(session.globals, session.context,
             fmt::format("{} of {} are missing: {} is incomplete", merged.report.planned - merged.runs,
                         counted(merged.report.planned, "planned run"), out.string()));
    session.context.out.print(options.json ? json_of(out, merged).dump(2) + "\n" : text_of(out, merged));
    return merged.has_bad_runs() ? Exit::bad_runs : Exit::done;
}

constexpr const char *meaning =
    R"(An OUT.h5 that is there is part of what is merged. So are unfinished results: OUT.h5.parts
goes when OUT.h5 is written, that of other files is read and left alone. Runs that several
files have must be equal, bit for bit; a higher attempt replaces a lower one. The files must
be of one experiment, made under the same conditions.)";

} // namespace

void add_merge(CLI::App &app, Session &session) {
    CLI::App *verb = add_verb(app, "merge", "results files, shards and unfinished results become one file",
                              "thalweg merge all.h5 shard1.h5 shard2.h5 shard3.h5");
    verb->footer(std::string(meaning) + "\n\n" + verb->get_footer());
    auto options = std::make_shared<MergeOptions>();
    verb->add_option("OUT.h5", options->out, "the results file to write, or to add to")
        ->required()
        ->type_name("");
    verb->add_option("IN.h5", options->inputs, "what to merge; without: what is unfinished of OUT.h5")
        ->type_name("...");
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback(
        [&session, options] { session.action = [&session, options] { return merge(session, *options); }; });
}

} // namespace thalweg::cli
