// SPDX-License-Identifier: MIT
#include "disk.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace crash {

Tree read_tree(const fs::path &folder) {
    Tree tree;
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().lexically_relative(folder).string();
        if (entry.is_directory()) {
            tree[name + "/"];
            continue;
        }
        std::ostringstream text;
        text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        tree[name] = text.str();
    }
    return tree;
}

void write_tree(const fs::path &folder, const Tree &tree) {
    for (const auto &[name, data] : tree)
        if (name.ends_with("/"))
            fs::create_directories(folder / name);
        else
            std::ofstream(folder / name, std::ios::binary) << data;
}

std::string to_text(const Cut &cut) {
    static constexpr const char *data[] = {"kept", "lost", "torn"}, *entries[] = {"kept", "lost", "last"};
    return std::string("unsynced data ") + data[static_cast<int>(cut.data)] + ", names of OUT's folder " +
           entries[static_cast<int>(cut.root)] + ", names of parts " + entries[static_cast<int>(cut.parts)];
}

std::vector<Cut> all_cuts() {
    std::vector<Cut> all;
    for (const Data data : {Data::kept, Data::lost, Data::torn})
        for (const Entries root : {Entries::kept, Entries::lost, Entries::last})
            for (const Entries parts : {Entries::kept, Entries::lost, Entries::last})
                all.push_back({data, root, parts});
    return all;
}

Disk::Disk(const Tree &begin) : root_(std::make_shared<Node>(Node{.is_folder = true})) {
    for (const auto &[name, data] : begin) { // sorted: a folder stands before what is in it
        auto node = std::make_shared<Node>();
        node->is_folder = name.ends_with("/");
        node->data = node->synced_data = node->torn_data = data;
        const fs::path path = node->is_folder ? name.substr(0, name.size() - 1) : name;
        const Pointer folder = find(path.parent_path());
        folder->entries[path.filename()] = folder->synced_entries[path.filename()] = node;
    }
}

Disk::Pointer Disk::find(const std::string &path) const {
    Pointer node = root_;
    for (const auto &name : fs::path(path)) {
        const auto found = node->entries.find(name);
        if (found == node->entries.end())
            return nullptr;
        node = found->second;
    }
    return node;
}

/// Puts a node, or nothing, in the place of a name.
void Disk::change(const std::string &path, const Pointer &node) {
    const fs::path place(path);
    const Pointer folder = find(place.parent_path());
    if (folder == nullptr)
        throw std::runtime_error("the log has " + path + " in a folder that it has not");
    if (node == nullptr)
        folder->entries.erase(place.filename());
    else
        folder->entries[place.filename()] = node;
    folder->last_change = {{place.filename(), node}};
}

void Disk::rename(const Operation &operation) {
    const Pointer node = find(operation.path);
    const fs::path from(operation.path), to(operation.other);
    change(operation.path, nullptr);
    change(operation.other, node);
    if (from.parent_path() == to.parent_path()) // one change: never half of it
        find(to.parent_path())->last_change[from.filename()] = nullptr;
}

void Disk::open(const Operation &operation) {
    Pointer node = find(operation.path);
    if (node == nullptr) {
        node = std::make_shared<Node>();
        change(operation.path, node);
    }
    if ((operation.flags & O_TRUNC) != 0)
        node->data = node->torn_data = "";
    by_inode_[operation.inode] = node;
}

void Disk::write(const Operation &operation) {
    Node &node = *by_inode_.at(operation.inode);
    const std::size_t end = operation.offset + operation.data.size();
    node.torn_data = node.data;
    node.data.resize(std::max(node.data.size(), end));
    node.data.replace(operation.offset, operation.data.size(), operation.data);
    const std::string half = operation.data.substr(0, operation.data.size() / 2);
    node.torn_data.resize(std::max(node.torn_data.size(), operation.offset + half.size()));
    node.torn_data.replace(operation.offset, half.size(), half);
}

void Disk::apply(const Operation &operation) {
    switch (operation.kind) {
    case CRASH_OPEN:
        return open(operation);
    case CRASH_WRITE:
        return write(operation);
    case CRASH_TRUNCATE: {
        Node &node = *by_inode_.at(operation.inode);
        node.data.resize(operation.offset);
        node.torn_data = node.data;
        return;
    }
    case CRASH_SYNC: {
        const Pointer named = find(operation.path);
        Node &node = named != nullptr && named->is_folder ? *named : *by_inode_.at(operation.inode);
        node.synced_data = node.torn_data = node.data;
        node.synced_entries = node.entries;
        node.last_change.clear();
        return;
    }
    case CRASH_RENAME:
        return rename(operation);
    case CRASH_LINK:
        return change(operation.other, find(operation.path));
    case CRASH_UNLINK:
        return change(operation.path, nullptr);
    case CRASH_MKDIR:
        return change(operation.path, std::make_shared<Node>(Node{.is_folder = true}));
    case CRASH_REPORT:
    case CRASH_FAULT:
        return;
    }
}

void Disk::put(const Node &folder, const std::string &place, const Cut &cut, Tree &tree) {
    const Entries which = place.empty() ? cut.root : cut.parts;
    auto entries = which == Entries::kept ? folder.entries : folder.synced_entries;
    if (which == Entries::last) {
        for (const auto &[name, node] : folder.last_change) {
            entries.erase(name);
            if (node != nullptr)
                entries[name] = node;
        }
    }
    for (const auto &[name, node] : entries) {
        if (node->is_folder) {
            tree[place + name + "/"];
            put(*node, place + name + "/", cut, tree);
            continue;
        }
        tree[place + name] = cut.data == Data::kept   ? node->data
                             : cut.data == Data::lost ? node->synced_data
                                                      : node->torn_data;
    }
}

Tree Disk::after(const Cut &cut) const {
    Tree tree;
    put(*root_, "", cut, tree);
    return tree;
}

} // namespace crash
