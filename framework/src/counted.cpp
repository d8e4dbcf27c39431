// SPDX-License-Identifier: MIT
#include "counted.hpp"

#include <fmt/format.h>

namespace thalweg {

std::string counted(std::uint64_t count, const std::string &noun) { return counted(count, noun, noun + "s"); }

std::string counted(std::uint64_t count, const std::string &one, const std::string &more) {
    return fmt::format("{} {}", count, count == 1 ? one : more);
}

} // namespace thalweg
