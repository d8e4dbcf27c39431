// SPDX-License-Identifier: MIT
// Selected components -> what list prints.
#pragma once

#include "cli/selection.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg::cli {

/// A table a kind, in families: optimizers by what they need, objectives by their dimensions. `width` as in
/// table_text.
std::string list_text(const library::Catalog &catalog, const std::vector<Selected> &selection,
                      const Wanted &wanted, std::size_t width);
/// Why the selection holds nothing, in a line; empty where it holds something, or there was nothing to select
/// from.
std::string nothing_text(const library::Catalog &catalog, const std::vector<Selected> &selection,
                         const Wanted &wanted);
nlohmann::ordered_json list_json(const library::Catalog &catalog, const std::vector<Selected> &selection);

} // namespace thalweg::cli
