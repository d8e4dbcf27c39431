// SPDX-License-Identifier: MIT
// Turns pairs of numbers, ours and the reference's, into a verdict and a line of a table.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace reference {

// NOLINTBEGIN(concurrency-mt-unsafe): a test reads its environment on one thread
/// Whether glibc takes its FMA variants of sin, cos and pow here: the ones the numbers were computed with.
inline bool libm_uses_fma() {
#if defined(__x86_64__) && defined(__GLIBC__)
    return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2") && !std::getenv("GLIBC_TUNABLES");
#else
    return false;
#endif
}
// NOLINTEND(concurrency-mt-unsafe)

/// README.md: up to comparable_to_step, or 0.8 of it where that is below 200.
inline int last_comparable(int comparable_to_step) {
    return comparable_to_step < 200 ? comparable_to_step * 8 / 10 : comparable_to_step;
}

class Agreement {
public:
    /// A new trajectory, to be judged up to `last`; or all of it and by bits, if exact.
    void begin(int last, bool exact) {
        ++trajectories_;
        last_ = last;
        exact_ = exact;
        first_unlike_ = -1;
    }
    void compare(int step, double ours, double theirs) {
        const bool same = std::bit_cast<std::uint64_t>(ours) == std::bit_cast<std::uint64_t>(theirs);
        ++values_;
        same_ += same;
        if (step > last_ && !exact_)
            return;
        const double deviation = same ? 0 : std::abs(ours - theirs) / std::max(1.0, std::abs(theirs));
        ++judged_;
        worst_ = std::isnan(deviation) ? deviation : std::max(worst_, deviation);
        if (first_unlike_ < 0 && (exact_ ? !same : !(deviation <= 1e-8)))
            first_unlike_ = step;
    }
    bool good() const { return first_unlike_ < 0; }
    int first_unlike() const { return first_unlike_; }

    void print(std::string_view title) const {
        std::printf("%-44.*s %12d %8ld %8ld %8ld %10.1e\n", static_cast<int>(title.size()), title.data(),
                    trajectories_, values_, same_, judged_, worst_);
    }

private:
    int trajectories_ = 0, last_ = 0, first_unlike_ = -1;
    bool exact_ = false;
    long values_ = 0, same_ = 0, judged_ = 0;
    double worst_ = 0;
};

template <class Key> void print_table(const std::map<Key, Agreement> &lines) {
    std::printf("%-44s %12s %8s %8s %8s %10s\n", "method", "trajectories", "values", "bit-equal", "judged",
                "worst");
    for (const auto &[title, agreement] : lines)
        agreement.print(title);
}

} // namespace reference
