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

/// Stop rules of one run, formulas resolved. 0 and NaN-free: absent means not asked for.
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
    std::vector<double> start;    ///< x0, in the coordinates the optimizer sees
    std::uint64_t start_draw = 0; ///< where the component draws its own starts: index; then `start` is empty
    Stop stop;
    std::uint64_t instance_seed = 0, data_seed = 0, optimizer_seed = 0, transform_seed = 0; ///< streams
};

/// How a run is named in /catalog and in tables. Each json is complete and canonical: equal content, equal text.
struct Labels {
    std::string objective, objective_json;         ///< component name; {label, parameters, transform, data, f_opt, ...}
    std::string optimizer, optimizer_json;         ///< component name; {label, version, ...}
    std::string configuration, configuration_json; ///< "learning_rate=0.1"; {parameters}
    std::string start, start_json;
};
Labels labels(const Cell &cell);

/// Counts for `plan` and for the head of a results file.
struct Counts {
    std::uint64_t cells = 0;       ///< before excludes: run ids are below it
    std::uint64_t runs = 0;        ///< to do
    std::uint64_t excluded = 0, unsupported = 0;
};

class Matrix {
public:
    Matrix(Matrix &&) noexcept;
    Matrix &operator=(Matrix &&) noexcept;
    ~Matrix();

    /// Number of cells, excluded and refused ones included; ids run from 0 to it.
    std::uint64_t size() const;
    /// The run with this id; nothing where it is excluded or unsupported. O(1), no state: any thread.
    std::optional<Cell> at(std::uint64_t run_id) const;
    /// As at(), but reuses `cell`'s memory; false where there is no run.
    bool at(std::uint64_t run_id, Cell &cell) const;
    Counts counts() const;
    const spec::Spec &spec() const;
    const library::Catalog &catalog() const;
    /// Remarks for the person at the keyboard, such as repetitions of runs in which nothing is random.
    const std::vector<std::string> &warnings() const;

private:
    friend Matrix make_matrix(std::shared_ptr<const spec::Spec>, std::shared_ptr<const library::Catalog>,
                              const std::vector<library::Probe> &, const std::vector<library::ProbeAnswer> &,
                              std::vector<Error> &);
    struct State;
    explicit Matrix(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Checks names, parameters, ranges, zips, searches, excludes and formulas of `spec` against `catalog`; adds every
/// mistake, in file order, to `mistakes`. Returns what must be asked of the objectives before a matrix can be made.
std::vector<library::Probe> check(const spec::Spec &spec, const library::Catalog &catalog, std::vector<Error> &mistakes);

/// Makes the matrix from the answers to check()'s probes; adds to `mistakes` what they show to be wrong (dimension
/// refused, start of wrong dimension, no default start, needs that an objective does not meet, two cells of one key).
/// The result may be used only where `mistakes` stayed empty.
Matrix make_matrix(std::shared_ptr<const spec::Spec> spec, std::shared_ptr<const library::Catalog> catalog,
                   const std::vector<library::Probe> &probes, const std::vector<library::ProbeAnswer> &answers,
                   std::vector<Error> &mistakes);

} // namespace thalweg::plan
