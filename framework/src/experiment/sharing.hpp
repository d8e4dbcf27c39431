// SPDX-License-Identifier: MIT
// Shards on one OUT -> the same experiment in all of them, and one merge at the end.
#pragma once

#include "experiment/claim.hpp"
#include "experiment/publisher.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg::experiment {

/// The first shard on an OUT writes down what they execute and lets the others in. Throws Errors where that
/// is not what this one executes.
void agree(const std::filesystem::path &out, Claim &claim, const nlohmann::json &manifest);

/// How a shard left OUT.
struct Left {
    bool is_merged = false;
    std::string others;                      ///< who will merge, where it is not
    std::optional<results::Reader> reader{}; ///< of OUT, where this shard has merged
};

/// Publishes what is pending; the last shard merges what there is of all. `state` is what the publisher
/// looks at.
Left leave_or_merge(Claim &claim, const Publisher::Target &target, Publisher &publisher, State &state);

} // namespace thalweg::experiment
