// SPDX-License-Identifier: MIT
#include "experiment/begin.hpp"

#include "experiment/place.hpp"
#include "experiment/portion.hpp"

#include <optional>
#include <set>

namespace thalweg::experiment {

namespace {

namespace fs = std::filesystem;

/// When OUT and its manifest were last written, and which parts there are, so that it shows whether another
/// process did something meanwhile.
struct Sight {
    std::optional<fs::file_time_type> out, manifest;
    std::set<std::string> parts{};
    bool operator==(const Sight &) const = default;
};
Sight look(const fs::path &out) {
    const auto time = [](const fs::path &path) -> std::optional<fs::file_time_type> {
        std::error_code error;
        const auto written = fs::last_write_time(path, error);
        return error ? std::nullopt : std::optional(written);
    };
    const fs::path parts = parts_folder(out);
    Sight sight{time(out), time(parts / "manifest.json")};
    std::error_code error;
    if (sight.manifest)
        for (fs::directory_iterator entry(parts, error), end; !error && entry != end; entry.increment(error))
            if (entry->path().extension() == ".h5")
                sight.parts.insert(entry->path().filename().string());
    return sight;
}

/// The claim for a new start, once nothing speaks against it.
std::unique_ptr<Claim> claim_for_overwriting(const plan::Matrix &matrix, const Order &order) {
    refuse_foreign_file(order.out);
    const std::uint64_t needed = Portion(matrix, order.shard).bytes_needed(order.predicted_bytes, State{});
    results::require_space(order.out, needed - std::min(needed, bytes_of_parts(order.out)));
    return std::make_unique<Claim>(order.out); // nobody is writing what goes now
}

/// Now that nobody else can be writing them: damaged parts, which were only read past until here, go out of
/// the way. What is found damaged at the end was damaged meanwhile.
void set_damaged_parts_aside(const fs::path &out, State &state) {
    if (state.notes.empty())
        return;
    state.notes.clear();
    if (const auto parts = results::Parts::open(out))
        parts->files(state.notes, results::Parts::Damaged::set_aside);
}

State look_at(const plan::Matrix &matrix, const Order &order) {
    return read_state(order.out, matrix, order.rebuilt, order.retried);
}

Begun begin_all(const plan::Matrix &matrix, const Order &order) {
    const Portion portion(matrix, nullptr);
    if (order.existing == Existing::is_overwritten) { // OUT stays until the new results take its place
        auto claim = claim_for_overwriting(matrix, order);
        remove_parts(order.out);
        return {fresh_state(matrix), std::move(claim)};
    }
    const Sight before = look(order.out);
    Begun begun{look_at(matrix, order)};
    if (portion.is_finished(begun.state))
        return begun;
    results::require_space(order.out, portion.bytes_needed(order.predicted_bytes, begun.state));
    begun.claim = std::make_unique<Claim>(order.out);
    if (look(order.out) != before)
        begun.state = look_at(matrix, order);
    if (portion.is_finished(begun.state))
        begun.claim.reset();
    else
        set_damaged_parts_aside(order.out, begun.state);
    return begun;
}

/// As begin_all, but holding the claim from the first look on: other shards do not merge while this one
/// reads.
Begun begin_shard(const plan::Matrix &matrix, const Order &order, const Watch &watch) {
    const Portion portion(matrix, order.shard);
    if (order.existing == Existing::is_overwritten) {
        const auto alone = claim_for_overwriting(matrix, order);
        remove_results(order.out); // other shards could not know that it does not count
    }
    auto claim = std::make_unique<Claim>(order.out, order.shard->name(), watch.on_wait);
    Begun begun{look_at(matrix, order), std::move(claim)};
    if (portion.is_finished(begun.state)) {
        begun.claim.reset();
        return begun;
    }
    results::require_space(order.out, portion.bytes_needed(order.predicted_bytes, begun.state));
    set_damaged_parts_aside(order.out, begun.state);
    if (!begun.claim->is_guarding())
        begun.state.notes.emplace_back("this file system has no locks: give each shard an OUT of its own");
    return begun;
}

} // namespace

Begun begin(const plan::Matrix &matrix, const Order &order, const Watch &watch) {
    return order.shard ? begin_shard(matrix, order, watch) : begin_all(matrix, order);
}

} // namespace thalweg::experiment
