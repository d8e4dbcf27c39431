// SPDX-License-Identifier: MIT
#include "bench/rule.hpp"

#include "bench/limit.hpp"
#include "bench/points.hpp"
#include "bench/state_memory.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace thalweg::bench {

namespace {

/// So many coordinates are updated in a block: 0.1 ms or more, beside which stopping the clock (under 1 us)
/// is nothing.
constexpr std::size_t block_coordinates = std::size_t{1} << 22;
constexpr std::uint64_t least_steps = 16, most_steps = std::uint64_t{1} << 16;

/// What both loops start from.
struct Points {
    Vector x0, g0;
};

class Rule {
public:
    Rule(const library::Library &library, const library::OptimizerOrder &order,
         std::shared_ptr<const Points> points)
        : instance_(library, order), points_(std::move(points)), x_(points_->x0), g_(points_->g0),
          f_((instance_.vtable().flags & THALWEG_OPT_NEEDS_F) != 0 ? &value_ : nullptr) {}
    Rule(const Rule &) = delete;

    void renew() {
        instance_.reset({sizeof(thalweg_run_info), 0, points_->x0.data(), 1, 0, 0});
        std::copy(points_->x0.begin(), points_->x0.end(), x_.begin());
        std::copy(points_->g0.begin(), points_->g0.end(), g_.begin());
    }
    thalweg_status steps(std::uint64_t n) {
        const auto update = instance_.vtable().update;
        void *const self = instance_.self();
        thalweg_status worst = THALWEG_OK;
        for (std::uint64_t k = 0; k < n; ++k)
            worst = std::min(worst, update(self, x_.data(), g_.data(), f_));
        return worst;
    }
    bool is_normal() const {
        const auto is_usual = [](double value) { return value == 0 || std::isnormal(value); };
        return std::all_of(x_.begin(), x_.end(), is_usual) && std::all_of(g_.begin(), g_.end(), is_usual);
    }

private:
    library::OptimizerInstance instance_;
    std::shared_ptr<const Points> points_;
    Vector x_, g_;
    double value_ = 1;
    const double *f_;
};

class LimitLoop {
public:
    LimitLoop(std::size_t n_states, std::shared_ptr<const Points> points)
        : points_(std::move(points)), x_(points_->x0), g_(points_->g0),
          states_(n_states, Vector(x_.size(), 0.0)), loop_(limit_for(n_states)) {
        for (Vector &state : states_)
            pointers_.push_back(state.data());
    }
    LimitLoop(const LimitLoop &) = delete;

    void renew() {
        for (Vector &state : states_)
            std::fill(state.begin(), state.end(), 0.0);
        std::copy(points_->x0.begin(), points_->x0.end(), x_.begin());
        std::copy(points_->g0.begin(), points_->g0.end(), g_.begin());
    }
    thalweg_status steps(std::uint64_t n) {
        for (std::uint64_t k = 0; k < n; ++k)
            loop_(pointers_.data(), pointers_.size(), x_.data(), g_.data(), x_.size());
        return THALWEG_OK;
    }

private:
    std::shared_ptr<const Points> points_;
    Vector x_, g_;
    std::vector<Vector> states_;
    std::vector<double *> pointers_;
    Limit loop_;
};

template <class Loop> Work to_work(const std::string &name, std::shared_ptr<Loop> loop, std::uint64_t steps) {
    return {.name = name,
            .steps = steps,
            .renew = [loop] { loop->renew(); },
            .block = [loop, steps] { return loop->steps(steps); }};
}

/// The longest block, or a shorter one after which all is finite and normal; 0: update failed.
std::uint64_t block_steps(Rule &rule, std::size_t d) {
    std::uint64_t n = std::clamp<std::uint64_t>(block_coordinates / d, least_steps, most_steps);
    for (;; n /= 2) {
        rule.renew();
        if (rule.steps(n) < 0)
            return 0;
        if (n <= least_steps || rule.is_normal())
            return n;
    }
}

} // namespace

Works make_rule(const library::Library &library, const std::string &optimizer,
                std::span<const Value> parameters, std::size_t d) {
    const std::optional<double> n_states = state_vectors(library, optimizer, parameters);
    const auto points = std::make_shared<const Points>(Points{start(d), slope(d)});
    const auto rule = std::make_shared<Rule>(
        library, library::OptimizerOrder{.component = optimizer, .parameters = parameters, .dimension = d},
        points);
    const std::uint64_t steps = block_steps(*rule, d);
    if (steps == 0)
        return {.refusal = "its update failed on a finite gradient"};

    Works works;
    works.list.push_back(to_work("", rule, steps));
    if (!rule->is_normal())
        works.note = fmt::format("x or g is no normal number after {} steps", steps);
    else if (!n_states)
        works.note = "no limit: its memory does not tell how many vectors it moves";
    else if (*n_states != std::floor(*n_states))
        works.note = fmt::format("no limit: it keeps {} doubles a coordinate", *n_states);
    if (n_states) {
        works.list[0].counters["vectors_per_step"] = vectors_moved(*n_states);
        works.list[0].counters["bytes_per_step"] =
            vectors_moved(*n_states) * sizeof(double) * static_cast<double>(d);
    }
    if (n_states && *n_states == std::floor(*n_states))
        works.list.push_back(to_work(
            "limit", std::make_shared<LimitLoop>(static_cast<std::size_t>(*n_states), points), steps));
    return works;
}

} // namespace thalweg::bench
