// SPDX-License-Identifier: MIT
#include "results/compress.hpp"

#include <algorithm>
#include <atomic>
#include <libdeflate.h>
#include <memory>
#include <thread>

namespace thalweg::results {

namespace {

struct FreeCompressor {
    void operator()(libdeflate_compressor *compressor) const { libdeflate_free_compressor(compressor); }
};

void shuffle(std::span<const std::byte> in, std::size_t element, std::vector<std::byte> &out) {
    out.resize(in.size());
    const std::size_t count = in.size() / element;
    for (std::size_t byte = 0; byte < element; ++byte)
        for (std::size_t i = 0; i < count; ++i)
            out[byte * count + i] = in[i * element + byte];
}

class Packer {
public:
    explicit Packer(std::size_t element) : element_(element), compressor_(libdeflate_alloc_compressor(1)) {}
    PackedChunk pack(std::span<const std::byte> chunk) {
        shuffle(chunk, element_, shuffled_);
        PackedChunk packed;
        // A chunk that deflate cannot shorten stays as it is: room for its own size is all that is given.
        packed.bytes.resize(shuffled_.size());
        const std::size_t size = libdeflate_zlib_compress(
            compressor_.get(), shuffled_.data(), shuffled_.size(), packed.bytes.data(), packed.bytes.size());
        if (size == 0) {
            constexpr std::uint32_t deflate_is_second = 1U << 1;
            packed.skipped_filters = deflate_is_second;
            packed.bytes = shuffled_;
        } else {
            packed.bytes.resize(size);
        }
        return packed;
    }

private:
    std::size_t element_;
    std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor_;
    std::vector<std::byte> shuffled_;
};

} // namespace

std::vector<PackedChunk> pack(const std::vector<std::span<const std::byte>> &chunks, std::size_t element) {
    std::vector<PackedChunk> packed(chunks.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        Packer packer(element);
        for (std::size_t i = next++; i < chunks.size(); i = next++)
            packed[i] = packer.pack(chunks[i]);
    };
    const std::size_t most = std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), 16);
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(most, chunks.size() / 4); ++i)
        others.emplace_back(work);
    work();
    return others.clear(), packed;
}

} // namespace thalweg::results
