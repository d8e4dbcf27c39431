// SPDX-License-Identifier: MIT
// A folder and what was done to it -> what a power cut may leave of it.
#pragma once

#include "operations.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crash {

/// The files of a folder by their paths; a path that ends in '/' is a folder.
using Tree = std::map<std::string, std::string>;
Tree read_tree(const fs::path &folder);
void write_tree(const fs::path &folder, const Tree &tree);

/// What of the unsynced is still there after a power cut.
enum class Data { kept, lost, torn };    ///< torn: half of the last write
enum class Entries { kept, lost, last }; ///< last: only the last change of the folder
struct Cut {
    Data data = Data::kept;
    Entries root = Entries::kept, parts = Entries::kept; ///< of the folder itself, and of those below it
};
std::string to_text(const Cut &cut);
/// Every combination.
std::vector<Cut> all_cuts();

/// What POSIX promises and no more: data is safe after an fsync of the file, a name after one of its folder.
class Disk {
public:
    explicit Disk(const Tree &begin); ///< all of it synced
    void apply(const Operation &operation);
    Tree after(const Cut &cut) const;

private:
    struct Node {
        bool is_folder = false;
        std::string data{}, synced_data{}; ///< of a file
        std::string torn_data{};           ///< as `data`, the last write half done
        std::map<std::string, std::shared_ptr<Node>> entries{}, synced_entries{}; ///< of a folder
        /// The last change of the entries: names and what they stand for, nothing where they are gone.
        std::map<std::string, std::shared_ptr<Node>> last_change{};
    };
    using Pointer = std::shared_ptr<Node>;

    Pointer find(const std::string &path) const;
    void open(const Operation &operation);
    void change(const std::string &path, const Pointer &node);
    void rename(const Operation &operation);
    void write(const Operation &operation);
    static void put(const Node &folder, const std::string &place, const Cut &cut, Tree &tree);

    Pointer root_;
    std::map<std::uint64_t, Pointer> by_inode_;
};

} // namespace crash
