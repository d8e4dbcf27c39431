// SPDX-License-Identifier: MIT
// Parts and results files of which any byte is wrong, or which are something else altogether.
#include "damage.hpp"
#include "results/child_check.hpp"
#include "results/digest.hpp"
#include "results/seal.hpp"
#include "results/store.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>
#include <hdf5.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace thalweg;
using namespace thalweg::results;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using samples::content;
using samples::Flip;
using samples::set_content;

namespace {

/// The reason for which `act` is refused with exit 2; empty where it is not.
template <class Act> std::string refusal(Act act) {
    try {
        act();
    } catch (const Errors &errors) {
        const Error &error = errors.list.front();
        CHECK(error.exit == Exit::wrong);
        CHECK_FALSE(error.fix.empty());
        return error.why;
    }
    return {};
}

std::string why_not_read(const fs::path &file) {
    return refusal([&] {
        const Reader reader(file);
        for (std::size_t row = 0; row < reader.runs().size(); ++row)
            reader.record(row);
    });
}

/// A run without anything, so that the file is small.
samples::Experiment bare() {
    samples::Experiment experiment;
    experiment.add(0, 1);
    engine::Record &record = experiment.record(0);
    record = {};
    record.dimension = 1;
    record.status = engine::Status::crashed;
    return experiment;
}

/// Another program, that opens the file for writing and changes an attribute or nothing.
void open_for_writing(const fs::path &path, const char *title) {
    const auto file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    REQUIRE(file >= 0);
    if (title != nullptr) {
        const auto space = H5Screate(H5S_SCALAR);
        const auto attribute = H5Acreate2(file, title, H5T_STD_U64LE, space, H5P_DEFAULT, H5P_DEFAULT);
        const std::uint64_t value = 5;
        REQUIRE(H5Awrite(attribute, H5T_NATIVE_UINT64, &value) >= 0);
        H5Aclose(attribute);
        H5Sclose(space);
    }
    H5Fclose(file);
}

/// Another program, that writes numbers into the file.
void change_first_number(const fs::path &path, const char *dataset) {
    const auto file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const auto set = H5Dopen2(file, dataset, H5P_DEFAULT);
    const auto space = H5Dget_space(set);
    const hsize_t first = 0, one = 1;
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &one, nullptr);
    const auto memory = H5Screate_simple(1, &one, nullptr);
    const double value = 12.5;
    REQUIRE(H5Dwrite(set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, &value) >= 0);
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(set);
    H5Fclose(file);
}

} // namespace

TEST_CASE("damage: each byte of a part, flipped, is named, and nothing of the part is used") {
    const samples::Folder folder;
    Parts parts = Parts::open_or_create(folder / "out.h5", {{"seed", 1}});
    std::vector<std::string> notes;
    SECTION("a real part, at every 61st byte") {
        auto experiment = bare();
        parts.publish(experiment.head, experiment.runs());
    }
    SECTION("a short one, at every byte: a part is known by its bytes alone") {
        const std::string bytes = "\x89HDF\r\n\x1a\n" + std::string(1000, '\0') + "and so on";
        set_content(folder / ("out.h5.parts/" + part_name(std::as_bytes(std::span(bytes)))), bytes);
    }
    const fs::path part = parts.files(notes).at(0);
    const std::size_t size = fs::file_size(part), stride = size > 10'000 ? 61 : 1;
    std::size_t flipped = 0, noticed = 0;
    for (std::size_t at = 0; at < size; at += stride) {
        const Flip flip(part, at);
        notes.clear();
        ++flipped;
        noticed += parts.files(notes, Parts::Damaged::only_named).empty() && notes.size() == 1 ? 1 : 0;
    }
    CHECK(noticed == flipped);
    notes.clear();
    CHECK(parts.files(notes) == std::vector{part}); // as it was
    CHECK(notes.empty());
}

TEST_CASE(
    "damage: a part that became shorter, longer, text, empty, a folder, a link or a pipe is set aside") {
    const samples::Folder folder;
    auto experiment = bare();
    Parts parts = Parts::open_or_create(folder / "out.h5", {{"seed", 1}});
    parts.publish(experiment.head, experiment.runs());
    std::vector<std::string> notes;
    const fs::path part = parts.files(notes).at(0);
    const std::string whole = content(part);
    const auto become = GENERATE(range(0, 10));
    fs::remove(part);
    switch (become) {
    case 0:
        set_content(part, whole.substr(0, whole.size() - 1));
        break;
    case 1:
        set_content(part, whole + '\0');
        break;
    case 2:
        set_content(part, "these are no results\n");
        break;
    case 3:
        set_content(part, "");
        break;
    case 4:
        fs::create_directory(part);
        set_content(part / "in it", "text");
        break;
    case 5:
        fs::create_symlink("nowhere", part);
        break;
    case 6:
        fs::create_symlink(part.filename(), part); // to itself
        break;
    case 7:
        REQUIRE(::mkfifo(part.c_str(), 0666) == 0);
        break;
    case 8:
        fs::create_symlink("/dev/zero", part); // which has no end
        break;
    default:
        fs::create_symlink("/dev/null", part);
    }
    INFO("kind " << become);
    CHECK(parts.files(notes).empty());
    REQUIRE(notes.size() == 1);
    CHECK_THAT(notes[0], StartsWith(part.string() + " is damaged: set aside as .damaged") &&
                             Contains("its runs will be executed again"));
    CHECK_FALSE(fs::exists(fs::symlink_status(part)));
    CHECK(fs::exists(fs::symlink_status(part.string() + ".damaged")));
    notes.clear();
    CHECK(parts.files(notes).empty()); // said once
    CHECK(notes.empty());
    parts.remove(Parts::Missing::none); // whatever was set aside goes with the folder
    CHECK_FALSE(fs::exists(folder / "out.h5.parts"));
}

TEST_CASE("damage: each byte of the conditions, flipped, is noticed or changes nothing that is read") {
    const samples::Folder folder;
    const nlohmann::json conditions = {
        {"format", "thalweg-parts"}, {"seed", 17}, {"list", {{"a", 1.5}, {"b", true}}}};
    Parts::open_or_create(folder / "out.h5", conditions);
    const fs::path manifest = folder / "out.h5.parts/manifest.json";
    const std::size_t size = fs::file_size(manifest);
    std::size_t noticed = 0;
    for (std::size_t at = 0; at < size; ++at) {
        const Flip flip(manifest, at);
        nlohmann::json read;
        const std::string why = refusal([&] { read = Parts::open(folder / "out.h5")->manifest(); });
        noticed += !why.empty() ? 1 : 0;
        if (why.empty())
            for (const auto &[key, value] : conditions.items())
                CHECK(read.value(key, nlohmann::json()) == value);
    }
    CHECK(noticed > size * 3 / 4); // the rest is layout
}

TEST_CASE(
    "damage: conditions that are missing, empty or of something else are refused, and no part is touched") {
    const samples::Folder folder;
    auto experiment = bare();
    const fs::path out = folder / "out.h5", manifest = folder / "out.h5.parts/manifest.json";
    Parts parts = Parts::open_or_create(out, {{"format", "thalweg-parts"}, {"seed", 1}});
    parts.publish(experiment.head, experiment.runs());
    std::vector<std::string> notes;
    const fs::path part = parts.files(notes).at(0);
    const auto why = [&] { return refusal([&] { Parts::open(out); }); };
    set_content(manifest, "");
    CHECK_THAT(why(), StartsWith("the file is not JSON"));
    set_content(manifest, "[1, 2]");
    CHECK_THAT(why(), StartsWith("the file holds no conditions"));
    set_content(manifest, R"({"format": "thalweg-parts/2", "seed": 1})");
    CHECK_THAT(why(), StartsWith("its format is \"thalweg-parts/2\", not \"thalweg-parts\""));
    fs::remove(manifest);
    CHECK_THAT(why(), StartsWith("the file is missing"));
    fs::create_directory(manifest);
    CHECK_THAT(why(), StartsWith("the file cannot be read"));
    CHECK(is_intact_part(part));
}

TEST_CASE(
    "damage: a results file as it was written is sealed, and a byte of it that is flipped breaks the seal") {
    const samples::Folder folder;
    auto experiment = bare();
    const fs::path file = folder / "x.h5";
    write(file, experiment.head, experiment.runs());
    const std::size_t size = fs::file_size(file);
    CHECK(look_at_seal(file) == Sealed::intact);
    CHECK(look_at_seal(file, size - 1) == Sealed::too_large);
    std::size_t flipped = 0, broken = 0;
    // all of the superblock and of the seal, and of the rest every 61st
    for (std::size_t at = 0; at < size; at += at < 64 || at + 128 > size ? 1 : 61) {
        const Flip flip(file, at);
        ++flipped;
        broken += look_at_seal(file) == Sealed::broken ? 1 : 0;
    }
    CHECK(broken == flipped);
    CHECK(look_at_seal(file) == Sealed::intact);
    const Flip flip(file, size / 2);
    CHECK_THAT(why_not_read(file), Contains("damaged") && Contains("digest at its end"));
}

TEST_CASE("damage: a merged file is sealed, made in memory or on the disk") {
    const samples::Folder folder;
    auto experiment = samples::small();
    const fs::path part = folder / "part.h5";
    write(part, experiment.head, experiment.runs());
    const Renumber same;
    for (const std::uint64_t on_disk_from : {std::uint64_t{1} << 40, std::uint64_t{0}}) {
        const fs::path out = folder / ("out" + std::to_string(on_disk_from) + ".h5");
        merge({.out = out,
               .inputs = {part},
               .head = experiment.head,
               .renumber = same,
               .thresholds = {.on_disk_from = on_disk_from}});
        CHECK(look_at_seal(out) == Sealed::intact);
        CHECK(why_not_read(out).empty());
    }
}

TEST_CASE("damage: a results file that was cut short anywhere is refused") {
    const samples::Folder folder;
    auto experiment = bare();
    write(folder / "whole.h5", experiment.head, experiment.runs());
    const std::string whole = content(folder / "whole.h5");
    const fs::path file = folder / "x.h5";
    for (const std::size_t size : {whole.size() - 1, whole.size() - 31, whole.size() - 33, whole.size() / 2,
                                   std::size_t{512}, std::size_t{9}}) {
        set_content(file, whole.substr(0, size));
        INFO(size << " of " << whole.size());
        CHECK_THAT(why_not_read(file), Contains("damaged"));
    }
}

TEST_CASE("damage: what another program writes drops the seal, and then the digest of the columns decides") {
    const samples::Folder folder;
    auto experiment = samples::small();
    const fs::path file = folder / "x.h5";
    write(file, experiment.head, experiment.runs());
    SECTION("nothing written") {
        open_for_writing(file, nullptr);
        CHECK(look_at_seal(file) == Sealed::absent);
        CHECK(why_not_read(file).empty());
    }
    SECTION("an attribute of its own") {
        open_for_writing(file, "rating");
        CHECK(look_at_seal(file) == Sealed::absent);
        CHECK(why_not_read(file).empty());
    }
    SECTION("another number") {
        change_first_number(file, "/observations/f");
        CHECK(look_at_seal(file) == Sealed::absent);
        CHECK_THAT(why_not_read(file), Contains("do not match their digest"));
    }
    SECTION("a number of a volatile column") {
        change_first_number(file, "/runs/seconds");
        CHECK(why_not_read(file).empty());
    }
}

TEST_CASE("damage: what is no file, or none of ours, is refused with the reason") {
    const samples::Folder folder;
    const fs::path path = folder / "x.h5";
    CHECK(why_not_read(path) == "No such file or directory");
    fs::create_directory(path);
    CHECK(why_not_read(path) == "it is a folder");
    fs::remove(path);
    REQUIRE(::mkfifo(path.c_str(), 0666) == 0);
    CHECK(why_not_read(path) == "it is no regular file");
    fs::remove(path);
    set_content(path, "");
    CHECK(why_not_read(path) == "it is empty");
    set_content(path, "\x89HDF\r\n\x1a\n and then nothing");
    CHECK_THAT(why_not_read(path), StartsWith("it is damaged: HDF5 could not open the file"));
    fs::create_symlink("nowhere.h5", folder / "link.h5");
    CHECK(why_not_read(folder / "link.h5") == "No such file or directory");
    if (::geteuid() != 0) { // root reads everything
        fs::permissions(path, fs::perms::none);
        CHECK(why_not_read(path) == "Permission denied");
    }
}

TEST_CASE("damage: the child that looks at a file is gone when the answer is there") {
    const samples::Folder folder;
    auto experiment = bare();
    write(folder / "x.h5", experiment.head, experiment.runs());
    check_in_child(folder / "x.h5");
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1); // no child, alive or dead
    CHECK(errno == ECHILD);
}

#if !defined(__SANITIZE_ADDRESS__) // which needs descriptors itself
TEST_CASE("damage: a part that the system does not let us read is no damaged part") {
    const samples::Folder folder;
    auto experiment = bare();
    Parts parts = Parts::open_or_create(folder / "out.h5", nullptr);
    parts.publish(experiment.head, experiment.runs());
    std::vector<std::string> notes;
    const fs::path part = parts.files(notes).at(0);
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{0, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
    const bool is_thrown = [&] {
        try {
            is_intact_part(part);
            return false;
        } catch (const Errors &errors) {
            return errors.list.front().why == "Too many open files" &&
                   errors.list.front().exit == Exit::not_written;
        }
    }();
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(is_thrown);
    CHECK(parts.files(notes) == std::vector<fs::path>{part});
    CHECK(notes.empty());
}
#endif
