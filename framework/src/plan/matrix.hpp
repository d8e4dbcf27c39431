// SPDX-License-Identifier: MIT
// Spec x components -> Matrix: every run of an experiment, by number, in constant memory.
#pragma once

#include "library/component.hpp"
#include "spec/spec.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::plan {

/// What identifies a run, whatever file it stands in (experiment-file.md).
struct Key {
    std::uint64_t hi = 0, lo = 0;
    auto operator<=>(const Key &) const = default;
};
std::string to_hex(Key key); ///< 32 hex digits

/// Stop rules of one run, formulas resolved, counts rounded down. 0 and NaN-free: absent means not asked for.
struct Stop {
    std::optional<std::uint64_t> steps, evaluations;
    std::optional<double> seconds, timeout, target, gradient_norm;
    std::optional<std::uint64_t> memory;
};

/// One run to do. Pointers are into the Matrix, which outlives it.
struct Cell {
    std::uint64_t run_id = 0;
    Key key;
    std::uint64_t dimension = 0;
    std::uint32_t repetition = 0;
    std::uint32_t objective_table = 0, optimizer_table = 0;
    std::uint64_t start_index = 0; ///< among the starts of its objective table, flattened
    const library::Component *objective = nullptr, *optimizer = nullptr;
    std::vector<Value> objective_parameters, optimizer_parameters; ///< one a schema entry, in order
    const library::Problem *problem = nullptr; ///< of this objective setting and dimension, before transforms
    const spec::Objective *objective_spec = nullptr;
    const spec::Optimizer *optimizer_spec = nullptr;
    std::string_view folder{};               ///< where names of data files start
    const spec::Start *start_spec = nullptr; ///< how the start is written; a "default" where nothing is
    /// x0. Points and drawn starts are in the coordinates the optimizer sees; with start_is_component_own it
    /// is the component's canonical start, in the component's coordinates: engine maps it through the
    /// transforms.
    std::vector<double> start;
    bool start_is_component_own = false;
    /// Number among the draws of its entry of `starts`. Where the component draws its own starts (`start` is
    /// empty, start_is_component_own is set): the index to hand to it, with start_seed.
    std::uint64_t start_draw = 0;
    Stop stop;
    std::uint64_t start_seed =
        0; ///< of (seed, objective name, dimension): equal for all optimizers and settings
    std::uint64_t instance_seed = 0, data_seed = 0, optimizer_seed = 0, transform_seed = 0; ///< streams
};

// Transforms, as engine applies them: each is of the function before it. shift s: F(x) = f(x - s 1); scale c:
// F(x) = f(c x); rotate: F(x) = f(Q x), Q drawn from transform_seed; negate: F(x) = -f(x).

// Streams are what identifies them, never a position in a file: data_seed is of (objective name, dimension,
// start, repetition), where a drawn start enters by its index, a point by its bits; instance_seed of
// (objective name, parameters, dimension); transform_seed follows from instance_seed; optimizer_seed follows
// from the key.

/// How a run is named in /catalog and in tables. Each json is complete and canonical: equal content, equal
/// text.
struct Labels {
    std::string objective,
        objective_json; ///< component name; {label, parameters, transform, data, f_opt, ...}
    std::string optimizer, optimizer_json;         ///< component name; {label, version, ...}
    std::string configuration, configuration_json; ///< "learning_rate=0.1"; {parameters}
    std::string start, start_json;
};
/// configuration: only that part is filled, for the many cells of an objective and a start that were named
/// before.
enum class Naming { whole, configuration };
Labels labels(const Cell &cell, Naming naming = Naming::whole);

/// Counts for `plan` and for the head of a results file.
struct Counts {
    std::uint64_t cells = 0; ///< before excludes: run ids are below it
    std::uint64_t runs = 0;  ///< to do
    std::uint64_t excluded = 0, unsupported = 0;
    bool exact = true; ///< false: excludes over more than 10^7 settings; runs and excluded come from a sample
};

class Matrix {
public:
    Matrix(Matrix &&) noexcept;
    Matrix &operator=(Matrix &&) noexcept;
    ~Matrix();

    /// Number of cells, excluded and refused ones included; ids run from 0 to it.
    std::uint64_t size() const;
    /// The run with this id; nothing where it is excluded or unsupported. O(1), no state: any thread. Throws
    /// Errors where a formula of more than 100,000 values, of which check() sees only the first, has no value
    /// here.
    std::optional<Cell> at(std::uint64_t run_id) const;
    /// As at(), but reuses `cell`'s memory; false where there is no run.
    bool at(std::uint64_t run_id, Cell &cell) const;
    /// The key of at(run_id) without the rest of it, in half a microsecond.
    std::optional<Key> key(std::uint64_t run_id) const;
    Counts counts() const;
    const spec::Spec &spec() const;
    const library::Catalog &catalog() const;
    /// Remarks for the person at the keyboard, such as repetitions of runs in which nothing is random.
    const std::vector<std::string> &warnings() const;

    struct State; ///< plan's own

private:
    friend Matrix make_matrix(std::shared_ptr<const spec::Spec>, std::shared_ptr<const library::Catalog>,
                              const std::vector<library::Probe> &, const std::vector<library::ProbeAnswer> &,
                              std::vector<Error> &);
    explicit Matrix(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Checks names, parameters, ranges, zips, searches, excludes and formulas of `spec` against `catalog`; adds
/// every mistake to `mistakes`, and sorts all of `mistakes` into file order. Returns what must be asked of
/// the objectives before a matrix can be made: one probe for each distinct (objective, parameters,
/// dimension); of a table with more than 10,000 of them, one for each dimension, whose answer stands for all
/// settings.
std::vector<library::Probe> check(const spec::Spec &spec, const library::Catalog &catalog,
                                  std::vector<Error> &mistakes);

/// Makes the matrix from the answers to check()'s probes; adds to `mistakes` what they show to be wrong
/// (dimension refused, start of wrong dimension, no default start, needs that an objective does not meet, two
/// cells of one key). The result may be used only where `mistakes` stayed empty. `probes` and `answers` in
/// the order of check().
///
/// Nothing is random in a run of an objective without minibatches and without the tag "stochastic" under an
/// optimizer without that tag; repetitions of such runs are equal, and warnings() says so.
Matrix make_matrix(std::shared_ptr<const spec::Spec> spec, std::shared_ptr<const library::Catalog> catalog,
                   const std::vector<library::Probe> &probes,
                   const std::vector<library::ProbeAnswer> &answers, std::vector<Error> &mistakes);

} // namespace thalweg::plan
