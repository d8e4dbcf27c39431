// SPDX-License-Identifier: MIT
// Parts of experiment files -> a Spec or the text of its mistakes, for the tests of spec.
#pragma once

#include "spec/spec.hpp"

#include <string>
#include <vector>

namespace thalweg::spec {

/// The least file, with `lines` in its [[optimizer]] table.
inline std::string with_optimizer(const std::string &lines) {
    return "[experiment]\nname = \"first\"\n[stop]\nsteps = 10\n[[objective]]\nname = \"parabola\"\n"
           "[[optimizer]]\nname = \"adam\"\n" +
           lines;
}
/// The least file, with `lines` in its [[objective]] table.
inline std::string with_objective(const std::string &lines) {
    return "[experiment]\nname = \"first\"\n[stop]\nsteps = 10\n[[optimizer]]\nname = \"adam\"\n"
           "[[objective]]\nname = \"parabola\"\n" +
           lines;
}

inline Spec read(const std::string &text, std::vector<std::string> overrides = {}) {
    return read_spec({"first.toml", text, std::move(overrides)});
}

inline std::vector<Error> mistakes_in(const std::string &text, std::vector<std::string> overrides = {}) {
    std::vector<Error> mistakes;
    try {
        read_spec({"first.toml", text, std::move(overrides)}, mistakes);
    } catch (const Errors &errors) {
        mistakes = errors.list;
    }
    return mistakes;
}

} // namespace thalweg::spec
