// SPDX-License-Identifier: MIT
#include "pool/child.hpp"

#include "error.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
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

/// The attributes of a worker: its own process group, so that Ctrl-C reaches the supervisor alone, no signal
/// blocked.
struct Attributes {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    explicit Attributes(const Child::Start &start) {
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
        posix_spawn_file_actions_adddup2(&actions, start.shared, 3);
        posix_spawn_file_actions_adddup2(&actions, start.job, 4);
        posix_spawn_file_actions_adddup2(&actions, 2,
                                         1); // stdout is for results; a plugin that prints is not one
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
    auto environment = changed_environment(start.environment);
    const Attributes how(start);
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

void Child::stop() {
    if (pid_ > 0)
        ::kill(pid_, SIGSTOP);
}
void Child::go_on() {
    if (pid_ > 0)
        ::kill(pid_, SIGCONT);
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
