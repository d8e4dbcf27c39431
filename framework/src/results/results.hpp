// SPDX-License-Identifier: MIT
// Records -> part files -> one results file, and back. The only HDF5 of the tree is behind this header.
#pragma once

#include "engine/axis.hpp"
#include "engine/record.hpp"
#include "error.hpp"
#include "plan/matrix.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace thalweg::results {

/// The root attributes that a file is written with, and the two catalogs that no cell decides.
struct Head {
    std::string experiment_toml;
    std::vector<std::string> overrides;
    std::string experiment_folder; ///< where names of data files start
    std::string experiment_hash;   ///< hex
    nlohmann::json conditions;     ///< Conditions::values, stored so that `run` can compare
    std::uint64_t runs_planned = 0;
    nlohmann::json environment; ///< host, CPU, libm variant, ...: one row of /catalog/environment
    nlohmann::json plugins;     ///< array of {file, name, version, build_info, sha256}
    spec::Record record;        ///< precision
};

/// A finished run on its way to a file: who it is, and what it left. Both outlive the call they are passed
/// to.
struct FinishedRun {
    const plan::Cell *cell = nullptr;
    const engine::Record *record = nullptr;
};

/// What must be equal for a results file to be continued; `plugins` maps component -> {version, sha256}.
struct Conditions {
    nlohmann::json
        values; ///< flat object: "seed", "stop.steps", "record.iterates", "plugin.adam.sha256", "math", ...
};
/// One line of the table of differences.
struct Difference {
    std::string name, before, now;
};
std::vector<Difference> differences(const Conditions &before, const Conditions &now);

/// The folder OUT.h5.parts: conditions and part files.
class Parts {
public:
    /// Opens OUT.parts, or makes it with `manifest` in it (tmp, fsync, rename, fsync of the folder).
    /// Throws Errors with Exit::not_written where it cannot.
    static Parts open_or_create(const std::filesystem::path &out, const nlohmann::json &manifest);
    static std::optional<Parts> open(const std::filesystem::path &out); ///< nothing where there is no folder

    const nlohmann::json &manifest() const { return manifest_; }
    /// OUT is not of this experiment as it is now: --overwrite keeps it until the merge takes its place.
    bool replaces_out() const;
    /// Replaces the manifest, durably: the conditions of the same OUT have grown.
    void replace_manifest(const nlohmann::json &manifest);
    /// One complete part file, durable when this returns. Errors: Exit::not_written.
    void publish(const Head &head, std::span<const FinishedRun> runs);
    /// Digest checked, damaged ones set aside as .damaged and named in `notes`.
    /// A reader only names them.
    enum class Damaged { set_aside, only_named };
    std::vector<std::filesystem::path> files(std::vector<std::string> &notes,
                                             Damaged damaged = Damaged::set_aside) const;
    /// The folder and all in it but locks, after a merge; where runs are missing, without what is damaged.
    enum class Missing { none, some };
    void remove(Missing runs);

private:
    Parts(std::filesystem::path folder, nlohmann::json manifest);
    std::filesystem::path folder_;
    nlohmann::json manifest_;
};

/// One row of /runs with its catalog texts.
struct Run {
    std::uint64_t run_id = 0;
    plan::Key key;
    std::uint32_t repetition = 0;
    std::string objective, optimizer, configuration, start;
    std::uint32_t objective_row = 0, optimizer_row = 0, configuration_row = 0, start_row = 0;
    std::uint32_t environment_row = 0; ///< rows are those of this Reader's catalog
    std::uint64_t first_observation = 0, observations = 0, first_iterate = 0, iterates = 0;
    engine::Record end; ///< its scalars; vectors empty
};

/// What is there of a run, in few bytes.
struct Done {
    plan::Key key;
    std::uint64_t run_id = 0;
    engine::Status status = engine::Status::failed;
    std::uint32_t attempt = 1;
};

struct CatalogRow {
    std::string name;
    nlohmann::json json;
};

/// A target that a run reached, and at which cost.
struct Reached {
    double target = 0;
    double cost = 0; ///< on the axis that was asked for
};

/// Some runs of a file, in order, with what analysis asks of them: files are gone over window by window, so
/// that a million runs take no more memory than a thousand.
struct Window {
    std::uint64_t first = 0; ///< row of runs.front()
    std::vector<Run> runs;
    /// One list a name of parameter_names(kind), in its order; one value a run, null where it does not apply.
    std::vector<std::vector<nlohmann::json>> objective_parameters, optimizer_parameters;
    std::vector<std::vector<Reached>> hits;        ///< one list a run, hardest target last
    std::vector<std::vector<engine::Full>> splits; ///< one list a run: the last values that it has in /full
};

/// A results file, or several that together are one (OUT and its parts). Opened first in a child process
/// where the file was not made by this process. Throws Errors with Exit::wrong: not HDF5, not ours, newer
/// major, damaged.
class Reader {
public:
    explicit Reader(const std::filesystem::path &file);
    /// OUT where it exists, and its parts where there are any: live reading of an unfinished experiment.
    static Reader of_experiment(const std::filesystem::path &out, std::vector<std::string> &notes);
    /// A file that this process has just written: no child looks at it first.
    static Reader of_own(const std::filesystem::path &file);
    Reader(Reader &&) noexcept;
    Reader &operator=(Reader &&) noexcept;
    ~Reader();

    nlohmann::json attributes() const; ///< of the root, by name
    std::uint64_t runs_planned() const;
    bool complete() const;
    /// How many runs there are; rows are counted from 0 in order of run id. A key that stands in several
    /// inputs counts once, with its highest attempt.
    std::uint64_t size() const;
    /// At most `count` runs from row `first` on.
    Window window(std::uint64_t first, std::uint64_t count,
                  const engine::Axis &axis = engine::default_axis) const;
    /// All rows at once: for tests, whose files are small.
    const std::vector<Run> &runs() const;
    const std::vector<CatalogRow> &catalog(const std::string &which) const; ///< objective, optimizer, ...
    /// Names of the parameter columns: one text or number a run (JSON null where it does not apply).
    std::vector<std::string> parameter_names(library::Kind kind) const;
    nlohmann::json parameter(library::Kind kind, const std::string &name, std::size_t row) const;
    /// Key, id, status and attempt of every row of every input, in their order: what continuing an experiment
    /// asks for. A key may come twice.
    void each_done(const std::function<void(const Done &)> &visit) const;
    /// Columns of engine::Record::metrics as record() returns it: one a metric of any optimizer in the file.
    std::vector<std::string> metric_names() const;
    /// Computes the digest anew and compares it with the attribute. Throws Errors with Exit::wrong where they
    /// differ.
    void verify_digest() const;
    /// Everything of run number `row`: observations, iterates, finals, hits, full, messages,
    /// metrics. `metrics` has metric_names().size() numbers an observation, NaN where the optimizer has no
    /// such metric.
    engine::Record record(std::size_t row) const;

private:
    friend Reader write_and_read(const std::filesystem::path &, const Head &, std::span<const FinishedRun>);
    struct State;
    std::unique_ptr<State> state_;
    Reader();
};

/// How runs of what is merged get their numbers: key and stored run id -> run id; nothing: not in this
/// experiment, an error.
using Renumber = std::function<std::optional<std::uint64_t>(plan::Key key, std::uint64_t stored)>;

/// A file to be merged. checked: this process wrote it or has checked its digest; foreign: a child looks at
/// it first.
enum class Trust { checked, foreign };
struct Source {
    std::filesystem::path file;
    Trust trust = Trust::foreign;
    Source(std::filesystem::path path, Trust how_far = Trust::foreign)
        : file(std::move(path)), trust(how_far) {}
};

struct Merged {
    std::uint64_t runs = 0;
    bool is_written = false; ///< false: OUT has all of it already, and stays as it is
};

/// Called now and then; what it throws ends the merge, of which nothing is left then.
using Tick = std::function<void()>;

/// Writes OUT from `inputs` (OUT itself may be the first): sorted by run id, read back and verified, fsync,
/// rename, fsync of the folder. Twins must be bit-equal in every column that is not volatile, else Errors
/// names the runs. `complete` is 1 where runs_planned of them are there.
Merged merge(
    const std::filesystem::path &out, const std::vector<Source> &inputs, const Head &head,
    const Renumber &renumber, const Tick &tick = [] {});

/// Writes OUT directly from finished runs: the matrix that ends within its first second.
void write(const std::filesystem::path &out, const Head &head, std::span<const FinishedRun> runs);

/// As write(); and what was written, read from memory. `runs` and what they point to outlive the reader.
Reader write_and_read(const std::filesystem::path &out, const Head &head, std::span<const FinishedRun> runs);

/// Whether it is an HDF5 file that somebody else made for another purpose; damaged files are nobody's.
bool is_of_others(const std::filesystem::path &file);

/// Makes the entries of `folder` survive a power cut. Errors: Exit::not_written.
void sync_folder(const std::filesystem::path &folder);

/// Refuses, with Exit::not_written, where the file system of `path` has less than `bytes` free.
void require_space(const std::filesystem::path &path, std::uint64_t bytes);

/// What will be stored, at most, as far as it is known before anything runs.
struct Expected {
    enum Trait : unsigned { times = 1, data = 2, hessians = 4, single_precision = 8, diagnostics = 16 };
    /// Of the runs of one dimension.
    struct Points {
        std::uint64_t runs = 0, iterates = 0;
    };
    std::uint64_t runs = 0, observations = 0, hits = 0, full = 0; ///< rows of the tables
    std::map<std::uint64_t, Points> by_dimension;
    std::uint64_t parameters = 0, metrics = 0; ///< columns
    std::uint64_t text_bytes = 0;              ///< of the experiment file
    unsigned traits =
        0; ///< observations with times or diagnostics, on data, of optimizers that ask for h or hv
    bool has(Trait trait) const { return (traits & trait) != 0; }
};

/// The size of the results file, at most; compression is not counted on.
std::uint64_t predicted_bytes(const Expected &expected);

} // namespace thalweg::results
