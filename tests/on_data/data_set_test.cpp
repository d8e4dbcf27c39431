// SPDX-License-Identifier: MIT
// Options choose target, rows, splits and scales; what they cannot do with a file is told.
#include "plugins/objectives/data/data_set.hpp"
#include "written.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using data::DataSet;
using data::load;
using data::Options;
using data::Target;
using namespace on_data;
using Catch::Contains;
using Numbers = std::vector<double>;

namespace {

/// Rows 1..10: feature the row's number, target its square.
std::string squares() {
    std::string text = "u,y\n";
    for (int i = 1; i <= 10; ++i)
        text += std::to_string(i) + "," + std::to_string(i * i) + "\n";
    return text;
}
/// The features of a split of one-feature data.
Numbers features(const DataSet &set, std::size_t split) {
    Numbers all;
    for (std::size_t i = 0; i < set.rows[split]; ++i)
        all.push_back(set.x[2 * (set.begin[split] + i)]);
    return all;
}
std::string refused(const std::string &text, Options options, Target target) {
    const Folder folder;
    options.file = folder.write("d", text);
    return refusal([&] { load(options, target); });
}

} // namespace

TEST_CASE("target: the last column, or the one of that name or number") {
    const Folder folder;
    Options options{.file = folder.write("d", "a,b,c\n1,2,3\n4,5,6\n")};
    CHECK(load(options, Target::real).y == Numbers{3, 6});
    options.target = "a";
    const DataSet first = load(options, Target::real);
    CHECK(first.y == Numbers{1, 4});
    CHECK(Numbers(first.x.begin(), first.x.end()) == Numbers{2, 3, 1, 5, 6, 1}); // and the bias' input
    options.target = "2";
    CHECK(load(options, Target::real).y == Numbers{2, 5});
    for (const char *none : {"d", "0", "4", "1x"}) {
        options.target = none;
        CHECK_THAT(refusal([&] { load(options, Target::real); }),
                   Contains("it has no column \"" + std::string(none) + "\""));
    }
}

TEST_CASE("labels: a second file is the target, and belongs to the first") {
    const Folder folder;
    Options options{.file = folder.write("d", "1,2\n3,4\n"), .labels = folder.write("l", "1\n0\n")};
    const DataSet set = load(options, Target::binary);
    CHECK(set.features == 2);
    CHECK(set.y == Numbers{1, 0});
    options.labels = folder.write("l", "1\n0\n1\n");
    CHECK_THAT(refusal([&] { load(options, Target::binary); }), Contains("it has 3 labels, and"));
    options.labels = folder.write("l", "1,0\n1,0\n");
    CHECK_THAT(refusal([&] { load(options, Target::binary); }), Contains("it has 2 columns"));
    options.labels = folder.write("l", "1\n2\n");
    CHECK_THAT(refusal([&] { load(options, Target::binary); }),
               Contains("l:2, column 1: the label is 2; labels are 0 and 1 here"));
}

TEST_CASE("labels: out of range or between two classes they are refused with their line") {
    CHECK_THAT(refused("5,0\n5,3\n", {.classes = 3}, Target::classes),
               Contains("d:2, column 2: the label is 3; labels are 0 to 2, since classes says so"));
    CHECK_THAT(refused("5,0\n5,-1\n", {}, Target::classes),
               Contains("d:2, column 2: the label is -1; labels"));
    CHECK_THAT(refused("5,0.5\n5,1\n", {}, Target::classes), Contains("d:1, column 2: the label is 0.5"));
    const Folder folder;
    const std::string file = folder.write("d", "5,0\n5,2\n");
    CHECK(load({.file = file}, Target::classes).classes == 3);
    CHECK(load({.file = file, .classes = 7}, Target::classes).classes == 7);
}

TEST_CASE("splits: train then valid then test in the order of the file, of the first rows alone") {
    const Folder folder;
    Options options{.file = folder.write("d", squares()), .valid = 0.2, .test = 0.3};
    const DataSet set = load(options, Target::real);
    CHECK(features(set, 0) == Numbers{1, 2, 3, 4, 5});
    CHECK(features(set, 1) == Numbers{6, 7});
    CHECK(features(set, 2) == Numbers{8, 9, 10});
    options.rows = 5; // valid 1, test 1.5 rounded up
    const DataSet five = load(options, Target::real);
    CHECK(features(five, 0) == Numbers{1, 2});
    CHECK(features(five, 1) == Numbers{3});
    CHECK(features(five, 2) == Numbers{4, 5});
    CHECK_THAT(refused(squares(), {.rows = 11}, Target::real), Contains("rows asks for 11, and it has 10"));
    CHECK_THAT(refused(squares(), {.valid = 0.5, .test = 0.5}, Target::real),
               Contains("leave nothing of 10 samples to train on"));
}

TEST_CASE("splits: a seed shuffles them, each sample stays once and keeps its target") {
    const Folder folder;
    Options options{.file = folder.write("d", squares()), .valid = 0.2, .test = 0.3, .split_seed = 1};
    const DataSet set = load(options, Target::real), again = load(options, Target::real);
    CHECK(set.x == again.x); // whatever the instance's seed
    Numbers all;
    for (std::size_t split = 0; split < 3; ++split)
        for (const double u : features(set, split))
            all.push_back(u);
    CHECK_FALSE(std::is_sorted(all.begin(), all.end()));
    for (std::size_t i = 0; i < 10; ++i)
        CHECK(set.y[i] == all[i] * all[i]);
    std::sort(all.begin(), all.end());
    CHECK(all == Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    options.split_seed = 2;
    CHECK(load(options, Target::real).x != set.x);
}

TEST_CASE("standardize: by mean and population deviation of the train rows or of all rows of the file") {
    const Folder folder;
    // train 1 and 3: mean 2, deviation 1; all 1, 3, 8: mean 4, squares 9 + 1 + 16 = 26
    Options options{.file = folder.write("d", "1,7,10\n3,7,20\n8,7,60\n"), .standardize = 2, .test = 0.34};
    const DataSet train = load(options, Target::real);
    CHECK(Numbers(train.x.begin(), train.x.end()) == Numbers{-1, 0, 1, 1, 0, 1, 6, 0, 1}); // 7: only centred
    CHECK(train.y == Numbers{-1, 1, 9});
    options.statistics = 1;
    const DataSet all = load(options, Target::real);
    CHECK(all.x[0] == Approx(-3 / std::sqrt(26.0 / 3)));
    options.rows = 2; // statistics are of all three still
    options.test = 0;
    CHECK(load(options, Target::real).x[3] == Approx(-1 / std::sqrt(26.0 / 3)));
    options.standardize = 1;
    CHECK(load(options, Target::real).y == Numbers{10, 20});
}

TEST_CASE("divide_by: features alone") {
    const Folder folder;
    const DataSet set = load({.file = folder.write("d", "8,4\n2,6\n"), .divide_by = 16}, Target::real);
    CHECK(Numbers(set.x.begin(), set.x.end()) == Numbers{0.5, 1, 0.125, 1});
    CHECK(set.y == Numbers{4, 6});
}

TEST_CASE("standardize: a column of equal numbers becomes 0 whatever rounding leaves of its deviation") {
    std::string text; // 0.1 seven times has a mean of 0.1 and 1.4e-17
    for (int i = 0; i < 7; ++i)
        text += "0.1," + std::to_string(i) + "\n";
    const Folder folder;
    Options options{.file = folder.write("d", text + "0.2,7\n0.2,8\n0.2,9\n"), .standardize = 1, .test = 0.3};
    const DataSet set = load(options, Target::real);
    CHECK(features(set, 0) == Numbers(7, 0.0));
    CHECK(features(set, 2) == Numbers(3, 0.2 - 0.1)); // in its own unit
}

TEST_CASE("standardize: a deviation beyond doubles is refused with its column") {
    CHECK_THAT(refused("a,b,c\n1,1e200,2\n2,-1e200,3\n", {.standardize = 1}, Target::real),
               Contains("column 2 (b) cannot be standardised"));
    CHECK_THAT(refused("a,c\n1,1e200\n2,-1e200\n", {.standardize = 2}, Target::real),
               Contains("column 2 (c)"));
}

TEST_CASE("splits: a share that is no sample is refused") {
    CHECK_THAT(refused("1,2\n3,4\n5,6\n", {.valid = 0.1}, Target::real),
               Contains("valid is no sample of 3; raise it"));
    CHECK_THAT(refused("1,2\n3,4\n5,6\n", {.test = 0.1}, Target::real), Contains("test is no sample of 3"));
}

TEST_CASE("no file: what says how to read one is refused") {
    for (const Options &options : {Options{.labels = "l.idx"}, Options{.target = "price"},
                                   Options{.skip_lines = 10}, Options{.header = 1}})
        CHECK_THAT(refusal([&] { load(options, Target::real); }), Contains("is set, and file is not"));
}

TEST_CASE("no file: 64 samples of three features, always the same with each class among them") {
    const DataSet set = load({}, Target::classes);
    CHECK(set.features == 3);
    CHECK(set.rows[0] == 64);
    CHECK(set.classes == 3);
    for (const double label : {0.0, 1.0, 2.0})
        CHECK(std::count(set.y.begin(), set.y.end(), label) > 5);
    CHECK(load({.l2 = 0.5}, Target::classes).x == set.x); // a sweep compares on the same data
}
