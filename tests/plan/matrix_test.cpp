// SPDX-License-Identifier: MIT
#include "planned.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace planned;

namespace {

const std::string bowl = "[[objective]]\nname = \"bowl\"\n";
const std::string descent = "[[optimizer]]\nname = \"descent\"\n";

std::vector<plan::Key> keys(const std::string &tables, const std::string &experiment = "seed = 7") {
    const auto matrix = make(text_of(tables, experiment));
    std::vector<plan::Key> found;
    for (std::uint64_t id = 0; id < matrix.size(); ++id)
        if (const auto cell = matrix.at(id))
            found.push_back(cell->key);
    return found;
}

std::vector<double> rates(const std::string &line) {
    const auto matrix = make(text_of(bowl + descent + line));
    std::vector<double> found;
    for (std::uint64_t id = 0; id < matrix.size(); ++id)
        if (const auto cell = matrix.at(id))
            found.push_back(real_of(*cell, 0));
    return found;
}

} // namespace

TEST_CASE("matrix: runs are in the order of the file, repetitions fastest") {
    const auto matrix = make(text_of(bowl +
                                         "dimensions = [1, 3]\nparameters.scale = [1.0, 2.0]\n"
                                         "starts = [\"default\", { uniform = [-1, 1], count = 2 }]\n" +
                                         descent +
                                         "parameters.learning_rate = [0.5, 0.25]\n"
                                         "parameters.nesterov = [false, true]\n" +
                                         "[[optimizer]]\nname = \"noisy\"\n",
                                     "seed = 7\nrepetitions = 2"));
    // 2 dimensions x 2 scales x 3 starts x (4 + 1) settings x 2 repetitions
    REQUIRE(matrix.size() == 120);
    CHECK(matrix.counts().runs == 120);
    // 97 = ((1 * 2 + 1) * 3 + 0) * 10 + 3 * 2 + 1: dimension 1, scale 1, start 0, setting 3, repetition 1
    const auto cell = matrix.at(97);
    REQUIRE(cell);
    CHECK(cell->dimension == 3);
    CHECK(std::get<double>(cell->objective_parameters[0]) == 2.0);
    CHECK(cell->start_index == 0);
    CHECK(cell->start == std::vector<double>{0.5, 0.5, 0.5});
    CHECK(cell->start_is_component_own);
    CHECK(real_of(*cell, 0) == 0.25);
    CHECK(std::get<bool>(cell->optimizer_parameters[3]));
    CHECK(cell->repetition == 1);
    const auto last = matrix.at(119);
    CHECK(last->optimizer->name == "noisy");
    CHECK(last->start_draw == 1);
    CHECK(last->start.size() == 3);
    CHECK_FALSE(matrix.at(120));
}

TEST_CASE("matrix: generators meet their ends") {
    CHECK(rates("parameters.learning_rate = { linear = [1, 3], count = 3 }\n") ==
          std::vector<double>{1, 2, 3});
    const auto logs = rates("parameters.learning_rate = { log = [1e-4, 1e0], count = 9 }\n");
    REQUIRE(logs.size() == 9);
    CHECK(logs.front() == 1e-4);
    CHECK(logs.back() == 1.0);
    CHECK(logs[4] == Approx(1e-2));
    CHECK(rates("parameters.learning_rate = { formula = \"16 * 2^-i\", count = 3 }\n") ==
          std::vector<double>{16, 8, 4});
    CHECK(rates("parameters.learning_rate = { formula = \"(i + 1) / d\", count = 2 }\n") ==
          std::vector<double>{0.5, 1.0}); // the bowl's own dimension is 2
}

TEST_CASE("matrix: a zip pairs, the rest is a product") {
    const auto matrix =
        make(text_of(bowl + descent +
                     "parameters.learning_rate = [0.5, 0.25]\nparameters.rule = [\"armijo\", \"wolfe\"]\n"
                     "parameters.steps_back = { linear = [1, 2], count = 2 }\n"
                     "zip = [[\"learning_rate\", \"steps_back\"]]\n"));
    REQUIRE(matrix.size() == 4);
    // the zip stands where learning_rate does: slowest
    CHECK(real_of(*matrix.at(1), 0) == 0.5);
    CHECK(std::get<std::string>(matrix.at(1)->optimizer_parameters[2]) == "wolfe");
    CHECK(real_of(*matrix.at(2), 0) == 0.25);
    CHECK(std::get<std::int64_t>(matrix.at(2)->optimizer_parameters[1]) == 2);
}

TEST_CASE("matrix: a flat array is one value of an array-typed parameter, an array of arrays a sweep") {
    CHECK(make(text_of(bowl + "parameters.weights = [1, 2.5]\n" + descent)).size() == 1);
    const auto matrix = make(text_of(bowl + "parameters.weights = [[1, 2], [3.0]]\n" + descent));
    REQUIRE(matrix.size() == 2);
    CHECK(std::get<std::vector<double>>(matrix.at(0)->objective_parameters[1]) == std::vector<double>{1, 2});
}

TEST_CASE("matrix: excludes drop what matches all of them and leave gaps in the ids") {
    const std::string tables =
        bowl + "label = \"b\"\n" + descent +
        "parameters.learning_rate = [0.05, 0.1, 0.2]\nparameters.rule = [\"armijo\", \"wolfe\"]\n"
        "[[exclude]]\nobjective = \"b\"\noptimizer_parameters.learning_rate = { above = 0.1 }\n"
        "optimizer_parameters.rule = { equals = \"wolfe\" }\n";
    const auto matrix = make(text_of(tables));
    CHECK(matrix.size() == 6);
    CHECK(matrix.counts().excluded == 1);
    CHECK(matrix.counts().runs == 5);
    CHECK_FALSE(matrix.at(5));
    CHECK(matrix.at(4));
}

TEST_CASE("matrix: unsupported cells are left out and counted where the file asks for it") {
    const auto matrix = make(
        text_of(bowl + "[[objective]]\nname = \"line\"\n" + descent, "seed = 7\nskip_unsupported = true"));
    CHECK(matrix.counts().unsupported == 1);
    CHECK(matrix.at(0));
    CHECK_FALSE(matrix.at(1));
}

TEST_CASE("keys: a grown file keeps those it had") {
    const auto is_prefix = [](const std::vector<plan::Key> &a, const std::vector<plan::Key> &b) {
        return a.size() < b.size() && std::equal(a.begin(), a.end(), b.begin());
    };
    const auto drawn = [](int n) {
        return bowl + descent + "search = { method = \"halton\", count = " + std::to_string(n) +
               " }\nparameters.learning_rate = { log_uniform = [1e-4, 1e-1] }\n"
               "parameters.steps_back = { uniform = [1, 9] }\n";
    };
    CHECK(is_prefix(keys(drawn(20)), keys(drawn(40))));
    const auto small = make(text_of(drawn(20))), large = make(text_of(drawn(40)));
    for (std::uint64_t id = 0; id < 20; ++id) {
        CHECK(real_of(*small.at(id), 0) == real_of(*large.at(id), 0));
        CHECK(small.at(id)->optimizer_parameters[1] == large.at(id)->optimizer_parameters[1]);
    }
    const auto swept = [](const std::string &values) {
        return bowl + descent + "parameters.learning_rate = [" + values + "]\n";
    };
    CHECK(is_prefix(keys(swept("0.5, 0.25")), keys(swept("0.5, 0.25, 2"))));
    const auto formula = [](const std::string &n) {
        return bowl + descent + "parameters.learning_rate = { formula = \"2^-i\", count = " + n + " }\n";
    };
    CHECK(is_prefix(keys(formula("3")), keys(formula("5"))));
    const auto linear = [](const std::string &n) {
        return bowl + descent + "parameters.learning_rate = { linear = [1, 2], count = " + n + " }\n";
    };
    CHECK_FALSE(is_prefix(keys(linear("3")), keys(linear("5")))); // their values move
}

TEST_CASE("search: halton takes a prime a parameter and shifts the whole sequence") {
    const auto matrix = make(text_of(bowl + "[[optimizer]]\nname = \"strict\"\n"
                                            "search = { method = \"halton\", count = 2 }\n"
                                            "parameters.rate = { uniform = [1, 2] }\n"
                                            "parameters.decay = { uniform = [1, 2] }\n"));
    const auto first = matrix.at(0), second = matrix.at(1);
    const auto moved = [&](std::size_t p) {
        const double difference = real_of(*second, p) - real_of(*first, p);
        return difference - std::floor(difference);
    };
    CHECK(moved(0) == Approx(0.75));      // base 2: 1/2, 1/4
    CHECK(moved(1) == Approx(1.0 / 3.0)); // base 3: 1/3, 2/3
    CHECK(real_of(*first, 0) != Approx(1.5));
    CHECK(real_of(*first, 1) != Approx(1 + 1.0 / 3.0));
}

TEST_CASE("keys: labels, order and stop do not enter, seed, start and repetition do") {
    const auto plain = keys(bowl + descent);
    CHECK(plain ==
          keys("[[objective]]\nname = \"bowl\"\nlabel = \"other\"\n" + descent + "label = \"mine\"\n"));
    CHECK(plain ==
          keys(bowl + "dimensions = [2]\n" + descent + "parameters.learning_rate = 0.1\n")); // defaults
    std::string longer = text_of(bowl + descent);
    longer.replace(longer.find("steps = 10"), 10, "steps = 20");
    CHECK(make(longer).at(0)->key == plain[0]);
    CHECK(plain != keys(bowl + descent, "seed = 8"));
    CHECK(plain != keys(bowl + "starts = [[0.5, 0.5]]\n" + descent));
    CHECK(plain != keys(bowl + "transform = [{ shift = 1.0 }]\n" + descent));
    CHECK(plain != keys(bowl + "dimensions = [3]\n" + descent));
    const auto repeated = keys(bowl + descent, "seed = 7\nrepetitions = 2");
    CHECK(repeated[0] == plain[0]);
    CHECK(repeated[1] != plain[0]);
    // one value, written and generated: a generated one enters by its rule
    CHECK(keys(bowl + descent + "parameters.learning_rate = 0.5\n") !=
          keys(bowl + descent + "parameters.learning_rate = { formula = \"0.5\", count = 1 }\n"));
}

TEST_CASE("keys: the order of tables and parameters does not enter") {
    const std::string noisy = "[[optimizer]]\nname = \"noisy\"\n";
    const auto a = keys(bowl + descent + noisy), b = keys(bowl + noisy + descent);
    CHECK(a[0] == b[1]);
    CHECK(a[1] == b[0]);
    CHECK(keys(bowl + descent + "parameters.learning_rate = 0.5\nparameters.nesterov = true\n") ==
          keys(bowl + descent + "parameters.nesterov = true\nparameters.learning_rate = 0.5\n"));
}

TEST_CASE("streams: optimizers meet the same starts and noise, a start keeps its own") {
    const std::string drawn = bowl + "starts = [{ uniform = [-1, 1], count = 2 }]\n";
    const auto matrix = make(text_of(drawn + descent + "[[optimizer]]\nname = \"noisy\"\n"));
    CHECK(matrix.at(0)->start == matrix.at(1)->start);
    CHECK(matrix.at(0)->data_seed == matrix.at(1)->data_seed);
    CHECK(matrix.at(0)->optimizer_seed != matrix.at(1)->optimizer_seed);
    CHECK(matrix.at(0)->start != matrix.at(2)->start);
    CHECK(matrix.at(0)->data_seed != matrix.at(2)->data_seed);
    // another start in front of them moves neither the points nor their streams
    const auto moved =
        make(text_of(bowl + "starts = [[1, 1], { uniform = [-1, 1], count = 2 }]\n" + descent));
    CHECK(moved.at(1)->start == matrix.at(0)->start);
    CHECK(moved.at(1)->data_seed == matrix.at(0)->data_seed);
    CHECK(moved.at(1)->key == matrix.at(0)->key);
}

TEST_CASE("starts: an objective without a canonical start draws its own") {
    const auto matrix =
        make(text_of("[[objective]]\nname = \"wild\"\nstarts = [\"default\", \"default\"]\n" + descent));
    REQUIRE(matrix.size() == 2);
    CHECK(matrix.at(1)->start.empty());
    CHECK(matrix.at(1)->start_draw == 1);
    CHECK(matrix.at(0)->key != matrix.at(1)->key);
}

TEST_CASE("data: the objective's own dimension is asked for, and formulas of stop use it") {
    const auto matrix = make("[experiment]\nname = \"t\"\n[stop]\nsteps = { formula = \"10.5 * d\" }\n"
                             "[[objective]]\nname = \"data\"\ndata = { batch = 32 }\n" +
                             descent);
    CHECK(matrix.at(0)->dimension == 3);
    CHECK(matrix.at(0)->stop.steps == 31u); // 31.5, rounded down
}

TEST_CASE("matrix: a thousand million runs are planned in constant memory") {
    const auto matrix =
        make(text_of(bowl + descent +
                         "parameters.learning_rate = { formula = \"1 + i / 1000\", count = 10_000 }\n"
                         "parameters.steps_back = { linear = [1, 1000], count = 1000 }\n",
                     "seed = 7\nrepetitions = 100"));
    REQUIRE(matrix.size() == 1'000'000'000);
    CHECK(matrix.counts().runs == 1'000'000'000);
    const auto last = matrix.at(999'999'999);
    CHECK(real_of(*last, 0) == 1 + 9999.0 / 1000);
    CHECK(std::get<std::int64_t>(last->optimizer_parameters[1]) == 1000);
    CHECK(last->repetition == 99);
}

TEST_CASE("warnings: repetitions in which nothing is random, and a target that nobody knows") {
    const auto matrix =
        make("[experiment]\nname = \"t\"\nrepetitions = 3\n[stop]\nsteps = 5\ntarget = 1e-8\n" + bowl +
             descent + "[[optimizer]]\nname = \"noisy\"\n");
    REQUIRE(matrix.warnings().size() == 2);
    CHECK(matrix.warnings()[0] == "stop.target is ignored where an objective does not know its least value");
    CHECK(matrix.warnings()[1] ==
          "experiment.repetitions = 3, but nothing is random in runs of descent on bowl: "
          "their repetitions are equal");
    CHECK(make(text_of(bowl + "[[optimizer]]\nname = \"noisy\"\n", "repetitions = 3")).warnings().empty());
}

TEST_CASE("warnings: what minibatches do to target and gradient_norm and batches that are too large") {
    const std::string stop = "[experiment]\nname = \"t\"\nrepetitions = 2\n[stop]\nsteps = 5\n",
                      data = "[[objective]]\nname = \"data\"\ndata = { batch = ";
    const auto warnings = [&](const std::string &limits, const std::string &batch) {
        return make(stop + limits + data + batch + " }\n" + descent).warnings();
    };
    CHECK(warnings("", "10").empty());
    const auto norm = warnings("gradient_norm = 0.1\n", "10");
    REQUIRE(norm.size() == 1);
    CHECK(norm[0] ==
          "stop.gradient_norm is ignored on minibatches of data: the gradient on a batch does not tend to 0");
    const auto large = warnings("", "101");
    REQUIRE(large.size() == 1);
    CHECK(large[0] == "data.batch = 101 is more than the 100 samples of data: a batch has 100");
    const auto equal = warnings("", "10, order = \"sequential\"");
    REQUIRE(equal.size() == 1);
    CHECK(equal[0].find("nothing is random in runs of descent on data") != std::string::npos);
    const std::string seldom =
        "stop.target is tested on minibatches of data only where all data is evaluated";
    const auto target = warnings("target = 0.1\n", "10");
    CHECK(target.back().find(seldom) == 0);
    for (const std::string &warning : warnings("target = 0.1\n[record]\nfull = \"every:1\"\n", "10"))
        CHECK(warning.find(seldom) == std::string::npos);
}

TEST_CASE("warnings: an optimizer for hidden matrices where no objective has any") {
    const std::string noisy = "[[optimizer]]\nname = \"noisy\"\nlabel = \"mine\"\n",
                      data = "[[objective]]\nname = \"data\"\n";
    const auto warnings = make(text_of(data + noisy)).warnings();
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0] ==
          "mine treats matrices of the role hidden, and no objective of the file has such blocks");
    CHECK(make(text_of(data + bowl + noisy)).warnings().empty()); // bowl has hidden blocks
}

TEST_CASE("labels: name what the tables set and give everything in JSON") {
    const auto matrix = make(text_of(bowl + "parameters.scale = [2.0]\n" + descent +
                                     "parameters.nesterov = true\nparameters.learning_rate = 0.5\n"));
    const auto labels = plan::labels(*matrix.at(0));
    CHECK(labels.objective == "bowl");
    CHECK(nlohmann::json::parse(labels.objective_json)["label"] == "bowl scale=2");
    CHECK(labels.configuration == "learning_rate=0.5, nesterov=true");
    CHECK(nlohmann::json::parse(labels.configuration_json)["parameters"]["steps_back"] == 3);
    CHECK(labels.start_json == R"({"kind":"default","point":[0.5,0.5]})");
    CHECK(plan::labels(*make(text_of(bowl + descent)).at(0)).configuration == "defaults");
}
