// SPDX-License-Identifier: MIT
// A folder of its own for a test, gone with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

class Folder {
public:
    Folder() {
        std::string pattern =
            (std::filesystem::canonical(std::filesystem::temp_directory_path()) / "thalweg_XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    const std::filesystem::path &path() const { return path_; }
    void write(const std::string &name, const std::string &content) const {
        std::ofstream(path_ / name, std::ios::binary) << content;
    }
    /// Copies test plugins into it.
    template <class... Names> const Folder &with(const Names &...names) const {
        (std::filesystem::copy_file(std::filesystem::path(THALWEG_TEST_PLUGINS) /
                                        (std::string(names) + ".so"),
                                    path_ / (std::string(names) + ".so")),
         ...);
        return *this;
    }

private:
    std::filesystem::path path_;
};
