// SPDX-License-Identifier: MIT
// Every built component.
#pragma once

#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

namespace conformance {

inline const thalweg::testing::Plugins &plugins() {
    static const thalweg::testing::Plugins all({std::begin(built_plugins), std::end(built_plugins)});
    return all;
}

inline std::vector<const thalweg_component *> of_kind(std::uint32_t kind) {
    std::vector<const thalweg_component *> some;
    for (const thalweg_component *component : plugins().all())
        if (component->kind == kind)
            some.push_back(component);
    return some;
}

} // namespace conformance
