// SPDX-License-Identifier: MIT
// Memory that a plugin writes its reason into -> text.
#pragma once

#include <array>
#include <cstring>
#include <string>
#include <thalweg/abi.h>

namespace thalweg::library {

/// Hand table() to a call, then ask message(). Stays where it was made.
class ErrorBuffer {
public:
    ErrorBuffer() : table_{sizeof(thalweg_error), THALWEG_OK, text_.size(), text_.data()} {}
    ErrorBuffer(const ErrorBuffer &) = delete;
    ErrorBuffer &operator=(const ErrorBuffer &) = delete;

    thalweg_error *table() {
        text_[0] = '\0';
        table_.code = THALWEG_OK;
        return &table_;
    }
    /// What was written; the meaning of `status` where nothing was.
    std::string message(thalweg_status status) const {
        std::string text(text_.data(), strnlen(text_.data(), text_.size()));
        if (!text.empty())
            return text;
        switch (status) {
        case THALWEG_E_INVALID_ARG:
            return "invalid argument";
        case THALWEG_E_NOMEM:
            return "out of memory";
        case THALWEG_E_UNSUPPORTED:
            return "unsupported";
        case THALWEG_E_NONFINITE:
            return "a value was not finite";
        case THALWEG_E_VERSION:
            return "a version does not fit";
        default:
            return "status " + std::to_string(status) + ", without a reason";
        }
    }

private:
    std::array<char, 1024> text_{};
    thalweg_error table_;
};

} // namespace thalweg::library
