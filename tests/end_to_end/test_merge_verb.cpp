// SPDX-License-Identifier: MIT
// Results files, shards and unfinished results become one file.
#include "edited.hpp"
#include "slow.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// Gives each part of OUT to another results file of its own: in0.h5, in1.h5, ... Returns their names.
std::vector<std::string> deal(const Folder &folder, const std::string &out) {
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(folder / (out + ".parts"))) {
        if (entry.path().extension() != ".h5")
            continue;
        names.push_back("in" + std::to_string(names.size()) + ".h5");
        const fs::path parts = folder / (names.back() + ".parts");
        fs::create_directory(parts);
        fs::copy(folder / (out + ".parts/manifest.json"), parts / "manifest.json");
        fs::copy(entry.path(), parts / entry.path().filename());
    }
    return names;
}

Result merge(const Folder &folder, Process::Words words) {
    words.insert(words.begin(), "merge");
    return call_edited(folder, words);
}

std::size_t runs_of(const fs::path &file) { return Stored(file).runs().size(); }

} // namespace

TEST_CASE("merge: parts of unfinished results become one file, and those of other files are left alone") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    leave_unfinished(folder, "out.h5");
    const auto inputs = deal(folder, "out.h5");
    REQUIRE(inputs.size() > 1);
    const std::size_t parts = count_parts(folder / "out.h5");

    Process::Words words{"all.h5"};
    words.insert(words.end(), inputs.begin(), inputs.end());
    words.insert(words.end(), inputs.begin(), inputs.end()); // each twice: no harm
    const Result merged = merge(folder, words);
    INFO(merged.out << merged.err);
    CHECK(merged.code == 0);
    const std::size_t runs = runs_of(folder / "all.h5");
    CHECK_THAT(merged.out, StartsWith("all.h5: " + std::to_string(runs) + " of 150 runs from " +
                                      std::to_string(inputs.size()) + " files: "));
    CHECK_THAT(merged.err,
               Contains("warning: " + std::to_string(150 - runs) + " of 150 planned runs are missing"));
    CHECK(Stored(folder / "all.h5").attributes().at("complete") == 0);
    CHECK(count_parts(folder / "in0.h5") == 1);
    CHECK_FALSE(fs::exists(folder / "all.h5.parts"));

    // OUT alone: what is unfinished of it, as far as it goes; its parts are in it then
    CHECK(count_parts(folder / "out.h5") == parts);
    const Result own = merge(folder, {"out.h5"});
    CHECK(own.code == 0);
    CHECK(runs_of(folder / "out.h5") == runs);
    CHECK_FALSE(fs::exists(folder / "out.h5.parts"));
    CHECK(call(folder, {"compare", "--exact", "all.h5", "out.h5"}).code == 0);
    CHECK(digest_of(folder / "all.h5") == digest_of(folder / "out.h5"));
    CHECK_THAT(merge(folder, {"out.h5"}).out, StartsWith("out.h5: nothing to merge"));

    // and `run` continues from there, to the same bits as if nothing had happened
    REQUIRE(call(folder, {"run", "slow.toml", "-o", "alone.h5", "--plugin-path", own_plugins}).code == 0);
    const Result rest = call(folder, {"run", "slow.toml", "-o", "all.h5", "--plugin-path", own_plugins});
    CHECK(rest.code == 0);
    CHECK_THAT(rest.err, Contains("continuing: " + std::to_string(runs) + " of 150 runs are there"));
    CHECK(digest_of(folder / "all.h5") == digest_of(folder / "alone.h5"));

    // twins of a complete file add nothing and lose nothing
    const std::string before = read_file(folder / "all.h5");
    const Result twins = merge(folder, {"all.h5", "out.h5", "all.h5", "in0.h5", "alone.h5", "--json"});
    CHECK(twins.code == 0);
    CHECK(twins.err == "");
    CHECK(nlohmann::json::parse(twins.out).at("is_written") == false);
    CHECK(read_file(folder / "all.h5") == before);
    CHECK(digest_of(folder / "all.h5") == digest_of(folder / "alone.h5"));
    CHECK(Stored(folder / "all.h5").attributes().at("complete") == 1);
}

TEST_CASE("merge: an OUT that is there, and its parts, are never lost") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    leave_unfinished(folder, "out.h5");
    const auto inputs = deal(folder, "out.h5");
    REQUIRE(merge(folder, {"first.h5", inputs.at(0)}).code == 0);
    REQUIRE(merge(folder, {"out.h5", "first.h5"}).code == 0); // its own parts too
    const std::size_t all = runs_of(folder / "out.h5");
    CHECK(all > runs_of(folder / "first.h5"));
    REQUIRE(merge(folder, {"second.h5", inputs.at(1)}).code == 0);
    const std::size_t both = runs_of(folder / "first.h5") + runs_of(folder / "second.h5");
    REQUIRE(merge(folder, {"first.h5", "second.h5"}).code == 0);
    CHECK(runs_of(folder / "first.h5") == both);
}

TEST_CASE("merge: a damaged part stays until its runs are there") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    leave_unfinished(folder, "out.h5");
    fs::path part;
    for (const auto &entry : fs::directory_iterator(folder / "out.h5.parts"))
        if (entry.path().extension() == ".h5")
            part = entry.path();
    fs::resize_file(part, fs::file_size(part) - 1);
    const Result merged = merge(folder, {"out.h5"});
    CHECK(merged.code == 0);
    CHECK_THAT(merged.err, Contains(part.filename().string() + " is damaged"));
    CHECK(fs::exists(part.string() + ".damaged"));
    CHECK(count_parts(folder / "out.h5") == 0);
    CHECK(call(folder, {"show", "out.h5"}).code == 0);

    REQUIRE(call(folder, run_slow("out.h5", "2")).code == 0);
    CHECK(runs_of(folder / "out.h5") == 150);
    CHECK_FALSE(fs::exists(folder / "out.h5.parts"));
}

TEST_CASE("merge: files of different experiments are refused by name, comments and layout aside") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "a.h5"}).code == 0);
    folder.write("small.toml", "# a remark\n\n" + small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "b.h5"}).code == 0);
    CHECK(merge(folder, {"ab.h5", "a.h5", "b.h5"}).code == 0);
    CHECK(digest_of(folder / "ab.h5") == digest_of(folder / "a.h5"));

    folder.write("small.toml", small_experiment("[[optimizer]]\nname = \"momentum\"\n"));
    REQUIRE(call(folder, {"run", "small.toml", "-o", "c.h5"}).code == 0);
    const Trace before = trace_of(folder / "ab.h5");
    const Result refused = merge(folder, {"ab.h5", "c.h5"});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, StartsWith("error: the files hold results of different experiments\n") &&
                                Contains("c.h5") && Contains("ab.h5"));
    CHECK(trace_of(folder / "ab.h5") == before);
    CHECK_FALSE(fs::exists(folder / "ab.h5.parts"));
}

TEST_CASE("merge: files of other builds of a plugin are refused with the table, and nothing is written") {
    const Folder folder;
    folder.write("edited.toml", edited_experiment);
    for (const std::string edition : {"before", "after"}) {
        build(folder, edition);
        REQUIRE(call_edited(folder, {"run", "edited.toml", "-o", edition + ".h5"}).code == 0);
    }
    const Result refused = merge(folder, {"out.h5", "before.h5", "after.h5"});
    INFO(refused.err);
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, StartsWith("error: the files were made under different conditions\n") &&
                                Contains("optimizer.edited.plugin_sha256") && Contains("before.h5") &&
                                Contains("after.h5"));
    CHECK_FALSE(fs::exists(folder / "out.h5"));
    CHECK_FALSE(fs::exists(folder / "out.h5.parts"));
}

TEST_CASE("merge: bad runs in what was merged give the exit code that run gives for them") {
    const Folder folder;
    folder.write("odd.toml", R"(
[experiment]
name = "odd"
[stop]
steps = 10
[[objective]]
name = "segfaults"
[[optimizer]]
name = "gradient_descent"
)");
    REQUIRE(call(folder, {"run", "odd.toml", "-o", "a.h5", "--plugin-path", own_plugins}).code == 1);
    const Result merged = merge(folder, {"b.h5", "a.h5", "--json"});
    CHECK(merged.code == 1);
    const auto json = nlohmann::json::parse(merged.out);
    CHECK(json["format"] == "thalweg-merge/1");
    CHECK(json["complete"] == true);
    CHECK(json["status"]["crashed"] == 1);
}

TEST_CASE("merge: while another process executes an experiment, nothing is merged into it") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "a.h5"}).code == 0);
    Process first(folder,
                  with_thalweg({"run", "slow.toml", "-o", "out.h5", "-j", "1", "--plugin-path", own_plugins}),
                  {"E2E_MILLISECONDS=60"});
    wait_until([&] { return fs::exists(folder / "out.h5.parts") || first.has_ended(); });
    const Result refused = merge(folder, {"out.h5", "a.h5"});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("another process"));
    CHECK_FALSE(first.has_ended());
}

TEST_CASE("merge: without OUT and without files there is nothing to merge") {
    const Folder folder;
    const Result refused = merge(folder, {"out.h5"});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, StartsWith("error: there is no such results file\n"));
    CHECK(folder.names().empty());
}
