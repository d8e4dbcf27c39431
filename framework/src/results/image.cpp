// SPDX-License-Identifier: MIT
#include "results/image.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <malloc.h>
#include <sys/mman.h>

namespace thalweg::results {

namespace {

/// Memory that can be written past the page cache, in huge pages where there are any.
void *allocate(std::size_t size, H5FD_file_image_op_t, void *) {
    constexpr std::size_t huge_page = std::size_t{2} << 20;
    const std::size_t whole = (size + huge_page - 1) / huge_page * huge_page;
    void *memory = std::aligned_alloc(huge_page, whole);
    if (memory != nullptr)
        madvise(memory, whole, MADV_HUGEPAGE);
    return memory;
}
void *copy(void *to, const void *from, std::size_t size, H5FD_file_image_op_t, void *) {
    return std::memcpy(to, from, size);
}
void *resize(void *memory, std::size_t size, H5FD_file_image_op_t operation, void *self) {
    if (memory == nullptr)
        return allocate(size, operation, self);
    void *larger = allocate(size, operation, self);
    if (larger != nullptr) {
        std::memcpy(larger, memory, std::min(size, malloc_usable_size(memory)));
        std::free(memory);
    }
    return larger;
}
void *same(void *self) { return self; }
herr_t keep(void *) { return 0; }

} // namespace

void Image::attach(hid_t access, std::size_t step) {
    H5FD_file_image_callbacks_t calls = {allocate, copy, resize, take, same, keep, this};
    h5::check(H5Pset_fapl_core(access, step, false), "make a file in memory");
    h5::check(H5Pset_file_image_callbacks(access, &calls), "make a file in memory");
}

herr_t Image::take(void *memory, H5FD_file_image_op_t operation, void *self) {
    if (operation == H5FD_FILE_IMAGE_OP_FILE_CLOSE)
        static_cast<Image *>(self)->memory_.reset(memory);
    else
        std::free(memory);
    return 0;
}

std::span<const std::byte> Image::bytes() const {
    if (memory_ == nullptr)
        return {};
    // The memory grows in steps; where the file ends stands in its superblock (version 2, "end of file
    // address").
    constexpr std::size_t end_of_file_address = 28;
    std::uint64_t size = 0;
    const auto *first = static_cast<const std::byte *>(memory_.get());
    std::memcpy(&size, first + end_of_file_address, sizeof size);
    return {first, size};
}

} // namespace thalweg::results
