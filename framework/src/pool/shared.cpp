// SPDX-License-Identifier: MIT
#include "pool/shared.hpp"

#include "error.hpp"

#include <cerrno>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace thalweg::pool {

namespace {

constexpr std::size_t page_bytes = 4096;
static_assert(sizeof(Control) <= page_bytes && sizeof(Page) <= page_bytes);

std::size_t whole_pages(std::size_t bytes) { return (bytes + page_bytes - 1) / page_bytes * page_bytes; }

std::size_t head_bytes(std::uint64_t cells, std::uint64_t workers) {
    return page_bytes * (1 + workers) + whole_pages(cells / 8 + 1);
}

[[noreturn]] void no_memory(const char *call) {
    throw Errors(Error{.what = "no shared memory for the workers",
                       .where = {},
                       .excerpt = {},
                       .why = std::string(call) + ": " + std::strerror(errno),
                       .fix = "use fewer workers (--jobs), or a smaller matrix",
                       .exit = Exit::fault});
}

} // namespace

Shared Shared::create(std::uint64_t cells, std::uint32_t workers) {
    const int descriptor = memfd_create("thalweg-shared", MFD_CLOEXEC);
    if (descriptor < 0)
        no_memory("memfd_create");
    if (ftruncate(descriptor, static_cast<off_t>(head_bytes(cells, workers) + workers * arena_bytes)) != 0)
        no_memory("ftruncate");
    Shared shared(descriptor, cells, workers);
    auto *control = new (shared.base_) Control;
    control->cells = cells;
    control->workers = workers;
    for (std::size_t i = 0; i < workers; ++i)
        new (shared.base_ + page_bytes * (1 + i)) Page;
    return shared;
}

Shared Shared::attach(int descriptor) {
    void *head = mmap(nullptr, page_bytes, PROT_READ, MAP_SHARED, descriptor, 0);
    if (head == MAP_FAILED)
        no_memory("mmap");
    const auto *control = static_cast<const Control *>(head);
    const std::uint64_t cells = control->cells, workers = control->workers;
    munmap(head, page_bytes);
    return Shared(descriptor, cells, workers);
}

Shared::Shared(int descriptor, std::uint64_t cells, std::uint64_t workers)
    : descriptor_(descriptor), cells_(cells), workers_(workers) {
    const std::size_t head = head_bytes(cells, workers);
    void *base = mmap(nullptr, head, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (base == MAP_FAILED)
        no_memory("mmap");
    base_ = static_cast<std::byte *>(base);
    arenas_ = new std::byte *[workers]();
    for (std::size_t i = 0; i < workers; ++i) {
        void *twice =
            mmap(nullptr, 2 * arena_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (twice == MAP_FAILED)
            no_memory("mmap");
        arenas_[i] = static_cast<std::byte *>(twice);
        for (std::size_t copy = 0; copy < 2; ++copy)
            if (mmap(arenas_[i] + copy * arena_bytes, arena_bytes, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_FIXED, descriptor,
                     static_cast<off_t>(head + i * arena_bytes)) == MAP_FAILED)
                no_memory("mmap");
    }
}

Shared::Shared(Shared &&other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), cells_(other.cells_), workers_(other.workers_),
      base_(std::exchange(other.base_, nullptr)), arenas_(std::exchange(other.arenas_, nullptr)) {}

Shared::~Shared() {
    if (!base_)
        return;
    for (std::size_t i = 0; i < workers_; ++i)
        munmap(arenas_[i], 2 * arena_bytes);
    delete[] arenas_;
    munmap(base_, head_bytes(cells_, workers_));
    close(descriptor_);
}

Control &Shared::control() const { return *reinterpret_cast<Control *>(base_); }

Page &Shared::page(std::size_t worker) const {
    return *reinterpret_cast<Page *>(base_ + page_bytes * (1 + worker));
}

bool Shared::is_done(std::uint64_t cell) const {
    const std::byte *bits = base_ + page_bytes * (1 + workers_);
    return (bits[cell / 8] & std::byte{1} << (cell % 8)) != std::byte{0};
}

void Shared::mark_done(std::uint64_t cell) {
    std::byte *bits = base_ + page_bytes * (1 + workers_);
    bits[cell / 8] |= std::byte{1} << (cell % 8);
}

std::span<std::byte> Shared::arena(std::size_t worker, std::uint64_t begin, std::size_t size) const {
    return {arenas_[worker] + begin % arena_bytes, size};
}

} // namespace thalweg::pool
