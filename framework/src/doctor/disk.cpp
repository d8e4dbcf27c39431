// SPDX-License-Identifier: MIT
// Whether a folder can take results: room, files, locks, fsync.
#include "doctor/doctor.hpp"

#include "doctor/reading.hpp"
#include "experiment/lock.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <sys/statvfs.h>
#include <unistd.h>

namespace thalweg::doctor {

namespace {

namespace fs = std::filesystem;

/// A file that is gone at the end.
class Probe {
public:
    explicit Probe(const fs::path &folder)
        : file_(folder / fmt::format(".thalweg_doctor_{}", ::getpid())),
          descriptor_(::open(file_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)), number_(errno) {}
    Probe(const Probe &) = delete;
    Probe &operator=(const Probe &) = delete;
    ~Probe() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
            ::unlink(file_.c_str());
        }
    }
    bool is_made() const { return descriptor_ >= 0; }
    std::string why_not() const { return std::strerror(number_); }
    const fs::path &file() const { return file_; }
    bool is_synced() const { return ::write(descriptor_, "x", 1) == 1 && ::fsync(descriptor_) == 0; }

private:
    fs::path file_;
    int descriptor_, number_;
};

/// Whether a second holder is kept out.
bool has_locks(const fs::path &file) {
    auto first = experiment::Lock::find(file), second = experiment::Lock::find(file);
    return first && second && first->try_exclusive() && first->is_guarding() && !second->try_exclusive();
}

Finding room(const fs::path &folder, const std::string &topic) {
    constexpr std::uint64_t none = 1u << 20, little = 1u << 30;
    struct statvfs about = {};
    if (::statvfs(folder.c_str(), &about) != 0)
        return {topic, State::warning, "its room is not known", std::strerror(errno), "look with `df`"};
    const std::uint64_t free = std::uint64_t{about.f_bavail} * about.f_frsize;
    const std::string what = fmt::format("{} free", mebibytes(free));
    if (free >= little)
        return {topic, State::ok, what, "", ""};
    return {topic, free < none ? State::problem : State::warning, what,
            "results need room, twice while they merge", "make room, or go to another folder"};
}

} // namespace

Findings look_at_folder(const fs::path &folder, Use use) {
    const std::string topic = use == Use::results ? "this folder" : folder.string();
    const Probe probe(folder);
    if (!probe.is_made())
        return {{topic, use == Use::results ? State::problem : State::warning, "files cannot be made",
                 probe.why_not(),
                 use == Use::results ? "go to another folder, or write with -o elsewhere" : "set TMPDIR"}};
    Findings findings = {room(folder, topic)};
    if (use == Use::scratch)
        return findings;
    if (has_locks(probe.file()))
        findings.push_back({"locks", State::ok, "keep a second run off the same results", "", ""});
    else
        findings.push_back({"locks", State::warning, "the file system has none",
                            "two runs on one results file would not notice each other",
                            "start one at a time, or use another file system"});
    if (probe.is_synced())
        findings.push_back({"fsync", State::ok, "works", "", ""});
    else
        findings.push_back({"fsync", State::problem, "fails",
                            "results could not be made safe from a power cut", "use another file system"});
    return findings;
}

} // namespace thalweg::doctor
