// SPDX-License-Identifier: MIT
// `thalweg bench`: every row that was asked for, in Google Benchmark's own words; what cannot be measured is
// told.
#include "program.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include <map>
#include <set>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string costly = THALWEG_END_TO_END_DIR "/plugins/e2e_costly.so";

/// As short as it gets: nothing here is about times.
Result bench(const Folder &folder, Process::Words words) {
    words.insert(words.begin(), "bench");
    words.insert(words.end(), {"--min-time", "0.0001", "--repetitions", "2", "--progress", "none"});
    return call(folder, words);
}

/// What was measured, of an invocation that ends with this code.
nlohmann::json document(const Process::Words &words, int code = 0) {
    const Folder folder;
    Process::Words all = words;
    all.insert(all.end(), {"--json", "-", "-q"});
    const Result result = bench(folder, all);
    INFO(result.err);
    REQUIRE(result.code == code);
    return nlohmann::json::parse(result.out);
}

/// The first repetition of a benchmark; null where there is none.
nlohmann::json repetition(const nlohmann::json &document, const std::string &name) {
    for (const auto &run : document.at("benchmarks"))
        if (run.at("name") == name && run.at("run_type") == "iteration")
            return run;
    return nullptr;
}

double vectors(const std::string &optimizer) {
    return repetition(document({optimizer, "--dims", "8"}), optimizer + "/8").at("vectors_per_step");
}

/// The table's line that begins with this optimizer; empty: none.
std::string line_of(const std::string &table, const std::string &optimizer) {
    const auto begin = ("\n" + table).find("\n" + optimizer + " ");
    return begin == std::string::npos ? "" : table.substr(begin, table.find('\n', begin) - begin);
}

bool counts_memory() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) // whose malloc is another
    return false;
#else
    return true;
#endif
}

} // namespace

TEST_CASE("bench: the JSON is Google Benchmark's, with a row an optimizer, dimension and repetition") {
    const auto all = document({"adam", "momentum", "--dims", "1,1e1"});
    for (const char *key : {"date", "num_cpus", "caches", "cpu", "thalweg_version"})
        CHECK(all.at("context").contains(key));
    CHECK_THAT(all.at("context").at("plugin.adam").get<std::string>(), Catch::EndsWith("/adam.so"));
    std::map<std::string, int> repetitions;
    std::set<int> families;
    for (const auto &run : all.at("benchmarks")) {
        families.insert(run.at("family_index").get<int>());
        if (run.at("run_type") != "iteration")
            continue;
        ++repetitions[run.at("name")];
        CHECK(run.at("cpu_time") > 0);
        CHECK(run.at("time_unit") == "ns");
        CHECK(run.at("iterations") > 0);
    }
    const std::map<std::string, int> rules = {
        {"adam/1", 2}, {"adam/10", 2}, {"momentum/1", 2}, {"momentum/10", 2}};
    for (const auto &[name, count] : rules) {
        INFO(name);
        CHECK(repetitions[name] == count);
        if (counts_memory())
            CHECK(repetitions[name + "/limit"] == count);
    }
    CHECK(families.size() == (counts_memory() ? 8 : 4)); // each its own
}

TEST_CASE("bench: the traffic of a rule is x and g read, x written, its state read and written") {
    if (!counts_memory()) {
        SUCCEED("a sanitizer's malloc is not counted");
        return;
    }
    CHECK(vectors("gradient_descent") == 3); // x, g -> x
    CHECK(vectors("momentum") == 5);         // x, g, v -> x, v
    CHECK(vectors("adam") == 7);             // x, g, m, v -> x, m, v
    const auto odd = document({costly, "--dims", "8", "--limit", "1"}, 2);
    CHECK(repetition(odd, "keeps_three/8").at("vectors_per_step") == 9); // x, g and three -> x and three
    CHECK(!repetition(odd, "keeps_three/8/limit").is_null());
}

TEST_CASE("bench: bytes a second are those of the traffic over the time of a step") {
    if (!counts_memory()) {
        SUCCEED("a sanitizer's malloc is not counted");
        return;
    }
    const auto run = repetition(document({"adam", "--dims", "100"}), "adam/100");
    CHECK(run.at("bytes_per_step") == 7 * 8 * 100);
    CHECK(run.at("bytes_per_second").get<double>() ==
          Approx(7 * 8 * 100 / (run.at("cpu_time").get<double>() * 1e-9)));
}

TEST_CASE("bench: the table has the optimizers in their order, with what a step costs beside the limit") {
    const Folder folder;
    const Result result = bench(folder, {"momentum", "adam", "--dims", "1,20"});
    CHECK(result.code == 0);
    CHECK(result.err == "");
    CHECK_THAT(result.out, StartsWith("optimizer   d  ns/step  ns/parameter"));
    CHECK(result.out.find("\nmomentum    1  ") < result.out.find("\nmomentum   20  "));
    CHECK(result.out.find("\nmomentum   20  ") < result.out.find("\nadam        1  "));
    CHECK_THAT(result.out, Contains("\nadam       20  "));
    CHECK_THAT(result.out, Contains("times: the least processor time of the repetitions\n"));
    if (counts_memory())
        CHECK_THAT(result.out, Contains("limit: ns/parameter of a loop"));
    CHECK(folder.names().empty());
}

TEST_CASE("bench: without names all rules are measured, and nothing that asks an oracle") {
    const auto all = document({"--dims", "2"});
    for (const char *rule : {"adadelta/2", "adagrad/2", "adam/2", "adam_carried/2", "gradient_descent/2",
                             "momentum/2", "rmsprop/2"})
        CHECK(!repetition(all, rule).is_null());
    CHECK(repetition(all, "newton/2").is_null());
}

TEST_CASE("bench: a rule that changes g is fed what it left, in blocks that stay among normal numbers") {
    // g starts at 1 + cos(1)/2 = 1.27 and doubles: below 2^1024 after 512 steps, not after 1024
    const auto run = repetition(document({costly, "--dims", "1", "--limit", "1"}, 2), "scribbles/1");
    CHECK(run.at("steps_per_block") == 512);
    CHECK(repetition(document({"adam", "--dims", "1"}), "adam/1").at("steps_per_block") == 65536);
}

TEST_CASE("bench: what cannot be measured is told, and hides nothing else") {
    const Folder folder;
    const Result result = bench(folder, {costly, "--dims", "8", "--limit", "1"});
    CHECK(result.code == 2);
    const auto line = [&](const std::string &optimizer) { return line_of(result.out, optimizer); };
    CHECK_THAT(line("asks"), Catch::EndsWith("on an ellipsoid, from reset: 100 steps, 200 evaluations"));
    if (counts_memory()) {
        CHECK_THAT(line("keeps_floats"), Catch::EndsWith("no limit: it keeps 0.5 doubles a coordinate"));
        CHECK_THAT(line("keeps_matrix"),
                   Catch::EndsWith("no limit: its memory does not tell how many vectors it moves"));
    }
    CHECK(line("throws") == "");
    CHECK_THAT(
        result.err,
        Contains("error: optimizer \"throws\" cannot be measured in dimension 8\n   at: " + costly +
                 "\n  why: its update failed on a finite gradient: no such luck\n  fix: `thalweg check "));
    CHECK(line("crashes") == "");
    CHECK_THAT(result.err,
               Contains("error: optimizer \"crashes\" cannot be measured in dimension 8\n   at: " + costly +
                        "\n  why: it crashed with SIGSEGV\n  fix: `thalweg check "));
    CHECK_THAT(result.err, Contains("error: optimizer \"hangs\" cannot be measured in dimension 8\n   at: " +
                                    costly + "\n  why: it hangs: it used more than 1 s of processor time\n"));
}

TEST_CASE("bench: what asks an oracle is measured on one, whose part is told") {
    const auto all = document({"newton", "--dims", "3"});
    CHECK(repetition(all, "newton/3").at("evaluations_per_step") == 1);
    CHECK(repetition(all, "newton/3/oracle").at("cpu_time") > 0);
    CHECK(repetition(all, "newton/3/limit").is_null());
    const Folder folder;
    const Result huge = bench(folder, {"newton", "--dims", "1e7"});
    CHECK(huge.code == 0); // 8 · 1e14 bytes are 727.6 TiB
    CHECK_THAT(huge.out, Contains("not measured: it asks for Hessians, 728 TiB each"));
}

TEST_CASE("bench: words that are no optimizers are refused together, before anything is measured") {
    const Folder folder;
    const Result result = bench(folder, {"adma", "cliffs", "./none.so"});
    CHECK(result.code == 2);
    CHECK(result.out == "");
    CHECK_THAT(result.err,
               StartsWith("error: no optimizer is called \"adma\"\n  fix: write adam\n"
                          "error: \"cliffs\" is an objective\n  why: bench measures optimizers\n"));
    CHECK_THAT(result.err, Contains("error: there is no such plugin file\n"));
}

TEST_CASE("bench: dimensions that are none are refused together") {
    const Folder folder;
    const Result result = bench(folder, {"adam", "--dims", "0,-1,2.5,many,,1e30"});
    CHECK(result.code == 2);
    for (const char *word : {"0", "-1", "2.5", "many", "", "1e30"})
        CHECK_THAT(result.err, Contains("error: \"" + std::string(word) +
                                        "\" is no dimension to measure in\n   at: --dims\n"));
    CHECK_THAT(result.err, Contains("and this machine gives a process "));
    CHECK_THAT(result.err, Contains("6 errors\n"));
}

TEST_CASE("bench: a JSON file that cannot be written is refused at once") {
    const Folder folder;
    // a hang that would be met first, were anything measured
    const Result result = bench(folder, {costly, "--json", "nowhere/out.json"});
    CHECK(result.code == 3);
    CHECK(result.err == "error: the measurements cannot be written\n   at: nowhere/out.json\n"
                        "  why: No such file or directory\n"
                        "  fix: write to another file, or to stdout with `--json -`\n");
    CHECK(folder.names().empty());
}

TEST_CASE("bench: with a JSON file there are both, with - stdout is JSON and the table is on stderr") {
    const Folder folder;
    const Result both = bench(folder, {"adam", "--dims", "1", "--json", "out.json"});
    CHECK(both.code == 0);
    CHECK_THAT(both.out, StartsWith("optimizer  d"));
    CHECK(!repetition(nlohmann::json::parse(read_file(folder / "out.json")), "adam/1").is_null());
    const Result piped = bench(folder, {"adam", "--dims", "1", "--json", "-"});
    CHECK_THAT(piped.err, StartsWith("optimizer  d"));
    CHECK(!nlohmann::json::parse(piped.out).at("benchmarks").empty());
}

TEST_CASE("bench: variables that Google Benchmark reads change nothing") {
    const Folder folder;
    const Result result = call(folder,
                               {"bench", "adam", "--dims", "1", "--min-time", "0.0001", "--repetitions", "2",
                                "--progress", "none", "--json", "out.json"},
                               {"BENCHMARK_OUT=stray.json", "BENCHMARK_FILTER=nothing",
                                "BENCHMARK_REPORT_AGGREGATES_ONLY=true", "BENCHMARK_REPETITIONS=9"});
    CHECK(result.code == 0);
    CHECK(result.err == "");
    CHECK(folder.names() == std::vector<std::string>{"out.json"});
    CHECK(repetition(nlohmann::json::parse(read_file(folder / "out.json")), "adam/1").at("repetitions") == 2);
}

TEST_CASE("bench: Ctrl-C ends it and the program that measures, and leaves no file") {
    const Folder folder;
    Process process(folder,
                    with_thalweg({"bench", costly, "--dims", "1", "--limit", "3600", "--json", "out.json"}));
    wait_until([&] { return !process.children().empty(); });
    const pid_t measuring = process.children().front();
    process.signal(SIGINT);
    CHECK(process.wait().code == 128 + SIGINT);
    wait_until([&] { return ::kill(measuring, 0) != 0; });
    CHECK(folder.names().empty());
}
