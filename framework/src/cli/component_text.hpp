// SPDX-License-Identifier: MIT
// Components -> what list and describe print.
#pragma once

#include "library/component.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::cli {

/// The components of these kinds, by kind and name; `width` as in table_text.
std::string list_text(const library::Catalog &catalog, const std::vector<library::Kind> &kinds,
                      std::size_t width);
nlohmann::ordered_json list_json(const library::Catalog &catalog, const std::vector<library::Kind> &kinds);

/// All that describe tells. References outlive it.
struct Description {
    const library::Component &component;
    const library::Plugin &plugin;
    std::optional<library::Problem> problem; ///< of an objective with its defaults
    std::string snippet;                     ///< an experiment file
};
std::string describe_text(const Description &description);
nlohmann::ordered_json describe_json(const Description &description);

/// One line: the title, or else the first line of the doc.
std::string title_of(const library::Component &component);
/// "(0, 1]", "at least 1", "any": where the values of a parameter lie.
std::string range_text(const library::Parameter &parameter);
/// THALWEG_W_* bits of what an optimizer asks for; a rule asks for g.
std::uint32_t needs_of(const library::Component &optimizer);
/// Of the blocks of x: "hidden", "bias".
std::vector<std::string> roles_of(const library::Problem &problem);
/// "f g H Hv": what THALWEG_W_* bits stand for.
std::string quantities_text(std::uint32_t caps);

} // namespace thalweg::cli
