// SPDX-License-Identifier: MIT
#include "engine/recorder.hpp"

#include <algorithm>

namespace thalweg::engine {

namespace {

/// Keeps the rows 0, 2, 4, ... of a row-major array.
template <class T> void keep_every_second(std::vector<T> &rows, std::size_t width) {
    const std::size_t n = width ? rows.size() / width : 0;
    for (std::size_t i = 1; 2 * i < n; ++i)
        std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(2 * i * width), width,
                    rows.begin() + static_cast<std::ptrdiff_t>(i * width));
    rows.resize((n + 1) / 2 * width);
}

} // namespace

void Recorder::reset(const Plan &plan, Record &record) {
    plan_ = plan;
    record_ = &record;
    observation_steps_ = Steps(plan.observations);
    iterate_steps_ = Steps(plan.iterates.policy);
    kept_ = kept_iterates_ = 0;
    iterate_stride_ = 1;
    best_ = {};
    best_row_ = no_row;
    x_best_.assign(plan.dimension, NAN);
    best_metrics_.assign(plan.metrics, NAN);
    record.observation_stride = 1;
    record.observations.clear();
    record.metrics.clear();
    record.iterate_steps.clear();
    record.iterates.clear();
    record.observations.reserve(std::min<std::uint64_t>(plan.expected_steps, observation_cap) + 3);
}

bool Recorder::thin_observations(std::uint64_t number) {
    take_best_from_row();
    record_->observation_stride *= 2;
    keep_every_second(record_->observations, 1);
    keep_every_second(record_->metrics, plan_.metrics);
    return number % record_->observation_stride == 0;
}

bool Recorder::thin_iterates(std::uint64_t number) {
    if (plan_.iterates.cap == 0)
        return true;
    iterate_stride_ *= 2;
    keep_every_second(record_->iterate_steps, 1);
    keep_every_second(record_->iterates, plan_.dimension);
    return number % iterate_stride_ == 0;
}

void Recorder::insert_observation(const Observation &o, std::span<const double> metrics) {
    auto &rows = record_->observations;
    const auto at =
        std::lower_bound(rows.begin(), rows.end(), o.step,
                         [](const Observation &row, std::uint64_t step) { return row.step < step; });
    if (at != rows.end() && at->step == o.step) {
        *at = o;
        return;
    }
    const auto index = at - rows.begin();
    rows.insert(at, o);
    record_->metrics.insert(record_->metrics.begin() + index * static_cast<std::ptrdiff_t>(plan_.metrics),
                            metrics.begin(), metrics.end());
}

void Recorder::insert_iterate(std::uint64_t step, std::span<const double> x) {
    auto &steps = record_->iterate_steps;
    const auto at = std::lower_bound(steps.begin(), steps.end(), step);
    if (at != steps.end() && *at == step)
        return;
    const auto index = at - steps.begin();
    steps.insert(at, step);
    record_->iterates.insert(record_->iterates.begin() + index * static_cast<std::ptrdiff_t>(plan_.dimension),
                             x.begin(), x.end());
}

void Recorder::finish(const Last &last) {
    take_best_from_row();
    if (!std::isnan(best_.f)) {
        insert_observation(best_, best_metrics_);
        insert_iterate(best_.step, x_best_);
    }
    const std::uint64_t step = last.observation.step;
    insert_observation(last.observation, last.metrics);
    if (!last.x.empty()) {
        insert_iterate(step, last.x);
        record_->x_final.assign(last.x.begin(), last.x.end());
    } else if (!record_->iterate_steps.empty() && record_->iterate_steps.back() == step) {
        record_->x_final.assign(record_->iterates.end() - static_cast<std::ptrdiff_t>(plan_.dimension),
                                record_->iterates.end());
    } else {
        record_->x_final.assign(plan_.dimension, NAN);
    }
    record_->x_best.clear();
    if (plan_.dimension <= final_cap)
        record_->x_best.assign(x_best_.begin(), x_best_.end());
}

} // namespace thalweg::engine
