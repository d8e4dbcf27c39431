// SPDX-License-Identifier: MIT
// A run of a component in a worker and one in this process -> whether they have the same bits.
#include "cli/self_test.hpp"

#include "cli/read_matrix.hpp"
#include "cli/snippet.hpp"
#include "pool/supervisor.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <optional>

namespace thalweg::cli {

namespace {

using doctor::State;

class LastRecord : public pool::Sink {
public:
    void take(engine::Record &&record) override { record_ = std::move(record); }
    void tick() override {}
    const std::optional<engine::Record> &record() const { return record_; }

private:
    std::optional<engine::Record> record_;
};

std::optional<engine::Record> execute(const PlannedExperiment &planned, unsigned workers) {
    LastRecord sink;
    pool::supervise({.matrix = &planned.matrix,
                     .job = &planned.job,
                     .is_done = [](std::uint64_t) { return false; },
                     .todo = planned.matrix.size(),
                     .workers = workers,
                     .activity = {},
                     .environment = {}},
                    sink);
    return sink.record();
}

bool equal_bits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool is_same_run(const engine::Record &a, const engine::Record &b) {
    return a.status == b.status && a.steps == b.steps && a.cost == b.cost &&
           std::ranges::equal(a.iterates, b.iterates, equal_bits) &&
           std::ranges::equal(a.x_final, b.x_final, equal_bits) &&
           std::ranges::equal(a.observations, b.observations,
                              [](const auto &x, const auto &y) { return equal_bits(x.f, y.f); });
}

/// The optimizer that everybody knows, or else the first.
const library::Component *chosen(const library::Catalog &catalog) {
    if (const auto *known = catalog.find(library::Kind::optimizer, "gradient_descent"))
        return known;
    const auto first =
        std::ranges::find(catalog.components, library::Kind::optimizer, &library::Component::kind);
    return first == catalog.components.end() ? nullptr : &*first;
}

} // namespace

doctor::Finding test_worker(const library::Catalog &catalog, const Globals &globals, const Context &context) {
    const library::Component *component = chosen(catalog);
    if (component == nullptr)
        return {"worker", State::problem, "not tried", "there is no optimizer", "--plugin-path DIR"};
    try {
        Globals silent = globals; // its notes are findings already
        silent.verbosity = Verbosity::quiet;
        const PlannedExperiment planned = read_stored_experiment(
            {"self test", make_snippet(catalog, *component, std::nullopt), {}}, silent, context);
        const auto there = execute(planned, 1), here = execute(planned, 0);
        if (!there || !here || engine::is_bad(there->status))
            return {"worker", State::problem,
                    fmt::format("a run of {} ended as {}", component->name,
                                there ? engine::status_names[static_cast<std::size_t>(there->status)]
                                      : "nothing"),
                    there && !there->messages.empty() ? there->messages.front() : "",
                    "`thalweg run --jobs 0`"};
        if (!is_same_run(*there, *here))
            return {"worker", State::problem,
                    fmt::format("{} has other bits than in this process", component->name),
                    "a run must be decided by its key alone", "please report it"};
        return {
            "worker", State::ok,
            fmt::format("{} steps of {}, the same bits as in this process", there->steps, component->name),
            "", ""};
    } catch (const Errors &errors) {
        const Error &error = errors.list.front();
        return {"worker", State::problem, error.what, error.why, error.fix};
    }
}

} // namespace thalweg::cli
