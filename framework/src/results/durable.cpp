// SPDX-License-Identifier: MIT
#include "results/durable.hpp"

#include "results/results.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace thalweg::results {

namespace {

std::string fix_for(int number) {
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return "free space there and run the same command again: finished runs are kept";
    case EROFS:
    case EACCES:
    case EPERM:
        return "make this place writable, or write to another file";
    case ENOENT:
    case ENOTDIR:
        return "make the folder first, or write to another file";
    default:
        return "look after the disk or file system and run the same command again: finished runs are kept";
    }
}

std::filesystem::path folder_of(const std::filesystem::path &path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

[[noreturn]] void fail(const std::filesystem::path &path, int number) {
    throw Errors(not_written(path, number));
}

} // namespace

Error not_written(const std::filesystem::path &path, int number, const std::string &detail) {
    return {.what = "the results could not be written",
            .where = path.string(),
            .excerpt = {},
            .why = number != 0 ? std::strerror(number) : detail,
            .fix = fix_for(number),
            .exit = Exit::not_written};
}

namespace {

/// Opens `tmp` and locks it; -1 where somebody removed it as a leftover before it was locked, or holds it.
int open_locked(const std::filesystem::path &tmp) {
    const int descriptor = ::open(tmp.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        fail(tmp, errno);
    struct stat about = {};
    const bool is_held = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    const bool is_gone = ::fstat(descriptor, &about) == 0 && about.st_nlink == 0;
    if (!is_held && !is_gone)
        return descriptor;
    ::close(descriptor);
    return -1;
}

} // namespace

PendingFile::PendingFile(std::filesystem::path tmp) : tmp_(std::move(tmp)) {
    // Who looks for leftovers holds a file for an instant; a writer holds it for as long as it writes.
    for (int tries_left = 50; tries_left > 0 && (descriptor_ = open_locked(tmp_)) < 0; --tries_left)
        ::usleep(1000);
    if (descriptor_ < 0)
        throw Errors(Error{.what = "another process is writing these results",
                           .where = tmp_.string(),
                           .excerpt = {},
                           .why = "the file is locked",
                           .fix = "wait until it is done, or write to another file",
                           .exit = Exit::wrong});
    // Emptied only now: whoever else was writing the same file keeps what it has.
    if (::ftruncate(descriptor_, 0) != 0) {
        const int number = errno;
        ::unlink(tmp_.c_str());
        ::close(descriptor_);
        fail(tmp_, number);
    }
}

PendingFile::~PendingFile() {
    if (descriptor_ < 0)
        return;
    ::unlink(tmp_.c_str());
    ::close(descriptor_);
}

namespace {

/// Past the page cache, for large writes of aligned memory: what is synced at once would only be copied
/// twice. Whatever does not go that way (a file system that says no, the odd bytes at the end) goes the usual
/// one.
class DirectWriting {
public:
    static constexpr std::size_t block = 4096, worth_it = std::size_t{1} << 20;
    DirectWriting(int descriptor, std::span<const std::byte> bytes) : descriptor_(descriptor) {
        const bool is_aligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % block == 0;
        if (is_aligned && bytes.size() >= worth_it && ::lseek(descriptor, 0, SEEK_CUR) % block == 0)
            is_on_ = ::fcntl(descriptor_, F_SETFL, O_DIRECT) == 0;
    }
    DirectWriting(const DirectWriting &) = delete;
    ~DirectWriting() { end(); }
    bool is_on() const { return is_on_; }
    void end() {
        if (is_on_)
            ::fcntl(descriptor_, F_SETFL, 0);
        is_on_ = false;
    }

private:
    int descriptor_;
    bool is_on_ = false;
};

} // namespace

void PendingFile::write(std::span<const std::byte> bytes) {
    DirectWriting direct(descriptor_, bytes);
    while (!bytes.empty()) {
        if (bytes.size() < DirectWriting::block)
            direct.end();
        const std::size_t size =
            direct.is_on() ? bytes.size() / DirectWriting::block * DirectWriting::block : bytes.size();
        const ssize_t count = ::write(descriptor_, bytes.data(), size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EINVAL && direct.is_on()) {
            direct.end();
            continue;
        }
        if (count < 0)
            fail(tmp_, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void PendingFile::append(std::span<const std::byte> bytes) {
    if (::lseek(descriptor_, 0, SEEK_END) < 0)
        fail(tmp_, errno);
    write(bytes);
}

void PendingFile::sync() {
    if (::fsync(descriptor_) != 0)
        fail(tmp_, errno);
}

void PendingFile::publish(const std::filesystem::path &target) {
    sync();
    if (::rename(tmp_.c_str(), target.c_str()) != 0)
        fail(target, errno);
    ::close(std::exchange(descriptor_, -1));
    sync_folder(folder_of(target));
}

void write_durably(const std::filesystem::path &target, std::span<const std::byte> bytes) {
    PendingFile file(target.string() + ".tmp");
    file.write(bytes);
    file.publish(target);
}

void sync_folder(const std::filesystem::path &folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        fail(folder, errno);
    const int result = ::fsync(descriptor);
    const int number = errno;
    ::close(descriptor);
    // Some network file systems cannot sync folders and say so; there is nothing better to do there.
    if (result != 0 && number != EINVAL && number != ENOTSUP)
        fail(folder, number);
}

void remove_leftover(const std::filesystem::path &tmp) noexcept {
    const int descriptor = ::open(tmp.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        ::unlink(tmp.c_str());
    ::close(descriptor);
}

void require_space(const std::filesystem::path &path, std::uint64_t bytes) {
    struct statvfs system = {};
    const auto folder = folder_of(path);
    if (::statvfs(folder.c_str(), &system) != 0)
        fail(folder, errno);
    const std::uint64_t free_bytes = system.f_bavail * system.f_frsize;
    if (free_bytes >= bytes)
        return;
    const auto mebibytes = [](std::uint64_t count) {
        return fmt::format("{:.1f} MiB", static_cast<double>(count) / (1 << 20));
    };
    throw Errors(Error{
        .what = "the results will not fit on the disk",
        .where = path.string(),
        .excerpt = {},
        .why = fmt::format("they may take {}, and {} are free", mebibytes(bytes), mebibytes(free_bytes)),
        .fix =
            "free space there, write to another disk, or record less (record.observations, record.iterates)",
        .exit = Exit::not_written});
}

} // namespace thalweg::results
