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
void check_twins(const Inputs &inputs, const Order &order) {
    std::vector<std::string> names;
    std::size_t more = 0;
    for (const Twins &twins : order.twins) {
        Catalogs catalogs;
        Cursor first, second;
        const Block a = inputs.read(std::span(&twins.kept, 1), first, catalogs);
        const Block b = inputs.read(std::span(&twins.other, 1), second, catalogs);
        if (is_bit_equal(a, b))
            continue;
        if (names.size() < 10)
            names.push_back(fmt::format("run {} in {} and in {}", twins.kept.run_id,
                                        inputs.at(twins.kept.input).path().filename().string(),
                                        inputs.at(twins.other.input).path().filename().string()));
        else
            ++more;
    }
    if (names.empty())
        return;
    std::string why = fmt::format("{}", fmt::join(names, "; "));
    if (more > 0)
        why += fmt::format("; and {} more", more);
    throw Errors(Error{
        .what = "the same runs have different results",
        .where = inputs.at(order.twins.front().other.input).path().string(),
        .excerpt = {},
        .why = why,
        .fix = "find out which of the files is right: same plugins, same machine type, same math library?",
        .exit = Exit::wrong});
}

struct Job {
    const Inputs &inputs;
    const Order &order;
    const Thresholds &thresholds;
};

/// Runs go to the writer block by block; the catalogs grow in the order of the runs.
void copy(const Job &job, FileWriter &writer, Catalogs &catalogs) {
    Cursor cursor;
    job.inputs.each_block(job.order.spots, job.thresholds.block_rows, [&](std::span<const Spot> spots) {
        writer.append(job.inputs.read(spots, cursor, catalogs), catalogs);
    });
    constexpr std::size_t plugins = 5;
    for (std::size_t i = 0; i < job.inputs.size(); ++i)
        for (const CatalogText &row : job.inputs.at(i).catalog(plugins))
            catalogs.intern(plugins, row.name, row.json);
}

/// Reads the finished file as any reader would and compares what it holds with what it should.
void verify(const std::filesystem::path &file, std::size_t runs, const Thresholds &thresholds) {
    try {
        Input written(file, Trust::checked);
        if (written.runs().rows == runs &&
            digest_of(file, thresholds.block_rows) == written.attributes().value("digest", ""))
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
    for (const auto &file : job.inputs)
        inputs.open(file, is_intact_part(file) ? Trust::checked : Trust::foreign);
    if (inputs.size() == 0) {
        write_with(job.out, job.head, {}, plan::labels, job.thresholds);
        return;
    }
    const Order order = inputs.order(job.renumber);
    const Block layout = inputs.layout_of(order.spots);
    check_twins(inputs, order);

    const std::uint64_t bytes = layout.payload_bytes();
    require_space(job.out, bytes < job.thresholds.compress_from ? bytes : bytes / 8);
    const bool on_disk = bytes >= job.thresholds.on_disk_from;
    PendingFile pending(job.out.string() + ".tmp");
    try {
        FileWriter writer({on_disk ? pending.path() : std::filesystem::path(), bytes}, layout,
                          job.thresholds);
        Catalogs catalogs;
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

void merge(const std::filesystem::path &out, const std::vector<std::filesystem::path> &inputs,
           const Head &head, const Renumber &renumber) {
    merge({out, inputs, head, renumber});
}

} // namespace thalweg::results
