// SPDX-License-Identifier: MIT
// The last 128 steps -> how far they travelled, how far they got, and with which period they repeat.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace thalweg::engine {

/// Facts about the end of a trajectory, from which `analysis` derives outcomes. Above 16 dimensions they are
/// taken in 16 coordinates, evenly spread, so that memory and time a step are bounded.
struct WindowFacts {
    double travel = 0,
           net = 0;           ///< sum of the step lengths; distance from the window's first to its last point
    std::uint32_t period = 0; ///< 1 to 64: least p with x_k = x_(k-p), to 1e-6 of a mean step; 0: none
};

class Window {
public:
    static constexpr std::size_t steps = 128, largest_period = 64, coordinates = 16;

    void reset(std::size_t dimension);
    void push(std::span<const double> x) {
        double *row = &rows_[(count_ % (steps + 1)) * width_];
        for (std::size_t i = 0; i < width_; ++i)
            row[i] = x[i * stride_];
        ++count_;
    }
    WindowFacts facts() const;

private:
    std::span<const double> back(std::size_t age) const; ///< the point `age` steps before the last
    double distance(std::size_t age_a, std::size_t age_b) const;

    std::vector<double> rows_;
    std::size_t width_ = 0, stride_ = 1;
    std::uint64_t count_ = 0;
};

} // namespace thalweg::engine
