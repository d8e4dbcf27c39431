// SPDX-License-Identifier: MIT
// Finished runs -> the bytes of a file, or the file OUT itself.
#include "results/schema.hpp"
#include "results/seal.hpp"
#include "results/store.hpp"

namespace thalweg::results {

Image make_image(const std::filesystem::path &target, const Head &head, std::span<const FinishedRun> runs,
                 const Labeller &labels, const Thresholds &thresholds) {
    Catalogs catalogs;
    const Gathered gathered = gather(head, runs, labels, catalogs);
    return make_image(target, head, gathered, catalogs, thresholds);
}

Image make_image(const std::filesystem::path &target, const Head &head, const Gathered &gathered,
                 const Catalogs &catalogs, const Thresholds &thresholds) {
    try {
        FileWriter writer({{}, gathered.block.payload_bytes()}, gathered.block, thresholds);
        writer.append(gathered.block, catalogs);
        each_piece(gathered, [&](const Block &piece) { writer.append(piece, catalogs); });
        return writer.finish({head, catalogs});
    } catch (const h5::Failure &failure) {
        throw Errors(not_written(target, failure.error_number, failure.what()));
    }
}

void write_with(const std::filesystem::path &out, const Head &head, std::span<const FinishedRun> runs,
                const Labeller &labels, const Thresholds &thresholds) {
    write_sealed(out, make_image(out, head, runs, labels, thresholds).bytes());
}

void write(const std::filesystem::path &out, const Head &head, std::span<const FinishedRun> runs) {
    write_with(out, head, runs, plan::labels);
}

} // namespace thalweg::results
