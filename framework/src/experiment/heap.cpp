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
    const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
    const std::uintptr_t begin = (end - step + huge_page - 1) / huge_page * huge_page;
    madvise(reinterpret_cast<void *>(begin), end - begin,
            MADV_HUGEPAGE); // a kernel without them says no, and is right
}

} // namespace thalweg::experiment
