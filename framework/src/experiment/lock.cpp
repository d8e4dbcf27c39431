// SPDX-License-Identifier: MIT
#include "experiment/lock.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <sstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace thalweg::experiment {

namespace {

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0' ? name.data() : "unknown";
}

/// The lock of a whole file, as fcntl wants it.
struct flock whole(short type) {
    struct flock lock = {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    return lock;
}

} // namespace

Errors not_made(const std::filesystem::path &path, int number) {
    return Errors(Error{.what = "the results could not be written",
                        .where = path.string(),
                        .excerpt = {},
                        .why = std::generic_category().message(number),
                        .fix = number == ENOSPC || number == EDQUOT
                                   ? "free space there and run the same command again"
                                   : "make this place writable, or write to another file",
                        .exit = Exit::not_written});
}

std::string to_text(const Holder &holder) {
    return fmt::format("process {} on host {}", holder.pid, holder.host);
}

std::optional<Lock> Lock::open(const std::filesystem::path &file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor >= 0)
        return Lock(file, descriptor);
    if (errno == ENOENT)
        return std::nullopt;
    throw not_made(file, errno);
}

std::optional<Lock> Lock::find(const std::filesystem::path &file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    return descriptor >= 0 ? std::optional(Lock(file, descriptor)) : std::nullopt;
}

Lock::Lock(Lock &&other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)),
      is_guarding_(other.is_guarding_) {}

Lock::~Lock() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

bool Lock::set(short type) {
    struct flock lock = whole(type);
    int result = 0;
    do
        result = ::fcntl(descriptor_, F_OFD_SETLK, &lock);
    while (result != 0 && errno == EINTR);
    if (result == 0)
        return true;
    if (errno == EAGAIN || errno == EACCES)
        return false;
    is_guarding_ = false;
    return true;
}

bool Lock::try_exclusive() { return set(F_WRLCK); }
bool Lock::try_shared() { return set(F_RDLCK); }
void Lock::unlock() { set(F_UNLCK); }

Lock::Held Lock::by_others() const {
    struct flock lock = whole(F_WRLCK);
    if (::fcntl(descriptor_, F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        return Held::by_nobody;
    return lock.l_type == F_RDLCK ? Held::shared : Held::exclusive;
}

bool Lock::is_removed() const {
    struct stat about = {};
    return ::fstat(descriptor_, &about) == 0 && about.st_nlink == 0;
}

void Lock::remove() const { ::unlink(file_.c_str()); }

void Lock::write_down(std::string_view what) const {
    const std::string text = fmt::format("{} {} {}\n", ::getpid(), host_name(), what);
    // who cannot write it down holds it all the same: the refusal of others will say less
    if (::ftruncate(descriptor_, 0) == 0)
        (void)!::pwrite(descriptor_, text.data(), text.size(), 0);
}

void Lock::erase() const { (void)!::ftruncate(descriptor_, 0); }

std::optional<Holder> Lock::holder() const {
    std::array<char, 512> text{};
    const ssize_t size = ::pread(descriptor_, text.data(), text.size(), 0);
    if (size <= 0 || text.at(static_cast<std::size_t>(size) - 1) != '\n') // half of it, or none
        return std::nullopt;
    std::istringstream words(std::string(text.data(), static_cast<std::size_t>(size)));
    Holder holder;
    if (!(words >> holder.pid >> holder.host >> holder.what) || holder.pid <= 0)
        return std::nullopt;
    const bool is_dead = holder.host == host_name() && ::kill(holder.pid, 0) != 0 && errno == ESRCH;
    return is_dead ? std::nullopt : std::optional(holder);
}

} // namespace thalweg::experiment
