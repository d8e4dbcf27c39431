// SPDX-License-Identifier: MIT
// A file -> a lock that dies with its process, and the words of who holds it.
#pragma once

#include "error.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace thalweg::experiment {

/// Who holds a lock, as written into its file.
struct Holder {
    pid_t pid = 0;
    std::string host, what; ///< what he does: "run", "begin", "merge", "1/2"
};
/// "process 1234 on host hal".
std::string to_text(const Holder &holder);

/// The kernel lets go of it when the process dies, however it dies: an open file description lock (fcntl(2)),
/// which works over NFS too, and can be asked about without being tried. On a file system without locks all
/// is granted: then nothing guards.
class Lock {
public:
    enum class Held { by_nobody, shared, exclusive };

    /// Makes the file where it is not there; nothing where its folder is gone. Throws Errors
    /// (Exit::not_written).
    static std::optional<Lock> open(const std::filesystem::path &file);
    /// The same of a file that is there already, to ask about it.
    static std::optional<Lock> find(const std::filesystem::path &file);
    Lock(Lock &&other) noexcept;
    Lock &operator=(Lock &&) = delete;
    ~Lock();

    bool try_exclusive(); ///< false where another has it; what was held stays held
    bool try_shared();
    void unlock();
    Held by_others() const;
    bool is_guarding() const { return is_guarding_; } ///< false: the file system has no locks
    /// Whether the file was removed: whoever comes now opens, or makes, another.
    bool is_removed() const;
    void remove() const; ///< the file; only who holds it exclusively may

    void write_down(std::string_view what) const;
    void erase() const; ///< what was written down
    /// Nothing where nobody has written, or one who has died since.
    std::optional<Holder> holder() const;

private:
    Lock(std::filesystem::path file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {}
    bool set(short type);

    std::filesystem::path file_;
    int descriptor_ = -1;
    bool is_guarding_ = true;
};

/// The error for a file or folder that cannot be made, for the reason of errno.
Errors not_made(const std::filesystem::path &path, int number);

} // namespace thalweg::experiment
