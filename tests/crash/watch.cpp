// SPDX-License-Identifier: MIT
#include "watch.hpp"

#include <algorithm>
#include <array>
#include <poll.h>
#include <stdexcept>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crash {

namespace {

constexpr std::uint32_t events = IN_CREATE | IN_MOVED_TO | IN_DELETE;

bool is_it(Aim aim, bool is_in_parts, std::uint32_t what, const std::string &name) {
    const bool is_tmp = name.ends_with(".tmp");
    switch (aim) {
    case Aim::moment:
        return false;
    case Aim::part:
        return is_in_parts && is_tmp && (what & IN_CREATE) != 0;
    case Aim::renamed:
        return is_in_parts && (what & IN_MOVED_TO) != 0;
    case Aim::merging:
        return !is_in_parts && is_tmp && (what & IN_CREATE) != 0;
    case Aim::published:
        return !is_in_parts && (what & IN_MOVED_TO) != 0;
    case Aim::removing:
        return is_in_parts && !is_tmp && (what & IN_DELETE) != 0;
    }
    return false;
}

} // namespace

FileWatch::FileWatch(const Folder &folder)
    : folder_(folder), descriptor_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      root_(::inotify_add_watch(descriptor_, folder.path().c_str(), events)),
      parts_(::inotify_add_watch(descriptor_, (folder / "out.h5.parts").c_str(), events)) {
    if (root_ < 0)
        throw std::runtime_error("the folder cannot be watched");
}

FileWatch::~FileWatch() { ::close(descriptor_); }

bool FileWatch::take(Aim aim) {
    alignas(inotify_event) std::array<char, 16384> buffer;
    const ssize_t size = ::read(descriptor_, buffer.data(), buffer.size());
    for (ssize_t at = 0; at < size;) {
        const auto *event = reinterpret_cast<const inotify_event *>(buffer.data() + at);
        at += static_cast<ssize_t>(sizeof *event + event->len);
        const std::string name = event->len > 0 ? event->name : "";
        if (event->wd == root_ && name == "out.h5.parts" && (event->mask & IN_CREATE) != 0)
            parts_ = ::inotify_add_watch(descriptor_, (folder_ / name).c_str(), events);
        else if (is_it(aim, event->wd != root_, event->mask, name))
            return true;
    }
    return false;
}

bool FileWatch::sees(Aim aim, std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
        if (take(aim))
            return true;
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return false;
        pollfd waiting{descriptor_, POLLIN, 0};
        ::poll(&waiting, 1, static_cast<int>(left.count()));
    }
}

Marks marks_of(const Folder &folder) {
    Marks marks;
    std::vector<fs::path> files{folder / "out.h5", folder / "out.h5.tmp"};
    std::error_code none;
    for (fs::directory_iterator entry(folder / "out.h5.parts", none), end; !none && entry != end;
         entry.increment(none))
        files.push_back(entry->path());
    for (const fs::path &file : files)
        if (struct stat about = {}; ::stat(file.c_str(), &about) == 0)
            marks[file.filename()] = {about.st_ino,
                                      about.st_mtim.tv_sec * 1'000'000'000 + about.st_mtim.tv_nsec};
    return marks;
}

std::string phase_of(const Process &process, const Folder &folder, const Marks &before) {
    const Marks now = marks_of(folder);
    const auto is_new = [&](const auto &mark) {
        const auto found = before.find(mark.first);
        return found == before.end() || found->second != mark.second;
    };
    const auto merged = now.find("out.h5.tmp"), out = now.find("out.h5");
    if (merged != now.end() && is_new(*merged))
        return "merge";
    if (out != now.end() && is_new(*out))
        return fs::exists(folder / "out.h5.parts") ? "removal" : "end";
    if (std::any_of(now.begin(), now.end(),
                    [&](const auto &mark) { return mark.first.ends_with(".tmp") && is_new(mark); }))
        return "part";
    if (!process.workers().empty())
        return "execution";
    return process.children().empty() ? "start" : "vetting";
}

std::vector<pid_t> processes_with(const std::string &variable) {
    std::vector<pid_t> all;
    for (const auto &entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") == std::string::npos &&
            read_file(entry.path() / "environ").find(variable) != std::string::npos)
            all.push_back(std::stoi(name));
    }
    return all;
}

} // namespace crash
