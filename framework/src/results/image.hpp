// SPDX-License-Identifier: MIT
// A file that HDF5 makes in memory -> its bytes, without a copy. Private to results.
#pragma once

#include "results/h5.hpp"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>

namespace thalweg::results {

/// Takes over the memory of HDF5's core driver when the file is closed. H5Fget_file_image will not do: under
/// libver bounds V18 it clears a flag without renewing the superblock's checksum. Stays in place while the
/// file is open.
class Image {
public:
    Image() = default;
    Image(Image &&) = default;
    Image &operator=(Image &&) = default;
    /// Makes files opened with `access` live in memory and leave their bytes here.
    void attach(hid_t access, std::size_t step);
    /// The file, once it is closed; empty before.
    std::span<const std::byte> bytes() const;

private:
    struct Free {
        void operator()(void *memory) const { std::free(memory); }
    };
    static herr_t take(void *memory, H5FD_file_image_op_t operation, void *self);
    std::unique_ptr<void, Free> memory_;
};

} // namespace thalweg::results
