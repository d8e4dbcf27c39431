// SPDX-License-Identifier: MIT
// tests/messages/spec/*.toml -> the text of their mistakes, beside what it must be.
#include "spec/spec.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace thalweg;
namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string messages_of(const fs::path &path) {
    std::string text;
    try {
        spec::read_spec({path.filename().string(), read_file(path), {}});
    } catch (const Errors &errors) {
        for (const Error &error : errors.list)
            text += to_text(error);
    }
    return text;
}

} // namespace

TEST_CASE("messages: every wrong file is refused in the words of its .expected") {
    std::vector<fs::path> files;
    for (const auto &entry : fs::directory_iterator(THALWEG_SOURCE_DIR "/tests/messages/spec"))
        if (entry.path().extension() == ".toml")
            files.push_back(entry.path());
    std::ranges::sort(files);
    CHECK(files.size() >= 80);

    for (const fs::path &file : files) {
        INFO(file.filename().string());
        CHECK(messages_of(file) == read_file(fs::path(file).replace_extension(".expected")));
    }
}
