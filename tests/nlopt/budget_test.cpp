// SPDX-License-Identifier: MIT
// NLopt's optimizers in experiments: budgets to the last evaluation, the same bits from any number of
// workers.
#include "program.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;

namespace {

std::string experiment(const std::string &stop) {
    return "[experiment]\nname = \"wrapped\"\n[stop]\n" + stop + R"(
[[objective]]
name = "bowl_ripple"
starts = [[1.5, 0.8], [-2.0, 0.3]]
[[optimizer]]
name = "nlopt_lbfgs"
[[optimizer]]
name = "nlopt_nelder_mead"
[[optimizer]]
name = "nlopt_cobyla"
)";
}

} // namespace

TEST_CASE("nlopt: a budget is spent to the last evaluation and not beyond") {
    const Folder folder;
    for (const std::uint64_t budget : {1u, 2u, 7u}) {
        folder.write("wrapped.toml", experiment("evaluations = " + std::to_string(budget)));
        const Result run = call(folder, {"run", "wrapped.toml", "--overwrite"});
        INFO(run.err);
        REQUIRE(run.code == 0);
        const Stored stored(folder / "wrapped.h5");
        REQUIRE(stored.runs().size() == 6);
        for (std::size_t row = 0; row < 6; ++row) {
            INFO("budget " << budget << ", run " << row);
            CHECK(stored.status(row) == "evaluations");
            CHECK(stored.runs()[row].end.cost.evaluations == budget);
        }
    }
}

TEST_CASE("nlopt: steps end a run at the iterate that is the last") {
    const Folder folder;
    folder.write("wrapped.toml", experiment("steps = 3"));
    REQUIRE(call(folder, {"run", "wrapped.toml"}).code == 0);
    const Stored stored(folder / "wrapped.h5");
    for (std::size_t row = 0; row < 6; ++row) {
        CHECK(stored.status(row) == "steps");
        CHECK(stored.runs()[row].end.steps == 3);
        // the iterates are points that are better than all before
        const auto f = stored.record(row).f_final;
        CHECK(f < stored.runs()[row].end.f_start);
    }
}

TEST_CASE("nlopt: one worker, three and none give the same bits") {
    const Folder folder;
    folder.write("wrapped.toml", experiment("evaluations = 400"));
    for (const std::string jobs : {"0", "1", "3"})
        REQUIRE(call(folder, {"run", "wrapped.toml", "-o", jobs + ".h5", "--jobs", jobs}).code == 0);
    CHECK(digest_of(folder / "0.h5") == digest_of(folder / "1.h5"));
    CHECK(digest_of(folder / "0.h5") == digest_of(folder / "3.h5"));
    const Stored stored(folder / "0.h5");
    for (std::size_t row = 0; row < 6; ++row)
        CHECK(stored.status(row) == "converged");
}
