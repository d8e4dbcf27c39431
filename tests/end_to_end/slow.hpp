// SPDX-License-Identifier: MIT
// An experiment that takes as long as the environment says, so that it can be caught in the middle.
#pragma once

#include "program.hpp"

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

} // namespace end_to_end
