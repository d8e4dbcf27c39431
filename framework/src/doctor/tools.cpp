// SPDX-License-Identifier: MIT
// Programs that pictures need, and the encoding of texts.
#include "doctor/doctor.hpp"

#include <algorithm>
#include <clocale>
#include <fmt/format.h>
#include <unistd.h>

namespace thalweg::doctor {

namespace {

using Environment = std::function<std::string(const char *)>;

/// Where PATH leads to; empty: nowhere.
std::string find_program(std::string path, const std::string &name) {
    while (!path.empty()) {
        const std::string folder = path.substr(0, path.find(':'));
        path.erase(0, std::min(path.size(), folder.size() + 1));
        std::string file = fmt::format("{}/{}", folder, name);
        if (!folder.empty() && ::access(file.c_str(), X_OK) == 0)
            return file;
    }
    return {};
}

Finding tool(const Environment &environment, const std::string &name, const std::string &use) {
    const std::string file = find_program(environment("PATH"), name);
    if (!file.empty())
        return {name, State::ok, file, "", ""};
    return {name, State::warning, "not found", use, fmt::format("`apt-get install {}`", name)};
}

Finding locale(const Environment &environment) {
    std::string name;
    for (const char *variable : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (name.empty())
            name = environment(variable);
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const std::string point = std::localeconv()->decimal_point;
    if (point != ".")
        return {"locale", State::problem, fmt::format("the decimal point is \"{}\"", point),
                "numbers of experiment files would be misread", "`export LC_ALL=C.UTF-8`"};
    if (lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos)
        return {"locale", State::ok, name, "", ""};
    return {"locale", State::warning, name.empty() ? "none is set" : name,
            "tables and formulas are UTF-8, and may look odd", "`export LC_ALL=C.UTF-8`"};
}

} // namespace

Findings look_at_tools(const Environment &environment) {
    return {tool(environment, "gnuplot", "figures are drawn by it"),
            tool(environment, "ffmpeg", "animations are made by it"), locale(environment)};
}

} // namespace thalweg::doctor
