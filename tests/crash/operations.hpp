// SPDX-License-Identifier: MIT
// The shim's log -> what a program did to the files of a folder, in order.
#pragma once

#include "shim.h"

#include <filesystem>
#include <string>
#include <vector>

namespace crash {

namespace fs = std::filesystem;

/// Paths are those below the folder, "" is the folder itself.
struct Operation {
    crash_kind kind = CRASH_REPORT;
    int flags = 0;
    std::string path, other;
    std::uint64_t inode = 0, offset = 0;
    std::string data;
};

std::vector<Operation> read_operations(const fs::path &log, const fs::path &folder);
/// "rename a.tmp to a"
std::string to_text(const Operation &operation);

/// A part file in its place: "out.h5.parts/RANDOM-DIGEST.h5".
bool is_part(const fs::path &path);
/// The highest count that a progress counter has come to ("12/30  40%"), 0 where there is none.
std::uint64_t reported_runs(const std::string &text);

} // namespace crash
