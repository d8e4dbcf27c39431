// SPDX-License-Identifier: MIT
#include "results/compress.hpp"

#include "results/in_parallel.hpp"

#include <libdeflate.h>
#include <memory>

namespace thalweg::results {

namespace {

constexpr std::size_t chunks_a_thread = 4; // fewer are done before a thread has started

struct FreeCompressor {
    void operator()(libdeflate_compressor *compressor) const { libdeflate_free_compressor(compressor); }
};
struct FreeDecompressor {
    void operator()(libdeflate_decompressor *decompressor) const {
        libdeflate_free_decompressor(decompressor);
    }
};

void shuffle(std::span<const std::byte> in, std::size_t element, std::vector<std::byte> &out) {
    out.resize(in.size());
    const std::size_t count = in.size() / element;
    for (std::size_t byte = 0; byte < element; ++byte)
        for (std::size_t i = 0; i < count; ++i)
            out[byte * count + i] = in[i * element + byte];
}

/// Numbers from `first` on, as many as fit into `out`.
template <std::size_t element>
void unshuffle(std::span<const std::byte> in, std::size_t first, std::span<std::byte> out) {
    const std::size_t count = in.size() / element;
    for (std::size_t i = 0; i < out.size() / element; ++i)
        for (std::size_t byte = 0; byte < element; ++byte)
            out[i * element + byte] = in[byte * count + first + i];
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
            packed.skipped_filters = deflate_skipped;
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

class Unpacker {
public:
    Unpacker(std::size_t numbers, std::size_t element)
        : element_(element), decompressor_(libdeflate_alloc_decompressor()), inflated_(numbers * element) {}
    bool unpack(const Unpacking &wanted) {
        std::span<const std::byte> shuffled = wanted.chunk.bytes;
        if (wanted.chunk.skipped_filters != deflate_skipped) {
            if (libdeflate_zlib_decompress(decompressor_.get(), shuffled.data(), shuffled.size(),
                                           inflated_.data(), inflated_.size(), nullptr) != LIBDEFLATE_SUCCESS)
                return false;
            shuffled = inflated_;
        }
        if (shuffled.size() != inflated_.size())
            return false;
        switch (element_) {
        case 8:
            return unshuffle<8>(shuffled, wanted.first, wanted.out), true;
        case 4:
            return unshuffle<4>(shuffled, wanted.first, wanted.out), true;
        default:
            return unshuffle<1>(shuffled, wanted.first, wanted.out), element_ == 1;
        }
    }

private:
    std::size_t element_;
    std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor_;
    std::vector<std::byte> inflated_;
};

} // namespace

std::vector<PackedChunk> pack(const std::vector<std::span<const std::byte>> &chunks, std::size_t element) {
    std::vector<PackedChunk> packed(chunks.size());
    in_parallel(chunks.size(), chunks_a_thread, [&] {
        return [&, packer = Packer(element)](std::size_t i) mutable { packed[i] = packer.pack(chunks[i]); };
    });
    return packed;
}

bool unpack(const std::vector<Unpacking> &chunks, std::size_t numbers, std::size_t element) {
    std::atomic<bool> all = true;
    in_parallel(chunks.size(), chunks_a_thread, [&] {
        return [&, unpacker = Unpacker(numbers, element)](std::size_t i) mutable {
            if (!unpacker.unpack(chunks[i]))
                all = false;
        };
    });
    return all;
}

} // namespace thalweg::results
