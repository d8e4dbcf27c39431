// SPDX-License-Identifier: MIT
#include "twin.hpp"

struct Name {
    static constexpr auto name = "twin_second";
};
using Twin_second = Twin<Name>;
THALWEG_PLUGIN(Twin_second)
