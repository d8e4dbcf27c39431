// SPDX-License-Identifier: MIT
// Finished runs -> the bytes of a file, or the file OUT itself.
#include "results/schema.hpp"
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
    write_durably(out, make_image(out, head, runs, labels, thresholds).bytes());
}

void write(const std::filesystem::path &out, const Head &head, std::span<const FinishedRun> runs) {
    write_with(out, head, runs, plan::labels);
}

std::uint64_t predicted_bytes(std::uint64_t runs, std::uint64_t observations, std::uint64_t iterates,
                              std::uint64_t dimension, bool single_precision) {
    const auto row_bytes = [](std::string_view path) {
        std::uint64_t bytes = 0;
        for (const Description &about : columns_of(path))
            bytes += about.row_bytes();
        return bytes;
    };
    constexpr std::uint64_t parameters = 16 * sizeof(double), texts = 2048, headers = std::uint64_t{1} << 20;
    const std::uint64_t coordinate = single_precision ? sizeof(float) : sizeof(double);
    const std::uint64_t points = 3 * dimension * sizeof(double);
    return headers + runs * (row_bytes(runs_path) + parameters + texts + points) +
           runs * observations * row_bytes(observations_path) +
           runs * iterates * (sizeof(std::uint64_t) + dimension * coordinate);
}

} // namespace thalweg::results
