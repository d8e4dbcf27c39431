// SPDX-License-Identifier: MIT
// Experiment files that ask for far too much: an answer within seconds, in 2 GiB, with the place of what is
// wrong.
#include "stored.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string plugins = THALWEG_END_TO_END_DIR "/plugins";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char *limits = "ulimit -t 300"; // shadow memory is terabytes
#else
constexpr const char *limits = "ulimit -t 60 -v 2097152";
#endif

/// `thalweg` with these words, in 2 GiB of memory and a minute of processor time at most.
Result limited(const Folder &folder, const std::string &words) {
    return program(
        folder, {"bash", "-c",
                 std::string(limits) + "; exec " THALWEG_PROGRAM " " + words + " --plugin-path " + plugins});
}

struct File {
    std::string experiment = "name = \"big\"", stop = "steps = 10", objective = "name = \"parabola\"",
                optimizer = "name = \"gradient_descent\"\nparameters.learning_rate = 0.1", rest = "";
};
/// [experiment] in line 1, [stop] in 3, [[objective]] in 5, [[optimizer]] in 7, where each has one line.
std::string text_of(const File &file) {
    return "[experiment]\n" + file.experiment + "\n[stop]\n" + file.stop + "\n[[objective]]\n" +
           file.objective + "\n[[optimizer]]\n" + file.optimizer + "\n" + file.rest + "\n";
}
std::string learning_rate(const std::string &value) {
    return "name = \"gradient_descent\"\nparameters.learning_rate = " + value;
}
std::string repeated(const std::string &text, std::size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}
std::string numbered(std::size_t count, const std::function<std::string(std::size_t)> &text) {
    std::string all;
    for (std::size_t i = 1; i <= count; ++i)
        all += text(i);
    return all;
}

struct Case {
    const char *about;
    File file;
    const char *place; ///< ":line:column" of the mistake
    const char *what;
};

std::vector<Case> refused() {
    return {
        {"a dimension of 10^12",
         {.objective = "name = \"wide\"\ndimensions = [1000000000000]"},
         ":7:15",
         "at most"},
        {"a dimension that no machine has memory for",
         {.objective = "name = \"wide\"\ndimensions = [1000000000]"},
         ":7:15",
         "119.2 GiB of memory"},
        {"a Hessian that no machine has memory for",
         {.objective = "name = \"wide\"\ndimensions = [1000000]", .optimizer = "name = \"newton\""},
         ":9:8",
         "newton asks for Hessians of dimension 1000000"},
        {"10^18 settings",
         {.optimizer =
              "name = \"momentum\"\nparameters.learning_rate = { linear = [0.1, 1], count = 1000000000 }\n"
              "parameters.momentum = { linear = [0.1, 0.9], count = 1000000000 }"},
         ":2:8",
         "1000000000000000000 runs"},
        {"10^10 repetitions",
         {.experiment = "name = \"big\"\nrepetitions = 10000000000"},
         ":3:15",
         "at most"},
        {"10^10 starts",
         {.objective = "name = \"parabola\"\nstarts = [{ uniform = [-5, 5], count = 10000000000 }]"},
         ":7:40",
         "at most"},
        {"a search of 10^10",
         {.optimizer = "name = \"gradient_descent\"\nsearch = { method = \"random\", count = 10000000000 }\n"
                       "parameters.learning_rate = { log_uniform = [1e-4, 1e-1] }"},
         ":9:39",
         "at most"},
        {"an array of 1.5 million numbers",
         {.optimizer =
              learning_rate("[" + numbered(1'500'000, [](auto i) { return std::to_string(i) + ","; }) + "]")},
         ":9:28",
         "1000000 are the limit"},
        {"a formula of 100,000 characters",
         {.optimizer = learning_rate("{ formula = \"" + repeated("1+", 50'000) + "1\", count = 3 }")},
         ":9:40",
         "1000 are the limit"},
        {"a formula of nothing but open brackets",
         {.optimizer = learning_rate("{ formula = \"" + repeated("(", 999) + "\", count = 3 }")},
         ":9:28",
         "does not parse"},
        {"a sum of many arguments",
         {.optimizer = learning_rate("{ formula = \"sum(" + repeated("1,", 400) + "1)\", count = 3 }")},
         ":9:28",
         "no comma"},
        {"arrays in arrays",
         {.optimizer = learning_rate(repeated("[", 100'000) + repeated("]", 100'000))},
         ":9:60",
         "nested too deeply"},
        {"tables in tables",
         {.optimizer = learning_rate(repeated("{a=", 100'000) + "1" + repeated("}", 100'000))},
         ":9:",
         "nested too deeply"},
        {"a key of many parts", {.rest = repeated("a.", 100'000) + "b = 1"}, ":10:", "nested too deeply"},
        {"300,000 [[objective]] tables",
         {.rest = repeated("[[objective]]\nname = \"parabola\"\n", 300'000)},
         ":20008:1",
         "300001 [[objective]] tables"},
        {"200,000 [[exclude]] tables",
         {.rest = repeated("[[exclude]]\noptimizer = \"gradient_descent\"\n", 200'000)},
         ":2010:1",
         "200000 [[exclude]] tables"},
        {"1000 excludes of a million settings",
         {.optimizer = learning_rate("{ linear = [0.1, 1.0], count = 1000000 }"),
          .rest = numbered(1000,
                           [](auto i) {
                               return "[[exclude]]\noptimizer_parameters.learning_rate = { equals = " +
                                      std::to_string(i) + " }\n";
                           })},
         ":10:1",
         "1000 [[exclude]] tables for"},
        {"10,000 dimensions of 1000 objectives",
         {.objective = "name = \"wide\"\ndimensions = [" +
                       numbered(10'000, [](auto i) { return std::to_string(i) + ","; }) + "]",
          .rest = repeated("[[objective]]\nname = \"wide\"\ndimensions = [" +
                               numbered(1000, [](auto i) { return std::to_string(i) + ","; }) + "]\n",
                           200)},
         ":5:1",
         "would have to be made"},
        {"half a million parameters",
         {.optimizer =
              "name = \"gradient_descent\"\n" +
              numbered(500'000, [](auto i) { return "parameters.p" + std::to_string(i) + " = 1\n"; })},
         ":9:1",
         "500000 parameters"},
        {"a title of 15 million characters",
         {.experiment = "name = \"big\"\ntitle = \"" + std::string(15'000'000, 'x') + "\""},
         ":3:9",
         "10000 are the limit"},
        {"a file of 17 MiB", {.rest = "#" + std::string(17 << 20, 'x')}, "", "too large"},
        {"a string without end", {.experiment = "name = \"" + std::string(1 << 20, 'x')}, ":2:", "not TOML"},
        {"a point of two million coordinates",
         {.objective = "name = \"parabola\"\nstarts = [[" + repeated("1.0,", 2'000'000) + "]]"},
         ":7:11",
         "1000000 are the limit"},
        {"more iterates than the machine has memory",
         {.stop = "steps = 100000000000", .rest = "[record]\niterates = \"all\""},
         "",
         "do not fit into memory"},
    };
}

} // namespace

TEST_CASE("hostile file: what asks for too much is refused with its place, by plan and by run") {
    for (const Case &each : refused()) {
        const Folder folder;
        folder.write("big.toml", text_of(each.file));
        for (const std::string verb : {"plan", "run"}) {
            if (verb == "plan" && std::string(each.what) == "do not fit into memory")
                continue; // a question of how many at a time
            const Result result = limited(folder, verb + " big.toml");
            INFO(verb << ' ' << each.about << '\n' << result.err.substr(0, 2000));
            CHECK(result.code == 2);
            CHECK(result.out.empty());
            CHECK_THAT(result.err, StartsWith("error: ") && Contains("\n  fix: "));
            CHECK_THAT(result.err, Contains("big.toml" + std::string(each.place)));
            CHECK_THAT(result.err, Contains(each.what));
            CHECK(result.err.size() < 20'000);
            CHECK(folder.names() == std::vector<std::string>{"big.toml"});
        }
    }
}

TEST_CASE(
    "hostile file: a large matrix is planned in constant memory, and refused where the disk is too small") {
    const std::vector<std::pair<const char *, File>> files = {
        {"a formula", {.optimizer = learning_rate("{ formula = \"i\", count = 1000000000 }")}},
        {"a slow formula",
         {.optimizer =
              learning_rate("{ formula = \"2" + repeated("+sin(i)*0", 100) + "\", count = 1000000000 }")}},
        {"numbers", {.optimizer = learning_rate("{ log = [1e-9, 1.0], count = 1000000000 }")}},
        {"pairs",
         {.optimizer =
              "name = \"momentum\"\nparameters.learning_rate = { linear = [0.1, 1], count = 1000000000 }\n"
              "parameters.momentum = { linear = [0.1, 0.9], count = 1000000000 }\n"
              "zip = [[\"learning_rate\", \"momentum\"]]"}},
        {"starts", {.objective = "name = \"parabola\"\nstarts = { uniform = [-5, 5], count = 1000000000 }"}},
        {"repetitions", {.experiment = "name = \"big\"\nrepetitions = 1000000000"}},
        {"draws",
         {.optimizer = "name = \"gradient_descent\"\nsearch = { method = \"halton\", count = 1000000000 }\n"
                       "parameters.learning_rate = { log_uniform = [1e-4, 1e-1] }"}},
    };
    for (const auto &[about, file] : files) {
        const Folder folder;
        // so many observations that no disk of today has room
        folder.write("big.toml", text_of({.experiment = file.experiment,
                                          .stop = "steps = 90000",
                                          .objective = file.objective,
                                          .optimizer = file.optimizer,
                                          .rest = file.rest}));
        const Result plan = limited(folder, "plan big.toml");
        INFO(about << '\n' << plan.err);
        CHECK(plan.code == 0);
        CHECK_THAT(plan.out, Contains("runs        1000000000\n"));
        const Result run = limited(folder, "run big.toml");
        INFO(run.err);
        CHECK(run.code == 3);
        CHECK_THAT(run.err,
                   Contains("error: the results will not fit on the disk") && Contains("they may take "));
        CHECK(folder.names() == std::vector<std::string>{"big.toml"});
    }
}

TEST_CASE("hostile file: formulas that nest or tower are computed, not recursed into") {
    for (const std::string &formula :
         {repeated("1^", 480) + "1", repeated("(", 490) + "1" + repeated(")", 490),
          repeated("1?", 200) + "1" + repeated(":1", 200), repeated("1&&", 300) + "1"}) {
        const Folder folder;
        folder.write("big.toml",
                     text_of({.optimizer = learning_rate("{ formula = \"" + formula + "\", count = 1 }")}));
        const Result run = limited(folder, "run big.toml");
        INFO(run.err);
        CHECK(run.code == 0);
    }
}

TEST_CASE("hostile file: no name loads code or leaves the folder, from the file or from --set") {
    const Folder folder;
    fs::create_directory(folder / "here");
    struct Try {
        const char *key, *value;
    };
    for (const auto &[key, value] :
         {Try{"experiment.name", "../out"}, Try{"experiment.name", "/tmp/out"}, Try{"experiment.name", ".."},
          Try{"experiment.name", "a\\u0000b"}, Try{"experiment.name", ""},
          Try{"objective.0.name", "./libevil.so"}, Try{"objective.0.name", "/tmp/evil.so"},
          Try{"optimizer.0.name", "../evil"}, Try{"optimizer.0.name", "evil.so"}}) {
        folder.write("here/small.toml", small_experiment());
        const Result run =
            limited(folder, std::string("run here/small.toml --set '") + key + "=\"" + value + "\"'");
        INFO(key << " = " << value << '\n' << run.err);
        CHECK(run.code == 2);
        CHECK_THAT(run.err, StartsWith("error: ") && Contains("--set ") && Contains("\n  fix: "));
        CHECK(folder.names() == std::vector<std::string>{"here"});
    }
    const Result run =
        limited(folder, "run here/small.toml --set 'experiment.name=\"" + std::string(300, 'n') + "\"'");
    CHECK(run.code == 2);
    CHECK_THAT(run.err, Contains("it has 1 to 200"));
}

TEST_CASE("hostile file: a run that fits is executed in any dimension, in the memory that was foretold") {
    const Folder folder;
    folder.write("wide.toml", text_of({.experiment = "name = \"wide\"",
                                       .objective = "name = \"wide\"\ndimensions = [1000000]",
                                       .optimizer = learning_rate("0.25")}));
    const Result run = limited(folder, "run wide.toml -j 1");
    INFO(run.err);
    CHECK(run.code == 0);
    CHECK_THAT(run.out, Contains("1 steps"));
}

TEST_CASE("hostile file: the results are never larger than foretold, and half as large at least") {
    const Folder folder;
    for (const std::string name :
         {"challenges", "learning_rate", "newton", "risk", "seven_optimizers", "seven_optimizers_figures"})
        for (const std::string more : {"", " --set stop.steps=10", " --set record.iterates=none"}) {
            const std::string words = THALWEG_SOURCE_DIR "/experiments/" + name + ".toml -q" + more;
            const auto plan = nlohmann::json::parse(limited(folder, "plan --json " + words).out);
            REQUIRE(
                program(folder, {"bash", "-c", "exec " THALWEG_PROGRAM " run -o out.h5 --overwrite " + words})
                    .code == 0);
            const auto foretold = plan.at("bytes").get<std::uint64_t>(),
                       size = fs::file_size(folder / "out.h5");
            INFO(name << more << ": " << foretold << " foretold, " << size << " stored");
            CHECK(size <= foretold);
            // which targets are reached cannot be foreseen: 51 a run, 9 numbers each, in whole chunks
            const std::uint64_t hits = more.find("steps") == std::string::npos ? 0 : 16'384 * 9 * 8;
            CHECK(foretold <= 2 * size + hits);
        }
}

TEST_CASE("hostile: an experiment file without an end is refused") {
    const Folder folder;
    const Result refused = call(folder, {"run", "/dev/zero"});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("it goes on for longer than any experiment file"));
}
