// SPDX-License-Identifier: MIT
// Components -> what list and describe print.
#pragma once

#include "cli/selection.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::cli {

/// All that describe tells. References outlive it.
struct Description {
    const library::Component &component;
    const library::Plugin &plugin;
    std::optional<library::Problem> problem; ///< of an objective with its defaults
    Components partners;                     ///< that it fits
    std::size_t n_candidates = 0;            ///< of the kind of partners
    std::string snippet;                     ///< an experiment file
};
/// `width` as in table_text; nothing is left out, but lines are broken where they would be longer.
std::string describe_text(const Description &description, std::size_t width);
nlohmann::ordered_json describe_json(const Description &description);

/// One line: the title, or else the first sentence of the doc.
std::string title_of(const library::Component &component);
/// "(0, 1]", "at least 1", "any": where the values of a parameter lie.
std::string range_text(const library::Parameter &parameter);
/// "2 or more (10 by default)": dimensions of an objective.
std::string dimensions_text(const library::Component &objective);
/// Of the blocks of x: "hidden", "bias".
std::vector<std::string> roles_of(const library::Problem &problem);
/// "f g H Hv": what THALWEG_W_* bits stand for.
std::string quantities_text(std::uint32_t caps);

} // namespace thalweg::cli
