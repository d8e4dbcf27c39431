// SPDX-License-Identifier: MIT
// A data file and what an experiment says of it -> samples of three splits, ready to be multiplied.
#pragma once

#include "table.hpp"

#include <thalweg/plugin.hpp>

#include <array>

namespace data {

/// What each objective on data takes as parameters; the names are those of experiment files.
struct Options {
    std::string file{}, labels{}, target{};
    std::int64_t skip_lines = 0, header = 0, rows = 0;
    std::int64_t standardize = 0, statistics = 0;
    double divide_by = 1, valid = 0, test = 0, l2 = 0;
    std::int64_t split_seed = 0;
    std::int64_t classes = 0; ///< 0: as the data has them
};

enum class Standardize { none, features, all };
enum class Statistics { train, all_rows };
/// What the target column may hold: numbers, 0 and 1, or 0 .. classes - 1.
enum class Target { real, binary, classes };

inline constexpr const char *headers[] = {"detect", "first_line", "none", nullptr};
inline constexpr const char *standards[] = {"none", "features", "all", nullptr};
inline constexpr const char *statistics_of[] = {"train", "all_rows", nullptr};

/// The rows of each split, one after the other: train, valid, test.
struct DataSet {
    std::size_t features = 0, classes = 0;
    std::array<std::size_t, 3> begin{}, rows{}; ///< by THALWEG_SPLIT_*
    thalweg::Vector x;                          ///< features + 1 a row; the last one is 1, for the bias
    std::vector<double> y;

    std::size_t stride() const { return features + 1; }
    std::size_t count(std::size_t split) const { return split < rows.size() ? rows[split] : 0; }
};

/// Throws std::invalid_argument. Without a file: 64 samples of three features, always the same ones.
DataSet load(const Options &options, Target target);

} // namespace data
