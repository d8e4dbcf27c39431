// SPDX-License-Identifier: MIT
// The experiments on data: the textbook's losses, splits and samples in the results, and bad data told with
// both places.
#include "stored.hpp"
#include "table.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace end_to_end;
using Catch::Contains;
using reference::number;

namespace {

const std::string experiments = THALWEG_SOURCE_DIR "/experiments/";

/// The textbook's losses with this batch size, in its order; hyper-parameters hold commas, so columns count
/// from the end.
struct Loss {
    double least, most, sequential;
};
std::vector<Loss> losses(std::string_view batch) {
    std::vector<Loss> all;
    const std::string text = reference::read("d2l_quoted_losses.csv");
    for (const std::string_view line : reference::cut(text, '\n')) {
        const auto cells = reference::cut(line, ',');
        const std::size_t n = cells.size();
        if (n > 9 && cells[n - 9] == batch && !cells[n - 5].empty())
            all.push_back({number(cells[n - 5]), number(cells[n - 2]), number(cells[n - 1])});
    }
    return all;
}

std::string replaced(std::string text, const std::string &from, const std::string &to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}
/// experiments/airfoil.toml, to be run from anywhere.
std::string airfoil() {
    return replaced(read_file(experiments + "airfoil.toml"), "data/airfoil", experiments + "data/airfoil");
}
Stored run(const Folder &folder, const std::string &text) {
    folder.write("e.toml", text);
    const Result result = call(folder, {"run", "e.toml", "-o", "e.h5", "-q"});
    INFO(result.err);
    REQUIRE(result.code == 0);
    return Stored(folder / "e.h5");
}

/// The first run of experiments/digits.toml in d.h5, so many steps of it.
thalweg::engine::Record first_of_digits(const Folder &folder, const std::string &steps) {
    const Result result = call(folder, {"run", experiments + "digits.toml", "-o", "d.h5", "-q", "--set",
                                        "stop.steps=" + steps, "--set", "experiment.repetitions=1"});
    INFO(result.err);
    REQUIRE(result.code == 0);
    return Stored(folder / "d.h5").record(0);
}

} // namespace

TEST_CASE("airfoil: every final loss lies in the textbook's range over a hundred seeds") {
    const Folder folder;
    const Stored file = run(folder, airfoil());
    const std::vector<Loss> book = losses("10");
    REQUIRE(book.size() == 8);
    REQUIRE(file.runs().size() == 80); // 10 repetitions
    for (std::size_t row = 0; row < 80; ++row) {
        INFO("run " << row << ", setting " << row / 10);
        CHECK(file.record(row).f_final >= book[row / 10].least);
        CHECK(file.record(row).f_final <= book[row / 10].most);
    }
}

TEST_CASE("airfoil: batches in order end at the textbook's losses exactly") {
    const Folder folder;
    const std::string text = replaced(airfoil(), "\"shuffled\"", "\"sequential\"");
    const Stored file = run(folder, replaced(text, "repetitions = 10", "repetitions = 1"));
    const std::vector<Loss> book = losses("10");
    REQUIRE(file.runs().size() == book.size());
    for (std::size_t row = 0; row < book.size(); ++row)
        CHECK(std::abs(file.record(row).f_final - book[row].sequential) <= 1e-12);
}

TEST_CASE("airfoil: one sample a step and all samples a step end at the textbook's losses too") {
    const auto [batch, steps, rate] = GENERATE(
        table<std::string, std::string, std::string>({{"1", "3000", "0.005"}, {"1500", "6", "1.0"}}));
    const Folder folder;
    std::string text = airfoil();
    text = text.substr(0, text.find("[[optimizer]]"));
    text =
        replaced(text, "batch = 10, order = \"shuffled\"", "batch = " + batch + ", order = \"sequential\"");
    text = replaced(text, "steps = 300 ", "steps = " + steps + " ");
    text = replaced(text, "repetitions = 10", "repetitions = 1");
    const Stored file =
        run(folder,
            text + "[[optimizer]]\nname = \"gradient_descent\"\nparameters.learning_rate = " + rate + "\n");
    const std::vector<Loss> book = losses(batch);
    REQUIRE(book.size() == 1);
    CHECK(std::abs(file.record(0).f_final - book[0].sequential) <= 1e-12);
    CHECK(file.record(0).cost.samples == (batch == "1" ? 3000 : 9000));
}

TEST_CASE("digits: full values of three splits with accuracy, and samples by the epoch") {
    const Folder folder;
    const auto record = first_of_digits(folder, "80");
    REQUIRE(record.full.size() == 9); // steps 0, 40, 80
    for (std::size_t i = 0; i < 9; ++i) {
        CHECK(record.full[i].step == 40 * (i / 3));
        CHECK(record.full[i].split == i % 3);
        // so many samples has each split: a share of them is a whole number of them
        const double hits = record.full[i].accuracy * std::array{1258.0, 180.0, 359.0}[i % 3];
        CHECK(hits == Approx(std::round(hits)).margin(1e-9));
        CHECK((i % 3 == 0) == (record.full[i].f == record.observations[i / 3].f));
    }
    CHECK(record.full[6].accuracy > record.full[0].accuracy); // it learns
    CHECK(record.observations[1].cost.samples == 1258);
    CHECK(record.observations[2].cost.samples == 2516);
}

TEST_CASE("digits: show tells each split at the end, and epochs") {
    const Folder folder;
    const auto record = first_of_digits(folder, "60");
    REQUIRE(record.full.size() == 9); // steps 0, 40, 60
    const auto shown = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"show", "d.h5", "--json"});
        return nlohmann::json::parse(call(folder, words).out);
    };
    const auto ranking =
        shown({"--where", "optimizer=gradient_descent and learning_rate<0.2", "--axis", "epochs"});
    const auto &splits = ranking.at("problems")[0].at("standings")[0].at("splits");
    CHECK(splits.at("train").at("f") == record.full[6].f);
    CHECK(splits.at("valid").at("f") == record.full[7].f);
    CHECK(splits.at("test").at("accuracy") == record.full[8].accuracy);
    const auto one = shown({"--run", "0"});
    CHECK(one.at("observations").at("epochs").back() == (1258 + 20 * 32) / 1258.0);
    CHECK(one.at("full").at("step") == nlohmann::json({0, 0, 0, 40, 40, 40, 60, 60, 60}));
    CHECK(one.at("full").at("split")[8] == "test");
    CHECK(one.at("full").at("f")[8] == record.full[8].f);
}

TEST_CASE("data objectives: a bad row is told with its line and with that of the experiment file") {
    const Folder folder;
    folder.write("d.csv", "u,y\n1,2\n3\n");
    folder.write("e.toml", "[experiment]\nname = \"e\"\n[stop]\nsteps = 1\n[[objective]]\nname = "
                           "\"linear_regression\"\nparameters.file = \"d.csv\"\n[[optimizer]]\nname = "
                           "\"gradient_descent\"\n");
    const Result result = call(folder, {"run", "e.toml"});
    CHECK(result.code == 2);
    CHECK_THAT(result.err, Contains("e.toml:7:19") && Contains("skipped by skip_lines (file = d.csv)"));
    CHECK_THAT(result.err, Contains((folder / "d.csv").string() + ":3: the row has 1 cell, not 2"));
    CHECK_FALSE(fs::exists(folder / "e.h5"));
}
