// SPDX-License-Identifier: MIT
#include "results/compress.hpp"
#include "results/file_writer.hpp"

#include <algorithm>

namespace thalweg::results {

void ChunkedNumbers::put(hsize_t row, hsize_t column, std::span<const std::byte> bytes,
                         std::uint32_t skipped) {
    const hsize_t offset[] = {row, column};
    h5::check(H5Dwrite_chunk(dataset_.get(), H5P_DEFAULT, skipped, offset, bytes.size(), bytes.data()),
              "write a chunk");
}

void ChunkedNumbers::append(std::span<const std::byte> rows) {
    if (shape_.chunk_width < shape_.width) {
        write_tiles(rows);
        return;
    }
    const std::size_t chunk = shape_.chunk_rows * row_bytes();
    if (!pending_.empty()) {
        const std::size_t taken = std::min(chunk - pending_.size(), rows.size());
        pending_.insert(pending_.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(taken));
        rows = rows.subspan(taken);
        if (pending_.size() < chunk)
            return;
        write_chunks(pending_);
        pending_.clear();
    }
    const std::size_t whole = rows.size() / chunk * chunk;
    write_chunks(rows.first(whole));
    rows = rows.subspan(whole);
    pending_.assign(rows.begin(), rows.end());
}

void ChunkedNumbers::finish() {
    if (pending_.empty())
        return;
    // Chunks are stored whole; what lies past the last row is never read.
    pending_.resize(shape_.chunk_rows * row_bytes());
    write_chunks(pending_);
    pending_.clear();
}

void ChunkedNumbers::write_chunks(std::span<const std::byte> whole_chunks) {
    const std::size_t chunk = shape_.chunk_rows * row_bytes();
    std::vector<std::span<const std::byte>> chunks;
    for (std::size_t at = 0; at < whole_chunks.size(); at += chunk)
        chunks.push_back(whole_chunks.subspan(at, chunk));
    const auto packed = shape_.compressed ? pack(chunks, shape_.element) : std::vector<PackedChunk>();
    for (std::size_t i = 0; i < chunks.size(); ++i, next_row_ += shape_.chunk_rows) {
        if (shape_.compressed)
            put(next_row_, 0, packed[i].bytes, packed[i].skipped_filters);
        else
            put(next_row_, 0, chunks[i], 0);
    }
}

/// Rows that are wider than a chunk: one row at a time, in tiles, the last one padded.
void ChunkedNumbers::write_tiles(std::span<const std::byte> rows) {
    const std::size_t tile = shape_.chunk_width * shape_.element;
    const std::size_t tiles = (row_bytes() + tile - 1) / tile;
    std::vector<std::byte> padded(tiles * tile);
    for (; !rows.empty(); rows = rows.subspan(row_bytes()), ++next_row_) {
        std::copy_n(rows.begin(), row_bytes(), padded.begin());
        std::vector<std::span<const std::byte>> chunks;
        for (std::size_t i = 0; i < tiles; ++i)
            chunks.push_back(std::span<const std::byte>(padded).subspan(i * tile, tile));
        const auto packed = shape_.compressed ? pack(chunks, shape_.element) : std::vector<PackedChunk>();
        for (std::size_t i = 0; i < tiles; ++i) {
            if (shape_.compressed)
                put(next_row_, i * shape_.chunk_width, packed[i].bytes, packed[i].skipped_filters);
            else
                put(next_row_, i * shape_.chunk_width, chunks[i], 0);
        }
    }
}

} // namespace thalweg::results
