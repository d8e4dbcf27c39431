// SPDX-License-Identifier: MIT
// The text of an experiment -> a host process that executes it, and what it printed.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace bench {

/// A folder of a test, removed with it.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "thalweg-pool-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw std::runtime_error("no folder");
        path_ = name;
    }
    Folder(const Folder &) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string file(const std::string &name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// What a run's line says.
struct Line {
    std::string status, digest, message;
    std::uint64_t steps = 0, evaluations = 0, observations = 0;
    bool operator==(const Line &) const = default;
};

/// No wait of these tests is longer: far above what any needs, so that a loaded machine passes.
constexpr std::chrono::seconds patience(280);

class Host {
public:
    Host(const std::string &text, unsigned jobs, const std::vector<std::string> &environment = {}) {
        const std::string file = folder_.file("experiment.toml");
        std::ofstream(file) << "[experiment]\nname = \"test\"\n" << text;
        std::vector<std::string> words{THALWEG_POOL_HOST, std::to_string(jobs), file};
        words.insert(words.end(), environment.begin(), environment.end());
        std::vector<char *> argv;
        for (std::string &word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        int out[2];
        if (pipe2(out, O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        posix_spawn_file_actions_addopen(&actions, 2, folder_.file("stderr").c_str(), O_WRONLY | O_CREAT,
                                         0600);
        const int error = posix_spawn(&pid_, words[0].c_str(), &actions, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(out[1]);
        out_ = out[0];
        if (error != 0)
            throw std::runtime_error(std::strerror(error));
    }
    Host(const Host &) = delete;
    ~Host() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        close(out_);
    }

    /// Waits for the end; the exit code, or minus the signal.
    int wait() {
        while (read_some()) {
        }
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    /// Waits until something was printed that contains `word`.
    void wait_for(const std::string &word) {
        while (text_.find(word) == std::string::npos)
            read_more();
    }
    /// Waits until so many workers were seen.
    std::vector<pid_t> wait_for_workers(std::size_t count) {
        while (workers().size() < count)
            read_more();
        return workers();
    }
    void signal(int number) const { ::kill(pid_, number); }
    pid_t pid() const { return pid_; }

    const std::string &text() const { return text_; }
    std::string errors() const {
        std::ifstream in(folder_.file("stderr"));
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::vector<pid_t> workers() const {
        std::vector<pid_t> all;
        std::istringstream in(text_);
        for (std::string line; std::getline(in, line);)
            if (line.starts_with("worker "))
                all.push_back(std::stoi(line.substr(7)));
        return all;
    }
    /// By run id.
    std::map<std::uint64_t, Line> runs() const {
        std::map<std::uint64_t, Line> all;
        std::istringstream in(text_);
        for (std::string text; std::getline(in, text);) {
            std::istringstream words(text);
            std::string word;
            std::uint64_t id = 0;
            Line line;
            if (!(words >> word >> id >> line.status >> line.steps >> line.evaluations >> line.observations >>
                  line.digest) ||
                word != "run")
                continue;
            words.get();
            std::getline(words, line.message);
            if (!all.emplace(id, line).second)
                throw std::runtime_error("run " + std::to_string(id) + " twice:\n" + text_);
        }
        return all;
    }

private:
    void read_more() {
        if (!read_some())
            throw std::runtime_error("the host ended before what was waited for:\n" + text_ + errors());
    }
    /// False at the end of what the host prints.
    bool read_some() {
        pollfd ready{out_, POLLIN, 0};
        const int milliseconds = static_cast<int>(std::chrono::milliseconds(patience).count());
        if (poll(&ready, 1, milliseconds) == 0)
            throw std::runtime_error("the host says nothing more:\n" + text_ + errors());
        char buffer[4096];
        const ssize_t n = read(out_, buffer, sizeof buffer);
        if (n > 0)
            text_.append(buffer, static_cast<std::size_t>(n));
        return n > 0;
    }

    Folder folder_;
    pid_t pid_ = -1;
    int out_ = -1;
    std::string text_;
};

} // namespace bench
