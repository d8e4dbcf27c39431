// SPDX-License-Identifier: MIT
#include "experiment/claim.hpp"

#include "error.hpp"
#include "experiment/state.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace thalweg::experiment {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view all_of_it = "run", beginning = "begin", merging = "merge";
constexpr std::chrono::milliseconds pace{20}; ///< of looking whether a lock is free
/// For whoever has taken a lock and not yet written down who it is.
constexpr std::chrono::seconds patience{2};

constexpr const char *main_lock = "run.lock";
std::string lock_of(plan::ShardName shard) {
    return fmt::format("shard-{}-of-{}.lock", shard.number, shard.of);
}
bool is_lock(const fs::path &file) { return file.extension() == ".lock"; }

/// The files of a folder; those that could be listed, with the reason why not all.
std::vector<fs::path> files_in(const fs::path &folder, std::error_code &error) {
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        files.push_back(entry->path());
    return files;
}

/// Whether somebody who has a lock has had the time to write down who it is.
class Patience {
public:
    bool is_over() const { return std::chrono::steady_clock::now() - begin_ > patience; }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

void pause() { std::this_thread::sleep_for(pace); }

Errors held(const fs::path &folder, const std::string &by_whom) {
    return Errors(Error{.what = "another process is executing this experiment",
                        .where = folder.string(),
                        .excerpt = {},
                        .why = by_whom.empty() ? "its lock is held, it does not say by whom"
                                               : "it is held by " + by_whom,
                        .fix = "wait until it is done, or write to another file (`run -o OTHER.h5`)"});
}

Errors held_shard(const fs::path &folder, plan::ShardName shard, const std::optional<Holder> &holder) {
    return Errors(Error{
        .what = fmt::format("another process is executing shard {} of this experiment", to_text(shard)),
        .where = folder.string(),
        .excerpt = {},
        .why = "it is held by " + (holder ? to_text(*holder) : "a process that did not say which"),
        .fix = "wait until it is done, execute another shard, or write to another file with `-o OTHER.h5`"});
}

/// The shards that are at work in a folder, but for that of a lock file.
std::vector<Holder> working_shards(const fs::path &folder, const std::string &but_for = {}) {
    std::vector<Holder> all;
    std::error_code ignored; // a folder that is gone has none
    for (const fs::path &file : files_in(folder, ignored)) {
        if (!is_lock(file) || file.filename() == main_lock || file.filename() == but_for)
            continue;
        const auto lock = Lock::find(file);
        const auto holder =
            lock && lock->by_others() == Lock::Held::exclusive ? lock->holder() : std::nullopt;
        if (holder)
            all.push_back(*holder);
    }
    return all;
}

std::string text_of(const std::vector<Holder> &shards) {
    if (shards.empty())
        return {};
    std::string text = fmt::format("{} (shard {})", to_text(shards.front()), shards.front().what);
    if (shards.size() > 1)
        text = fmt::format("{} and {} more", text, shards.size() - 1);
    return text;
}

} // namespace

Claim::Claim(const fs::path &out, std::optional<plan::ShardName> shard, OnWait on_wait)
    : folder_(parts_folder(out)), shard_(shard), on_wait_(std::move(on_wait)) {
    while (!take()) {
    }
    if (is_alone_)
        remove_leftovers();
}

/// False where the folder was removed between being opened and being locked: its owner has just finished.
bool Claim::take() {
    if (::mkdir(folder_.c_str(), 0777) != 0 && errno != EEXIST)
        throw not_made(folder_, errno);
    lock_.reset();
    if (auto lock = Lock::open(folder_ / main_lock))
        lock_.emplace(std::move(*lock));
    else
        return false;
    if (shard_)
        enter();
    else
        take_all();
    if (lock_->is_removed())
        return false;
    if (is_alone_)
        lock_->write_down(shard_ ? beginning : all_of_it);
    return !shard_ || take_shard();
}

void Claim::take_all() {
    is_alone_ = true;
    for (const Patience waiting; !lock_->try_exclusive(); pause()) {
        const auto holder = lock_->holder();
        const std::string by_whom = lock_->by_others() == Lock::Held::shared
                                        ? text_of(working_shards(folder_))
                                    : holder ? to_text(*holder)
                                             : "";
        if (!by_whom.empty() || waiting.is_over())
            throw held(folder_, by_whom);
    }
}

/// Of several shards the first is alone for a while; the others come in when it lets them.
void Claim::enter() {
    is_alone_ = false;
    bool is_told = false;
    for (const Patience waiting;; pause()) {
        if (lock_->try_exclusive()) {
            is_alone_ = true;
            return;
        }
        if (lock_->by_others() == Lock::Held::shared && lock_->try_shared())
            return;
        const auto holder = lock_->holder();
        const bool is_shard = holder && holder->what != all_of_it;
        if (!is_shard && (holder || waiting.is_over()))
            throw held(folder_, holder ? to_text(*holder) : "");
        if (is_shard && holder->what == merging && on_wait_ && !std::exchange(is_told, true))
            on_wait_(*holder);
    }
}

/// False where the last one of that name has just left, with the file.
bool Claim::take_shard() {
    shard_lock_.reset();
    if (auto lock = Lock::open(folder_ / lock_of(*shard_)))
        shard_lock_.emplace(std::move(*lock));
    else
        return false;
    for (const Patience waiting; !shard_lock_->try_exclusive(); pause()) {
        const auto holder = shard_lock_->holder();
        if (!holder && !waiting.is_over())
            continue;
        if (is_alone_)
            lock_->erase();
        throw held_shard(folder_, *shard_, holder);
    }
    if (shard_lock_->is_removed())
        return false;
    shard_lock_->write_down(to_text(*shard_));
    return true;
}

void Claim::share() {
    lock_->erase();
    lock_->try_shared();
    is_alone_ = false;
}

/// The last one to let go gets the lock, or finds it with one who came after that: who then sees all parts.
/// So nobody leaves parts behind unless another is there to merge them.
Claim::End Claim::end_shard() {
    lock_->unlock();
    for (bool is_told = false;; pause()) {
        if (lock_->try_exclusive()) {
            if (lock_->is_removed())
                return End::merged;
            is_alone_ = true;
            lock_->write_down(merging);
            return End::last;
        }
        const auto holder = lock_->holder();
        if (lock_->by_others() == Lock::Held::shared || (holder && holder->what == all_of_it))
            return End::others_work;
        if (holder && holder->what == merging && on_wait_ && !std::exchange(is_told, true))
            on_wait_(*holder);
    }
}

std::string Claim::others() const {
    const std::string shards = text_of(working_shards(folder_, shard_ ? lock_of(*shard_) : ""));
    const auto holder = lock_->holder();
    return !shards.empty() ? shards : holder ? to_text(*holder) : "another process";
}

/// The manifest is there before the first part is, and goes after the last one: without it there is nothing
/// here but what a kill left half-written.
void Claim::remove_leftovers() const {
    std::error_code error; // what cannot be removed cannot be written beside either, and that is said then
    if (fs::exists(folder_ / "manifest.json", error) || error)
        return;
    for (const fs::path &file : files_in(folder_, error))
        if (file.extension() == ".tmp")
            fs::remove(file, error);
}

Claim::~Claim() {
    if (shard_lock_)
        shard_lock_->remove();
    if (lock_->try_exclusive() && !lock_->is_removed())
        leave_folder();
}

/// Takes the folder along where there is nothing but locks in it.
void Claim::leave_folder() const {
    std::error_code error;
    const auto files = files_in(folder_, error);
    if (error || !std::all_of(files.begin(), files.end(), is_lock)) {
        lock_->erase();
        return;
    }
    for (const fs::path &file : files)
        if (file.filename() != main_lock)
            fs::remove(file, error);
    lock_->remove();
    ::rmdir(folder_.c_str()); // fails, as it should, where somebody has come
}

void tidy(const fs::path &out) {
    std::error_code error;
    if (!fs::exists(parts_folder(out), error))
        return;
    try {
        const Claim claim(out);
    } catch (const Errors &) {
        // another process has it, and will tidy up
    }
}

} // namespace thalweg::experiment
