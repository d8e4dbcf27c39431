// SPDX-License-Identifier: MIT
// A JSON Schema and files with verdicts -> what an independent validator (python3-jsonschema) thinks
// otherwise.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace thalweg::spec {

struct Verdict {
    std::string toml;
    std::string verdict; ///< "valid", "wrong", or "either" where a schema cannot say it
};

/// Fails the test, with the files, where the validator disagrees with one of them.
inline void check_verdicts(const nlohmann::ordered_json &schema, const std::vector<Verdict> &files) {
    nlohmann::ordered_json cases = {{"schema", schema}, {"files", nlohmann::ordered_json::array()}};
    for (const Verdict &file : files)
        cases["files"].push_back({{"toml", file.toml}, {"verdict", file.verdict}});
    const auto stem =
        std::filesystem::temp_directory_path() / ("thalweg_schema_" + std::to_string(::getpid()));
    const std::string input = stem.string() + ".json", output = stem.string() + ".txt";
    std::ofstream(input) << cases.dump();
    const std::string command = THALWEG_PYTHON " " THALWEG_SOURCE_DIR "/tests/spec/check_schema.py " + input +
                                " > " + output + " 2>&1";
    const int code = std::system(command.c_str());
    std::ostringstream said;
    said << std::ifstream(output).rdbuf();
    std::filesystem::remove(input);
    std::filesystem::remove(output);
    INFO(said.str());
    CHECK(code == 0);
}

} // namespace thalweg::spec
