// SPDX-License-Identifier: MIT
// A vector of doubles that nobody can leave unnoticed: it ends at a page that may not be touched.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <vector>

namespace thalweg::conformance {

/// 64-byte aligned, as the ABI asks; what that leaves between the last element and the forbidden page is
/// filled with a pattern, which intact() compares. A page before it is forbidden too.
class Guarded {
public:
    explicit Guarded(const std::vector<double> &values) : size_(values.size()) {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        const std::size_t room = (size_ * sizeof(double) + 63) / 64 * 64;
        const std::size_t pages = (room + page - 1) / page;
        length_ = (pages + 2) * page;
        void *const all = mmap(nullptr, length_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (all == MAP_FAILED)
            throw std::bad_alloc();
        begin_ = static_cast<unsigned char *>(all);
        mprotect(begin_ + page, pages * page, PROT_READ | PROT_WRITE);
        std::fill(begin_ + page, begin_ + (pages + 1) * page, pattern);
        data_ = reinterpret_cast<double *>(begin_ + (pages + 1) * page - room);
        std::copy(values.begin(), values.end(), data_);
        first_ = begin_ + page;
        last_ = begin_ + (pages + 1) * page;
    }
    ~Guarded() { munmap(begin_, length_); }
    Guarded(const Guarded &) = delete;
    Guarded &operator=(const Guarded &) = delete;

    double *data() { return data_; }
    std::vector<double> values() const { return {data_, data_ + size_}; }
    bool intact() const {
        const auto *const begin = reinterpret_cast<const unsigned char *>(data_);
        const auto *const end = reinterpret_cast<const unsigned char *>(data_ + size_);
        const auto same = [](unsigned char byte) { return byte == pattern; };
        return std::all_of(static_cast<const unsigned char *>(first_), begin, same) &&
               std::all_of(end, static_cast<const unsigned char *>(last_), same);
    }

private:
    static constexpr unsigned char pattern = 0xa5;
    std::size_t size_, length_ = 0;
    unsigned char *begin_ = nullptr, *first_ = nullptr, *last_ = nullptr;
    double *data_ = nullptr;
};

} // namespace thalweg::conformance
