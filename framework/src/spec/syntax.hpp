// SPDX-License-Identifier: MIT
// What the TOML parser says, or would choke on -> one error with a caret and a fix. Private to spec.
#pragma once

#include "spec.hpp"

#include <optional>
#include <string_view>

namespace thalweg::spec {

/// Where the parser stopped, and its words.
struct Complication {
    Place place;
    std::string_view description;
};

Error syntax_error(const Source &source, const Complication &complication);

/// Why `source` must not be parsed at all: too large, or so deeply nested that it would exhaust the stack.
std::optional<Error> refuse_bomb(const Source &source);

} // namespace thalweg::spec
