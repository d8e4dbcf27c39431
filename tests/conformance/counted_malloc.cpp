// SPDX-License-Identifier: MIT
#include "counted_malloc.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define COUNTED 1
#else
#define COUNTED 0
#endif

static std::atomic<long> count{0};

namespace conformance {
bool counts_allocations() { return COUNTED == 1; }
long allocations() { return count; }
} // namespace conformance

#if COUNTED
extern "C" {
void *libc_malloc(std::size_t) __asm__("__libc_malloc");
void *libc_calloc(std::size_t, std::size_t) __asm__("__libc_calloc");
void *libc_realloc(void *, std::size_t) __asm__("__libc_realloc");
void *libc_memalign(std::size_t, std::size_t) __asm__("__libc_memalign");

void *malloc(std::size_t size) {
    ++count;
    return libc_malloc(size);
}
void *calloc(std::size_t n, std::size_t size) {
    ++count;
    return libc_calloc(n, size);
}
void *realloc(void *p, std::size_t size) {
    ++count;
    return libc_realloc(p, size);
}
void *memalign(std::size_t alignment, std::size_t size) {
    ++count;
    return libc_memalign(alignment, size);
}
void *aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void **p, std::size_t alignment, std::size_t size) {
    *p = memalign(alignment, size);
    return *p ? 0 : ENOMEM;
}
}
#endif
