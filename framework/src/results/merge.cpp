// SPDX-License-Identifier: MIT
// Results files -> one, sorted by run id, verified by reading it back before it gets its name.
#include "results/schema.hpp"
#include "results/seal.hpp"
#include "results/store.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <utility>

namespace thalweg::results {

namespace {

/// Twins that differ are named, and nothing is written.
class TwinCheck {
public:
    TwinCheck(const Inputs &inputs, std::vector<Twins> twins, const Tick &tick)
        : inputs_(inputs), tick_(tick) {
        std::sort(twins.begin(), twins.end(),
                  [](const Twins &a, const Twins &b) { return a.kept.run_id < b.kept.run_id; });
        for (const Twins &pair : twins) {
            kept_.push_back(pair.kept);
            others_.push_back(pair.other);
        }
    }
    void check(std::uint64_t rows_at_a_time) {
        std::size_t first = 0;
        inputs_.each_block(kept_, rows_at_a_time, [&](std::span<const Spot> spots) {
            tick_();
            compare(first, spots.size());
            first += spots.size();
        });
        if (differing_ > 0)
            refuse();
    }

private:
    /// Whole blocks first; where they differ, their halves.
    void compare(std::size_t first, std::size_t count) {
        Catalogs catalogs = catalogs_of(inputs_);
        Cursor a, b;
        if (is_bit_equal(inputs_.read(std::span(kept_).subspan(first, count), a, catalogs),
                         inputs_.read(std::span(others_).subspan(first, count), b, catalogs)))
            return;
        if (count > 1) {
            compare(first, count / 2);
            compare(first + count / 2, count - count / 2);
            return;
        }
        constexpr std::size_t most_named = 10;
        if (++differing_ <= most_named)
            names_.push_back(fmt::format("run {} in {} and in {}", kept_[first].run_id, name(kept_[first]),
                                         name(others_[first])));
        if (differing_ == 1)
            where_ = inputs_.at(others_[first].input).path().string();
        clocked_ += is_clocked(kept_[first]) || is_clocked(others_[first]) ? 1 : 0;
    }
    /// Whether a clock ended it, which no second execution does at the same step.
    bool is_clocked(const Spot &spot) const {
        const Table table = inputs_.read_run_columns(std::span(&spot, 1), {"status"});
        const auto status = static_cast<engine::Status>(table.at("status").as<std::uint8_t>()[0]);
        return status == engine::Status::seconds || status == engine::Status::timed_out;
    }
    std::string name(const Spot &spot) const { return inputs_.at(spot.input).path().filename().string(); }
    [[noreturn]] void refuse() const {
        std::string why = fmt::format("{}", fmt::join(names_, "; "));
        if (differing_ > names_.size())
            why += fmt::format("; and {} more", differing_ - names_.size());
        throw Errors(Error{
            .what = "the same runs have different results",
            .where = where_,
            .excerpt = {},
            .why = why,
            .fix = clocked_ == differing_
                       ? "keep the files apart: a clock ended these runs, and never ends one twice at the "
                         "same step (stop.steps and stop.evaluations do)"
                       : "find out which of the files is right: same plugins, same machine type, same math "
                         "library?",
            .exit = Exit::wrong});
    }

    const Inputs &inputs_;
    const Tick &tick_;
    std::vector<Spot> kept_, others_;
    std::vector<std::string> names_;
    std::string where_;
    std::size_t differing_ = 0, clocked_ = 0; ///< of which a clock ended
};

/// Whether all runs are those of OUT, under the numbers that they have there, and the head says what it says.
bool adds_nothing(const MergeJob &job, const Inputs &inputs, const Order &order) {
    if (job.renumber || job.inputs.front().file != job.out)
        return false;
    const nlohmann::json &stored = inputs.at(0).attributes();
    const bool is_same_head = stored.value("experiment_toml", "") == job.head.experiment_toml &&
                              stored.value("overrides", "") == nlohmann::json(job.head.overrides).dump() &&
                              stored.value("conditions", "") == job.head.conditions.dump() &&
                              stored.value("runs_planned", std::uint64_t{0}) == job.head.runs_planned;
    return is_same_head && order.spots.size() == inputs.at(0).runs() &&
           std::all_of(order.spots.begin(), order.spots.end(),
                       [](const Spot &spot) { return spot.input == 0; });
}

struct Job {
    const Inputs &inputs;
    const Order &order;
    const Thresholds &thresholds;
    const Tick &tick;
};

/// Runs go to the writer block by block; the catalogs grow in the order of the runs.
void copy(const Job &job, FileWriter &writer, Catalogs &catalogs) {
    Cursor cursor;
    job.inputs.each_block(job.order.spots, job.thresholds.rows_at_a_time, [&](std::span<const Spot> spots) {
        job.tick();
        writer.append(job.inputs.read(spots, cursor, catalogs), catalogs);
    });
    intern_all(job.inputs, plugin_catalog, catalogs);
}

/// Reads the finished file as any reader would and compares what it holds with what it should.
void verify(const std::filesystem::path &file, std::size_t runs, const Thresholds &thresholds) {
    std::string why = "the disk or memory is faulty";
    try {
        Input written(file, Trust::checked);
        if (written.runs() == runs &&
            digest_of(file, thresholds.rows_at_a_time) == written.attributes().value("digest", ""))
            return;
    } catch (const std::exception &failure) { // whatever is wrong with it, it is not what was written
        const auto *errors = dynamic_cast<const Errors *>(&failure);
        why = errors != nullptr ? errors->list.front().why : failure.what();
    }
    throw Errors(not_written(file, 0, "what was read back is not what was written: " + why));
}

} // namespace

Merged merge(const MergeJob &job) {
    Inputs inputs;
    for (const Source &source : job.inputs)
        inputs.open(source.file, source.trust);
    if (inputs.size() == 0) {
        write_with(job.out, job.head, {}, plan::labels, job.thresholds);
        return {0, true};
    }
    Order order = inputs.order(job.renumber);
    require_distinct_ids(order.spots);
    TwinCheck(inputs, std::exchange(order.twins, {}), job.tick).check(job.thresholds.rows_at_a_time);
    if (adds_nothing(job, inputs, order))
        return {order.spots.size(), false};
    const Block layout = inputs.layout_of(order.spots);

    const std::uint64_t bytes = layout.payload_bytes();
    require_space(job.out, bytes < job.thresholds.compress_from ? bytes : bytes / 8);
    const bool on_disk = bytes >= job.thresholds.on_disk_from;
    PendingFile pending(job.out.string() + ".tmp");
    try {
        FileWriter writer({on_disk ? pending.path() : std::filesystem::path(), bytes}, layout,
                          job.thresholds);
        Catalogs catalogs = catalogs_of(inputs);
        copy({inputs, order, job.thresholds, job.tick}, writer, catalogs);
        pending.write(writer.finish({job.head, catalogs}).bytes());
    } catch (const h5::Failure &failure) {
        throw Errors(not_written(pending.path(), failure.error_number, failure.what()));
    }
    pending.sync();
    verify(pending.path(), order.spots.size(), job.thresholds);
    job.tick();
    seal(pending);
    pending.publish(job.out);
    return {order.spots.size(), true};
}

Merged merge(const std::filesystem::path &out, const std::vector<Source> &inputs, const Head &head,
             const Renumber &renumber, const Tick &tick) {
    return merge({out, inputs, head, renumber, {}, tick});
}

} // namespace thalweg::results
