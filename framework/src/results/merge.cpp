// SPDX-License-Identifier: MIT
// Results files -> one, sorted by run id, verified by reading it back before it gets its name.
#include "results/schema.hpp"
#include "results/seal.hpp"
#include "results/store.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>

namespace thalweg::results {

namespace {

/// Twins that differ are named, and nothing is written.
class TwinCheck {
public:
    TwinCheck(const Inputs &inputs, const Order &order) : inputs_(inputs) {
        for (const Twins &twins : order.twins) {
            kept_.push_back(twins.kept);
            others_.push_back(twins.other);
        }
    }
    void check(std::uint64_t rows_at_a_time) {
        std::size_t first = 0;
        inputs_.each_block(kept_, rows_at_a_time, [&](std::span<const Spot> spots) {
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
            .fix =
                "find out which of the files is right: same plugins, same machine type, same math library?",
            .exit = Exit::wrong});
    }

    const Inputs &inputs_;
    std::vector<Spot> kept_, others_;
    std::vector<std::string> names_;
    std::string where_;
    std::size_t differing_ = 0;
};

struct Job {
    const Inputs &inputs;
    const Order &order;
    const Thresholds &thresholds;
};

/// Runs go to the writer block by block; the catalogs grow in the order of the runs.
void copy(const Job &job, FileWriter &writer, Catalogs &catalogs) {
    Cursor cursor;
    job.inputs.each_block(job.order.spots, job.thresholds.rows_at_a_time, [&](std::span<const Spot> spots) {
        writer.append(job.inputs.read(spots, cursor, catalogs), catalogs);
    });
    intern_all(job.inputs, plugin_catalog, catalogs);
}

/// Reads the finished file as any reader would and compares what it holds with what it should.
void verify(const std::filesystem::path &file, std::size_t runs, const Thresholds &thresholds) {
    try {
        Input written(file, Trust::checked);
        if (written.runs() == runs &&
            digest_of(file, thresholds.rows_at_a_time) == written.attributes().value("digest", ""))
            return;
    } catch (const std::exception &) {
        // Whatever is wrong with it, it is not what was written.
    }
    throw Errors(
        not_written(file, 0, "what was read back is not what was written: the disk or memory is faulty"));
}

} // namespace

void merge(const MergeJob &job) {
    Inputs inputs;
    for (const Source &source : job.inputs)
        inputs.open(source.file, source.trust);
    if (inputs.size() == 0) {
        write_with(job.out, job.head, {}, plan::labels, job.thresholds);
        return;
    }
    Order order = inputs.order(job.renumber);
    require_distinct_ids(order.spots);
    TwinCheck(inputs, order).check(job.thresholds.rows_at_a_time);
    order.twins = {};
    const Block layout = inputs.layout_of(order.spots);

    const std::uint64_t bytes = layout.payload_bytes();
    require_space(job.out, bytes < job.thresholds.compress_from ? bytes : bytes / 8);
    const bool on_disk = bytes >= job.thresholds.on_disk_from;
    PendingFile pending(job.out.string() + ".tmp");
    try {
        FileWriter writer({on_disk ? pending.path() : std::filesystem::path(), bytes}, layout,
                          job.thresholds);
        Catalogs catalogs = catalogs_of(inputs);
        copy({inputs, order, job.thresholds}, writer, catalogs);
        pending.write(writer.finish({job.head, catalogs}).bytes());
    } catch (const h5::Failure &failure) {
        throw Errors(not_written(pending.path(), failure.error_number, failure.what()));
    }
    pending.sync();
    verify(pending.path(), order.spots.size(), job.thresholds);
    seal(pending);
    pending.publish(job.out);
}

void merge(const std::filesystem::path &out, const std::vector<Source> &inputs, const Head &head,
           const Renumber &renumber) {
    merge({out, inputs, head, renumber});
}

} // namespace thalweg::results
