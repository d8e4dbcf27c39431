// SPDX-License-Identifier: MIT
// Exceptions that leave a plugin, from each of its functions, and 10 GB at once: the run says so, the others
// are there.
#include "program.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;
using Catch::Contains;

namespace {

/// A run that goes well, the one that throws in `where` of an optimizer or of the objective, and another good
/// one.
std::string experiment(const std::string &optimizer, const std::string &where) {
    return "[experiment]\nname = \"throws\"\n[stop]\nsteps = 4\nmemory = \"512 MiB\"\ntimeout = 60\n"
           "[[objective]]\nname = \"throwing_bowl\"\n[[optimizer]]\nname = \"" +
           optimizer + "\"\nparameters.where = [\"nowhere\", \"" + where + "\", \"never\"]\n" +
           "parameters.rate = { schedule = \"linear\", from = 1.0, to = 0.5 }\n";
}

Result run(const Folder &folder, const std::string &text, const Process::Words &environment = {}) {
    folder.write("throws.toml", text);
    return call(folder,
                {"run", "throws.toml", "-o", "out.h5", "--overwrite", "-j", "2", "--plugin-path",
                 THALWEG_THROWING_DIR},
                environment);
}

/// The message of the run in the middle, which ended with `status`; its neighbours are well.
std::string middle(const Folder &folder, const std::string &status) {
    const Stored stored(folder / "out.h5");
    REQUIRE(stored.runs().size() == 3);
    CHECK(stored.status(0) == "steps");
    CHECK(stored.status(1) == status);
    CHECK(stored.status(2) == "steps");
    const auto messages = stored.record(1).messages;
    return messages.empty() ? "" : messages.front();
}

} // namespace

TEST_CASE("throws: from any function of an optimizer it costs that run alone, and is named") {
    const Folder folder;
    const std::pair<const char *, std::vector<const char *>> functions[] = {
        {"throwing_rule", {"create", "reset", "update", "get_metrics", "solution", "set_param"}},
        {"throwing_stepper", {"create", "step", "get_metrics", "set_param"}},
        {"throwing_runner", {"run", "solution", "set_param"}}};
    for (const auto &[optimizer, all] : functions)
        for (const char *where : all) {
            INFO(optimizer << " throws in " << where);
            const Result result = run(folder, experiment(optimizer, where));
            INFO(result.err);
            CHECK(result.code == 1);
            CHECK_THAT(middle(folder, "failed"),
                       Contains("exception") && Contains(std::string("out of ") + where));
        }
}

TEST_CASE("throws: what an objective throws when it is made is a mistake of the file, at its line") {
    const Folder folder;
    for (const std::string where : {"create", "describe"}) {
        std::string text = experiment("throwing_rule", "nowhere_else");
        text.replace(text.find("[[optimizer]]"), 0, "parameters.where = \"" + where + "\"\n");
        const Result result = run(folder, text);
        INFO(result.err);
        CHECK(result.code == 2);
        CHECK_THAT(result.err,
                   Contains("throws.toml:") && Contains("it threw a C++ exception: out of " + where));
    }
}

TEST_CASE("throws: what an objective throws when it is evaluated fails the runs that ask it") {
    const Folder folder;
    std::string text = experiment("throwing_rule", "nowhere_else");
    text.replace(text.find("[[optimizer]]"), 0, "parameters.where = [\"nowhere\", \"eval\"]\n");
    const Result result = run(folder, text);
    INFO(result.err);
    CHECK(result.code == 1);
    const Stored stored(folder / "out.h5");
    REQUIRE(stored.runs().size() == 6);
    for (std::size_t row = 0; row < 6; ++row)
        CHECK(stored.status(row) == (row < 3 ? "steps" : "failed"));
    CHECK_THAT(stored.record(3).messages.at(0), Contains("out of eval"));
}

TEST_CASE("throws: what the entry or init throws leaves the plugin out, with its file and the words") {
    const Folder folder;
    for (const std::string where : {"entry", "init"}) {
        const Result result =
            run(folder, experiment("throwing_rule", "never"), {"THALWEG_TEST_THROW=" + where});
        INFO(result.err);
        CHECK(result.code == 2);
        CHECK_THAT(result.err, Contains("throwing.so") && Contains("out of " + where));
    }
}

TEST_CASE("memory: 10 GB at once, used, end that run as out_of_memory and no other") {
    const Folder folder;
    for (const char *where : {"hoard_in_update", "hoard_in_create"}) {
        INFO(where);
        const Result result = run(folder, experiment("throwing_rule", where));
        INFO(result.err);
        CHECK(result.code == 1);
        middle(folder, "out_of_memory");
    }
}
