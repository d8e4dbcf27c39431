// SPDX-License-Identifier: MIT
#include "experiment/claim.hpp"

#include "error.hpp"
#include "experiment/state.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace thalweg::experiment {

namespace {

Errors not_made(const std::filesystem::path &folder, int number) {
    return Errors(Error{.what = "the results could not be written",
                        .where = folder.string(),
                        .excerpt = {},
                        .why = std::generic_category().message(number),
                        .fix = number == ENOSPC || number == EDQUOT
                                   ? "free space there and run the same command again"
                                   : "make this place writable, or choose another with `-o OTHER.h5`",
                        .exit = Exit::not_written});
}

Errors held(const std::filesystem::path &folder) {
    return Errors(Error{.what = "another process is executing this experiment",
                        .where = folder.string(),
                        .excerpt = {},
                        .why = "two would overwrite each other's results",
                        .fix = "wait until it is done, or write to another file with `-o OTHER.h5`"});
}

} // namespace

Claim::Claim(const std::filesystem::path &out) : folder_(parts_folder(out)) {
    while (!take()) {
    }
    remove_leftovers();
}

/// The manifest is there before the first part is, and goes after the last one: without it there is nothing
/// here but what a kill left half-written.
void Claim::remove_leftovers() {
    std::error_code error; // what cannot be removed cannot be written beside either, and that is said then
    if (std::filesystem::exists(folder_ / "manifest.json", error) || error)
        return;
    for (std::filesystem::directory_iterator entry(folder_, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->path().extension() == ".tmp")
            std::filesystem::remove(entry->path(), ignored);
    }
}

void tidy(const std::filesystem::path &out) {
    std::error_code error;
    if (!std::filesystem::exists(parts_folder(out), error))
        return;
    try {
        const Claim claim(out);
    } catch (const Errors &) {
        // another process has it, and will tidy up
    }
}

/// False where the folder was removed between being opened and being locked: its owner has just finished.
bool Claim::take() {
    if (::mkdir(folder_.c_str(), 0777) != 0 && errno != EEXIST)
        throw not_made(folder_, errno);
    descriptor_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ < 0 && errno == ENOENT)
        return false;
    if (descriptor_ < 0)
        throw not_made(folder_, errno);
    // a file system without locks refuses otherwise: then nothing guards, as before there were locks
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(descriptor_);
        throw held(folder_);
    }
    struct stat about = {};
    if (::fstat(descriptor_, &about) == 0 && about.st_nlink > 0)
        return true;
    ::close(descriptor_);
    return false;
}

Claim::~Claim() {
    ::rmdir(folder_.c_str()); // fails, as it should, where there are parts
    ::close(descriptor_);
}

} // namespace thalweg::experiment
