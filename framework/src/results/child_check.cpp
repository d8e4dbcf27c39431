// SPDX-License-Identifier: MIT
#include "results/child_check.hpp"

#include "results/input.hpp"
#include "results/inputs.hpp"
#include "results/seal.hpp"
#include "results/walk.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace thalweg::results {

namespace {

#if defined(__has_feature)
#define THALWEG_HAS_FEATURE(x) __has_feature(x)
#else
#define THALWEG_HAS_FEATURE(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                                         \
    THALWEG_HAS_FEATURE(address_sanitizer) || THALWEG_HAS_FEATURE(thread_sanitizer)
constexpr bool has_shadow_memory = true; // terabytes of it
#else
constexpr bool has_shadow_memory = false;
#endif
#undef THALWEG_HAS_FEATURE

/// No more memory than what the process has and what a file of that size can need: a header may ask for any
/// amount.
void limit_memory(std::uint64_t file_size) {
    constexpr std::uint64_t ample = std::uint64_t{1} << 30, a_byte = 4;
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const std::uint64_t bytes =
        pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + ample + a_byte * file_size;
    if (const rlimit limit{bytes, bytes}; !has_shadow_memory && pages != 0)
        ::setrlimit(RLIMIT_AS, &limit); // where that is refused, there is a lower limit already
}

/// What hangs does so on the processor, however busy the machine is otherwise.
std::chrono::seconds processor_time(std::uint64_t file_size) {
    return std::chrono::seconds(10 + file_size / (std::uint64_t{32} << 20));
}

void limit_time(std::uint64_t file_size) {
    const auto seconds = static_cast<rlim_t>(processor_time(file_size).count());
    const rlimit limit{seconds, seconds + 1};
    ::setrlimit(RLIMIT_CPU, &limit);
}

/// What a child is to look at.
struct Suspect {
    const std::filesystem::path &file;
    std::uint64_t size;
    Sealed seal;
};

/// Without a seal, another program has written the file since: then all numbers are read and compared with
/// their digest, here, so that nobody else need.
std::string why_not(const Suspect &suspect) {
    std::string why = why_unusable(suspect.file);
    if (!why.empty() || suspect.seal != Sealed::absent)
        return why;
    try {
        const Input input(suspect.file, Trust::checked);
        if (digest_of(suspect.file) != input.attributes().value("digest", ""))
            why = "it is damaged, or another program has changed it: its numbers do not match their digest";
    } catch (const Errors &errors) {
        why = errors.list.front().why;
    } catch (const std::bad_alloc &) {
        why = "it is damaged: it claims to hold more than its size allows";
    } catch (const std::exception &failure) {
        why = std::string("it is damaged: ") + failure.what();
    }
    return why;
}

[[noreturn]] void be_child(const Suspect &suspect, pid_t parent, int answer) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
        ::_exit(1);
    for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGXCPU, SIGTERM})
        std::signal(signal, SIG_DFL);
    limit_memory(suspect.size);
    limit_time(suspect.size);
    const std::string why = why_not(suspect);
    const auto written = ::write(answer, why.data(), why.size());
    ::_exit(written == static_cast<ssize_t>(why.size()) ? 0 : 1);
}

/// What arrives until the other end closes; nothing where that takes too long.
std::optional<std::string> listen(int descriptor, std::chrono::seconds limit) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + limit;
    std::string text;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd waiting{descriptor, POLLIN, 0};
        const int ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
        if (ready == 0)
            return std::nullopt;
        if (ready < 0)
            continue;
        std::array<char, 4096> buffer;
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count == 0)
            return text;
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

/// No fault of the file.
Errors not_looked_at(const std::filesystem::path &file, int number) {
    return Errors(Error{.what = "the process that looks at a results file first cannot be started",
                        .where = file.string(),
                        .excerpt = {},
                        .why = std::strerror(number),
                        .fix = "allow more processes, files or memory (ulimit -a shows what is allowed)",
                        .exit = Exit::fault});
}

/// A fork and the pipe that it answers through; killed and waited for at the end, whatever that is.
class Child {
public:
    explicit Child(const Suspect &suspect) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            throw not_looked_at(suspect.file, errno);
        const pid_t parent = ::getpid();
        pid_ = ::fork();
        const int number = errno;
        if (pid_ == 0)
            be_child(suspect, parent, ends[1]);
        ::close(ends[1]);
        answer_ = ends[0];
        if (pid_ < 0) {
            ::close(answer_);
            throw not_looked_at(suspect.file, number);
        }
    }
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;
    ~Child() {
        end();
        ::close(answer_);
    }
    std::optional<std::string> answer(std::chrono::seconds limit) const { return listen(answer_, limit); }
    /// How it ended, by itself or because of this call.
    int end() {
        if (pid_ < 0)
            return status_;
        ::kill(pid_, SIGKILL); // nothing, where it has ended: it is there until it is waited for
        while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        return status_;
    }

private:
    pid_t pid_ = -1;
    int answer_ = -1, status_ = 0;
};

Errors damaged(const std::filesystem::path &file, const std::string &why) {
    Error error = unusable(file, why);
    if (why.find("damaged") != std::string::npos)
        error.fix = "put it back from a copy, or execute its experiment again with `thalweg run --overwrite`";
    else if (why.starts_with("it cannot be read"))
        error.fix = "mend what forbids that, and run the same command again";
    else if (why.find("newer") != std::string::npos)
        error.fix = "read it with a thalweg of that format or later";
    return Errors(error);
}

void check_kind(const std::filesystem::path &file) {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (error || !std::filesystem::exists(status))
        throw Errors(unusable(file, std::strerror(error ? error.value() : ENOENT)));
    if (!std::filesystem::is_regular_file(status))
        throw Errors(unusable(file, std::filesystem::is_directory(status) ? "it is a folder"
                                                                          : "it is no regular file"));
}

void check_magic(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw Errors(unusable(file, std::strerror(errno)));
    constexpr std::string_view magic("\x89HDF\r\n\x1a\n", 8);
    std::array<char, magic.size()> head{};
    stream.read(head.data(), head.size());
    if (stream.bad())
        throw Errors(unusable(file, std::strerror(errno)));
    if (stream.gcount() == 0)
        throw Errors(unusable(file, "it is empty"));
    if (!stream || std::string_view(head.data(), head.size()) != magic)
        throw Errors(unusable(file, "it is not an HDF5 file"));
}

Sealed check_seal(const std::filesystem::path &file) {
    Sealed seal = Sealed::absent;
    try {
        seal = look_at_seal(file);
    } catch (const std::system_error &failure) {
        throw Errors(unusable(file, failure.code().message()));
    }
    if (seal == Sealed::broken)
        throw damaged(file, "it is damaged: its bytes do not match the digest at its end");
    return seal;
}

} // namespace

void check_in_child(const std::filesystem::path &file) {
    check_kind(file);
    check_magic(file);
    const Sealed seal = check_seal(file);
    const std::uint64_t size = std::filesystem::file_size(file);
    constexpr int patience = 30; // a disk that has to be woken up, a machine that does much else
    const auto limit = processor_time(size);
    Child child({file, size, seal});
    const auto answer = child.answer(patience * limit);
    const int status = child.end();
    if (!answer || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
        throw damaged(
            file, fmt::format("it is damaged: HDF5 did not come to an end with it in {} s", limit.count()));
    if (!answer->empty())
        throw damaged(file, *answer);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw damaged(file, "it is damaged: HDF5 crashed on it");
}

bool is_of_others(const std::filesystem::path &file) {
    try {
        check_in_child(file);
        return false;
    } catch (const Errors &errors) {
        return errors.list.front().why == not_ours;
    }
}

} // namespace thalweg::results
