// SPDX-License-Identifier: MIT
// Texts and bytes -> data files in a folder that goes when the test ends; and what refuses them.
#pragma once

#include <libdeflate.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace on_data {

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "thalweg_on_data_XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw std::runtime_error("no folder " + name);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    std::string write(const std::string &name, const std::string &bytes) const {
        const std::string file = (path_ / name).string();
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

private:
    std::filesystem::path path_;
};

inline std::string gzip(const std::string &bytes) {
    libdeflate_compressor *const compressor = libdeflate_alloc_compressor(6);
    std::string packed(libdeflate_gzip_compress_bound(compressor, bytes.size()), '\0');
    packed.resize(
        libdeflate_gzip_compress(compressor, bytes.data(), bytes.size(), packed.data(), packed.size()));
    libdeflate_free_compressor(compressor);
    return packed;
}

/// What `call` refuses with; empty: it does not.
template <class Call> std::string refusal(Call call) {
    try {
        call();
    } catch (const std::invalid_argument &refused) {
        return refused.what();
    }
    return {};
}

} // namespace on_data
