// SPDX-License-Identifier: MIT
#include "pool/child.hpp"

#include "error.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char **environ;

namespace thalweg::pool {

namespace {

/// The environment with `changes` in it: pointers into `changes` and environ.
std::vector<char *> changed_environment(const std::vector<std::string> &changes) {
    std::vector<char *> all;
    for (char **entry = environ; *entry; ++entry) {
        const std::string_view name(*entry, std::strcspn(*entry, "="));
        bool replaced = false;
        for (const std::string &change : changes)
            replaced |= change.substr(0, change.find('=')) == name;
        if (!replaced)
            all.push_back(*entry);
    }
    for (const std::string &change : changes)
        all.push_back(const_cast<char *>(change.c_str()));
    all.push_back(nullptr);
    return all;
}

#if defined(__has_feature)
#define THALWEG_HAS_FEATURE(x) __has_feature(x)
#else
#define THALWEG_HAS_FEATURE(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || THALWEG_HAS_FEATURE(address_sanitizer)
constexpr std::string_view sanitizer_variable = "ASAN_OPTIONS";
#elif defined(__SANITIZE_THREAD__) || THALWEG_HAS_FEATURE(thread_sanitizer)
constexpr std::string_view sanitizer_variable = "TSAN_OPTIONS";
#else
constexpr std::string_view sanitizer_variable; // none
#endif
#undef THALWEG_HAS_FEATURE

/// A sanitizer turns signals into exit codes, and exits into a search for leaks, unless told not to: a crash
/// must be seen as what it is.
void let_signals_through(std::vector<std::string> &environment) {
    if (sanitizer_variable.empty())
        return;
    const std::string name(sanitizer_variable);
    const char *options = std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe): main thread only
    environment.push_back(name + "=" + (options ? options : "") +
                          ":handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigfpe=0:handle_sigill=0" +
                          (name == "ASAN_OPTIONS" ? ":detect_leaks=0" : ""));
}

/// A descriptor above those that the child gets, so that putting one in its place does not close the other.
class Spare {
public:
    explicit Spare(int descriptor) : descriptor_(fcntl(descriptor, F_DUPFD_CLOEXEC, first_spare)) {}
    Spare(const Spare &) = delete;
    Spare &operator=(const Spare &) = delete;
    ~Spare() {
        if (descriptor_ >= 0)
            close(descriptor_);
    }
    int get() const { return descriptor_; }
    static constexpr int first_spare = 5;

private:
    int descriptor_;
};

/// The attributes of a worker: its own process group, so that Ctrl-C reaches the supervisor alone, no signal
/// blocked; no descriptor but the standard ones and its two.
struct Attributes {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    Attributes(const Spare &shared, const Spare &job) {
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, shared.get(), 3);
        posix_spawn_file_actions_adddup2(&actions, job.get(), 4);
        posix_spawn_file_actions_addclosefrom_np(&actions, Spare::first_spare);
        // reading from a terminal would stop a process in the background
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        // stdout is for results; a plugin that prints is not one
        posix_spawn_file_actions_adddup2(&actions, 2, 1);
    }
    Attributes(const Attributes &) = delete;
    ~Attributes() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
};

} // namespace

Child::Child(const Start &start) {
    std::vector<std::string> words{"thalweg"};
    words.insert(words.end(), start.arguments.begin(), start.arguments.end());
    std::vector<char *> argv;
    for (std::string &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<std::string> changes = start.environment;
    let_signals_through(changes);
    auto environment = changed_environment(changes);
    const Spare shared(start.shared), job(start.job);
    const Attributes how(shared, job);
    const int error =
        posix_spawn(&pid_, "/proc/self/exe", &how.actions, &how.attributes, argv.data(), environment.data());
    if (error != 0)
        throw Errors(Error{.what = "a worker process cannot be started",
                           .where = {},
                           .excerpt = {},
                           .why = std::strerror(error),
                           .fix = "free memory or processes, or use fewer workers (--jobs)",
                           .exit = Exit::fault});
    pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
}

Child::Child(Child &&other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::exchange(other.pidfd_, -1)) {}

Child &Child::operator=(Child &&other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(pidfd_, other.pidfd_);
    return *this;
}

Child::~Child() {
    if (pid_ > 0) {
        kill();
        while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    if (pidfd_ >= 0)
        close(pidfd_);
}

bool Child::has_ended(Death &death) {
    int status = 0;
    if (pid_ <= 0 || waitpid(pid_, &status, WNOHANG) != pid_)
        return false;
    death.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    death.code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    pid_ = -1;
    return true;
}

void Child::kill() {
    if (pid_ > 0)
        ::kill(pid_, SIGKILL);
}

std::uint64_t Child::resident_bytes() const {
    const std::string path = "/proc/" + std::to_string(pid_) + "/statm";
    unsigned long size = 0, resident = 0, shared = 0;
    if (std::FILE *file = std::fopen(path.c_str(), "re")) {
        if (std::fscanf(file, "%lu %lu %lu", &size, &resident, &shared) != 3)
            resident = shared = 0;
        std::fclose(file);
    }
    return (resident - shared) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace thalweg::pool
