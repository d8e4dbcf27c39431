// SPDX-License-Identifier: MIT
// Every built plugin keeps every promise.
#include "built.hpp"
#include "conformance/counted_malloc.hpp"
#include "conformance/promise.hpp"

#include <cstdlib>
#include <malloc.h>
#include <set>

using namespace thalweg::conformance;
using thalweg::library::Kind;

namespace {

const std::vector<LoadedPlugin> &loaded() {
    static thalweg::library::Library library;
    static const auto all = [] {
        std::vector<LoadedPlugin> plugins;
        for (const char *file : built_plugins)
            plugins.emplace_back(library, file);
        return plugins;
    }();
    return all;
}

/// The promise, kept or not applicable; `applied` gets the names of those that were tested.
void require_kept(const Promise &promise, const Subject &subject, std::set<std::string> &applied) {
    const Outcome outcome = keep(promise, subject);
    INFO(subject.plugin.file().string() << ", " << promise.name);
    for (const Finding &finding : outcome.findings)
        FAIL(finding.what << "\n at: " << finding.where << "\nwhy: " << finding.why);
    REQUIRE(outcome.findings.empty());
    if (outcome.is_kept())
        applied.insert(promise.name);
}

std::set<std::string> require_all_kept(Kind kind) {
    std::set<std::string> applied;
    for (const LoadedPlugin &plugin : loaded())
        for (std::size_t i = 0; i < plugin.offers().size(); ++i)
            if (plugin.offers()[i].description.kind == kind)
                for (const Promise &promise : promises_of(kind)) {
                    INFO(plugin.offers()[i].description.name);
                    require_kept(promise, {plugin, i, counted_malloc()}, applied);
                }
    return applied;
}

} // namespace

TEST_CASE("promises: every built plugin keeps those of modules") {
    std::set<std::string> applied;
    for (const LoadedPlugin &plugin : loaded())
        for (const Promise &promise : promises_of_modules())
            require_kept(promise, {plugin}, applied);
    CHECK(applied.size() == promises_of_modules().size());
}

TEST_CASE("promises: every built optimizer keeps those of optimizers") {
    const auto applied = require_all_kept(Kind::optimizer);
    for (const char *promise : {"determinism", "two interleaved instances", "reset equals fresh",
                                "exact step counts", "writes only inside its buffers"})
        CHECK(applied.contains(promise));
    for (const char *promise : {"no allocation in update and reset", "nothing leaks"})
        CHECK(applied.contains(promise) == (counted_malloc().start != nullptr));
}

TEST_CASE("promises: every built objective keeps those of objectives") {
    const auto applied = require_all_kept(Kind::objective);
    for (const char *promise : {"purity", "fused equals separate", "gradient", "Hessian", "f(x_opt) = f_opt",
                                "samples are counted"})
        CHECK(applied.contains(promise));
}

TEST_CASE("promises: names are distinct, and creation and the parameter schema come first") {
    for (const Kind kind : {Kind::optimizer, Kind::objective}) {
        std::set<std::string> names;
        for (const Promise &promise : promises_of(kind))
            CHECK(names.insert(promise.name).second);
        CHECK(std::string(promises_of(kind)[0].name) == "creation");
        CHECK(std::string(promises_of(kind)[parameter_schema_index].name) == "parameter schema");
    }
}

TEST_CASE("counted malloc: it counts this thread's allocations, and only between start and stop") {
    const AllocationCounter counter = counted_malloc();
    if (counter.start == nullptr)
        return; // a sanitizer's malloc
    std::vector<double> before(1000);
    counter.start();
    const std::vector<double> counted(1000);
    std::vector<double> again(2000);
    CHECK(counter.stop() == 2);
    counter.start();
    CHECK(counter.stop() == 0);
}

TEST_CASE("counted malloc: it weighs what was allocated and is still held, whoever frees the rest") {
    const AllocationCounter counter = counted_malloc();
    if (counter.start == nullptr)
        return; // a sanitizer's malloc
    counter.start();
    void *volatile kept = std::malloc(1000);
    void *volatile moved = std::realloc(std::malloc(24), 40);
    void *volatile freed = std::calloc(10, 100);
    std::free(freed);
    counter.stop();
    const auto sizes = malloc_usable_size(kept) + malloc_usable_size(moved);
    CHECK(sizes >= 1000 + 40);
    CHECK(counter.held() == static_cast<long>(sizes));
    std::free(kept); // counted no more
    std::free(moved);
    CHECK(counter.held() == static_cast<long>(sizes));
}
