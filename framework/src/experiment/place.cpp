// SPDX-License-Identifier: MIT
#include "experiment/place.hpp"

#include "error.hpp"
#include "experiment/state.hpp"

#include <fstream>
#include <string_view>

namespace thalweg::experiment {

namespace {

namespace fs = std::filesystem;

/// Only what could be a results file is ever replaced: no folder, no device.
void refuse_other_kinds(const fs::path &out) {
    std::error_code error;
    const fs::file_status status = fs::status(out, error);
    if (error == std::errc::too_many_symbolic_link_levels)
        throw Errors(Error{.what = "the results file is a link that leads to itself",
                           .where = out.string(),
                           .excerpt = {},
                           .why = error.message(),
                           .fix = "remove the link, or write to another file"});
    if (!fs::exists(status) || fs::is_regular_file(status))
        return;
    throw Errors(Error{.what = fs::is_directory(status) ? "the results file is a folder"
                                                        : "the results file is no regular file",
                       .where = out.string(),
                       .excerpt = {},
                       .why = "results are one HDF5 file",
                       .fix = "name a file, such as OUT.h5"});
}

bool is_part_of_results(const fs::path &file) {
    const fs::path extension = file.extension();
    return file.filename() == "manifest.json" || extension == ".h5" || extension == ".tmp" ||
           extension == ".damaged";
}

/// What `run` has written into OUT.parts; whatever else is there is not ours.
std::vector<fs::path> files_of_parts(const fs::path &out) {
    std::vector<fs::path> files;
    std::error_code error; // where there is no folder, there are no parts
    for (fs::directory_iterator entry(parts_folder(out), error), end; !error && entry != end;
         entry.increment(error))
        if (is_part_of_results(entry->path()))
            files.push_back(entry->path());
    return files;
}

void remove_file(const fs::path &file) {
    std::error_code error;
    fs::remove(file, error);
    if (error)
        throw Errors(Error{.what = "the earlier results could not be removed",
                           .where = file.string(),
                           .excerpt = {},
                           .why = error.message(),
                           .fix = "make this place writable, or choose another with `-o OTHER.h5`",
                           .exit = Exit::not_written});
}

} // namespace

fs::path followed(fs::path file) {
    std::error_code error; // a link that cannot be read stays, and is refused where it is opened
    for (int most_links = 40; most_links > 0 && fs::is_symlink(file, error); --most_links) {
        const fs::path target = fs::read_symlink(file, error);
        if (error)
            break;
        file = file.parent_path() / target;
    }
    return file;
}

void require_place(const fs::path &out) {
    const fs::path folder = out.has_parent_path() ? out.parent_path() : fs::path(".");
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw Errors(Error{.what = "the folder of the results file does not exist",
                           .where = out.string(),
                           .excerpt = {},
                           .why = error && error != std::errc::no_such_file_or_directory
                                      ? folder.string() + ": " + error.message()
                                      : folder.string() + " is no folder",
                           .fix = "make it, or write to another folder",
                           .exit = Exit::not_written});
    refuse_other_kinds(out);
}

/// --overwrite is for results: whatever else stands there, the experiment file even, is not ours to remove.
void refuse_foreign_file(const fs::path &out) {
    constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
    std::string begin(signature.size(), '\0');
    std::ifstream file(out, std::ios::binary);
    file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    if (!file.is_open() || file.gcount() == 0)
        return;
    const bool is_hdf5 = begin == signature;
    const bool is_meant = out.extension() == ".h5" || out.extension() == ".hdf5"; // damaged results, say
    if (is_hdf5 ? !results::is_of_others(out) : is_meant)
        return;
    throw Errors(Error{
        .what = "what stands in the place of the results is no results file",
        .where = out.string(),
        .excerpt = {},
        .why = is_hdf5 ? "it is HDF5 of another program, and `--overwrite` removes only results"
                       : "neither its name nor its first bytes are those of HDF5, and `--overwrite` removes "
                         "only results",
        .fix = "name another file with `-o OUT.h5`, or remove this one yourself"});
}

std::uint64_t bytes_of_parts(const fs::path &out) {
    std::uint64_t bytes = 0;
    for (const fs::path &file : files_of_parts(out)) {
        std::error_code error;
        const auto size = fs::file_size(file, error);
        bytes += error ? 0 : size;
    }
    return bytes;
}

/// The manifest goes last: parts without it could not be told from those of somebody who lost it.
void remove_parts(const fs::path &out) {
    const fs::path manifest = parts_folder(out) / "manifest.json";
    for (const fs::path &file : files_of_parts(out))
        if (file != manifest)
            remove_file(file);
    std::error_code ignored; // without a manifest there is nothing to keep
    if (!fs::exists(manifest, ignored))
        return;
    results::sync_folder(parts_folder(out));
    remove_file(manifest);
}

void remove_results(const fs::path &out) {
    remove_parts(out);
    remove_file(out);
}

} // namespace thalweg::experiment
