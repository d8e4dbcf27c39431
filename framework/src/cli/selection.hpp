// SPDX-License-Identifier: MIT
// A catalog, and what somebody looks for in it -> the components to be listed, in the order of people.
#pragma once

#include "error.hpp"
#include "library/component.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg::cli {

/// "bbob_f2" before "bbob_f10": numbers in names by their value, all else byte by byte.
bool comes_before(std::string_view name, std::string_view other);

using Components = std::vector<const library::Component *>;

/// Those of a kind, in that order.
Components sorted(const library::Catalog &catalog, library::Kind kind);

/// Those of the other kind.
Components candidates_of(const library::Catalog &catalog, const library::Component &component);
/// Those of them that work together with this one whatever the parameters: the optimizer needs no more
/// than the objective offers.
Components partners_of(const library::Catalog &catalog, const library::Component &component);

/// What list is asked for.
struct Wanted {
    std::optional<library::Kind> kind; ///< none: both
    std::optional<std::string> fits;   ///< a component whose partners are wanted; none: all components
    std::string match;                 ///< a text that they mention; empty: any
};

/// Whether name, first sentence, source, tags or names of parameters contain `text`: case is ignored, and "_"
/// and
/// "-" are blanks.
bool mentions(const library::Component &component, std::string_view text);

/// The components of one kind that are wanted.
struct Selected {
    library::Kind kind;
    const library::Component *partner; ///< that they fit; NULL: it was not asked for
    Components fitting;                ///< all of the kind, or those that fit
    Components components;             ///< those of them that match
};

/// One for each kind that is asked for. Throws Errors where `fits` names no component, or one of the kind
/// itself.
std::vector<Selected> select(const library::Catalog &catalog, const Wanted &wanted);

/// "no component is called ...": `command` with the nearest name is the fix.
Errors unknown_component(const library::Catalog &catalog, const std::string &name,
                         const std::string &command);

/// "objective", "optimizer".
const char *word_of(library::Kind kind);

} // namespace thalweg::cli
