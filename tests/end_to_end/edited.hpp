// SPDX-License-Identifier: MIT
// A rule that its author edits, for tests of what happens to its results.
#pragma once

#include "program.hpp"

namespace end_to_end {

/// One rule that its author edits, one that nobody touches: three runs.
extern const std::string edited_experiment;

/// The built rule in the folder's plugin path: "before" or "after" the edit, or "next", after it with another
/// version.
void build(const Folder &folder, const std::string &edition);

/// `verb` with these words and the folder's plugin path.
Result call_edited(const Folder &folder, Process::Words words);

} // namespace end_to_end
