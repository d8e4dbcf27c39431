// SPDX-License-Identifier: MIT
// The folder OUT.parts: a manifest and part files that are whole or not there.
#include "results/digest.hpp"
#include "results/in_parallel.hpp"
#include "results/store.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <random>
#include <system_error>

namespace thalweg::results {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t random_digits = 16, digest_digits = 32;
constexpr const char *manifest_name = "manifest.json", *parts_format = "thalweg-parts";

fs::path folder_of_parts(const fs::path &out) { return out.string() + ".parts"; }

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// "RANDOM-DIGEST.h5"
bool is_part_name(const std::string &name) {
    const std::string_view all = name;
    return all.size() == random_digits + 1 + digest_digits + 3 && all[random_digits] == '-' &&
           all.ends_with(".h5") && is_hex(all.substr(0, random_digits)) &&
           is_hex(all.substr(random_digits + 1, digest_digits));
}

std::span<const std::byte> bytes_of(const std::string &text) { return std::as_bytes(std::span(text)); }

Errors bad_manifest(const fs::path &file, const std::string &why) {
    return Errors(Error{
        .what = "the conditions of an unfinished experiment are damaged",
        .where = file.string(),
        .excerpt = {},
        .why = why + "; the runs beside it cannot be continued without",
        .fix =
            "put the file back from a copy, choose another place with -o, or start afresh with `--overwrite`",
        .exit = Exit::wrong});
}

/// So that a flipped digit is seen, which leaves JSON JSON.
std::string digest_of_manifest(const nlohmann::json &manifest) {
    return xxh3_128_hex(bytes_of(manifest.dump()));
}

nlohmann::json checked_manifest(const fs::path &file, nlohmann::json manifest) {
    if (manifest.is_discarded())
        throw bad_manifest(file, "the file is not JSON");
    if (!manifest.is_object())
        throw bad_manifest(file, "the file holds no conditions");
    if (manifest.value("format", nlohmann::json(parts_format)) != parts_format)
        throw bad_manifest(
            file, fmt::format("its format is {}, not \"{}\"", manifest["format"].dump(), parts_format));
    if (const auto digest = manifest.find("digest"); digest != manifest.end()) {
        const nlohmann::json stored = *digest;
        manifest.erase(digest);
        if (stored != digest_of_manifest(manifest))
            throw bad_manifest(file, "the file does not match its digest");
    }
    return manifest;
}

std::vector<fs::path> list(const fs::path &folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        files.push_back(entry->path());
    const bool cannot_be = error == std::errc::no_such_file_or_directory ||
                           error == std::errc::not_a_directory || error == std::errc::filename_too_long;
    if (error && !cannot_be)
        throw Errors(unusable(folder, error.message()));
    std::sort(files.begin(), files.end());
    return files;
}

/// Nothing where there is none, nor parts that would need it: it is written before them and goes after them.
std::optional<nlohmann::json> read_manifest(const fs::path &folder) {
    const fs::path file = folder / manifest_name;
    std::error_code error;
    if (const auto status = fs::status(file, error); fs::exists(status)) {
        std::ifstream stream;
        if (fs::is_regular_file(status))
            stream.open(file, std::ios::binary);
        if (!stream.is_open())
            throw bad_manifest(file, "the file cannot be read");
        try {
            return checked_manifest(file, nlohmann::json::parse(stream, nullptr, false));
        } catch (const std::ios_base::failure &failure) { // of the buffer, past the stream
            throw bad_manifest(file, "the file cannot be read: " + failure.code().message());
        }
    }
    const auto files = list(folder);
    if (std::any_of(files.begin(), files.end(),
                    [](const fs::path &part) { return is_part_name(part.filename()); }))
        throw bad_manifest(file, "the file is missing");
    return std::nullopt;
}

} // namespace

std::string part_name(std::span<const std::byte> bytes) {
    std::random_device random;
    return fmt::format("{:08x}{:08x}-{}.h5", random(), random(), xxh3_128_hex(bytes));
}

namespace {

/// Whether opening or reading failed because of what stands there, rather than of the disk, rights or limits.
bool is_no_file(const std::error_code &error) {
    return error == std::errc::no_such_file_or_directory || error == std::errc::is_a_directory ||
           error == std::errc::not_a_directory || error == std::errc::too_many_symbolic_link_levels ||
           error == std::errc::no_such_device_or_address;
}

Errors not_read(const fs::path &part, const std::error_code &error) {
    return Errors(Error{.what = "a part of the results cannot be read",
                        .where = part.string(),
                        .excerpt = {},
                        .why = error.message(),
                        .fix =
                            "look after the disk, rights or limits and run the same command again: nothing "
                            "is lost",
                        .exit = Exit::not_written});
}

} // namespace

bool is_intact_part(const fs::path &file) {
    const std::string name = file.filename().string();
    if (!is_part_name(name))
        return false;
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!error && !fs::is_regular_file(status)) // a device may have no end
        return false;
    try {
        return to_hex(xxh3_128_of_file(file)) == name.substr(random_digits + 1, digest_digits);
    } catch (const std::system_error &failure) {
        if (is_no_file(failure.code()))
            return false;
        throw not_read(file, failure.code());
    }
}

Parts::Parts(fs::path folder, nlohmann::json manifest)
    : folder_(std::move(folder)), manifest_(std::move(manifest)) {}

std::optional<Parts> Parts::open(const fs::path &out) {
    const fs::path folder = folder_of_parts(out);
    auto manifest = read_manifest(folder);
    if (!manifest)
        return std::nullopt;
    return Parts(folder, std::move(*manifest));
}

Parts Parts::open_or_create(const fs::path &out, const nlohmann::json &manifest) {
    const fs::path folder = folder_of_parts(out);
    std::error_code error;
    fs::create_directory(folder, error);
    if (error)
        throw Errors(not_written(folder, error.value()));
    remove_leftover(out.string() + ".tmp");
    for (const fs::path &file : list(folder))
        if (file.extension() == ".tmp")
            remove_leftover(file);
    if (auto parts = open(out))
        return std::move(*parts);
    Parts parts(folder, nullptr);
    parts.replace_manifest(manifest);
    sync_folder(folder.has_parent_path() ? folder.parent_path() : fs::path("."));
    return parts;
}

void Parts::replace_manifest(const nlohmann::json &manifest) {
    nlohmann::json stored = manifest.is_null() ? nlohmann::json::object() : manifest;
    manifest_ = stored;
    stored["digest"] = digest_of_manifest(manifest_);
    write_durably(folder_ / manifest_name, bytes_of(stored.dump(2) + "\n"));
}

void Parts::publish(const Head &head, std::span<const FinishedRun> runs) {
    const auto image = make_image(folder_, head, runs, plan::labels);
    write_durably(folder_ / part_name(image.bytes()), image.bytes());
}

std::vector<fs::path> Parts::files(std::vector<std::string> &notes, Damaged damaged) const {
    std::vector<fs::path> files, all = list(folder_);
    std::erase_if(all, [](const fs::path &file) { return !is_part_name(file.filename().string()); });
    std::vector<char> intact(all.size());
    in_parallel(all.size(), 1, [&] { return [&](std::size_t i) { intact[i] = is_intact_part(all[i]); }; });
    for (std::size_t i = 0; i < all.size(); ++i) {
        const fs::path &file = all[i];
        if (intact[i]) {
            files.push_back(file);
            continue;
        }
        std::error_code error;
        if (!fs::exists(fs::symlink_status(file, error)))
            continue; // a merge took it meanwhile
        if (damaged == Damaged::only_named) {
            notes.push_back(
                fmt::format("{} is damaged: `thalweg run` will execute its runs again", file.string()));
            continue;
        }
        fs::rename(file, file.string() + ".damaged", error);
        notes.push_back(fmt::format("{} is damaged: {}; its runs will be executed again", file.string(),
                                    error ? "it could not be set aside, " + error.message()
                                          : "set aside as .damaged until all runs are there"));
    }
    return files;
}

bool Parts::replaces_out() const {
    return manifest_.is_object() && manifest_.value("replaces_out", nlohmann::json()) == true;
}

/// The manifest goes last: parts without one are never what is left of this. Locks stay with those who hold
/// them.
void Parts::remove(Missing runs) {
    if (replaces_out()) { // OUT is there now, and counts from here on
        nlohmann::json manifest = manifest_;
        manifest["replaces_out"] = false;
        replace_manifest(manifest);
    }
    if (std::vector<std::string> known; runs == Missing::some)
        files(known, Damaged::set_aside);
    const auto stays = [runs](const fs::path &file) {
        return file.filename() == manifest_name || file.extension() == ".lock" ||
               (runs == Missing::some && file.extension() == ".damaged");
    };
    std::error_code error;
    for (const fs::path &file : list(folder_))
        if (!stays(file) && !error)
            fs::remove_all(file, error);
    if (!error) {
        sync_folder(folder_);
        fs::remove(folder_ / manifest_name, error);
    }
    if (error)
        throw Errors(not_written(folder_, error.value()));
    fs::remove(folder_, error); // fails, as it should, where something stays
    sync_folder(folder_.has_parent_path() ? folder_.parent_path() : fs::path("."));
}

} // namespace thalweg::results
