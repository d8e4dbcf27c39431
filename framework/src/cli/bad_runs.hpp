// SPDX-License-Identifier: MIT
// Runs that came to no end of their own -> why, a line a reason.
#pragma once

#include "analysis/where.hpp"

#include <string>

namespace thalweg::cli {

/// "2 runs of cma_es failed: REASON (run 3 is the first)", for the reasons that come first; nothing where no
/// run crashed, failed, timed out or ran out of memory. `reader` is what `scan` goes over.
std::string bad_runs_text(analysis::Scan scan, const std::vector<analysis::Comparison> &where,
                          const results::Reader &reader);

} // namespace thalweg::cli
