// SPDX-License-Identifier: MIT
// Bytes -> a file that is either there, whole and on the disk, or not there at all. Private to results, but
// for require_space and sync_folder.
#pragma once

#include "error.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace thalweg::results {

/// The error for a write that failed with errno `number` (0: unknown; then `detail` says why).
Error not_written(const std::filesystem::path &path, int number, const std::string &detail = {});

/// An open temporary file, locked while it is written so that nobody takes it for a leftover; removed unless
/// published.
class PendingFile {
public:
    explicit PendingFile(std::filesystem::path tmp);
    PendingFile(const PendingFile &) = delete;
    PendingFile &operator=(const PendingFile &) = delete;
    ~PendingFile();
    void write(std::span<const std::byte> bytes);
    /// Writes behind what is there, whoever wrote it.
    void append(std::span<const std::byte> bytes);
    void sync();
    /// Renames to `target` and syncs the folder: durable when this returns.
    void publish(const std::filesystem::path &target);
    const std::filesystem::path &path() const { return tmp_; }

private:
    std::filesystem::path tmp_;
    int descriptor_ = -1;
};

/// `bytes` as the file `target`, through target.tmp. Throws Errors with Exit::not_written.
void write_durably(const std::filesystem::path &target, std::span<const std::byte> bytes);
/// Removes `tmp` unless a process is writing it.
void remove_leftover(const std::filesystem::path &tmp) noexcept;

} // namespace thalweg::results
