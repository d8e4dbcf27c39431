// SPDX-License-Identifier: MIT
// Every built component, and comparison of vectors by bits.
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

/// NaN equals NaN of the same bits, 0 is not -0.
template <class A, class B> bool same_bits(const A &a, const B &b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

} // namespace conformance
