// SPDX-License-Identifier: MIT
// An experiment file as it is written: every value with its place. Knows TOML's shapes, nothing of any
// component.
#pragma once

#include "error.hpp"
#include "value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace thalweg::spec {

/// Where a value stands: line and column (of code points) from 1; line 0 means that `--set` number `column`
/// (from 1) gave it, or with column 0 the file as a whole.
struct Place {
    std::uint32_t line = 0, column = 0;
    std::uint32_t length = 1; ///< columns to underline: the key, or the value where the value is wrong
};

template <class T> struct Placed {
    T value{};
    Place place;
};

/// The text that places refer to.
struct Source {
    std::string file; ///< as the user named it
    std::string text;
    std::vector<std::string> overrides; ///< "stop.steps=10", in order
    std::string folder{};               ///< absolute: where names of data files start; empty: the current one
};

/// The mistake `what` at `place` of `source`, with the line and its caret as excerpt.
Error mistake(const Source &source, Place place, std::string what, std::string why, std::string fix);

/// Puts mistakes of one source, whoever found them, into the order of the file: then come those of the file
/// as a whole, then those of overrides.
void sort_by_place(std::vector<Error> &mistakes);

struct Formula {
    std::string text; ///< muParser; may use i and d
};

/// Values made by a rule. kind: linear, log (ends included), formula, uniform, log_uniform (searches only).
struct Generator {
    enum class Kind { linear, log, formula, uniform, log_uniform } kind = Kind::linear;
    double from = 0, to = 0;
    Formula formula{};
    std::uint64_t count = 0; ///< 0: not given (uniform, log_uniform: the search's)
    /// Canonical text, enters keys: "formula(16 * 2^-i)", "log(0.0001,1,9)", "uniform(0,0.1)". linear and log
    /// have the count in it, since their values depend on it; the others' first values stay when the count
    /// grows.
    std::string text{};
};

/// What stands to the right of a parameter. An array is a sweep, or one value of an array-typed parameter;
/// the schema decides (plan). Elements of arrays are numbers, booleans, text, schedules, values by role or
/// arrays of numbers.
struct Array {
    std::vector<Placed<Value>> elements;
};
struct Parameter {
    std::string key;
    Place place;       ///< of the key
    Place value_place; ///< of the value
    std::variant<Value, Array, Generator> value;
};

struct Start {
    enum class Kind { point, standard, uniform } kind = Kind::standard; ///< standard: "default"
    std::vector<double> point{};
    double from = 0, to = 0; ///< uniform
    std::uint64_t count = 1; ///< uniform
    Place place;
};

struct Transform {
    enum class Kind {
        shift,
        rotate,
        scale,
        negate,
        additive_noise,
        multiplicative_noise,
        quantize,
        nan_failure
    } kind = Kind::shift; ///< the number enters keys
    double amount = 0;    ///< shift, scale: of each coordinate; noise: standard deviation; quantize: step;
                          ///< nan_failure: share of points
    Place place;
};

struct Data {
    std::uint64_t batch = 0;        ///< 0: full
    std::string order = "shuffled"; ///< shuffled | sequential | replacement
    Place place;
};

struct Objective {
    Placed<std::string> name;
    std::string label;                             ///< empty: name and what is swept
    std::vector<Placed<std::uint64_t>> dimensions; ///< empty: the component's own
    std::vector<Start> starts;                     ///< empty: "default"
    std::vector<Parameter> parameters;
    std::optional<Data> data;
    std::vector<Transform> transforms;
    Place place; ///< of the table's header
};

struct Search {
    std::string method; ///< random | halton
    std::uint64_t count = 0;
    Place place;
};

struct Optimizer {
    Placed<std::string> name;
    std::string label;
    std::vector<Parameter> parameters;
    std::vector<std::vector<Placed<std::string>>> zips;
    std::optional<Search> search;
    Place place;
};

/// A test on one parameter. Numbers compare as doubles; `equals` also takes text and booleans.
struct Condition {
    std::string key;
    std::optional<double> above{}, below{};
    std::optional<Value> equals{};
    Place place;
};

/// Drops the cells that match all of it.
struct Exclude {
    std::optional<Placed<std::string>> objective, optimizer; ///< name or label
    std::vector<Condition> objective_parameters, optimizer_parameters;
    Place place;
};

/// A count that may depend on the dimension.
using Amount = std::variant<std::uint64_t, Formula>;

struct Stop {
    std::optional<Placed<Amount>> steps, evaluations;
    std::optional<double> seconds, timeout, target, gradient_norm;
    std::optional<std::uint64_t> memory; ///< bytes
};

/// Which steps a column keeps. all | every:n | log:n | improvement | none | automatic.
struct Policy {
    enum class Kind { automatic, all, every, log, improvement, none } kind = Kind::all;
    std::uint64_t n = 0;
    bool operator==(const Policy &) const = default;
};

struct Record {
    Policy observations{Policy::Kind::all};
    Policy iterates{Policy::Kind::automatic};
    Policy full{Policy::Kind::none}; ///< full train, valid and test values of objectives on data
    bool single_precision = false;   ///< of stored iterates
    bool time_observations = false;
    bool diagnostics = false; ///< step_length, step_cosine and x_norm of observations
};

struct Spec {
    Source source;
    Placed<std::string> name;
    std::string title;
    std::uint64_t seed = 0;
    std::uint32_t repetitions = 1;
    bool skip_unsupported = false;
    Stop stop;
    Record record;
    std::vector<Objective> objectives;
    std::vector<Optimizer> optimizers;
    std::vector<Exclude> excludes;
};

/// Reads `source` with its overrides. Throws Errors: the first syntax error, or every other mistake in file
/// order.
Spec read_spec(Source source);

/// As read_spec, but leaves the mistakes in `mistakes` with what could be read, so that plan can add its own
/// and all are reported together. A syntax error still throws.
Spec read_spec(Source source, std::vector<Error> &mistakes);

/// The texts of policies as they stand in experiment files.
std::string to_text(const Policy &policy);

} // namespace thalweg::spec
