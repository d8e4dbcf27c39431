// SPDX-License-Identifier: MIT
// A mistyped name -> the known name that was probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace thalweg::spec {

/// The known name nearest to `word` by edit distance (a swap of neighbours counts once); empty when nothing
/// is near: more than a third of the letters differ and neither begins with the other. The first of equally
/// near ones.
std::string nearest(std::string_view word, std::span<const std::string> known);

} // namespace thalweg::spec
