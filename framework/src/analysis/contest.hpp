// SPDX-License-Identifier: MIT
// Pairs of runs -> in which settings one file is better than the other, and how sure that is.
#pragma once

#include "analysis/bootstrap.hpp"
#include "analysis/pairing.hpp"

namespace thalweg::analysis {

/// Of b against a. undecided: the replicates do not agree.
enum class Verdict { worse, better, undecided, equal };
inline constexpr const char *verdict_names[] = {"worse", "better", "undecided", "equal"};

/// A median or an ERT in both files. From 10 distinct pairs on with the 95 % bootstrap interval of b − a.
struct Measure {
    double a = 0, b = 0;
    double difference = 0; ///< b − a; 0 where both are infinite
    std::optional<Interval> interval;
};

struct SettingContest {
    PairGroup group; ///< without its pairs
    std::size_t distinct = 0;
    Measure value;       ///< medians of the judged values, minus f_opt where it is known
    Measure evaluations; ///< ERT, as in summary.hpp; NaN where there is no target
    std::size_t successes_a = 0, successes_b = 0;
    std::size_t better = 0, equal = 0, worse = 0; ///< pairs, in value
    std::optional<double> p, p_holm;              ///< of wilcoxon.hpp; nothing for one distinct pair
    Verdict verdict = Verdict::equal;
    double rounding = 0; ///< differences of values up to this are none
};

struct Contest {
    std::vector<SettingContest> settings; ///< worse and better by relative change, undecided, equal
    std::size_t family = 0;               ///< tests that Holm corrects over
    std::array<std::size_t, std::size(verdict_names)> verdicts{}; ///< settings by verdict
};

/// Differences of up to 8 units in the last place of max(1, |f|) come from rounding: they are none. The
/// verdict: equal where no pair differs; with an interval, better or worse where it excludes 0, else
/// undecided; below 10 pairs, what the medians say, undecided where they do not differ.
Contest make_contest(std::vector<PairGroup> groups);

/// Whether values differ, or evaluations to the target.
bool has_changed(const SettingContest &setting);

/// Whether b is worse than a by more than `share` of a, and by more than rounding; with an interval, whether
/// that, too, lies above what rounding makes. +infinity is worse than any number.
bool is_worse_in_value(const SettingContest &setting, double share);
bool is_worse_in_evaluations(const SettingContest &setting, double share);

} // namespace thalweg::analysis
