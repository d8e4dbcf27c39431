// SPDX-License-Identifier: MIT
// A running experiment -> the instant at which something happens to its files, and the phase it is in.
#pragma once

#include "program.hpp"

#include <map>
#include <string>
#include <utility>

namespace crash {

using namespace end_to_end;

/// What is waited for before a kill.
enum class Aim { moment, part, renamed, merging, published, removing };
/// Who is killed.
enum class Victim { supervisor, worker, all };

/// Sees what happens to out.h5 and its parts as it happens (inotify).
class FileWatch {
public:
    explicit FileWatch(const Folder &folder);
    FileWatch(const FileWatch &) = delete;
    FileWatch &operator=(const FileWatch &) = delete;
    ~FileWatch();
    /// True once it has happened; false where it did not by then.
    bool sees(Aim aim, std::chrono::milliseconds limit);

private:
    bool take(Aim aim);

    const Folder &folder_;
    int descriptor_ = -1, root_ = -1, parts_ = -1;
};

/// Inode and time of the files of OUT, so that those are known that were left by an earlier process.
using Marks = std::map<std::string, std::pair<std::uint64_t, std::int64_t>>;
Marks marks_of(const Folder &folder);

/// start, vetting, execution, part, merge, removal or end.
std::string phase_of(const Process &process, const Folder &folder, const Marks &before);

/// The processes whose environment holds this text; those that have ended do not count.
std::vector<pid_t> processes_with(const std::string &variable);

} // namespace crash
