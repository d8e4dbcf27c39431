// SPDX-License-Identifier: MIT
#include "engine/run.hpp"

#include "engine/norm.hpp"
#include "engine/schedule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace thalweg::engine {

namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

const char *code_text(thalweg_status code) {
    switch (code) {
    case THALWEG_E_FAIL:
        return "E_FAIL";
    case THALWEG_E_INVALID_ARG:
        return "E_INVALID_ARG";
    case THALWEG_E_NOMEM:
        return "E_NOMEM";
    case THALWEG_E_UNSUPPORTED:
        return "E_UNSUPPORTED";
    case THALWEG_E_NONFINITE:
        return "E_NONFINITE";
    case THALWEG_E_BUDGET:
        return "E_BUDGET, though nothing was refused";
    case THALWEG_E_CANCELLED:
        return "E_CANCELLED, though nothing was refused";
    case THALWEG_E_VERSION:
        return "E_VERSION";
    default:
        return "an unknown status";
    }
}

/// The floating-point environment that every run starts from, whatever the one before left.
void set_default_arithmetic() {
#if defined(__x86_64__)
    _mm_setcsr(0x1f80);
#endif
}

} // namespace

Run::Run(const Parts &parts, Workspace &workspace)
    : cell_(*parts.cell), p_(parts), w_(workspace), record_(*parts.record), live_(*parts.live),
      cost_(parts.live->cost), d_(parts.cell->dimension),
      wants_gradient_(
          (parts.optimizer->needs & THALWEG_W_G) != 0 || parts.optimizer->update != nullptr ||
          (parts.cell->stop.steps == std::uint64_t{0} && (parts.function->caps() & THALWEG_W_G) != 0)),
      step_limit_(parts.cell->stop.steps.value_or(unlimited)),
      budget_(parts.cell->stop.evaluations.value_or(unlimited)),
      gradient_limit_(parts.cell->stop.gradient_norm.value_or(NAN)),
      seconds_limit_(parts.cell->stop.seconds.value_or(std::numeric_limits<double>::infinity())),
      full_steps_(parts.policy->full) {
    const library::Problem &problem = *cell_.problem;
    const double f_opt = problem.f_opt && p_.function->keeps_values() ? *problem.f_opt : NAN;
    target_ = cell_.stop.target && !std::isnan(f_opt) ? *cell_.stop.target : NAN;
    w_.hits.reset(f_opt, record_.hits);
    for (Vector *v : {&w_.x, &w_.g, &w_.before, &memo_.x})
        v->assign(d_, 0.0);
    w_.metrics.assign(parts.optimizer->n_metrics, NAN);
    w_.window.reset(d_);
    w_.batches.reset(cell_.objective_spec && cell_.objective_spec->data ? &*cell_.objective_spec->data
                                                                        : nullptr,
                     problem.n_samples, cell_.data_seed);
    w_.recorder.reset({.observations = p_.policy->observations,
                       .iterates = resolve_iterates(p_.policy->iterates, cell_.stop.steps, d_),
                       .dimension = d_,
                       .metrics = w_.metrics.size(),
                       .expected_steps = cell_.stop.steps.value_or(0)},
                      record_);
    watch_.reset(p_.policy->time_observations ? Stopwatch::Mode::always : Stopwatch::Mode::sampled);
}

void Run::execute() {
    set_default_arithmetic();
    if (begin()) {
        if (p_.optimizer->update)
            drive_update();
        else if (p_.optimizer->step)
            drive_step();
        else
            drive_run();
    }
    set_default_arithmetic();
    finish();
}

/// Step 0: the start, evaluated for nobody. True where the run goes on from there.
bool Run::begin() {
    std::copy(cell_.start.begin(), cell_.start.end(), w_.x.begin());
    const std::uint32_t want = THALWEG_W_F | (wants_gradient_ ? THALWEG_W_G : 0u);
    if (!evaluate(want, THALWEG_SPLIT_TRAIN, w_.x.data()))
        return false;
    return observe(THALWEG_OK);
}

void Run::apply_schedules() {
    for (std::size_t i = 0; i < cell_.optimizer_parameters.size(); ++i)
        if (const auto *schedule = std::get_if<Schedule>(&cell_.optimizer_parameters[i])) {
            thalweg_value value{};
            value.type = THALWEG_T_F64;
            value.u.f = at(*schedule, step_, cell_.stop.steps.value_or(0));
            const thalweg_status status = p_.optimizer->set_param
                                              ? p_.optimizer->set_param(p_.self, i, &value, &error_)
                                              : THALWEG_E_UNSUPPORTED;
            if (status < 0)
                return fail(status, "set_param of the optimizer");
        }
}

bool Run::evaluate(std::uint32_t want, std::uint32_t split, const double *x) {
    thalweg_eval r{};
    r.struct_size = sizeof r;
    r.want = want;
    r.split = split;
    r.n_points = 1;
    r.dim = d_;
    r.ld = (d_ + 7) / 8 * 8;
    r.x = x;
    double f = NAN;
    r.f = &f;
    r.g = w_.g.data();
    r.h = w_.h.data();
    r.batch = want & THALWEG_W_FULL ? nullptr : w_.batches.current();
    const thalweg_status status = p_.function->eval(r, &error_);
    if (status != THALWEG_OK) {
        if (split == THALWEG_SPLIT_TRAIN)
            fail(status, "eval of the objective");
        return false;
    }
    f_ = f;
    if (want & THALWEG_W_G)
        gradient_norm_ = norm(w_.g);
    return true;
}

void Run::fail(thalweg_status code, const char *call) {
    if (ended_)
        return;
    ended_ = code == THALWEG_E_NOMEM ? Status::out_of_memory : Status::failed;
    std::string message = fmt::format("{} returned {}", call, code_text(code));
    if (text_[0])
        message += fmt::format(": {}", text_);
    record_.messages.push_back(std::move(message));
}

bool Run::observe(thalweg_status status) {
    if (stochastic()) {
        f_batch_ = f_;
        f_is_full_ = step_ == 0 || full_steps_.keeps(step_, false);
        f_ = NAN;
        if (f_is_full_) {
            const double gradient_norm = gradient_norm_;
            if (!evaluate(THALWEG_W_F | THALWEG_W_FULL, THALWEG_SPLIT_TRAIN, w_.x.data()))
                return false;
            gradient_norm_ = gradient_norm;
        }
    }
    if (step_ == 0)
        live_.f_start = f_;
    const bool improved = f_ < live_.f_best || (std::isnan(live_.f_best) && !std::isnan(f_));
    if (improved) {
        live_.f_best = f_;
        live_.step_best = step_;
    }
    if (f_ < live_.f_incumbent || std::isnan(live_.f_incumbent))
        live_.f_incumbent = f_;
    if (!w_.metrics.empty() && p_.optimizer->get_metrics && !p_.optimizer->run)
        p_.optimizer->get_metrics(p_.self, w_.metrics.data());
    live_.last = {.step = step_,
                  .f = f_,
                  .gradient_norm = wants_gradient_ ? gradient_norm_ : NAN,
                  .cost = cost_,
                  .f_batch = f_batch_,
                  .seconds = p_.policy->time_observations ? watch_.seconds() : NAN};
    w_.recorder.observe(live_.last, w_.x, w_.metrics,
                        improved ? Recorder::Improvement::yes : Recorder::Improvement::no);
    w_.window.push(w_.x);
    w_.hits.see(f_, step_, step_ == 0 ? Cost{.evaluations = 1, .f = 1} : cost_);
    if (p_.policy->full.kind != spec::Policy::Kind::none)
        record_full();
    return !should_stop(status) && !ended_;
}

// in the order of measurement.md
bool Run::should_stop(thalweg_status status) {
    const double seen = stochastic() ? f_batch_ : f_;
    const double f_opt = cell_.problem->f_opt.value_or(NAN);
    if (!std::isfinite(seen) || (wants_gradient_ && !std::isfinite(gradient_norm_)) || !all_finite(w_.x))
        ended_ = Status::diverged;
    else if (f_ - f_opt <= target_)
        ended_ = Status::target;
    else if (wants_gradient_ && !stochastic() && gradient_norm_ <= gradient_limit_)
        ended_ = Status::gradient_norm;
    else if (status == THALWEG_CONVERGED)
        ended_ = Status::converged;
    else if (status == THALWEG_STALLED)
        ended_ = Status::stalled;
    else if (budget_refused_ || cost_.evaluations >= budget_)
        ended_ = Status::evaluations;
    else if (step_ >= step_limit_)
        ended_ = Status::steps;
    else if (seconds_refused_ || watch_.seconds() >= seconds_limit_)
        ended_ = Status::seconds;
    return ended_.has_value();
}

void Run::record_full() {
    Steps &steps = full_steps_;
    const bool kept = stochastic() ? f_is_full_ : steps.keeps(step_, false) || step_ == 0;
    if (!kept)
        return;
    const double f = f_, gradient_norm = gradient_norm_;
    for (std::uint32_t split : {THALWEG_SPLIT_TRAIN, THALWEG_SPLIT_VALID, THALWEG_SPLIT_TEST})
        if (evaluate(THALWEG_W_F | THALWEG_W_FULL, split, w_.x.data()))
            record_.full.push_back({step_, split, f_, NAN});
    f_ = f;
    gradient_norm_ = gradient_norm;
}

void Run::finish() {
    record_.run_id = cell_.run_id;
    record_.dimension = d_;
    record_.status = ended_.value_or(Status::failed);
    record_.steps = step_;
    record_.cost = cost_;
    if (stochastic() && !f_is_full_ && !is_bad(record_.status) &&
        evaluate(THALWEG_W_F | THALWEG_W_FULL, THALWEG_SPLIT_TRAIN, w_.x.data())) {
        live_.last.f = f_;
        w_.recorder.amend_last(live_.last);
    }
    // the record ends with the last observation, also where a later step failed
    const Observation &last = live_.last;
    record_.f_start = live_.f_start;
    record_.f_final = last.f;
    record_.gradient_norm_final = last.gradient_norm;
    record_.f_best = live_.f_best;
    record_.f_incumbent = live_.f_incumbent;
    record_.step_best = live_.step_best;
    w_.recorder.finish(w_.x);
    const WindowFacts window = w_.window.facts();
    record_.window_travel = window.travel;
    record_.window_net = window.net;
    record_.window_period = window.period;
    record_.seconds = watch_.seconds();
    record_.seconds_objective = watch_.objective_seconds();
    record_.seconds_optimizer = watch_.optimizer_seconds();
    finish_solution();
    finish_hessian();
}

} // namespace thalweg::engine
