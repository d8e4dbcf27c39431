// SPDX-License-Identifier: MIT
// malloc and its kin, counted per thread while the flag is on.
#include "conformance/counted_malloc.hpp"

#include <cerrno>
#include <cstddef>

#if defined(__has_feature)
#define THALWEG_HAS_FEATURE(x) __has_feature(x)
#else
#define THALWEG_HAS_FEATURE(x) 0
#endif
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&                 \
    !THALWEG_HAS_FEATURE(address_sanitizer) && !THALWEG_HAS_FEATURE(thread_sanitizer)

namespace {

thread_local bool is_counting = false;
thread_local long count = 0;

void note() {
    if (is_counting)
        ++count;
}

} // namespace

namespace thalweg::conformance {
AllocationCounter counted_malloc() {
    return {.start =
                [] {
                    count = 0;
                    is_counting = true;
                },
            .stop =
                [] {
                    is_counting = false;
                    return count;
                }};
}
} // namespace thalweg::conformance

extern "C" {
void *libc_malloc(std::size_t) __asm__("__libc_malloc");
void *libc_calloc(std::size_t, std::size_t) __asm__("__libc_calloc");
void *libc_realloc(void *, std::size_t) __asm__("__libc_realloc");
void *libc_memalign(std::size_t, std::size_t) __asm__("__libc_memalign");

void *malloc(std::size_t size) {
    note();
    return libc_malloc(size);
}
void *calloc(std::size_t n, std::size_t size) {
    note();
    return libc_calloc(n, size);
}
void *realloc(void *p, std::size_t size) {
    note();
    return libc_realloc(p, size);
}
void *memalign(std::size_t alignment, std::size_t size) {
    note();
    return libc_memalign(alignment, size);
}
void *aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void **p, std::size_t alignment, std::size_t size) {
    void *const made = memalign(alignment, size);
    if (made == nullptr)
        return ENOMEM;
    *p = made;
    return 0;
}
}

#else

namespace thalweg::conformance {
AllocationCounter counted_malloc() { return {}; }
} // namespace thalweg::conformance

#endif
