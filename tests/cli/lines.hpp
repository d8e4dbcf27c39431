// SPDX-License-Identifier: MIT
// What stands in a text.
#pragma once

#include <sstream>
#include <string>
#include <vector>

inline bool has(const std::string &text, const std::string &part) {
    return text.find(part) != std::string::npos;
}

inline std::vector<std::string> lines_of(const std::string &text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}
