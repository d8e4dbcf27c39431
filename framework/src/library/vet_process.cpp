// SPDX-License-Identifier: MIT
// posix_spawn of the vetting child: its descriptors, its environment, its end.
#include "library/vet_process.hpp"

#include "error.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

namespace thalweg::library {

namespace {

Errors failed(const std::filesystem::path &executable, int error) {
    return Errors(Error{.what = "the process that looks at plugins cannot be started",
                        .where = executable.string(),
                        .excerpt = {},
                        .why = std::generic_category().message(error),
                        .fix = {},
                        .exit = Exit::fault});
}

/// The environment, with AddressSanitizer told to leave signals alone: it turns a crash into exit code 1.
std::vector<std::string> child_environment() {
    std::vector<std::string> variables;
    std::string options = "ASAN_OPTIONS=";
    for (char **variable = environ; *variable != nullptr; ++variable) {
        if (std::string_view(*variable).starts_with(options))
            options = std::string(*variable) + ":";
        else
            variables.emplace_back(*variable);
    }
    variables.push_back(options +
                        "handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0");
    return variables;
}

/// posix_spawn with the channel at its number, stdout on stderr (plugins may print) and no stdin.
int spawn(pid_t &pid, const std::filesystem::path &executable, std::string verb, int descriptor) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, descriptor, vet_descriptor);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, ours;
    sigemptyset(&none);
    sigemptyset(&ours);
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL})
        sigaddset(&ours, signal);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ours);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);

    std::vector<std::string> variables = child_environment();
    std::vector<char *> environment;
    environment.reserve(variables.size() + 1);
    for (std::string &variable : variables)
        environment.push_back(variable.data());
    environment.push_back(nullptr);
    std::string name = "thalweg", parent = std::to_string(getpid());
    const std::array<char *, 4> arguments{name.data(), verb.data(), parent.data(), nullptr};
    const int error =
        posix_spawn(&pid, executable.c_str(), &actions, &attributes, arguments.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

} // namespace

VetProcess::VetProcess(const std::filesystem::path &executable, std::string verb) : channel_(-1) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw failed(executable, errno);
    channel_ = Channel(ends[0]);
    const Channel theirs(ends[1]); // closed here once the child has it
    if (const int error = spawn(pid_, executable, std::move(verb), ends[1]); error != 0) {
        pid_ = -1;
        throw failed(executable, error);
    }
}

VetProcess::~VetProcess() {
    if (pid_ < 0)
        return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

bool VetProcess::is_asleep() const {
    std::error_code gone;
    const std::filesystem::path threads = std::filesystem::path("/proc") / std::to_string(pid_) / "task";
    for (const auto &thread : std::filesystem::directory_iterator(threads, gone)) {
        std::ifstream stream(thread.path() / "stat");
        const std::string text(std::istreambuf_iterator<char>(stream), {}); // "PID (NAME) STATE ..."
        const std::size_t name_end = text.rfind(") ");
        if (name_end == std::string::npos || text.compare(name_end + 2, 1, "S") != 0)
            return false;
    }
    return !gone;
}

std::string VetProcess::ending(std::chrono::milliseconds limit) {
    int status = 0;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (::waitpid(pid_, &status, WNOHANG) != pid_) {
        if (std::chrono::steady_clock::now() >= deadline)
            return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ::kill(-pid_, SIGKILL); // what it started and left behind
    pid_ = -1;
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        return fmt::format("crashed with SIG{}", name != nullptr ? name : std::to_string(WTERMSIG(status)));
    }
    return fmt::format("exited with code {}", WEXITSTATUS(status));
}

} // namespace thalweg::library
