// SPDX-License-Identifier: MIT
// The parameters that all objectives on data share -> the list of one component.
#pragma once

#include "data_set.hpp"

namespace data {

inline constexpr std::size_t n_shared = 13;

/// Those of Options, then T's own; T derives from Options.
template <class T, std::size_t n>
constexpr std::array<thalweg::Parameter<T>, n_shared + n>
with_shared(const std::array<thalweg::Parameter<T>, n> &own) {
    using namespace thalweg;
    constexpr Range share{.lo = 0, .hi = 1, .flags = THALWEG_P_MAX_OPEN};
    const std::array<Parameter<T>, n_shared> shared{{
        {"file", &T::file, any_text.file(),
         "CSV, TSV, blanks between numbers or IDX, plain or gzip; none: a made-up set"},
        {"labels", &T::labels, any_text.file(),
         "a second file with the target alone, one a row, as IDX has it"},
        {"target", &T::target, any_text,
         "name or number (from 1) of the column to predict; none: the last one"},
        {"skip_lines", &T::skip_lines, at_least(0), "lines of text before the table"},
        {"header", &T::header, one_of(headers),
         "whether the first line names the columns; detect: where no cell of it is a number"},
        {"rows", &T::rows, at_least(0), "only the first so many rows become samples; 0: all"},
        {"divide_by", &T::divide_by, positive, "of all features, as 255 for pictures"},
        {"standardize", &T::standardize, one_of(standards),
         "columns to mean 0 and population deviation 1; one of equal numbers to 0"},
        {"statistics", &T::statistics, one_of(statistics_of),
         "the rows whose mean and deviation standardize takes"},
        {"valid", &T::valid, share,
         "share of the samples, to the nearest whole one, for validation, after those to train on"},
        {"test", &T::test, share, "likewise for the test, at the end"},
        {"split_seed", &T::split_seed, at_least(0),
         "shuffles the samples before they are split; 0: as in the file"},
        {"l2", &T::l2, non_negative.log_scale(),
         "adds l2/2 times the squares of the weights, biases not, on train"},
    }};
    std::array<Parameter<T>, n_shared + n> all{};
    std::copy(shared.begin(), shared.end(), all.begin());
    std::copy(own.begin(), own.end(), all.begin() + n_shared);
    return all;
}

} // namespace data
