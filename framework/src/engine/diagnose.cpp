// SPDX-License-Identifier: MIT
// The diagnostics of a run: they go through the recorder behind the metrics, and into columns of their own at
// the end.
#include "engine/run.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace thalweg::engine {

namespace {

using Row = std::array<double, diagnostic_count>;

} // namespace

/// The gradient at the iterate, on what the next step sees; empty where it is not known.
std::span<const double> Run::known_gradient() const {
    if (memo_.has_g && std::memcmp(memo_.x.data(), w_.x.data(), d_ * sizeof(double)) == 0)
        return memo_.g;
    return wants_gradient_ ? std::span<const double>(w_.g) : std::span<const double>();
}

void Run::begin_trace() { w_.trace.begin(w_.x, known_gradient()); }

void Run::put_diagnostics(const Diagnostics &facts) {
    live_.diagnostics = facts;
    const Row row = std::bit_cast<Row>(facts);
    std::copy(row.begin(), row.end(), w_.metrics.end() - std::ptrdiff_t{diagnostic_count});
}

/// Computed only where it may be kept: the last observation's may come at the end.
void Run::diagnose(Recorder::Improvement improved) {
    w_.trace.end();
    put_diagnostics(w_.recorder.wants(step_, improved) ? w_.trace.facts(w_.x) : Diagnostics{});
}

void Run::finish_diagnostics() {
    if (!std::isnan(live_.diagnostics.x_norm))
        return;
    const std::span<const double> left = w_.trace.left(); // w_.x may be lost
    put_diagnostics(w_.trace.facts(left.empty() ? w_.x : left));
}

void Run::divide_metrics() {
    const std::size_t width = n_metrics_ + diagnostic_count, rows = record_.metrics.size() / width;
    auto from = record_.metrics.begin(), to = from;
    record_.diagnostics.resize(rows);
    for (Diagnostics &facts : record_.diagnostics) {
        to = std::copy_n(from, n_metrics_, to);
        from += static_cast<std::ptrdiff_t>(n_metrics_);
        Row row;
        std::copy_n(from, diagnostic_count, row.begin());
        facts = std::bit_cast<Diagnostics>(row);
        from += std::ptrdiff_t{diagnostic_count};
    }
    record_.metrics.resize(rows * n_metrics_);
}

} // namespace thalweg::engine
