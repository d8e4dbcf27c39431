// SPDX-License-Identifier: MIT
// Words of a command line -> what the built program prints and returns, in a folder of its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace end_to_end {

namespace fs = std::filesystem;

/// How long anything may take before it counts as hung: far more than it does, so that slow machines pass.
inline constexpr std::chrono::seconds patience{280};

/// A new folder, the working directory of what runs in it; gone at the end.
class Folder {
public:
    Folder();
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    ~Folder();

    fs::path operator/(const std::string &name) const { return path_ / name; }
    const fs::path &path() const { return path_; }
    /// Writes a file in it.
    void write(const std::string &name, const std::string &text) const;
    /// The names of all that is in it, sorted.
    std::vector<std::string> names() const;

private:
    fs::path path_;
};

std::string read_file(const fs::path &file);

struct Result {
    int code = -1; ///< exit code, or 128 + signal
    std::string out, err;
};

/// A program while it runs. It and what it started are killed at the end, should they still be there.
class Process {
public:
    using Words = std::vector<std::string>;
    /// `environment`: "NAME=value" beside the test's own.
    Process(const Folder &folder, Words words, const Words &environment = {});
    Process(const Process &) = delete;
    Process &operator=(const Process &) = delete;
    ~Process();

    pid_t pid() const { return pid_; }
    void signal(int number) const;
    /// SIGKILL for it and all of its children, as the machine does when it has no memory, or a person in
    /// anger.
    void kill_everything();
    std::vector<pid_t> children() const;
    std::vector<pid_t> workers() const; ///< the children that execute runs
    bool has_ended();
    std::string errors() const { return read_output("err"); } ///< what is on stderr by now
    Result wait(); ///< fails the test where it takes longer than `patience`

private:
    std::string read_output(const char *name) const;

    Folder output_;
    pid_t pid_ = -1;
    int code_ = -1;
    bool ended_ = false;
};

/// `thalweg` with these words, to its end.
Result call(const Folder &folder, Process::Words words, const Process::Words &environment = {});
/// Any other program.
Result program(const Folder &folder, Process::Words words);
/// The words of a command line that starts with the built `thalweg`.
Process::Words with_thalweg(Process::Words words);

/// Waits until it is so; fails the test where that takes longer than `patience`.
void wait_until(const std::function<bool()> &is_so);

} // namespace end_to_end
