// SPDX-License-Identifier: MIT
// malloc and its kin: calls are counted per thread, bytes for all threads, both while a flag is on.
#include "conformance/counted_malloc.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <malloc.h>

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
std::atomic<bool> is_weighing = false;
std::atomic<long> bytes = 0;

// malloc_usable_size of NULL is 0
void *note(void *made) {
    if (is_counting)
        ++count;
    if (is_weighing.load(std::memory_order_relaxed))
        bytes += static_cast<long>(::malloc_usable_size(made));
    return made;
}
void note_end(void *p) {
    if (is_weighing.load(std::memory_order_relaxed))
        bytes -= static_cast<long>(::malloc_usable_size(p));
}

} // namespace

namespace thalweg::conformance {
AllocationCounter counted_malloc() {
    return {.start =
                [] {
                    count = 0;
                    bytes = 0;
                    is_counting = is_weighing = true;
                },
            .stop =
                [] {
                    is_counting = is_weighing = false;
                    return count;
                },
            .held = [] { return bytes.load(); }};
}
} // namespace thalweg::conformance

extern "C" {
void *libc_malloc(std::size_t) __asm__("__libc_malloc");
void *libc_calloc(std::size_t, std::size_t) __asm__("__libc_calloc");
void *libc_realloc(void *, std::size_t) __asm__("__libc_realloc");
void *libc_memalign(std::size_t, std::size_t) __asm__("__libc_memalign");
void libc_free(void *) __asm__("__libc_free");

void *malloc(std::size_t size) { return note(libc_malloc(size)); }
void *calloc(std::size_t n, std::size_t size) { return note(libc_calloc(n, size)); }
void *realloc(void *p, std::size_t size) {
    const auto before = is_weighing.load(std::memory_order_relaxed) ? ::malloc_usable_size(p) : 0;
    void *const made = libc_realloc(p, size);
    if (made != nullptr || size == 0) // else p is as it was
        bytes -= static_cast<long>(before);
    return note(made);
}
void *memalign(std::size_t alignment, std::size_t size) { return note(libc_memalign(alignment, size)); }
void free(void *p) {
    note_end(p);
    libc_free(p);
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
