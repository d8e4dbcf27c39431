// SPDX-License-Identifier: MIT
// The names in a dynamic symbol table.
#include "built.hpp"
#include "conformance/exports.hpp"

#include <algorithm>

using thalweg::conformance::exported_symbols;

TEST_CASE("exports: a built plugin has its entry alone") {
    for (const char *file : built_plugins)
        CHECK(exported_symbols(file) == std::vector<std::string>{THALWEG_ENTRY_NAME});
}

TEST_CASE("exports: a file that is no shared library, or is not there, has no table") {
    CHECK(!exported_symbols(__FILE__));
    CHECK(!exported_symbols("/nowhere/at_all.so"));
}
