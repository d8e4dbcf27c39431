// SPDX-License-Identifier: MIT
// Two results files -> their runs in pairs of one key, by problem and setting.
#pragma once

#include "analysis/summary.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace thalweg::analysis {

/// What is judged of one run of a pair.
struct Judged {
    double value = 0;       ///< f of the solution; +infinity as in facts.hpp
    double evaluations = 0; ///< until the target, or the end
    bool reached = false;   ///< the target
};

/// Runs of one key that both files have, without those that repeat another pair to the bit.
struct Pair {
    Judged a, b;
};

/// Time by steps, over all runs.
struct Pace {
    double seconds = 0, steps = 0;
    double ns_per_step() const; ///< NaN where none was timed
};

/// Pairs of one problem and one setting of one optimizer.
struct PairGroup {
    std::string objective, optimizer, configuration; ///< labels, and what the setting is called
    std::uint64_t dimension = 0;
    std::optional<double> f_opt;  ///< where both files know the same
    std::optional<double> target; ///< f - f_opt; nothing where f_opt is not known
    std::size_t runs = 0;         ///< in both
    std::vector<Pair> pairs;      ///< distinct
    Pace pace_a, pace_b;
};

/// What times depend on beside the code.
struct Machines {
    std::set<std::string> cpus;
    std::uint32_t workers = 0; ///< that made at least one run
    std::uint32_t cores = 0;   ///< of the machine that has least; 0: not known
    bool operator==(const Machines &) const = default;
};

struct PairedRuns {
    std::uint64_t both = 0, only_a = 0, only_b = 0;
    std::vector<PairGroup> groups; ///< in order of run id
    Machines machines_a, machines_b;
};

/// A file, and the `stop.target` of its experiment.
struct Competitor {
    const results::Reader &reader;
    std::optional<double> stop_target;
};

/// Goes over both files window by window; keeps about 150 bytes a run. The target is the easier one of both.
PairedRuns make_pairs(const Competitor &a, const Competitor &b);

} // namespace thalweg::analysis
