// SPDX-License-Identifier: MIT
// The same objective and the same rule in each language -> one matrix of all with all, and the same bits.
#include "slow.hpp"

#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>
#include <cstring>
#include <map>
#include <sstream>

using namespace end_to_end;
using namespace thalweg::testing;
using Catch::StartsWith;

namespace {

/// Those whose compiler was found; a skipped test stands for each other one.
std::vector<std::string> languages() {
    std::vector<std::string> all;
    std::istringstream list(THALWEG_LANGUAGES);
    for (std::string language; list >> language;)
        all.push_back(language);
    return all;
}

const Plugins &plugins() {
    static const Plugins all([] {
        std::vector<std::string> files;
        for (const std::string &language : languages())
            files.push_back(std::string(THALWEG_LANGUAGES_DIR "/") +
                            (language == "c" ? "minimal" : language) + "_plugin.so");
        return files;
    }());
    return all;
}

/// Every rule on every objective: two dimensions, two settings, one with a schedule.
std::string everything(const std::string &steps, const std::string &kept) {
    std::string text = "[experiment]\nname = \"languages\"\nseed = 4\n[stop]\nsteps = " + steps +
                       "\n[record]\nobservations = \"" + kept + "\"\niterates = \"" + kept + "\"\n";
    for (const std::string &language : languages())
        text += "[[objective]]\nname = \"" + language +
                "_valley\"\ndimensions = [2, 7]\nparameters.steepness = 30.0\n";
    for (const std::string &language : languages())
        text += "[[optimizer]]\nname = \"" + language +
                "_ball\"\nparameters.learning_rate = [0.0007, { schedule = \"cosine\", from = 0.001, to = "
                "0.0 }]\n"
                "parameters.momentum = 0.85\n";
    return text;
}

Process::Words run_everything(const std::string &out, const std::string &jobs) {
    return {"run", "languages.toml", "-o", out, "--jobs", jobs, "--plugin-path", THALWEG_LANGUAGES_DIR};
}

template <class Vector> bool same_bits(const Vector &a, const Vector &b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(a[0])) == 0;
}

/// x after each of 20 updates with gradients of the objective.
std::vector<double> trajectory(Optimizer &optimizer, const Objective &objective) {
    std::vector<double> all;
    for (int step = 0; step < 20; ++step) {
        optimizer.iterate(objective);
        all.insert(all.end(), optimizer.x().begin(), optimizer.x().end());
    }
    return all;
}

} // namespace

TEST_CASE("languages: all are built") {
    CHECK(languages().front() == "c");
    CHECK(plugins().all().size() == 2 * languages().size());
}

TEST_CASE("languages: every rule on every objective makes the same bits, whoever wrote it") {
    const Folder folder;
    folder.write("languages.toml", everything("300", "all"));
    const Result run = call(folder, run_everything("languages.h5", "3"));
    INFO(run.err);
    REQUIRE(run.code == 0);
    const Stored stored(folder / "languages.h5");
    const std::size_t n = languages().size();
    REQUIRE(stored.runs().size() == n * n * 2 * 2);

    // objective, dimension, optimizer, setting: in file order
    for (std::size_t cell = 0; cell < 4; ++cell) {
        const std::size_t dimension = cell / 2, setting = cell % 2;
        const auto row = [&](std::size_t objective, std::size_t optimizer) {
            return ((objective * 2 + dimension) * n + optimizer) * 2 + setting;
        };
        const thalweg::engine::Record expected = stored.record(row(0, 0));
        REQUIRE(expected.iterates.size() == 301 * (dimension == 0 ? 2 : 7));
        REQUIRE(expected.iterates[0] == -1.2);
        CHECK(expected.f_final < expected.f_start / 2); // it rolls down
        for (std::size_t objective = 0; objective < n; ++objective)
            for (std::size_t optimizer = 0; optimizer < n; ++optimizer) {
                INFO(languages()[optimizer] << "_ball on " << languages()[objective] << "_valley, cell "
                                            << cell);
                const thalweg::engine::Record record = stored.record(row(objective, optimizer));
                CHECK(stored.status(row(objective, optimizer)) == "steps");
                CHECK(same_bits(record.iterates, expected.iterates));
                CHECK(record.f_final == expected.f_final);
                CHECK(record.cost == expected.cost);
            }
    }
}

TEST_CASE("languages: a matrix that is killed goes on to the bits of one that was left alone") {
    const Folder folder;
    // an objective that takes its time comes first, for a kill in the middle
    std::string text = everything("30", "all");
    text.insert(text.find("[[objective]]"), "[[objective]]\nname = \"slow\"\n");
    folder.write("languages.toml", text);
    const auto run = [](const std::string &out, const std::string &jobs) {
        Process::Words words = run_everything(out, jobs);
        words.insert(words.end(), {"--plugin-path", own_plugins});
        return words;
    };
    {
        Process process(folder, with_thalweg(run("parts.h5", "1")), {"E2E_MILLISECONDS=20"});
        wait_until([&] { return count_parts(folder / "parts.h5") > 0 || process.has_ended(); });
        REQUIRE_FALSE(process.has_ended());
        process.kill_everything();
    }
    REQUIRE(call(folder, run("whole.h5", "2")).code == 0);
    const Result last = call(folder, run("parts.h5", "3"));
    INFO(last.err);
    CHECK(last.code == 0);
    CHECK(digest_of(folder / "parts.h5") == digest_of(folder / "whole.h5"));
    CHECK_THAT(call(folder, run("parts.h5", "3")).out, StartsWith("languages: nothing to do"));
}

TEST_CASE("languages: reset equals fresh, schedules undone, and interleaved instances do not meet") {
    for (const std::string &language : languages()) {
        INFO(language);
        const Objective objective(plugins()[language + "_valley"], {}, 5);
        const std::vector<double> x0{-1, 0.5, 0.25, 2, 1};
        const thalweg_component &ball = plugins()[language + "_ball"];
        Optimizer fresh(ball, x0), used(ball, x0), other(ball, {0, 1, 2, 3, 4});
        const std::vector<double> expected = trajectory(fresh, objective);
        trajectory(used, objective);
        used.set({"learning_rate", 0.0625});
        used.reset();
        std::vector<double> mixed;
        for (int step = 0; step < 20; ++step) {
            other.iterate(objective);
            used.iterate(objective);
            mixed.insert(mixed.end(), used.x().begin(), used.x().end());
        }
        CHECK(same_bits(mixed, expected));
        // momentum is not PER_STEP
        CHECK(used.table().set_param(used.self(), 1, nullptr, nullptr) == THALWEG_E_INVALID_ARG);
    }
}

TEST_CASE("languages: what caps lacks is refused, and only what was asked for is written") {
    for (const std::string &language : languages()) {
        INFO(language);
        const Objective objective(plugins()[language + "_valley"]);
        REQUIRE(objective.dimension() == 2);
        alignas(64) const double x[2] = {-1.25, 1.5};
        alignas(64) double f = 77, g[2] = {77, 77}, h[4] = {77, 77, 77, 77};
        thalweg_eval request{};
        request.struct_size = sizeof request;
        request.n_points = 1;
        request.dim = 2;
        request.ld = 8;
        request.x = x;
        request.f = &f;
        request.g = g;
        request.h = h;
        request.samples = 77;
        request.want = THALWEG_W_H;
        CHECK(objective.evaluate(request) == THALWEG_E_UNSUPPORTED);
        request.want = THALWEG_W_F;
        CHECK(objective.evaluate(request) == THALWEG_OK);
        CHECK(f == 100 * 0.0625 * 0.0625 + 2.25 * 2.25); // x1 - x0^2 = -0.0625, 1 - x0 = 2.25
        CHECK(g[0] == 77);
        CHECK(request.samples == 0);
        request.want = THALWEG_W_G;
        request.f = nullptr;
        CHECK(objective.evaluate(request) == THALWEG_OK);
        CHECK(g[0] == -4 * 100 * -1.25 * -0.0625 - 2 * 2.25);
        CHECK(g[1] == 2 * 100 * -0.0625);
        CHECK(h[0] == 77);
    }
}
