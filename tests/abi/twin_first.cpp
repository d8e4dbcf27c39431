// SPDX-License-Identifier: MIT
#include "twin.hpp"

struct Name {
    static constexpr auto name = "twin_first";
};
using Twin_first = Twin<Name>;
THALWEG_PLUGIN(Twin_first)
