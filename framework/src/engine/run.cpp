// SPDX-License-Identifier: MIT
#include "engine/run.hpp"

#include "engine/norm.hpp"
#include "engine/schedule.hpp"
#include "plan/transforms.hpp"

#include <algorithm>
#include <cfenv>
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
    std::fesetenv(FE_DFL_ENV);
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
      diagnoses_(parts.policy->diagnostics), n_metrics_(parts.optimizer->n_metrics),
      step_limit_(parts.cell->stop.steps.value_or(unlimited)),
      budget_(parts.cell->stop.evaluations.value_or(unlimited)),
      gradient_limit_(parts.cell->stop.gradient_norm.value_or(NAN)),
      seconds_limit_(parts.cell->stop.seconds.value_or(std::numeric_limits<double>::infinity())),
      has_seconds_limit_(parts.cell->stop.seconds.has_value()), full_steps_(parts.policy->full) {
    const library::Problem &problem = *cell_.problem;
    static const plan::Transforms none;
    const plan::Transforms &transforms = cell_.objective_spec ? cell_.objective_spec->transforms : none;
    f_opt_ = plan::least_value(transforms, problem.f_opt).value_or(NAN);
    target_ = cell_.stop.target.value_or(NAN);
    w_.hits.reset(f_opt_, record_.hits);
    for (Vector *v : {&w_.x, &w_.g, &w_.before, &memo_.x})
        v->assign(d_, 0.0);
    w_.metrics.assign(n_metrics_ + (diagnoses_ ? diagnostic_count : 0), NAN);
    if (diagnoses_) {
        w_.trace.reset(d_);
        memo_.g.assign(d_, 0.0);
    }
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
    std::copy(cell_.start.begin(), cell_.start.end(), w_.x.begin());
    watch_.reset(p_.policy->time_observations ? Stopwatch::Mode::always : Stopwatch::Mode::sampled);
}

void Run::execute() {
    set_default_arithmetic();
    // nothing of C++ may cross the ABI; what does all the same is the end of this run alone
    try {
        if (reset_optimizer() && begin())
            drive();
    } catch (const std::bad_alloc &) {
        x_is_known_ = false;
        fail(THALWEG_E_NOMEM, "a plugin, or the recording of the run,", "no memory");
    } catch (const std::exception &thrown) {
        x_is_known_ = false;
        fail(THALWEG_E_FAIL, "a plugin threw an exception and", thrown.what());
    } catch (...) {
        x_is_known_ = false;
        fail(THALWEG_E_FAIL, "a plugin threw an exception and", "");
    }
    set_default_arithmetic();
    finish();
}

void Run::drive() {
    if (p_.optimizer->update)
        drive_update();
    else if (p_.optimizer->step)
        drive_step();
    else
        drive_run();
}

bool Run::reset_optimizer() {
    const thalweg_run_info info{.struct_size = sizeof(thalweg_run_info),
                                .reserved = 0,
                                .x0 = w_.x.data(),
                                .seed = cell_.optimizer_seed,
                                .horizon = cell_.stop.steps.value_or(0),
                                .budget = cell_.stop.evaluations.value_or(0)};
    const thalweg_status status = p_.optimizer->reset(p_.self, &info, &error_);
    if (status < 0)
        fail(status, "reset of the optimizer");
    return status >= 0;
}

/// Step 0: the start, evaluated for nobody. True where the run goes on from there.
bool Run::begin() {
    find_schedules();
    const std::uint32_t want = THALWEG_W_F | (wants_gradient_ ? THALWEG_W_G : 0u);
    if (!evaluate(want, THALWEG_SPLIT_TRAIN, w_.x.data()))
        return observe_failure();
    return observe(THALWEG_OK);
}

void Run::find_schedules() {
    for (std::size_t i = 0; i < cell_.optimizer_parameters.size(); ++i)
        if (const auto *schedule = std::get_if<Schedule>(&cell_.optimizer_parameters[i]))
            schedules_.push_back({i, schedule});
}

void Run::apply_schedules() {
    for (const auto &[index, schedule] : schedules_) {
        thalweg_value value{};
        value.type = THALWEG_T_F64;
        value.u.f = at(*schedule, step_, cell_.stop.steps.value_or(0));
        const thalweg_status status = p_.optimizer->set_param
                                          ? p_.optimizer->set_param(p_.self, index, &value, &error_)
                                          : THALWEG_E_UNSUPPORTED;
        if (status < 0)
            return fail(status, "set_param of the optimizer");
    }
}

std::uint64_t Run::samples_of(std::uint32_t want) const {
    const thalweg_batch *batch = want & THALWEG_W_FULL ? nullptr : w_.batches.current();
    return batch ? batch->size : cell_.problem->n_samples;
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
    r.g = want & THALWEG_W_G ? w_.g.data() : nullptr; // it may hold the gradient of the step to come
    r.h = want & THALWEG_W_H ? w_.h.data() : nullptr;
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

void Run::fail(thalweg_status code, const char *call, const char *text) {
    if (ended_)
        return;
    ended_ = code == THALWEG_E_NOMEM       ? Status::out_of_memory
             : code == THALWEG_E_NONFINITE ? Status::diverged
                                           : Status::failed;
    text_[sizeof text_ - 1] = objective_text_[sizeof objective_text_ - 1] = '\0';
    std::string message = fmt::format("{} returned {}", call, code_text(code));
    if (text[0])
        message += fmt::format(": {}", text);
    record_.messages.push_back(std::move(message));
}

bool Run::observe(thalweg_status status) {
    if (stochastic() && !observe_full_value())
        return observe_failure();
    record();
    return !should_stop(status) && !ended_;
}

bool Run::observe_failure() {
    f_ = gradient_norm_ = NAN;
    record();
    return false;
}

/// On minibatches: f_ is that of the batch; the full one is taken where the policy asks for it.
bool Run::observe_full_value() {
    f_batch_ = f_;
    f_is_full_ = full_steps_.keeps(step_, false) || step_ == 0;
    f_ = NAN;
    return !f_is_full_ || evaluate(THALWEG_W_F | THALWEG_W_FULL, THALWEG_SPLIT_TRAIN, w_.x.data());
}

/// Whether f_ is the least so far.
bool Run::note_best() {
    if (f_ < live_.f_incumbent || std::isnan(live_.f_incumbent))
        live_.f_incumbent = f_;
    const bool improved = f_ < live_.f_best || (std::isnan(live_.f_best) && !std::isnan(f_));
    if (improved) {
        live_.f_best = f_;
        live_.step_best = step_;
    }
    return improved;
}

void Run::record() {
    if (step_ == 0)
        live_.f_start = f_;
    const auto improved = note_best() ? Recorder::Improvement::yes : Recorder::Improvement::no;
    if (n_metrics_ != 0 && p_.optimizer->get_metrics && !p_.optimizer->run)
        p_.optimizer->get_metrics(p_.self, w_.metrics.data());
    const Observation o{.step = step_,
                        .f = f_,
                        .gradient_norm = wants_gradient_ ? gradient_norm_ : NAN,
                        .cost = cost_,
                        .f_batch = f_batch_,
                        .seconds = p_.policy->time_observations ? watch_.seconds() : NAN};
    if (diagnoses_)
        diagnose(improved);
    w_.recorder.observe(o, w_.x, w_.metrics, improved);
    live_.last = o;
    w_.window.push(w_.x);
    if (step_ != 0)
        w_.hits.see(f_, step_, cost_);
    else // a hit at the start costs one evaluation
        w_.hits.see(f_, 0, {.evaluations = 1, .f = 1, .samples = samples_of(0)});
    if (p_.policy->full.kind != spec::Policy::Kind::none)
        record_full();
}

// in the order of measurement.md
bool Run::should_stop(thalweg_status status) {
    const double seen = stochastic() ? f_batch_ : f_;
    if (!std::isfinite(seen) || (wants_gradient_ && !std::isfinite(gradient_norm_)) || !all_finite(w_.x))
        ended_ = Status::diverged;
    else if (f_ - f_opt_ <= target_ && f_ - f_opt_ >= least_gap(f_opt_))
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
    else if (seconds_refused_ || (has_seconds_limit_ && watch_.seconds() >= seconds_limit_))
        ended_ = Status::seconds;
    return ended_.has_value();
}

void Run::record_full() {
    const bool kept = stochastic() ? f_is_full_ : full_steps_.keeps(step_, false) || step_ == 0;
    if (kept && !ended_)
        take_full(step_);
}

void Run::take_full(std::uint64_t step) {
    const double f = f_;
    const bool is_asked = p_.optimizer->run == nullptr || ended_; // not from within its own loop
    const double *solved = is_asked ? solution() : nullptr;
    const double *x = solved != nullptr ? solved : w_.x.data();
    for (std::uint32_t split : {THALWEG_SPLIT_TRAIN, THALWEG_SPLIT_VALID, THALWEG_SPLIT_TEST})
        if (evaluate(THALWEG_W_F | THALWEG_W_FULL, split, x))
            record_.full.push_back({step, split, f_, p_.function->accuracy(x, split)});
    f_ = f;
}

/// On minibatches the last value is full too, whatever the policy; and so are those of all splits wherever
/// any were asked for.
void Run::finish_full_value() {
    if (is_bad(*ended_) || *ended_ == Status::diverged)
        return;
    const bool is_asked = p_.policy->full.kind != spec::Policy::Kind::none;
    if (is_asked && (record_.full.empty() || record_.full.back().step != live_.last.step))
        take_full(live_.last.step);
    if (!stochastic() || f_is_full_ ||
        !evaluate(THALWEG_W_F | THALWEG_W_FULL, THALWEG_SPLIT_TRAIN, w_.x.data()))
        return;
    live_.last.f = f_;
    if (note_best())
        w_.recorder.remember_best(live_.last, w_.x, w_.metrics);
    w_.hits.see(f_, step_, cost_);
}

void Run::finish() {
    if (!ended_)
        ended_ = Status::failed;
    if (diagnoses_)
        finish_diagnostics();
    finish_full_value();
    record_.run_id = cell_.run_id;
    record_.dimension = d_;
    record_.status = *ended_;
    record_.cost = cost_;
    // the record ends with the last observation, also where a later step failed
    const Observation &last = live_.last;
    record_.steps = last.step;
    record_.f_start = live_.f_start;
    record_.f_final = last.f;
    record_.gradient_norm_final = last.gradient_norm;
    record_.f_best = live_.f_best;
    record_.f_incumbent = live_.f_incumbent;
    record_.step_best = live_.step_best;
    w_.recorder.finish({.observation = last,
                        .metrics = w_.metrics,
                        .x = x_is_known_ ? std::span<const double>(w_.x) : std::span<const double>()});
    if (diagnoses_)
        divide_metrics();
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
