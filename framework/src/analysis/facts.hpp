// SPDX-License-Identifier: MIT
// The runs of one group, one after the other -> the numbers of its Standing.
#pragma once

#include "analysis/hash_set.hpp"
#include "analysis/summary.hpp"

namespace thalweg::analysis {

/// Equal for equal runs of a group: same start, setting and facts, to the bit; times, ids and attempts aside.
Hash fingerprint(const results::Run &run, std::uint64_t group = 0);

/// `value`, or +infinity where the run diverged or did not come to an end, or the value is NaN.
double judged(const engine::Record &end, double value);

/// Whether a value lies clearly below the least one: x has left the domain, or that is not the least one.
bool is_below(double value, const std::optional<double> &f_opt);

/// A judged value above the least one; as it is where that is not known. One that lies
/// clearly below it counts as +infinity.
double gap(double judged_value, const std::optional<double> &f_opt);

/// What is known of a group of runs: 16 bytes a distinct run, and 48 more of one on data.
class Tally {
public:
    /// Counts and times a run.
    void add(const results::Run &run);
    /// Weighs a run that was added and equals none before it.
    void weigh(const Table &table, const Problem &problem, std::size_t row);
    /// Everything of a Standing but its name, rank, number of settings and sort value. There are runs.
    Standing standing(const Problem &problem) const;

private:
    struct Values {
        double solution, best;
    };
    using Splits = std::array<SplitStanding, n_splits>;
    void weigh_splits(const std::vector<engine::Full> &rows, const engine::Record &end);
    Splits median_splits() const;

    std::vector<Values> values_;                ///< of distinct runs
    std::vector<Splits> splits_;                ///< of those that came to an end and have any
    std::uint32_t lost_ = 0;                    ///< distinct runs that came to nothing
    double cost_ = 0, seconds_ = 0, steps_ = 0; ///< cost: until target or end, of distinct runs
    std::uint32_t successes_ = 0, below_ = 0;
    std::array<std::uint32_t, n_statuses> by_status_{};
};

} // namespace thalweg::analysis
