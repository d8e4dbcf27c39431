// SPDX-License-Identifier: MIT
#include "bench/state_memory.hpp"

#include <array>
#include <cmath>
#include <malloc.h>
#include <thalweg/face/basics.hpp>

namespace thalweg::bench {

namespace {

/// Large, so that what does not grow with the dimension is lost in rounding; evenly spaced, so that what
/// grows with its square shows.
constexpr std::array<std::size_t, 3> dimensions{4096, 8192, 12288};

double instance_bytes(const library::Library &library, std::string_view optimizer,
                      std::span<const Value> parameters, std::size_t d) {
    const Vector x0(d, 1.0);
    const auto before = static_cast<double>(heap_bytes());
    const library::OptimizerInstance instance(
        library, {.component = optimizer, .parameters = parameters, .dimension = d});
    instance.reset({sizeof(thalweg_run_info), 0, x0.data(), 1, 0, 0});
    return static_cast<double>(heap_bytes()) - before;
}

/// Whether the C library's malloc is the one in use.
bool is_counted() {
    constexpr std::size_t size = 1 << 16;
    const std::size_t before = heap_bytes();
    const std::vector<double> block(size);
    return heap_bytes() - before >= size * sizeof(double) && block.back() == 0;
}

} // namespace

std::size_t heap_bytes() {
    const struct mallinfo2 heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

std::optional<double> state_vectors(const library::Library &library, std::string_view optimizer,
                                    std::span<const Value> parameters) {
    if (!is_counted())
        return std::nullopt;
    std::array<double, dimensions.size()> bytes{};
    for (std::size_t i = 0; i < dimensions.size(); ++i)
        bytes[i] = instance_bytes(library, optimizer, parameters, dimensions[i]);
    const auto vectors = [&](std::size_t i) {
        const auto coordinates = static_cast<double>(dimensions[i + 1] - dimensions[i]);
        return std::round(8 * (bytes[i + 1] - bytes[i]) / (sizeof(double) * coordinates)) / 8;
    };
    if (vectors(0) < 0 || vectors(0) != vectors(1))
        return std::nullopt;
    return vectors(0);
}

} // namespace thalweg::bench
