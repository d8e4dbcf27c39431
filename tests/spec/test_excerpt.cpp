// SPDX-License-Identifier: MIT
#include "spec/spec.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::spec;

namespace {

Error show(const std::string &text, Place place) {
    return mistake({"a.toml", text, {"stop.steps=x"}}, place, "what", "why", "fix");
}

} // namespace

TEST_CASE("mistake: shows the line with its number and a caret under the key, as command-line.md has it") {
    const std::string lines(13, '\n');
    const Error error = mistake({"experiments/first.toml", lines + "parameters.beta = 0.9\n", {}},
                                {14, 1, 15}, "unknown parameter \"beta\" of optimizer \"adam\"",
                                "adam takes learning_rate, beta1, beta2, epsilon",
                                "write beta1 or beta2; `thalweg describe adam` lists them with their ranges");

    CHECK(to_text(error) ==
          "error: unknown parameter \"beta\" of optimizer \"adam\"\n"
          "   at: experiments/first.toml:14:1\n"
          "   14 | parameters.beta = 0.9\n"
          "      | ^~~~~~~~~~~~~~~\n"
          "  why: adam takes learning_rate, beta1, beta2, epsilon\n"
          "  fix: write beta1 or beta2; `thalweg describe adam` lists them with their ranges\n");
}

TEST_CASE("mistake: an override has no line") {
    const Error error = show("a = 1\n", {0, 1, 0});
    CHECK(error.where == "--set stop.steps=x");
    CHECK(error.excerpt.empty());
}

TEST_CASE("mistake: what the file lacks stands in the file as a whole") {
    const Error error = show("a = 1\n", {0, 0, 0});
    CHECK(error.where == "a.toml");
    CHECK(error.excerpt.empty());
}

TEST_CASE("mistake: columns count code points and carets count columns of the terminal") {
    // a tab is shown as one blank; the two wide letters take two columns each, e with an accent one
    const Error error = show("\t\xE8\xB0\xB7\xE7\xB7\x9A \xC3\xA9 = 1\r\n", {1, 5, 1});
    CHECK(error.where == "a.toml:1:5");
    CHECK(error.excerpt == "    1 |  \xE8\xB0\xB7\xE7\xB7\x9A \xC3\xA9 = 1\n"
                           "      |       ^\n");
}

TEST_CASE("mistake: bytes that are not UTF-8 and control characters are shown as the replacement mark") {
    const std::string mark = "\xEF\xBF\xBD";
    CHECK(show("a\x1B[31m\xFFz", {1, 7, 1}).excerpt ==
          "    1 | a" + mark + "[31m" + mark + "z\n      |       ^\n");
}

TEST_CASE("mistake: a long line is cut around its caret") {
    const std::string line = std::string(200, 'a') + "b" + std::string(300, 'c');
    // 30 letters stay before the caret and 100 in all
    CHECK(show(line, {1, 201, 1}).excerpt == "    1 | ..." + std::string(30, 'a') + "b" +
                                                 std::string(69, 'c') + "...\n      | " +
                                                 std::string(33, ' ') + "^\n");
    CHECK(show(line, {1, 1, 1}).excerpt == "    1 | " + std::string(100, 'a') + "...\n      | ^\n");
    CHECK(show(line, {1, 501, 1}).excerpt ==
          "    1 | ..." + std::string(100, 'c') + "\n      | " + std::string(102, ' ') + "^\n");
}

TEST_CASE("mistake: a place after the last line or column still shows a caret") {
    CHECK(show("ab", {1, 3, 1}).excerpt == "    1 | ab\n      |   ^\n");
    CHECK(show("ab", {7, 1, 1}).excerpt == "    7 | \n      | ^\n");
}

TEST_CASE("sort_by_place: the lines of the file, then the file as a whole, then overrides") {
    const auto at = [](std::uint32_t line, std::uint32_t column) {
        return mistake({"a.toml", "", {"a=0", "a=1"}}, {line, column, 1}, "what", "why", "fix");
    };
    std::vector<Error> errors = {at(0, 2), at(0, 1), at(0, 0), at(10, 1), at(9, 12), at(9, 2)};
    sort_by_place(errors);
    std::vector<std::string> order;
    for (const Error &error : errors)
        order.push_back(error.where);
    CHECK(order == std::vector<std::string>{"a.toml:9:2", "a.toml:9:12", "a.toml:10:1", "a.toml", "--set a=0",
                                            "--set a=1"});
}
