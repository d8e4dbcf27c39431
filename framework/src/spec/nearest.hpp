// SPDX-License-Identifier: MIT
// A mistyped name -> the known name that was probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace thalweg::spec {

/// The known name nearest to `word` by edit distance (a swap of neighbours counts once), the first of equally
/// near ones. Empty when nothing is near: more than a third of the letters differ, and `word` is neither
/// short for a known name ("lr" for "learning_rate") nor begins with one.
std::string nearest(std::string_view word, std::span<const std::string> known);

} // namespace thalweg::spec
