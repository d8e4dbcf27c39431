// SPDX-License-Identifier: MIT
#include "operations.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <regex>
#include <stdexcept>

namespace crash {

namespace {

std::string take(std::istream &log, std::uint64_t size) {
    std::string text(size, '\0');
    if (!log.read(text.data(), static_cast<std::streamsize>(size)))
        throw std::runtime_error("the shim's log is cut off");
    return text;
}

std::string below(const std::string &path, const std::string &folder) {
    if (path == folder)
        return {};
    return path.starts_with(folder + "/") ? path.substr(folder.size() + 1) : path;
}

} // namespace

std::vector<Operation> read_operations(const fs::path &log, const fs::path &folder) {
    std::vector<Operation> all;
    std::ifstream stream(log, std::ios::binary);
    crash_record record{};
    while (stream.read(reinterpret_cast<char *>(&record), sizeof record)) {
        Operation &operation = all.emplace_back();
        operation.kind = static_cast<crash_kind>(record.kind);
        operation.flags = record.flags;
        operation.path = below(take(stream, record.path_size), folder);
        operation.other = below(take(stream, record.other_size), folder);
        operation.inode = record.inode;
        operation.offset = record.offset;
        operation.data = take(stream, record.data_size);
    }
    return all;
}

std::string to_text(const Operation &operation) {
    static constexpr std::array names = {"open", "write",  "truncate", "fsync",  "rename",
                                         "link", "unlink", "mkdir",    "report", "fault"};
    std::string text = names.at(operation.kind) + std::string(" ") + operation.path;
    if (!operation.other.empty())
        text += " to " + operation.other;
    if (operation.kind == CRASH_REPORT)
        text += operation.data.substr(0, operation.data.find('\n'));
    if (operation.kind == CRASH_WRITE)
        text += " " + std::to_string(operation.data.size()) + " bytes";
    return text;
}

namespace {
// made before there are threads: libstdc++ makes one at a time
const std::regex part_name("[0-9a-f]{16}-[0-9a-f]{32}\\.h5"),
    counter("(?:^|\\n)\\s*([0-9]+)/[0-9]+ +[0-9]+%");
} // namespace

bool is_part(const fs::path &path) {
    return path.parent_path().extension() == ".parts" &&
           std::regex_match(path.filename().string(), part_name);
}

std::uint64_t reported_runs(const std::string &text) {
    std::uint64_t most = 0;
    for (std::sregex_iterator match(text.begin(), text.end(), counter), end; match != end; ++match)
        most = std::max<std::uint64_t>(most, std::stoull((*match)[1].str()));
    return most;
}

} // namespace crash
