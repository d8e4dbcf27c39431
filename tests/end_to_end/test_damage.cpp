// SPDX-License-Identifier: MIT
// Disks that lie: parts, conditions and results that are not what was written, met by every verb that reads.
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <hdf5.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// Command lines that read a results file: each must refuse what cannot be read.
std::vector<Process::Words> readers_of(const std::string &file) {
    return {{"show", file},
            {"show", file, "--json"},
            {"show", file, "--run", "0"},
            {"compare", file, file},
            {"compare", "--exact", file, file},
            {"verify", file},
            {"merge", "merged.h5", file},
            {"run", "small.toml", "-o", file}};
}

void check_refused(const Folder &folder, const std::string &file, const std::string &why) {
    const bool is_regular = fs::is_regular_file(folder / file);
    const std::string before = is_regular ? read_file(folder / file) : "";
    for (const Process::Words &words : readers_of(file)) {
        const Result result = call(folder, words);
        INFO(words[0] << ' ' << file << '\n' << result.err);
        CHECK(result.code == 2);
        CHECK(result.out.empty());
        CHECK_THAT(result.err, StartsWith("error: ") && Contains("at: " + file) && Contains("\n  fix: "));
        CHECK_FALSE(fs::exists(folder / "merged.h5"));
        if (words[0] != "run" || is_regular)
            CHECK_THAT(result.err, Contains(why));
        if (is_regular)
            CHECK(read_file(folder / file) == before);
    }
}

void flip(const fs::path &file, std::size_t at) {
    std::string bytes = read_file(file);
    bytes.at(at) = static_cast<char>(bytes[at] ^ 0x10);
    std::ofstream(file, std::ios::binary) << bytes;
}

Process::Words run_slow(const std::string &out) {
    return {"run", "slow.toml", "-o", out, "-j", "2", "--plugin-path", THALWEG_END_TO_END_DIR "/plugins"};
}

constexpr const char *slow_experiment = R"(
[experiment]
name = "slow"
[stop]
steps = 4
[[objective]]
name = "slow"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = { linear = [0.01, 0.4], count = 60 }
)";

/// The experiment stopped in the middle, with a part at least; what is damaged then is named by the next run,
/// which comes to the same results as one that was never stopped.
class Stopped {
public:
    Stopped() {
        folder.write("slow.toml", slow_experiment);
        REQUIRE(call(folder, run_slow("alone.h5")).code == 0);
        Process process(folder, with_thalweg(run_slow("out.h5")), {"E2E_MILLISECONDS=50"});
        wait_until([&] { return count_parts(folder / "out.h5") > 0 || process.has_ended(); });
        process.kill_everything();
        for (const auto &entry : fs::directory_iterator(folder / "out.h5.parts"))
            if (entry.path().extension() == ".h5")
                part = entry.path();
        REQUIRE_FALSE(part.empty());
    }
    void check_end(const Result &end) const {
        INFO(end.err);
        CHECK(end.code == 0);
        CHECK_THAT(end.out, StartsWith("slow: 60 runs: 60 steps"));
        CHECK(digest_of(folder / "out.h5") == digest_of(folder / "alone.h5"));
        CHECK(folder.names() == std::vector<std::string>{"alone.h5", "out.h5", "slow.toml"});
    }

    Folder folder;
    fs::path part;
};

} // namespace

TEST_CASE(
    "damage: a part that is not what was written is named, set aside and executed again, to the same bits") {
    Stopped stopped;
    const fs::path &part = stopped.part;
    const auto damage = GENERATE(range(0, 6));
    switch (damage) {
    case 0:
        flip(part, fs::file_size(part) / 2);
        break;
    case 1:
        fs::resize_file(part, fs::file_size(part) - 100);
        break;
    case 2:
        std::ofstream(part) << "no results\n";
        break;
    case 3:
        fs::resize_file(part, 0);
        break;
    case 4:
        fs::remove(part);
        fs::create_directory(part);
        break;
    default:
        fs::remove(part);
        fs::create_symlink("/etc/passwd", part);
    }
    INFO("damage " << damage);
    const Result shown = call(stopped.folder, {"show", "out.h5"});
    CHECK_THAT(shown.err,
               Contains("warning: ") && Contains("is damaged: `thalweg run` will execute its runs again"));
    const Result end = call(stopped.folder, run_slow("out.h5"));
    CHECK_THAT(end.err,
               Contains("warning: out.h5.parts/" + part.filename().string() +
                        " is damaged: set aside as .damaged until all runs are there; its runs will be "
                        "executed again"));
    stopped.check_end(end);
}

TEST_CASE("damage: a part that is gone is executed again, to the same bits") {
    Stopped stopped;
    fs::remove(stopped.part);
    stopped.check_end(call(stopped.folder, run_slow("out.h5")));
}

TEST_CASE("damage: conditions that are damaged, empty, missing or of another format are refused, with "
          "nothing lost") {
    Stopped stopped;
    const fs::path manifest = stopped.folder / "out.h5.parts/manifest.json";
    const std::string whole = read_file(manifest);
    struct Damage {
        std::string text, why;
    };
    std::string digit = whole;
    digit[digit.find("0.4")] = '1';
    for (const auto &[text, why] :
         {Damage{"", "the file is not JSON"},
          Damage{whole.substr(0, whole.size() / 2), "the file is not JSON"},
          Damage{digit, "the file does not match its digest"}, Damage{"[]", "the file holds no conditions"},
          Damage{"{\"format\": \"other\"}", "its format is \"other\""},
          Damage{"missing", "the file is missing"}}) {
        fs::remove(manifest);
        if (text != "missing")
            std::ofstream(manifest, std::ios::binary) << text;
        for (const Process::Words &words : {run_slow("out.h5"), Process::Words{"show", "out.h5"}}) {
            const Result result = call(stopped.folder, words);
            INFO(result.err);
            CHECK(result.code == 2);
            CHECK_THAT(result.err,
                       StartsWith("error: the conditions of an unfinished experiment are damaged") &&
                           Contains("out.h5.parts/manifest.json") && Contains(why) &&
                           Contains("--overwrite"));
        }
        CHECK(fs::exists(stopped.part));
    }
    std::ofstream(manifest, std::ios::binary) << whole;
    stopped.check_end(call(stopped.folder, run_slow("out.h5")));
}

TEST_CASE("damage: results that are damaged anywhere are refused by every verb that reads") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "good.h5"}).code == 0);
    const std::string good = read_file(folder / "good.h5");
    const std::size_t places = 12;
    for (std::size_t i = 0; i < places; ++i) {
        const std::size_t at = i == 0 ? 9 : i == 1 ? good.size() - 1 : i * (good.size() / places);
        folder.write("bad.h5", good);
        flip(folder / "bad.h5", at);
        INFO("byte " << at);
        check_refused(folder, "bad.h5", "damaged");
    }
    for (const std::size_t size : {good.size() - 1, good.size() / 2, std::size_t{100}}) {
        folder.write("bad.h5", good.substr(0, size));
        INFO("cut to " << size);
        check_refused(folder, "bad.h5", "damaged");
    }
    CHECK(call(folder, {"show", "good.h5"}).code == 0);
}

TEST_CASE(
    "damage: what is no results file of this format is refused by every verb that reads, with the reason") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    folder.write("text.h5", "these are no results");
    check_refused(folder, "text.h5", "it is not an HDF5 file");
    folder.write("empty.h5", "");
    check_refused(folder, "empty.h5", "it is empty");
    H5Fclose(H5Fcreate((folder / "other.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    check_refused(folder, "other.h5", "not a results file of thalweg");
    fs::create_directory(folder / "folder.h5");
    check_refused(folder, "folder.h5", "it is a folder");
    REQUIRE(::mkfifo((folder / "pipe.h5").c_str(), 0666) == 0);
    check_refused(folder, "pipe.h5", "it is no regular file");
}

TEST_CASE("damage: what the root says is looked at: the version, and how many runs there can be") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    const auto [attribute, value, why] = GENERATE(table<std::string, std::string, std::string>(
        {{"format_version", "'2.0'", "its format is 2.0, newer than 1.0"},
         {"format_version", "'10.0'", "its format is 10.0, newer than 1.0"},
         {"format_version", "'banana'", "its format_version is \"banana\""},
         {"format_version", "'1'", "its format_version is \"1\""},
         {"runs_planned", "numpy.uint64(1)", "runs_planned"}}));
    REQUIRE(call(folder, {"run", "small.toml", "-o", "edited.h5"}).code == 0);
    const std::string write = "import h5py, numpy; f = h5py.File('edited.h5', 'r+'); f.attrs['" + attribute +
                              "'] = " + value + "; f.close()";
    const Result python = program(folder, {THALWEG_PYTHON, "-c", write});
    INFO(python.err);
    REQUIRE(python.code == 0);
    check_refused(folder, "edited.h5", why);
}

TEST_CASE("damage: results that h5py has opened for writing, and left alone, are read as before") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    const auto size = fs::file_size(folder / "small.h5");
    const Result shown = call(folder, {"show", "small.h5"});
    const Result python =
        program(folder, {THALWEG_PYTHON, "-c", "import h5py; h5py.File('small.h5', 'r+').close()"});
    INFO(python.err);
    REQUIRE(python.code == 0);
    CHECK(fs::file_size(folder / "small.h5") == size - 32); // the seal is gone
    CHECK(call(folder, {"show", "small.h5"}).out == shown.out);
    const std::string write = "import h5py; f = h5py.File('small.h5', 'r+'); f['observations/f'][3] = 1.5";
    REQUIRE(program(folder, {THALWEG_PYTHON, "-c", write}).code == 0);
    check_refused(folder, "small.h5", "its numbers do not match their digest");
}
