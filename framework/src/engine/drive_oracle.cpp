// SPDX-License-Identifier: MIT
// The loops of optimizers that ask the oracle: `step`, an iteration a call, and `run`, which owns its loop.
#include "engine/asked_oracle.hpp"
#include "engine/norm.hpp"

#include <algorithm>
#include <cstring>

namespace thalweg::engine {

void Run::remember(const thalweg_eval &r) {
    const bool same =
        (memo_.has_f || memo_.has_g) && std::memcmp(memo_.x.data(), r.x, d_ * sizeof(double)) == 0;
    if (!same) {
        std::copy_n(r.x, d_, memo_.x.begin());
        memo_.has_f = memo_.has_g = false;
    }
    if (r.want & THALWEG_W_F) {
        memo_.f = *r.f;
        memo_.has_f = true;
    }
    if (r.want & THALWEG_W_G) {
        memo_.gradient_norm = norm({r.g, d_});
        if (diagnoses_)
            std::copy_n(r.g, d_, memo_.g.begin());
        memo_.has_g = true;
    }
}

/// f, and |g| where the optimizer needs gradients, at the iterate: from the last evaluation at the same bits,
/// else evaluated for nobody.
bool Run::look_up_or_evaluate() {
    const bool known = memo_.has_f && (memo_.has_g || !wants_gradient_) &&
                       std::memcmp(memo_.x.data(), w_.x.data(), d_ * sizeof(double)) == 0;
    if (known && !stochastic()) {
        f_ = memo_.f;
        gradient_norm_ = memo_.gradient_norm;
        return true;
    }
    return evaluate(THALWEG_W_F | (wants_gradient_ ? THALWEG_W_G : 0u), THALWEG_SPLIT_TRAIN, w_.x.data());
}

void Run::begin_timing() {
    timed_ = {.objective_intervals = 0};
    objective_status_ = THALWEG_OK;
    if (watch_.begin())
        step_began_ = now_ns();
}

void Run::end_timing() {
    if (watch_.timed()) {
        timed_.at_ns = now_ns();
        timed_.optimizer_ns = timed_.at_ns - step_began_ - timed_.objective_ns;
        timed_.optimizer_intervals = timed_.objective_intervals + 1;
        watch_.end(timed_);
    }
    watch_.count_step();
}

double Run::charged_seconds() const {
    const double now = watch_.timed() ? static_cast<double>(now_ns() - step_began_) * 1e-9 : 0.0;
    return watch_.seconds() + now;
}

/// An iteration that the budget cut short is not observed: the run ends where it was.
bool Run::ends_unobserved(thalweg_status status, const char *call) {
    if (budget_refused_ || seconds_refused_) {
        ended_ = budget_refused_ ? Status::evaluations : Status::seconds;
        return true;
    }
    if (status >= 0)
        return false;
    // an optimizer that hands on what the objective answered is not to blame for it
    if (objective_status_ == status)
        fail(status, "eval of the objective", objective_text_);
    else
        fail(status, call);
    return true;
}

void Run::drive_step() {
    AskedOracle oracle(*this, AskedOracle::Publishing::refused);
    for (;;) {
        apply_schedules();
        if (ended_)
            return;
        std::copy(w_.x.begin(), w_.x.end(), w_.before.begin());
        if (diagnoses_)
            begin_trace();
        double f = NAN;
        begin_timing();
        const thalweg_status status = p_.optimizer->step(p_.self, oracle.get(), w_.x.data(), &f, &error_);
        end_timing();
        if (ends_unobserved(status, "step of the optimizer")) {
            std::copy(w_.before.begin(), w_.before.end(), w_.x.begin());
            return;
        }
        ++step_;
        w_.batches.draw();
        if (!look_up_or_evaluate()) {
            observe_failure();
            return;
        }
        if (!observe(status))
            return;
    }
}

/// An iterate that `run` reports. False where the run must stop.
bool Run::publish(const double *x, const double *metrics) {
    end_timing();
    std::copy_n(x, d_, w_.x.begin());
    if (metrics)
        std::copy_n(metrics, n_metrics_, w_.metrics.begin());
    else // those of the iterate before are not its own
        std::fill_n(w_.metrics.begin(), n_metrics_, NAN);
    ++step_;
    w_.batches.draw();
    if (!look_up_or_evaluate())
        return observe_failure();
    if (!observe(THALWEG_OK))
        return false;
    apply_schedules();
    if (diagnoses_)
        begin_trace();
    begin_timing();
    return !ended_;
}

void Run::drive_run() {
    AskedOracle oracle(*this, AskedOracle::Publishing::allowed);
    apply_schedules();
    if (ended_)
        return;
    if (diagnoses_)
        begin_trace();
    Vector x(w_.x);
    double f = NAN;
    begin_timing();
    const thalweg_status status = p_.optimizer->run(p_.self, oracle.get(), x.data(), &f, &error_);
    if (ended_) // by a stop test at a report, or a failed objective
        return;
    if (ends_unobserved(status, "run of the optimizer"))
        return;
    const thalweg_status own_end = status == THALWEG_STALLED ? THALWEG_STALLED : THALWEG_CONVERGED;
    if (std::memcmp(x.data(), w_.x.data(), d_ * sizeof(double)) != 0) { // its result is one more iterate
        end_timing();
        std::copy(x.begin(), x.end(), w_.x.begin());
        std::fill_n(w_.metrics.begin(), n_metrics_, NAN);
        if (n_metrics_ != 0 && p_.optimizer->get_metrics)
            p_.optimizer->get_metrics(p_.self, w_.metrics.data());
        ++step_;
        if (!look_up_or_evaluate())
            observe_failure();
        else
            observe(own_end);
        return;
    }
    ended_ = own_end == THALWEG_STALLED ? Status::stalled : Status::converged;
}

} // namespace thalweg::engine
