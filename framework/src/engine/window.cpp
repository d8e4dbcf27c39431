// SPDX-License-Identifier: MIT
#include "engine/window.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg::engine {

void Window::reset(std::size_t dimension) {
    width_ = std::min(dimension, coordinates);
    stride_ = std::max<std::size_t>(1, dimension / coordinates);
    rows_.resize((steps + 1) * width_);
    count_ = 0;
}

std::span<const double> Window::back(std::size_t age) const {
    return {&rows_[((count_ - 1 - age) % (steps + 1)) * width_], width_};
}

double Window::distance(std::size_t age_a, std::size_t age_b) const {
    const auto a = back(age_a), b = back(age_b);
    double sum = 0;
    for (std::size_t i = 0; i < width_; ++i)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(sum);
}

WindowFacts Window::facts() const {
    WindowFacts facts;
    if (count_ < 2)
        return facts;
    const std::size_t held = std::min<std::uint64_t>(count_, steps + 1) - 1; // steps between points held
    for (std::size_t age = 0; age < held; ++age)
        facts.travel += distance(age, age + 1);
    facts.net = distance(0, held);
    if (!std::isfinite(facts.travel))
        return facts;
    const double tolerance = 1e-6 * facts.travel / static_cast<double>(held);
    // a period counts once it was seen twice over
    for (std::size_t p = 1; p <= largest_period && 2 * p <= held; ++p) {
        bool repeats = true;
        for (std::size_t age = 0; repeats && age + p <= held; ++age)
            repeats = distance(age, age + p) <= tolerance;
        if (repeats) {
            facts.period = static_cast<std::uint32_t>(p);
            break;
        }
    }
    return facts;
}

} // namespace thalweg::engine
