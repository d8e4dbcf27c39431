// SPDX-License-Identifier: MIT
// Files whose bytes are changed in place, and put back.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

namespace thalweg::results::samples {

/// One bit of byte `at` is the other way round while this lives. Which bit follows from the place.
class Flip {
public:
    Flip(const std::filesystem::path &file, std::size_t at)
        : stream_(file, std::ios::in | std::ios::out | std::ios::binary),
          at_(static_cast<std::streamoff>(at)), mask_(static_cast<char>(1U << (at % 8))) {
        change();
    }
    Flip(const Flip &) = delete;
    Flip &operator=(const Flip &) = delete;
    ~Flip() { change(); }

private:
    void change() {
        stream_.seekg(at_);
        const char byte = static_cast<char>(stream_.get());
        stream_.seekp(at_);
        stream_.put(static_cast<char>(byte ^ mask_));
        stream_.flush();
    }

    std::fstream stream_;
    std::streamoff at_;
    char mask_;
};

inline std::string content(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void set_content(const std::filesystem::path &file, const std::string &text) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

} // namespace thalweg::results::samples
