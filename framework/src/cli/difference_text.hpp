// SPDX-License-Identifier: MIT
// Differences of bits -> what `compare --exact` and `verify` print.
#pragma once

#include "results/difference.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace thalweg::cli {

/// How both sides are called: "a.h5" and "b.h5", "stored" and "now".
struct SideNames {
    std::string a, b;
};

/// One line a run that differs, a few of them, and how many more there are.
std::string deviations_text(const results::Differences &differences, const SideNames &names);
/// "only in a.h5: 2 runs (run 3, run 7)"; nothing where there are none.
std::string only_text(const std::string &where, std::uint64_t count,
                      const std::vector<results::Identity> &named);
/// How many runs were compared in part only, and why; nothing where there are none.
std::string prefixes_text(const results::Differences &differences);
/// What differs in the conditions, as an explanation; nothing where that is nothing.
std::string conditions_text(const std::vector<results::Difference> &conditions, const SideNames &names);

/// The members that `compare --exact` and `verify` share (docs/json.md).
nlohmann::ordered_json differences_json(const results::Differences &differences);
nlohmann::ordered_json identities_json(const std::vector<results::Identity> &identities);
nlohmann::ordered_json conditions_json(const std::vector<results::Difference> &conditions);

} // namespace thalweg::cli
