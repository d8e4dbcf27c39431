// SPDX-License-Identifier: MIT
// A contest of two results files -> what `compare` prints.
#pragma once

#include "analysis/contest.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace thalweg::cli {

/// "B is better in 3 settings, equal in 20, worse in 1".
std::string verdict_text(const analysis::Contest &contest);

struct ContestOptions {
    std::size_t width = 0;      ///< no line is wider; 0: no limit
    std::size_t most_lines = 0; ///< of settings; the others are counted
};
/// One line a setting that has changed, or, where none has, any; and what the columns mean.
std::string contest_text(const analysis::Contest &contest, const ContestOptions &options);

/// Why times of both files cannot be compared; empty where they can.
std::string times_text(const analysis::PairedRuns &pairs);

/// "parabola d=1 gradient_descent learning_rate=0.25".
std::string setting_name(const analysis::SettingContest &setting);

/// The members "verdicts", "family" and "settings" of thalweg-compare/1.
nlohmann::ordered_json contest_json(const analysis::Contest &contest);

} // namespace thalweg::cli
