// SPDX-License-Identifier: MIT
#include "error.hpp"

#include <fmt/format.h>

namespace thalweg {

std::string without_controls(const std::string &text) {
    std::string shown;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f)
            shown += fmt::format("\\x{:02x}", byte);
        else
            shown += c;
    }
    return shown;
}

std::string to_text(const Error &error) {
    std::string text = fmt::format("error: {}\n", error.what);
    if (!error.where.empty())
        text += fmt::format("   at: {}\n", error.where);
    text += error.excerpt;
    if (!error.why.empty())
        text += fmt::format("  why: {}\n", error.why);
    if (!error.fix.empty())
        text += fmt::format("  fix: {}\n", error.fix);
    return without_controls(text);
}

} // namespace thalweg
