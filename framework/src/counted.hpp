// SPDX-License-Identifier: MIT
// A number and a noun -> both, the noun in its right form.
#pragma once

#include <cstdint>
#include <string>

namespace thalweg {

/// "1 run", "2 runs".
std::string counted(std::uint64_t count, const std::string &noun);
std::string counted(std::uint64_t count, const std::string &one, const std::string &more);

} // namespace thalweg
