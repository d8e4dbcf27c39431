// SPDX-License-Identifier: MIT
#include "bench/rule.hpp"

#include "bench/buffers.hpp"
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

/// What both loops work on, in turn: x and g where they are for the other, and the states of the limit.
class Table {
public:
    Table(std::size_t d, std::size_t n_states)
        : d_(d), x0_(start(d)), g0_(slope(d)), buffers_(2 + n_states, d) {
        for (std::size_t k = 0; k < n_states; ++k)
            states_.push_back(buffers_.vector(2 + k));
    }
    Table(const Table &) = delete;

    void renew() {
        std::copy(x0_.begin(), x0_.end(), x());
        std::copy(g0_.begin(), g0_.end(), g());
    }
    std::size_t d() const { return d_; }
    const double *x0() const { return x0_.data(); }
    double *x() { return buffers_.vector(0); }
    double *g() { return buffers_.vector(1); }
    const std::vector<double *> &states() const { return states_; }

private:
    std::size_t d_;
    Vector x0_, g0_;
    Buffers buffers_;
    std::vector<double *> states_;
};

class Rule {
public:
    Rule(const library::Library &library, const library::OptimizerOrder &order, std::shared_ptr<Table> table)
        : instance_(library, order), table_(std::move(table)),
          f_((instance_.vtable().flags & THALWEG_OPT_NEEDS_F) != 0 ? &value_ : nullptr) {}
    Rule(const Rule &) = delete;

    void renew() {
        instance_.reset({sizeof(thalweg_run_info), 0, table_->x0(), 1, 0, 0});
        table_->renew();
    }
    thalweg_status steps(std::uint64_t n) {
        const auto update = instance_.vtable().update;
        void *const self = instance_.self();
        double *const x = table_->x(), *const g = table_->g();
        thalweg_status worst = THALWEG_OK;
        for (std::uint64_t k = 0; k < n && worst >= 0; ++k)
            worst = std::min(worst, update(self, x, g, f_));
        return worst;
    }
    bool is_normal() {
        const auto is_usual = [](double value) { return value == 0 || std::isnormal(value); };
        const auto all = [&](const double *v) { return std::all_of(v, v + table_->d(), is_usual); };
        return all(table_->x()) && all(table_->g());
    }

private:
    library::OptimizerInstance instance_;
    std::shared_ptr<Table> table_;
    double value_ = 1;
    const double *f_;
};

class LimitLoop {
public:
    explicit LimitLoop(std::shared_ptr<Table> table)
        : table_(std::move(table)), loop_(limit_for(table_->states().size())) {}
    LimitLoop(const LimitLoop &) = delete;

    void renew() {
        table_->renew();
        for (double *const state : table_->states())
            std::fill_n(state, table_->d(), 0.0);
    }
    thalweg_status steps(std::uint64_t n) {
        const auto &states = table_->states();
        double *const x = table_->x(), *const g = table_->g();
        for (std::uint64_t k = 0; k < n; ++k)
            loop_(states.data(), states.size(), x, g, table_->d());
        return THALWEG_OK;
    }

private:
    std::shared_ptr<Table> table_;
    Limit loop_;
};

template <class Loop> Work to_work(const std::string &name, std::shared_ptr<Loop> loop, std::uint64_t steps) {
    return {.name = name,
            .steps = steps,
            .renew = [loop] { loop->renew(); },
            .block = [loop, steps] { return loop->steps(steps); }};
}

std::uint64_t longest_block(std::size_t d) {
    return std::clamp<std::uint64_t>(block_coordinates / d, least_steps, most_steps);
}

/// The longest block, or a shorter one after which all is finite and normal; 0: update failed.
std::uint64_t block_steps(Rule &rule, std::size_t d) {
    for (std::uint64_t n = longest_block(d);; n /= 2) {
        rule.renew();
        if (rule.steps(n) < 0)
            return 0;
        if (n == 1 || rule.is_normal())
            return n;
    }
}

} // namespace

Works make_rule(const library::Library &library, const std::string &optimizer,
                std::span<const Value> parameters, std::size_t d) {
    const std::optional<double> n_states = state_vectors(library, optimizer, parameters);
    const bool has_limit = n_states && *n_states == std::floor(*n_states);
    const auto table = std::make_shared<Table>(d, has_limit ? static_cast<std::size_t>(*n_states) : 0);
    const auto rule = std::make_shared<Rule>(
        library, library::OptimizerOrder{.component = optimizer, .parameters = parameters, .dimension = d},
        table);
    const std::uint64_t steps = block_steps(*rule, d);
    if (steps == 0)
        return {.failure = "its update failed on a finite gradient"};

    Works works;
    works.list.push_back(to_work("", rule, steps));
    works.list[0].counters["steps_per_block"] = static_cast<double>(steps);
    if (steps < longest_block(d))
        works.note = fmt::format("in blocks of {} steps: after more, x or g are no normal numbers", steps);
    else if (!n_states)
        works.note = "no limit: its memory does not tell how many vectors it moves";
    else if (!has_limit)
        works.note = fmt::format("no limit: it keeps {} doubles a coordinate", *n_states);
    if (n_states) {
        works.list[0].counters["vectors_per_step"] = vectors_moved(*n_states);
        works.list[0].counters["bytes_per_step"] =
            vectors_moved(*n_states) * sizeof(double) * static_cast<double>(d);
    }
    if (has_limit)
        works.list.push_back(to_work("limit", std::make_shared<LimitLoop>(table), steps));
    return works;
}

} // namespace thalweg::bench
