// SPDX-License-Identifier: MIT
// `thalweg verify`: executes again what is stored, and compares bits.
#include "experiment/verify.hpp"
#include "cli/difference_text.hpp"
#include "cli/portable_math.hpp"
#include "cli/progress.hpp"
#include "cli/read_matrix.hpp"
#include "cli/read_results.hpp"
#include "cli/verbs.hpp"
#include "counted.hpp"
#include "experiment/math.hpp"

#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

struct VerifyOptions {
    std::filesystem::path file;
    std::optional<std::uint64_t> sample;
    std::optional<unsigned> jobs;
    bool json = false;
};

/// A verification, and what has changed since the runs were stored.
struct Finding {
    experiment::Verification verification;
    std::vector<results::Difference> changes;

    bool is_equal() const { return verification.differences.none() && verification.unknown == 0; }
};

const SideNames sides{"stored", "now"};

/// "10"; at least one, since none would find all equal.
std::uint64_t read_sample(const std::string &text) {
    std::uint64_t count = 0;
    const char *const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, count);
    if (read.ec != std::errc() || read.ptr != end || count == 0)
        throw Errors(Error{fmt::format("--sample does not take \"{}\"", text), "", "",
                           "it is a number of runs, from 1 on", "write --sample 10"});
    return count;
}

/// The stored experiment with the plugins of now.
PlannedExperiment plan_again(const Session &session, const results::Stored &stored) {
    const results::Origin &origin = stored.origin();
    if (origin.experiment_toml.empty())
        throw Errors(Error{"the results file does not say what it was made from", stored.path().string(), "",
                           "it has no experiment file in it", "verify another"});
    return read_stored_experiment({fmt::format("the experiment file in {}", stored.path().string()),
                                   origin.experiment_toml, origin.overrides, origin.experiment_folder},
                                  session.globals, session.context);
}

experiment::VerifyWatch watch(const Session &session, std::optional<Progress> &progress, std::string &label) {
    return {.on_begin =
                [&](std::uint64_t todo) {
                    ProgressOptions options = make_progress_options(session.globals, session.context);
                    options.total = todo;
                    progress.emplace(std::move(options));
                },
            .on_tick =
                [&](const experiment::Published &executed) {
                    ProgressState state{.done = 0, .by_status = executed, .label = label};
                    for (const std::uint64_t n : executed)
                        state.done += n;
                    progress->update(state);
                },
            .on_activity =
                [&](const plan::Cell &cell) { label = cell.objective->name + " " + cell.optimizer->name; },
            .on_interrupt =
                [&] {
                    progress->clear();
                    fmt::print(session.context.err, "finishing the current runs; once more leaves at once\n");
                }};
}

Finding execute_again(const Session &session, const VerifyOptions &options, const results::Stored &stored) {
    const PlannedExperiment planned = plan_again(session, stored);
    std::optional<Progress> progress;
    std::string label;
    Finding finding{experiment::verify(
                        {.stored = stored,
                         .matrix = planned.matrix,
                         .job = planned.job,
                         .sample = options.sample,
                         .workers = options.jobs.value_or(std::max(1u, std::thread::hardware_concurrency()))},
                        watch(session, progress, label)),
                    experiment::changes_since(stored, planned.matrix)};
    if (progress)
        progress->finish();
    return finding;
}

std::string changes_text(const Finding &finding) {
    if (finding.changes.empty())
        return "nothing is known to have changed since: another machine, or a plugin whose results are not "
               "decided by its inputs\n";
    return "what has changed since, the likely cause:\n" + conditions_text(finding.changes, sides);
}

std::string text_of(const VerifyOptions &options, const Finding &finding) {
    const auto &[verification, changes] = finding;
    const results::Differences &d = verification.differences;
    const std::uint64_t executed = d.equal + d.differing;
    const std::string how_many =
        fmt::format("{} of {} stored runs executed again", executed, verification.stored);
    if (finding.is_equal())
        return fmt::format("{}: {}, all equal, bit for bit, in {} columns\n{}", options.file.string(),
                           how_many, d.columns, prefixes_text(d));
    std::string text = fmt::format("{}: {}, {} differ\n", options.file.string(), how_many, d.differing);
    text += deviations_text(d, sides) + prefixes_text(d);
    if (verification.unknown > 0)
        text += "not in the stored experiment any more, with the plugins of now, so not executed\n  " +
                only_text("the results", verification.unknown, verification.named_unknown);
    return text + changes_text(finding);
}

Json json_of(const VerifyOptions &options, const Finding &finding) {
    const experiment::Verification &v = finding.verification;
    Json json = {{"format", "thalweg-verify/1"},
                 {"file", options.file.string()},
                 {"is_equal", finding.is_equal()},
                 {"stored", v.stored},
                 {"chosen", v.chosen},
                 {"executed", v.differences.equal + v.differences.differing},
                 {"unknown", v.unknown}};
    json.update(differences_json(v.differences));
    json["unknown_runs"] = identities_json(v.named_unknown);
    json["conditions"] = conditions_json(finding.changes);
    return json;
}

/// Results of --portable-math are verified with it: whoever asks has not to know how they were made.
void require_math_of(const results::Stored &stored, const Context &context) {
    const nlohmann::json &conditions = stored.origin().conditions.values;
    const std::string math = conditions.is_object() ? conditions.value("math", "") : "";
    if (math == experiment::portable_math_variant() && math != experiment::math_variant())
        require_portable_math(context);
}

Exit verify(Session &session, const VerifyOptions &options) {
    const results::Stored stored = open_stored(options.file, session.globals, session.context);
    require_math_of(stored, session.context);
    stored.verify_digests();
    const Finding finding = execute_again(session, options, stored);
    if (finding.verification.was_interrupted) {
        const results::Differences &d = finding.verification.differences;
        fmt::print(session.context.err, "interrupted: {} compared, {} differ\n",
                   counted(d.equal + d.differing, "run"), d.differing);
        return Exit::interrupted;
    }
    session.context.out.print(options.json ? json_of(options, finding).dump(2) + "\n"
                                           : text_of(options, finding));
    return finding.is_equal() ? Exit::done : Exit::bad_runs;
}

} // namespace

void add_verify(CLI::App &app, Session &session) {
    CLI::App *verb = add_verb(app, "verify", "execute again what is stored, and compare bits",
                              "thalweg verify seven_optimizers.h5 --sample 10");
    auto options = std::make_shared<VerifyOptions>();
    verb->add_option("OUT.h5", options->file, "the results file, finished or not; it is not touched")
        ->required()
        ->type_name("");
    verb->add_option_function<std::string>(
            "--sample", [options](const std::string &text) { options->sample = read_sample(text); },
            "only so many runs, drawn evenly; always the same ones")
        ->type_name("N");
    verb->add_option("-j,--jobs", options->jobs,
                     "worker processes, by default the cores; 0: in this process, for debuggers")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback(
        [&session, options] { session.action = [&session, options] { return verify(session, *options); }; });
}

} // namespace thalweg::cli
