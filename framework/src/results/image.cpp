// SPDX-License-Identifier: MIT
#include "results/image.hpp"

#include <cstdint>
#include <cstring>

namespace thalweg::results {

namespace {

void *allocate(std::size_t size, H5FD_file_image_op_t, void *) { return std::malloc(size); }
void *copy(void *to, const void *from, std::size_t size, H5FD_file_image_op_t, void *) {
    return std::memcpy(to, from, size);
}
void *resize(void *memory, std::size_t size, H5FD_file_image_op_t, void *) {
    return std::realloc(memory, size);
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
