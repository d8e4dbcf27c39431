// SPDX-License-Identifier: MIT
#include "engine/stopwatch.hpp"

#include <algorithm>
#include <limits>

namespace thalweg::engine {

double clock_cost_ns() {
    static const double cost = [] {
        double least = std::numeric_limits<double>::infinity();
        for (int round = 0; round < 16; ++round) {
            const std::int64_t begin = now_ns();
            for (int i = 0; i < 62; ++i)
                static_cast<void>(now_ns());
            least = std::min(least, static_cast<double>(now_ns() - begin) / 63);
        }
        return least;
    }();
    return cost;
}

void Stopwatch::reset(Mode mode) {
    *this = {};
    mode_ = mode;
}

void Stopwatch::end(const Timed &timed) {
    constexpr double share = 0.02;
    constexpr std::uint64_t warm_up = 8;
    const double cost = clock_cost_ns();
    const double weight = static_cast<double>(stride_);
    // a reading's cost falls half before and half after its value is taken: one reading an interval
    const auto net = [&](std::int64_t ns, int intervals) {
        return std::max(0.0, static_cast<double>(ns) - cost * intervals);
    };
    const double objective = net(timed.objective_ns, timed.objective_intervals);
    const double optimizer = net(timed.optimizer_ns, timed.optimizer_intervals);
    const double block = last_at_ns_ != 0 ? static_cast<double>(timed.at_ns - last_at_ns_)
                                          : std::numeric_limits<double>::infinity();
    last_at_ns_ = timed.at_ns;
    const double claimed = (objective + optimizer) * weight;
    const double share_of_block = claimed > block ? block / claimed : 1.0;
    const int readings = timed.objective_intervals + timed.optimizer_intervals + 1;
    objective_ += objective * weight * share_of_block;
    optimizer_ += optimizer * weight * share_of_block;
    weight_ += weight;
    if (mode_ == Mode::sampled && ++samples_ >= warm_up) {
        const double mean = std::max(1.0, (objective_ + optimizer_) / weight_);
        stride_ =
            std::clamp<std::int64_t>(std::llround(std::ceil(readings * cost / (share * mean))), 1, 4096);
    }
    countdown_ = stride_;
}

} // namespace thalweg::engine
