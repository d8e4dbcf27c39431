// SPDX-License-Identifier: MIT
#include "screen.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <new>
#include <nlohmann/json.hpp>
#include <stdexcept>

using screen::run;
using screen::World;

TEST_CASE("frame: the help of every verb ends with an example of it") {
    for (const std::string &verb : thalweg::cli::verb_names()) {
        const std::string help = thalweg::cli::help_of(verb);
        const auto place = help.rfind("Example:\n  thalweg " + verb);
        INFO(help);
        REQUIRE(place != std::string::npos);
        const std::string example = help.substr(place);
        CHECK(std::count(example.begin(), example.end(), '\n') <= 3); // nothing follows it
    }
}

TEST_CASE("frame: --help goes to stdout and is no error") {
    const auto outcome = run({"show", "--help"});
    CHECK(outcome.exit == 0);
    CHECK(outcome.out.find("--where") != std::string::npos);
    CHECK(outcome.err.empty());
    CHECK(run({"--help"}).out.find("describe") != std::string::npos);
    for (const char *option : {"--help", "-h"})
        CHECK(run({"no_such_verb", option}).err.find("error: unknown verb") == 0);
}

TEST_CASE("frame: internal verbs are not shown") {
    CHECK(thalweg::cli::help_of("").find("__") == std::string::npos);
}

TEST_CASE("frame: a mistyped verb is answered with the nearest") {
    const auto outcome = run({"shwo", "a.h5", "--json"});
    CHECK(outcome.exit == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find("error: unknown verb \"shwo\"\n") == 0);
    CHECK(outcome.err.find("  fix: write `thalweg show`\n") != std::string::npos);
}

TEST_CASE("frame: what a terminal would obey is shown, not sent") {
    const auto outcome = run({"show", "a.h5", "--s\x1b[2J\x7f"});
    CHECK(outcome.err.find("error: unknown option \"--s\\x1b[2J\\x7f\"") == 0);
}

TEST_CASE("frame: a mistyped option is answered with the nearest") {
    const auto outcome = run({"show", "a.h5", "--sotr=f_best"});
    CHECK(outcome.exit == 2);
    CHECK(outcome.err == "error: unknown option \"--sotr\"\n  fix: write --sort\n");
}

TEST_CASE("frame: no verb, a missing argument and one too many are wrong usage") {
    CHECK(run({}).exit == 2);
    CHECK(run({}).err.find("error: no verb is given\n") == 0);
    const auto missing = run({"describe"});
    CHECK(missing.exit == 2);
    CHECK(missing.err.find("NAME") != std::string::npos);
    CHECK(missing.err.find("`thalweg describe --help`") != std::string::npos);
    const auto extra = run({"version", "please"});
    CHECK(extra.exit == 2);
    CHECK(extra.err.find("error: unexpected argument \"please\"\n") == 0);
}

TEST_CASE("frame: a value that an option does not take is wrong usage") {
    const auto outcome = run({"--color", "blue", "version"});
    CHECK(outcome.exit == 2);
    CHECK(outcome.err.find("--color") != std::string::npos);
}

TEST_CASE("frame: global options stand before or after the verb") {
    World world;
    CHECK(run(world, {"--plugin-path", "/a", "list", "--plugin-path", "/b", "optimizers"}).exit == 0);
    CHECK(world.asked_path == std::vector<std::filesystem::path>{"/a", "/b"});
}

TEST_CASE("frame: THALWEG_PLUGIN_PATH comes after --plugin-path, its folders split at colons") {
    World world;
    world.variables["THALWEG_PLUGIN_PATH"] = "/c::/d:";
    run(world, {"list", "--plugin-path", "/b"});
    CHECK(world.asked_path == std::vector<std::filesystem::path>{"/b", "/c", "/d"});
}

TEST_CASE("frame: the catalog's notes are warnings, which -q silences") {
    World world;
    world.catalog.notes = {"bowl of /a hides bowl of /b"};
    CHECK(run(world, {"list"}).err == "warning: bowl of /a hides bowl of /b\n");
    CHECK(run(world, {"list", "-q"}).err.empty());
}

TEST_CASE("frame: errors are coloured where it is asked for, and only then") {
    CHECK(run({"nonsense"}).err.find('\x1b') == std::string::npos);
    CHECK(run({"nonsense", "--color", "always"}).err.find("\x1b[1;31merror:\x1b[0m unknown verb") == 0);
    World world;
    world.variables["NO_COLOR"] = "1";
    CHECK(run(world, {"nonsense", "--color", "always"}).err.find('\x1b') == 0);
}

namespace {

/// The outcome of `list` where vet throws what `fail` throws.
screen::Outcome outcome_of(const std::function<void()> &fail) {
    screen::TextFile out, err;
    thalweg::cli::Context context = thalweg::cli::make_context();
    context.out = thalweg::cli::Output(out.file());
    context.err = err.file();
    context.vet = [&fail](const std::vector<std::filesystem::path> &) {
        fail();
        return thalweg::library::Catalog();
    };
    const std::vector<const char *> arguments = {"list"};
    const auto exit = thalweg::cli::main_of(arguments, std::move(context));
    return {static_cast<int>(exit), out.text(), err.text()};
}

} // namespace

TEST_CASE("frame: an exception that nobody foresaw is a fault of ours") {
    const auto outcome = outcome_of([] { throw std::logic_error("lost count"); });
    CHECK(outcome.exit == 4);
    CHECK(outcome.err.find("lost count") != std::string::npos);
    CHECK(outcome.err.find("please report it") != std::string::npos);
    CHECK(outcome_of([] { throw std::bad_alloc(); }).exit == 4);
}

TEST_CASE("frame: several mistakes are all printed, and the first decides the exit code") {
    const auto outcome = outcome_of([] {
        throw thalweg::Errors({{"one", "", "", "", "", thalweg::Exit::not_written}, {"two", "", "", "", ""}});
    });
    CHECK(outcome.exit == 3);
    CHECK(outcome.err == "error: one\nerror: two\n2 errors\n");
}

TEST_CASE("frame: a closed stdout is no error, a full disk is") {
    const auto exit_with = [](std::FILE *file) {
        thalweg::cli::Context context = thalweg::cli::make_context();
        context.out = thalweg::cli::Output(file);
        screen::TextFile err;
        context.err = err.file();
        const std::vector<const char *> arguments = {"version"};
        return static_cast<int>(thalweg::cli::main_of(arguments, std::move(context)));
    };
    std::FILE *full = std::fopen("/dev/full", "w");
    REQUIRE(full);
    CHECK(exit_with(full) == 3);
    std::fclose(full);

    const auto before = std::signal(SIGPIPE, SIG_IGN); // as main does
    std::FILE *closed = popen("exec true", "w");
    REQUIRE(closed);
    std::setvbuf(closed, nullptr, _IONBF, 0);
    int exit = 0;
    for (int i = 0; i < 10'000 && std::ferror(closed) == 0; ++i) // until `true` is gone
        exit = exit_with(closed);
    CHECK(std::ferror(closed) != 0);
    CHECK(exit == 0);
    pclose(closed);
    std::signal(SIGPIPE, before);
}

TEST_CASE("frame: version tells the formats, in text and JSON") {
    CHECK(run({"version"}).out.find("thalweg " THALWEG_TEST_VERSION "\n") == 0);
    const auto json = nlohmann::json::parse(run({"version", "--json"}).out);
    CHECK(json["format"] == "thalweg-version/1");
    CHECK(json["version"] == THALWEG_TEST_VERSION);
    CHECK(json["abi"] == "1.0");
    CHECK(run({"--version"}).out == "thalweg " THALWEG_TEST_VERSION "\n");
}
