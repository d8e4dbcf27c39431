// SPDX-License-Identifier: MIT
// What will be stored -> the size of the file that holds it, at most.
#include "results/file_writer.hpp"
#include "results/schema.hpp"

#include <algorithm>

namespace thalweg::results {

namespace {

/// Measured on files of 3 to 170 runs: header, attributes and index of a dataset take 2.4 to 2.8 KB, the
/// dimension scales (which are datasets too) included.
constexpr std::uint64_t header_bytes = 2900, scales = 16, file_bytes = 32 << 10;
/// Labels and JSON of a run's configuration and start, where they are its own; parameters that are text.
constexpr std::uint64_t run_texts = 1024, coordinate_text = 25, longest_written_point = 64;

class Sum {
public:
    void add(const Description &about, std::uint64_t rows) {
        if (rows == 0)
            return;
        bytes_ += static_cast<double>(stored_rows(about, rows)) * static_cast<double>(about.row_bytes());
        add_headers(1);
    }
    void add_headers(std::uint64_t datasets) { add_bytes(datasets * header_bytes); }
    void add_bytes(std::uint64_t bytes) { bytes_ += static_cast<double>(bytes); }
    std::uint64_t total() const {
        constexpr double most = 1.8e19;
        return static_cast<std::uint64_t>(std::min(bytes_, most));
    }

private:
    double bytes_ = 0; // more than any disk has is asked for now and then
};

/// Columns that are left out where no run fills them.
bool is_expected(const Description &about, const Expected &expected) {
    if (about.name == "seconds")
        return expected.has(Expected::times);
    const auto &diagnostics = diagnostic_fields();
    if (std::any_of(diagnostics.begin(), diagnostics.end(),
                    [&](const auto &field) { return field.about.name == about.name; }))
        return expected.has(Expected::diagnostics);
    if (about.name == "samples" || about.name == "f_batch" || about.name == "accuracy")
        return expected.has(Expected::data);
    if (about.name == "evaluations_h" || about.name == "evaluations_hv")
        return expected.has(Expected::hessians);
    return true;
}

void add_table(std::string_view path, std::uint64_t rows, const Expected &expected, Sum &sum) {
    for (const Description &about : columns_of(path))
        if (about.presence == Presence::always || is_expected(about, expected))
            sum.add(about, rows);
}

void add_points(const Expected &expected, Sum &sum) {
    const Type stored = expected.has(Expected::single_precision) ? Type::f32 : Type::f64;
    for (const auto &[dimension, points] : expected.by_dimension) {
        sum.add(iterate_step_description(), points.iterates);
        sum.add(point_description("x", stored, dimension), points.iterates);
        sum.add(run_description(), points.runs);
        for (const char *name : {"x_final", "x_best", "x_solution"})
            sum.add(point_description(name, Type::f64, dimension), points.runs);
        sum.add_bytes(points.runs * coordinate_text * std::min(dimension, longest_written_point));
    }
}

} // namespace

std::uint64_t predicted_bytes(const Expected &expected) {
    Sum sum;
    sum.add_bytes(file_bytes + expected.text_bytes + expected.runs * run_texts);
    sum.add_headers(scales + 2 * std::size(catalog_names));
    add_table(runs_path, expected.runs, expected, sum);
    add_table(observations_path, expected.observations, expected, sum);
    add_table(hits_path, expected.hits, expected, sum);
    add_table(full_path, expected.full, expected, sum);
    for (std::uint64_t i = 0; i < expected.parameters; ++i)
        sum.add(parameter_description({}, Type::f64), expected.runs);
    for (std::uint64_t i = 0; i < expected.metrics; ++i)
        sum.add(metric_description({}), expected.observations);
    add_points(expected, sum);
    return sum.total();
}

} // namespace thalweg::results
