// SPDX-License-Identifier: MIT
#include "results/digest.hpp"
#include "results/store.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <hdf5.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace thalweg;
using namespace thalweg::results;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

std::string content(const fs::path &file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void set_content(const fs::path &file, const std::string &text) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

template <class Act> Error error_of(Act act) {
    try {
        act();
    } catch (const Errors &errors) {
        return errors.list.front();
    }
    return {};
}

/// OUT.parts with one part a run of the small experiment.
std::vector<fs::path> publish_small(const fs::path &out) {
    auto experiment = samples::small();
    Parts parts = Parts::open_or_create(out, {{"seed", 1}});
    for (const FinishedRun &run : experiment.runs())
        parts.publish(experiment.head, std::span(&run, 1));
    std::vector<std::string> notes;
    return parts.files(notes);
}

} // namespace

TEST_CASE("digest: XXH3-128 is that of the xxHash library's own tool") {
    // `printf '' | xxhsum -H2`
    CHECK(xxh3_128_hex({}) == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("parts: there are none before they are made, and the manifest comes back") {
    const samples::Folder folder;
    const fs::path out = folder / "out.h5";
    CHECK_FALSE(Parts::open(out));
    Parts parts = Parts::open_or_create(out, {{"seed", 1}});
    CHECK(Parts::open(out)->manifest()["seed"] == 1);
    CHECK(Parts::open_or_create(out, {{"seed", 2}}).manifest()["seed"] == 1);
    parts.replace_manifest({{"seed", 3}});
    CHECK(Parts::open(out)->manifest()["seed"] == 3);
    parts.remove(Parts::Missing::none);
    CHECK_FALSE(fs::exists(out.string() + ".parts"));
}

TEST_CASE("parts: what is published is read live, and with OUT where there is one") {
    const samples::Folder folder;
    auto experiment = samples::small();
    const fs::path out = folder / "out.h5";
    const auto runs = experiment.runs();
    write(out, experiment.head, std::span(runs).first(2));
    Parts parts = Parts::open_or_create(out, {});
    parts.publish(experiment.head, std::span(runs).subspan(2));
    std::vector<std::string> notes;
    const Reader reader = Reader::of_experiment(out, notes);
    CHECK(notes.empty());
    REQUIRE(reader.runs().size() == 4);
    CHECK(reader.complete());
    CHECK(reader.record(2).observations[0].f == 4.375); // id 4, from OUT
    CHECK(reader.record(3).observations[0].f == 7.375); // id 7, from the part
}

TEST_CASE("parts: where the only part is damaged, there is an experiment without runs") {
    const samples::Folder folder;
    auto experiment = samples::small();
    const fs::path out = folder / "out.h5";
    Parts parts =
        Parts::open_or_create(out, {{"runs_planned", 4}, {"experiment_toml", "x"}, {"overrides", {"a=1"}}});
    parts.publish(experiment.head, experiment.runs());
    std::vector<std::string> notes;
    set_content(parts.files(notes).at(0), "text");
    const Reader reader = Reader::of_experiment(out, notes);
    CHECK(notes.size() == 1);
    CHECK(reader.size() == 0);
    CHECK(reader.runs().empty());
    CHECK(reader.window(0, 10).runs.empty());
    CHECK_FALSE(reader.complete());
    CHECK(reader.runs_planned() == 4);
    CHECK(reader.attributes()["experiment_toml"] == "x");
    CHECK(reader.attributes()["overrides"] == "[\"a=1\"]");
}

TEST_CASE("parts: the name of a part ends in the digest of its bytes") {
    const samples::Folder folder;
    for (const fs::path &file : publish_small(folder / "out.h5")) {
        const std::string text = content(file), name = file.filename().string();
        REQUIRE(name.size() == 16 + 1 + 32 + 3);
        CHECK(name.substr(17, 32) == xxh3_128_hex(std::as_bytes(std::span(text))));
    }
}

TEST_CASE("parts: a damaged part is set aside and named, the others remain") {
    const samples::Folder folder;
    const fs::path out = folder / "out.h5";
    const auto files = publish_small(out);
    REQUIRE(files.size() == 4);
    std::string flipped = content(files[0]);
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
    set_content(files[0], flipped);
    fs::resize_file(files[1], fs::file_size(files[1]) - 1);
    set_content(files[2], "text");
    std::vector<std::string> notes;
    const auto left = Parts::open(out)->files(notes);
    CHECK(left == std::vector{files[3]});
    REQUIRE(notes.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK_THAT(notes[i], Contains(files[i].string()) && Contains("executed again"));
        CHECK(fs::exists(files[i].string() + ".damaged"));
    }
    fs::remove(files[3]);
    notes.clear();
    CHECK(Parts::open(out)->files(notes).empty());
    CHECK(notes.empty());
}

TEST_CASE("parts: leftovers of a writer that was killed go when the next one comes") {
    const samples::Folder folder;
    const fs::path out = folder / "out.h5";
    Parts::open_or_create(out, {});
    const fs::path leftover = out.string() + ".parts/0123.h5.tmp";
    set_content(leftover, "half");
    set_content(out.string() + ".tmp", "half");
    std::vector<std::string> notes;
    CHECK(Parts::open(out)->files(notes).empty());
    CHECK(fs::exists(leftover));
    const PendingFile other(out.string() + ".parts/4567.h5.tmp"); // another writer at work
    Parts::open_or_create(out, {});
    CHECK_FALSE(fs::exists(leftover));
    CHECK_FALSE(fs::exists(out.string() + ".tmp"));
    CHECK(fs::exists(other.path()));
}

TEST_CASE("reader: what is not a results file is refused with the reason") {
    const samples::Folder folder;
    const fs::path file = folder / "x.h5";
    const auto why = [&] { return error_of([&] { Reader reader(file); }).why; };
    CHECK(why() == "No such file or directory");
    set_content(file, "step,f\n0,1\n");
    CHECK(why() == "it is not an HDF5 file");
    H5Fclose(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    CHECK(why() == "it is an HDF5 file, but not a results file of thalweg");
    CHECK(error_of([&] { Reader reader(file); }).exit == Exit::wrong);
}

TEST_CASE("reader: a file of a newer major version is refused with both versions") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "x.h5", experiment.head, experiment.runs());
    const auto file = H5Fopen((folder / "x.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const auto attribute = H5Aopen(file, "format_version", H5P_DEFAULT);
    const auto type = H5Aget_type(attribute);
    const char *version = "2.3";
    REQUIRE(H5Awrite(attribute, type, &version) >= 0);
    H5Tclose(type);
    H5Aclose(attribute);
    H5Fclose(file);
    const Error error = error_of([&] { Reader reader(folder / "x.h5"); });
    CHECK(error.why == "its format is 2.3, newer than 1.0, which this thalweg reads");
}

TEST_CASE("reader: a file damaged anywhere is refused, and never ends the program") {
    const samples::Folder folder;
    samples::Experiment experiment;
    experiment.add(1, 2);
    write(folder / "x.h5", experiment.head, experiment.runs());
    const std::string whole = content(folder / "x.h5");
    int noticed = 0, damaged = 0;
    for (std::size_t at = 0; at < whole.size(); at += whole.size() / 40) {
        std::string text = whole;
        text[at] = static_cast<char>(text[at] ^ 0x55);
        set_content(folder / "x.h5", text);
        const Error error = error_of([&] {
            const Reader reader(folder / "x.h5");
            reader.record(0);
        });
        ++damaged;
        noticed += error.exit == Exit::wrong && !error.what.empty() ? 1 : 0;
    }
    CHECK(noticed == damaged);
    set_content(folder / "x.h5", whole.substr(0, whole.size() / 2));
    CHECK_THAT(error_of([&] { Reader reader(folder / "x.h5"); }).why, Contains("damaged"));
}

TEST_CASE("write: a disk that is full is an error that says so, and what was there stays") {
    if (::geteuid() != 0) {
        WARN("skipped: a small disk of one's own needs root");
        return;
    }
    const samples::Folder folder;
    const fs::path disk = folder / "disk", out = disk / "out.h5";
    fs::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0) {
        WARN("skipped: mounting is not allowed here");
        return;
    }
    samples::Experiment few, many;
    few.add(0, 2);
    for (std::uint64_t id = 1; id < 8000; ++id)
        many.add(id, 2);
    Parts parts = Parts::open_or_create(out, {});
    parts.publish(few.head, few.runs());
    const Error error = error_of([&] { parts.publish(many.head, many.runs()); });
    const Error merged = error_of([&] {
        const auto file = folder / "many.h5";
        write(file, many.head, many.runs());
        merge(out, {file}, many.head, {});
    });
    const Error required = error_of([&] { require_space(out, std::uint64_t{1} << 30); });
    std::vector<std::string> notes;
    const auto left = parts.files(notes);
    std::size_t entries = 0;
    for (const auto &entry : fs::directory_iterator(out.string() + ".parts"))
        entries += entry.exists() ? 1 : 0;
    ::umount(disk.c_str());
    CHECK(error.exit == Exit::not_written);
    CHECK(error.why == "No space left on device");
    CHECK(merged.exit == Exit::not_written);
    CHECK(required.exit == Exit::not_written);
    CHECK_THAT(required.why, Contains("1024.0 MiB"));
    CHECK(left.size() == 1);
    CHECK(notes.empty());
    CHECK(entries == 2); // the manifest and the first part: nothing half-written
}

TEST_CASE("write: a folder that is not there is an error that says so") {
    const samples::Folder folder;
    auto experiment = samples::small();
    const Error error = error_of([&] { write(folder / "no/out.h5", experiment.head, experiment.runs()); });
    CHECK(error.exit == Exit::not_written);
    CHECK(error.why == "No such file or directory");
    CHECK_THAT(error.where, Contains("no/out.h5"));
}

TEST_CASE("conditions: what differs is listed by name with both values") {
    const Conditions before{{{"seed", 1}, {"stop.steps", 10}, {"math", "fma"}, {"gone", true}}};
    const Conditions now{{{"seed", 1}, {"stop.steps", 20}, {"math", "fma"}, {"new", "x"}}};
    const auto list = differences(before, now);
    REQUIRE(list.size() == 3);
    CHECK((list[0].name == "gone" && list[0].before == "true" && list[0].now == "-"));
    CHECK((list[1].name == "new" && list[1].before == "-" && list[1].now == "x"));
    CHECK((list[2].name == "stop.steps" && list[2].before == "10" && list[2].now == "20"));
    CHECK(differences(now, now).empty());
}

TEST_CASE("write: two writers of one OUT do not mix: the second is refused") {
    const samples::Folder folder;
    auto experiment = samples::small();
    const PendingFile first(folder / "out.h5.tmp");
    const Error error = error_of([&] { write(folder / "out.h5", experiment.head, experiment.runs()); });
    CHECK(error.what == "another process is writing these results");
    CHECK(error.where == (folder / "out.h5.tmp").string());
    CHECK_FALSE(fs::exists(folder / "out.h5"));
}
