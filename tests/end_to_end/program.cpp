// SPDX-License-Identifier: MIT
#include "program.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

extern char **environ;

namespace end_to_end {

namespace {

std::vector<char *> pointers(std::vector<std::string> &words) {
    std::vector<char *> all;
    all.reserve(words.size() + 1);
    for (std::string &word : words)
        all.push_back(word.data());
    all.push_back(nullptr);
    return all;
}

/// The test's own environment without what would lead thalweg elsewhere, and `more`.
std::vector<std::string> environment_with(const std::vector<std::string> &more) {
    std::vector<std::string> all = more;
    // where thalweg is built with the address sanitizer, a plugin's segfault shall stay one
    const char *asan = std::getenv("ASAN_OPTIONS"); // NOLINT(concurrency-mt-unsafe): one thread
    all.push_back(std::string("ASAN_OPTIONS=handle_segv=0:") + (asan ? asan : ""));
    for (char **entry = environ; *entry; ++entry)
        if (const std::string_view text = *entry; !text.starts_with("THALWEG_") &&
                                                  !text.starts_with("NO_COLOR=") &&
                                                  !text.starts_with("ASAN_OPTIONS="))
            all.emplace_back(text);
    return all;
}

int exit_code(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

} // namespace

Folder::Folder() {
    std::string name = (fs::temp_directory_path() / "thalweg_XXXXXX").string();
    if (!::mkdtemp(name.data()))
        throw std::runtime_error("no temporary folder can be made");
    path_ = fs::canonical(name);
}

Folder::~Folder() {
    std::error_code ignored; // what stays, stays in the temporary folder
    fs::remove_all(path_, ignored);
}

void Folder::write(const std::string &name, const std::string &text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
}

std::vector<std::string> Folder::names() const {
    std::vector<std::string> all;
    for (const auto &entry : fs::directory_iterator(path_))
        all.push_back(entry.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
}

std::string read_file(const fs::path &file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

Process::Process(const Folder &folder, Words words, const Words &environment) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.path().c_str());
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    const std::string out = output_ / "out", err = output_ / "err";
    posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0666);
    posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    Words variables = environment_with(environment);
    const int error = posix_spawnp(&pid_, words.front().c_str(), &actions, nullptr, pointers(words).data(),
                                   pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        throw std::runtime_error("cannot start " + words.front());
}

Process::~Process() {
    if (!ended_)
        kill_everything();
}

void Process::signal(int number) const {
    if (!ended_)
        ::kill(pid_, number);
}

std::vector<pid_t> Process::children() const {
    std::vector<pid_t> all;
    for (const auto &entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        const std::string stat = read_file(entry.path() / "stat"); // "pid (name) state parent ..."
        const auto after_name = stat.rfind(')');
        if (after_name == std::string::npos || after_name + 4 > stat.size())
            continue;
        if (std::atoi(stat.c_str() + after_name + 4) == pid_)
            all.push_back(std::atoi(name.c_str()));
    }
    return all;
}

std::vector<pid_t> Process::workers() const {
    std::vector<pid_t> all = children();
    std::erase_if(all, [](pid_t child) {
        return read_file("/proc/" + std::to_string(child) + "/cmdline").find("__worker") == std::string::npos;
    });
    return all;
}

void Process::kill_everything() {
    if (ended_)
        return;
    const auto workers = children(); // before: orphans have another parent
    ::kill(pid_, SIGKILL);
    for (const pid_t worker : workers)
        ::kill(worker, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    code_ = exit_code(status);
    ended_ = true;
}

bool Process::has_ended() {
    int status = 0;
    if (!ended_ && ::waitpid(pid_, &status, WNOHANG) == pid_) {
        ended_ = true;
        code_ = exit_code(status);
    }
    return ended_;
}

Result Process::wait() {
    if (!ended_) {
        const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
        pollfd end{descriptor, POLLIN, 0};
        ::poll(&end, 1, static_cast<int>(std::chrono::milliseconds(patience).count()));
        ::close(descriptor);
    }
    if (!has_ended()) {
        kill_everything();
        FAIL("it did not end within " << patience.count() << " s; on stderr:\n" << read_output("err"));
    }
    return {code_, read_output("out"), read_output("err")};
}

std::string Process::read_output(const char *name) const { return read_file(output_ / name); }

Process::Words with_thalweg(Process::Words words) {
    words.insert(words.begin(), THALWEG_PROGRAM);
    return words;
}

Result call(const Folder &folder, Process::Words words, const Process::Words &environment) {
    return Process(folder, with_thalweg(std::move(words)), environment).wait();
}

Result program(const Folder &folder, Process::Words words) {
    return Process(folder, std::move(words)).wait();
}

void wait_until(const std::function<bool()> &is_so) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > end)
            FAIL("what was waited for did not happen within " << patience.count() << " s");
        std::this_thread::sleep_for(
            std::chrono::milliseconds(1)); // the pace of looking, not of anything judged
    }
}

} // namespace end_to_end
