// SPDX-License-Identifier: MIT
// Folders with good and deadly plugins -> catalogs, notes and answers; the process that asks stays alive.
#include "library/vetting.hpp"

#include "error.hpp"
#include "folder.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <unistd.h>

using namespace thalweg;
using namespace thalweg::library;
namespace fs = std::filesystem;

namespace {

const VettingTerms terms{.host_executable = THALWEG_VET_CHILD, .patience = std::chrono::milliseconds(400)};

Probe bowl(std::uint64_t dimension) {
    return {"c_bowl", {2.0, std::string("near"), std::vector<double>{0.25}}, dimension, 0};
}

/// Whether this process has mapped a file of that name.
bool is_mapped(const std::string &name) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.find(name) != std::string::npos)
            return true;
    return false;
}

} // namespace

TEST_CASE("vetting: gives the catalog of a folder and loads nothing here") {
    const Folder folder;
    folder.with("c_plugin", "sound");
    const Vetting vetting({folder.path()}, terms);
    const Catalog &catalog = vetting.catalog();
    CHECK(catalog.notes.empty());
    REQUIRE(catalog.plugins.size() == 2);
    CHECK(catalog.plugins[0].path == (folder.path() / "c_plugin.so").string());
    CHECK(catalog.plugins[0].version == "0.3");
    CHECK(catalog.plugins[0].sha256.size() == 64);
    CHECK(catalog.plugins[0].sha256 != catalog.plugins[1].sha256);
    REQUIRE(catalog.find(Kind::objective, "c_bowl") != nullptr);
    CHECK(catalog.find(Kind::objective, "c_bowl")->parameters.at(1).choices ==
          std::vector<std::string>{"near", "far"});
    CHECK(catalog.find(Kind::optimizer, "sound_rule")->plugin == 1);
    CHECK_FALSE(is_mapped(catalog.plugins[0].path));
}

TEST_CASE("vetting: an empty folder is an empty catalog, a missing one an error") {
    const Folder folder;
    CHECK(Vetting({folder.path()}, terms).catalog().components.empty());
    CHECK_THROWS_WITH(Vetting({folder.path() / "nowhere"}, terms), "the plugin folder cannot be read");
}

TEST_CASE("vetting: a program that cannot be started is a fault") {
    const Folder folder;
    folder.with("sound");
    CHECK_THROWS_WITH(Vetting({folder.path()}, {.host_executable = folder.path() / "nowhere"}),
                      "the process that looks at plugins cannot be started");
    CHECK_THROWS_WITH(Vetting({folder.path()}, {.host_executable = "/bin/true"}),
                      "the process that looks at plugins ended before it looked at any");
}

TEST_CASE("vetting: files that are refused or deadly are left out with a note, and the rest is there") {
    struct Deadly {
        const char *name, *note;
    };
    const Deadly deadly[] = {
        {"crashes_in_init", "crashes_in_init.so is left out: it crashed with SIGSEGV while it was loaded"},
        {"exits_in_constructor",
         "exits_in_constructor.so is left out: it exited with code 0 while it was loaded"},
        {"hangs_in_init", "hangs_in_init.so is left out: it gave no answer for 0.4 s while it was loaded"},
        {"wrong_major",
         "wrong_major.so is left out: the plugin was built for ABI 2.0, this thalweg has ABI 1.0"},
        {"no_entry", "no_entry.so is left out: the file is no thalweg plugin"},
    };
    for (const Deadly &one : deadly) {
        DYNAMIC_SECTION(one.name) {
            const Folder folder;
            folder.with(one.name, "c_plugin", "sound");
            Vetting vetting({folder.path()}, terms);
            const Catalog &catalog = vetting.catalog();
            REQUIRE(catalog.notes.size() == 1);
            CHECK_THAT(catalog.notes[0], Catch::StartsWith((folder.path() / one.note).string()));
            CHECK(catalog.plugins.size() == 2);
            CHECK(catalog.components.size() == 4);
            const auto answers = vetting.probe({bowl(2)});
            CHECK(std::holds_alternative<Problem>(answers.at(0)));
        }
    }
}

TEST_CASE("vetting: several deadly files are each left out") {
    const Folder folder;
    folder.with("c_plugin", "crashes_in_init", "exits_in_constructor");
    folder.write("text.so", "no plugin");
    const Vetting vetting({folder.path()}, terms);
    CHECK(vetting.catalog().notes.size() == 3);
    CHECK(vetting.catalog().plugins.size() == 1);
}

TEST_CASE("vetting: a warning of a plugin that is kept is a note") {
    const Folder folder;
    folder.with("fast_math");
    const Vetting vetting({folder.path()}, terms);
    REQUIRE(vetting.catalog().notes.size() == 1);
    CHECK_THAT(vetting.catalog().notes[0], Catch::Contains("built with -ffast-math?"));
    CHECK(vetting.catalog().plugins.size() == 1);
}

TEST_CASE("vetting: an earlier folder hides, also for probes") {
    const Folder mine, all;
    mine.with("sound");
    all.with("crashes_in_create", "c_plugin"); // offers sound_bowl, too
    Vetting vetting({mine.path(), all.path()}, terms);
    CHECK(vetting.catalog().plugins.size() == 2);
    CHECK(vetting.catalog().notes.size() == 2);
    CHECK(std::holds_alternative<Problem>(vetting.probe({{"sound_bowl", {}, 1, 0}}).at(0)));
}

TEST_CASE("probe: answers in order, with the problem or the reason") {
    const Folder folder;
    folder.with("c_plugin");
    Vetting vetting({folder.path()}, terms);
    const auto answers = vetting.probe({bowl(3), bowl(13), {"nothing", {}, 1, 0}, bowl(0)});
    REQUIRE(answers.size() == 4);
    CHECK(std::get<Problem>(answers[0]).minimizers == std::vector<std::vector<double>>{{3, 3, 3}});
    CHECK(std::get<Problem>(answers[0]).start == std::vector<double>{0.25, 0.25, 0.25});
    CHECK(std::get<std::string>(answers[1]) == "13 dimensions bring bad luck");
    CHECK(std::get<std::string>(answers[2]) ==
          "there is no objective \"nothing\" in the plugins that are loaded");
    CHECK(std::get<Problem>(answers[3]).dim == 2);
}

TEST_CASE("probe: a crash or a hang is the answer to its probe, and the next one is answered") {
    struct Deadly {
        const char *name, *answer;
    };
    const Deadly deadly[] = {
        {"crashes_in_create", "crashed with SIGSEGV in create"},
        {"crashes_in_describe", "crashed with SIGABRT in describe"},
        {"hangs_in_create", "gave no answer for 0.4 s in create"},
    };
    for (const Deadly &one : deadly) {
        DYNAMIC_SECTION(one.name) {
            const Folder folder;
            folder.with(one.name, "c_plugin");
            Vetting vetting({folder.path()}, terms);
            CHECK(vetting.catalog().notes.empty());
            const auto answers = vetting.probe({bowl(1), {"sound_bowl", {}, 1, 0}, bowl(5)});
            REQUIRE(answers.size() == 3);
            CHECK(std::get<Problem>(answers[0]).dim == 1);
            CHECK(std::get<std::string>(answers[1]) == one.answer);
            CHECK(std::get<Problem>(answers[2]).dim == 5);
        }
    }
}

TEST_CASE("vetting: what plugins print does not reach stdout") {
    const Folder folder;
    folder.with("sound"); // its describe prints
    std::fflush(stdout);
    const int ours = ::dup(STDOUT_FILENO);
    std::FILE *caught = std::fopen((folder.path() / "stdout").c_str(), "w");
    REQUIRE(caught != nullptr);
    ::dup2(::fileno(caught), STDOUT_FILENO);
    std::vector<ProbeAnswer> answers;
    {
        Vetting vetting({folder.path()}, terms);
        answers = vetting.probe({{"sound_bowl", {}, 1, 0}});
    }
    ::dup2(ours, STDOUT_FILENO);
    ::close(ours);
    std::fclose(caught);
    CHECK(std::holds_alternative<Problem>(answers.at(0)));
    CHECK(fs::file_size(folder.path() / "stdout") == 0);
}
