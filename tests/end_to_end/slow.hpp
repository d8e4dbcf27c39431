// SPDX-License-Identifier: MIT
// An experiment that takes as long as the environment says, so that it can be caught in the middle.
#pragma once

#include "program.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>

namespace end_to_end {

/// 150 runs, 3 gradients each; a part file is published each second.
inline const std::string slow_experiment = R"(
[experiment]
name = "slow"
[stop]
steps = 3
[[objective]]
name = "slow"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = { linear = [0.01, 0.49], count = 150 }
)";
inline const Process::Words slowly{"E2E_MILLISECONDS=5"};  ///< 2 s of work
inline const Process::Words hardly{"E2E_MILLISECONDS=60"}; ///< 27 s: for those that will be stopped

inline const std::string own_plugins = THALWEG_END_TO_END_DIR "/plugins";

/// `run` of slow.toml with a number of workers, and more words.
inline Process::Words run_slow(const std::string &out, const std::string &jobs = "1",
                               const Process::Words &more = {}) {
    Process::Words words{"run", "slow.toml", "-o", out, "--jobs", jobs, "--plugin-path", own_plugins};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// OUT.parts with at least two parts, and no OUT, after a kill of everything; slow.toml is there.
inline void leave_unfinished(const Folder &folder, const std::string &out) {
    Process process(folder, with_thalweg(run_slow(out, "2")), hardly);
    wait_until([&] { return count_parts(folder / out) > 1 || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    process.kill_everything();
}

/// Two runs that wait for ever, where E2E_WAIT_AT says.
inline const std::string waiting_experiment = R"(
[experiment]
name = "waiting"
[stop]
steps = 3
[[objective]]
name = "waiting"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = [0.125, 0.25]
)";

} // namespace end_to_end
