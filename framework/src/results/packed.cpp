// SPDX-License-Identifier: MIT
#include "results/packed.hpp"

#include "results/compress.hpp"

#include <algorithm>
#include <optional>

namespace thalweg::results {

using h5::check;
using h5::Failure;
using h5::Handle;

namespace {

struct Chunks {
    hsize_t rows;        ///< of one
    std::size_t numbers; ///< of one
    std::size_t element; ///< bytes of a number
    std::size_t row_bytes;
};

bool has_filters_of_pack(hid_t creation) {
    const auto filter = [&](unsigned i) {
        unsigned flags = 0;
        std::size_t values = 0;
        return H5Pget_filter2(creation, i, &flags, &values, nullptr, 0, nullptr, nullptr);
    };
    return H5Pget_nfilters(creation) == 2 && filter(0) == H5Z_FILTER_SHUFFLE &&
           filter(1) == H5Z_FILTER_DEFLATE;
}

std::optional<Chunks> chunks_of(hid_t dataset, hid_t type) {
    const Handle creation(H5Dget_create_plist(dataset), H5Pclose, "read how a column is stored");
    if (H5Pget_layout(creation.get()) != H5D_CHUNKED || !has_filters_of_pack(creation.get()))
        return std::nullopt;
    const Handle stored(H5Dget_type(dataset), H5Tclose, "read a type");
    const Handle space(H5Dget_space(dataset), H5Sclose, "read a shape");
    hsize_t extent[2] = {1, 1}, chunk[2] = {1, 1};
    const int dimensions = H5Sget_simple_extent_ndims(space.get());
    if (H5Tequal(stored.get(), type) <= 0 || dimensions < 1 || dimensions > 2)
        return std::nullopt;
    H5Sget_simple_extent_dims(space.get(), extent, nullptr);
    H5Pget_chunk(creation.get(), 2, chunk);
    if (chunk[1] != extent[1])
        return std::nullopt;
    const std::size_t element = H5Tget_size(type);
    return Chunks{chunk[0], chunk[0] * chunk[1], element, chunk[1] * element};
}

/// Nothing where the chunk was never written, or by others in another way.
std::optional<PackedChunk> read_chunk(hid_t dataset, hsize_t row, const Chunks &chunks) {
    const hsize_t offset[] = {row, 0};
    hsize_t size = 0;
    check(H5Dget_chunk_storage_size(dataset, offset, &size), "read a column");
    if (size == 0)
        return std::nullopt;
    if (size > 2 * chunks.numbers * chunks.element + 1024)
        throw Failure("a chunk is longer than what it holds", 0);
    PackedChunk packed;
    packed.bytes.resize(size);
    check(H5Dread_chunk(dataset, H5P_DEFAULT, offset, &packed.skipped_filters, packed.bytes.data()),
          "read a column");
    if ((packed.skipped_filters & ~deflate_skipped) != 0)
        return std::nullopt;
    return packed;
}

} // namespace

bool read_packed(hid_t dataset, const PackedRows &wanted, std::span<std::byte> rows) {
    const auto chunks = chunks_of(dataset, wanted.type);
    if (!chunks)
        return false;
    const hsize_t end = wanted.first + wanted.count;
    std::vector<Unpacking> work;
    for (hsize_t row = wanted.first; row < end;) {
        const hsize_t start = row / chunks->rows * chunks->rows, next = std::min(start + chunks->rows, end);
        auto packed = read_chunk(dataset, start, *chunks);
        if (!packed)
            return false;
        work.push_back(
            {std::move(*packed), (row - start) * chunks->numbers / chunks->rows,
             rows.subspan((row - wanted.first) * chunks->row_bytes, (next - row) * chunks->row_bytes)});
        row = next;
    }
    if (!unpack(work, chunks->numbers, chunks->element))
        throw Failure("a chunk is not what deflate made of its numbers", 0);
    return true;
}

} // namespace thalweg::results
