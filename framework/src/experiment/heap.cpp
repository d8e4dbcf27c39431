// SPDX-License-Identifier: MIT
#include "experiment/heap.hpp"

#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace thalweg::experiment {

void prepare_heap() {
    constexpr int step = 64 << 20, largest_allowed = 32 << 20, never = 1 << 30;
    constexpr std::uintptr_t huge_page = std::uintptr_t{2} << 20;
    mallopt(M_TOP_PAD, step);
    mallopt(M_MMAP_THRESHOLD, largest_allowed);
    mallopt(M_TRIM_THRESHOLD, never);
    void *volatile grown = std::malloc(std::size_t{1} << 20); // volatile: not to be optimised away
    std::free(grown);
    auto *const end = static_cast<char *>(sbrk(0));
    char *begin = end - step;
    begin += (huge_page - reinterpret_cast<std::uintptr_t>(begin) % huge_page) % huge_page;
    // a kernel without huge pages says no, and is right
    madvise(begin, static_cast<std::size_t>(end - begin), MADV_HUGEPAGE);
}

void release_heap() { malloc_trim(0); }

} // namespace thalweg::experiment
