// SPDX-License-Identifier: MIT
#include "experiment/merge_files.hpp"

#include "experiment/claim.hpp"
#include "experiment/conditions.hpp"
#include "experiment/place.hpp"
#include "experiment/state.hpp"
#include "pool/interruption.hpp"
#include "results/stored.hpp"
#include "spec/canonical.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <system_error>

namespace thalweg::experiment {

namespace {

namespace fs = std::filesystem;
using results::Origin;
using results::Stored;

/// OUT, or a part of it.
bool is_there(const fs::path &out) {
    std::error_code error; // what cannot be seen is refused where it is opened
    if (fs::exists(out, error))
        return true;
    for (fs::directory_iterator entry(parts_folder(out), error), end; !error && entry != end;
         entry.increment(error))
        if (entry->path().extension() == ".h5")
            return true;
    return false;
}

fs::path identity(const fs::path &file) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(file, error);
    return error ? file : canonical;
}

/// Each file once, OUT first where it is there.
std::vector<fs::path> distinct_inputs(const MergeOrder &order) {
    std::vector<fs::path> inputs, known;
    const auto add = [&](const fs::path &file) {
        const fs::path name = identity(file);
        if (std::find(known.begin(), known.end(), name) != known.end())
            return;
        known.push_back(name);
        inputs.push_back(file);
    };
    if (is_there(order.out))
        add(order.out);
    for (const fs::path &input : order.inputs)
        add(input);
    return inputs;
}

std::string what_it_says(const Origin &origin) {
    try {
        return spec::canonical_text({"experiment_toml", origin.experiment_toml, origin.overrides});
    } catch (const Errors &) { // of a later version, say: then only the same text is the same
        return origin.experiment_toml + nlohmann::json(origin.overrides).dump();
    }
}

bool is_same_experiment(const Origin &a, const Origin &b) {
    return (a.experiment_toml == b.experiment_toml && a.overrides == b.overrides) ||
           what_it_says(a) == what_it_says(b);
}

[[noreturn]] void refuse_experiments(const fs::path &first, const fs::path &other) {
    throw Errors(Error{.what = "the files hold results of different experiments",
                       .where = other.string(),
                       .excerpt = {},
                       .why = fmt::format("its experiment file or its --set differ from those of {} in more "
                                          "than comments and layout",
                                          first.string()),
                       .fix = "merge files of one experiment only; `thalweg run` continues a results file "
                              "whose experiment has grown"});
}

[[noreturn]] void refuse_rerun(const fs::path &file) {
    throw Errors(Error{.what = "an execution with --rerun-changed is unfinished",
                       .where = file.string(),
                       .excerpt = {},
                       .why = "some of its runs are still those of the plugin before it was rebuilt",
                       .fix = "finish it with `thalweg run` first"});
}

[[noreturn]] void refuse_overwrite(const fs::path &out) {
    throw Errors(Error{.what = "an execution with --overwrite is unfinished",
                       .where = out.string(),
                       .excerpt = {},
                       .why =
                           "the earlier results there stay until it is done: a merge would replace them by "
                           "less",
                       .fix = "finish it with `thalweg run` first, or merge into another file"});
}

[[noreturn]] void refuse_conditions(const fs::path &first, const fs::path &other,
                                    const std::vector<results::Difference> &differences) {
    const auto is_math = [](const results::Difference &d) { return d.name == "math"; };
    const bool math = std::any_of(differences.begin(), differences.end(), is_math);
    const bool rebuilt = std::all_of(differences.begin(), differences.end(), is_rebuilt);
    throw Errors(Error{
        .what = "the files were made under different conditions",
        .where = other.string(),
        .excerpt = table_of(differences, first.filename().string(), other.filename().string()),
        .why = math ? "sin, exp and pow give other bits in another math library: runs of one file must be "
                      "comparable, and these would not be"
                    : "runs of one file must be comparable: these would not be",
        .fix = math      ? "execute them again with `--portable-math`, which gives the same bits on every "
                           "machine, or keep the files apart"
               : rebuilt ? "execute the runs of one of them again with the plugins of the other, or keep the "
                           "files apart"
                         : "keep the files apart"});
}

/// Throws where a file does not belong to the others. Returns what all of them were made from: conditions of
/// components that only some know included.
Origin common_origin(const std::vector<Stored> &sources) {
    Origin common = sources.front().origin();
    for (const Stored &source : sources) {
        const Origin &origin = source.origin();
        const fs::path &first = sources.front().path();
        if (!is_same_experiment(common, origin))
            refuse_experiments(first, source.path());
        if (origin.has_least_attempts)
            refuse_rerun(source.path());
        const auto differences = conflicts(common.conditions, origin.conditions);
        if (!differences.empty())
            refuse_conditions(first, source.path(), differences);
        for (const auto &[name, value] : origin.conditions.values.items())
            if (!common.conditions.values.contains(name))
                common.conditions.values[name] = value;
        common.runs_planned = std::max(common.runs_planned, origin.runs_planned);
    }
    return common;
}

results::Head make_head(const Origin &origin) {
    results::Head head;
    head.experiment_toml = origin.experiment_toml;
    head.overrides = origin.overrides;
    head.experiment_folder = origin.experiment_folder;
    head.experiment_hash = origin.experiment_hash;
    head.conditions = origin.conditions.values;
    head.runs_planned = origin.runs_planned;
    head.plugins = nlohmann::json::array();
    return head;
}

/// An experiment that has grown since numbers its runs anew.
results::Renumber renumber(const MergeOrder &order, const std::vector<Stored> &sources,
                           const Origin &common) {
    for (const Stored &source : sources)
        for (const Origin &origin : source.origins())
            if (!is_same_experiment(origin, common))
                return order.renumber(
                    {order.out.string(), common.experiment_toml, common.overrides, common.experiment_folder});
    return {};
}

Errors interrupted(const fs::path &out) {
    return Errors(Error{.what = "the merge was interrupted",
                        .where = out.string(),
                        .excerpt = {},
                        .why = "nothing was written",
                        .fix = "run the same command again: it begins anew",
                        .exit = Exit::interrupted});
}

} // namespace

MergeReport merge_files(const MergeOrder &order) {
    MergeReport report;
    require_place(order.out);
    const pool::Interruption interruption(pool::Interruption::Second::leaves);
    const results::Tick leave_if_interrupted = [&] {
        if (interruption.count() > 0)
            throw interrupted(order.out);
    };
    const Claim claim(order.out);
    report.inputs = distinct_inputs(order);
    if (report.inputs.empty())
        throw Errors(Error{.what = "there is nothing to merge",
                           .where = order.out.string(),
                           .excerpt = {},
                           .why = "there is no such results file, and no other is named",
                           .fix = "name the files to merge after it"});
    std::vector<Stored> sources;
    for (const fs::path &input : report.inputs)
        sources.emplace_back(input, report.notes);
    const Origin common = common_origin(sources);
    report.planned = common.runs_planned;
    const bool has_parts = sources.front().path() == order.out && sources.front().has_parts();
    if (has_parts && sources.front().replaces_out())
        refuse_overwrite(order.out);
    std::vector<results::Source> files;
    for (const Stored &source : sources) // each of them has been looked at
        for (const fs::path &file : source.files())
            files.emplace_back(file, results::Trust::checked);
    if (files.size() == 1 && files.front().file == order.out && !has_parts)
        return report;
    for (const Stored &source : sources) {
        leave_if_interrupted();
        source.verify_digests();
    }
    const results::Renumber numbers = renumber(order, sources, common);
    sources.clear();
    const results::Merged merged =
        results::merge(order.out, files, make_head(common), numbers, leave_if_interrupted);
    report.is_written = merged.is_written;
    if (has_parts)
        if (auto parts = results::Parts::open(order.out))
            parts->remove(merged.runs < report.planned ? results::Parts::Missing::some
                                                       : results::Parts::Missing::none);
    return report;
}

} // namespace thalweg::experiment
