// SPDX-License-Identifier: MIT
#include "doctor/reading.hpp"

#include <fmt/format.h>
#include <fstream>

namespace thalweg::doctor {

std::optional<std::string> first_line(const std::filesystem::path &file) {
    std::ifstream stream(file);
    std::string line;
    return std::getline(stream, line) ? std::optional(line) : std::nullopt;
}

std::string mebibytes(std::uint64_t bytes) {
    constexpr double mebi = 1 << 20, gibi = 1 << 30;
    const auto amount = static_cast<double>(bytes);
    return amount >= gibi ? fmt::format("{:.1f} GiB", amount / gibi)
                          : fmt::format("{:.0f} MiB", amount / mebi);
}

} // namespace thalweg::doctor
