// SPDX-License-Identifier: MIT
#include "error.hpp"

#include <fmt/format.h>

namespace thalweg {

std::string to_text(const Error &error) {
    std::string text = fmt::format("error: {}\n", error.what);
    if (!error.where.empty())
        text += fmt::format("   at: {}\n", error.where);
    text += error.excerpt;
    if (!error.why.empty())
        text += fmt::format("  why: {}\n", error.why);
    if (!error.fix.empty())
        text += fmt::format("  fix: {}\n", error.fix);
    return text;
}

} // namespace thalweg
