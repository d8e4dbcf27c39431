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
    objective_ns_ = 0;
    readings_ = 2;
    if (watch_.begin())
        step_began_ = now_ns();
}

void Run::end_timing() {
    if (watch_.timed()) {
        const std::int64_t all = now_ns() - step_began_;
        watch_.end(objective_ns_, all - objective_ns_, readings_);
    }
    watch_.count_step();
}

/// An iteration that the budget cut short is not observed: the run ends where it was.
bool Run::ends_unobserved(thalweg_status status, const char *call) {
    if (budget_refused_ || seconds_refused_) {
        ended_ = budget_refused_ ? Status::evaluations : Status::seconds;
        return true;
    }
    if (status >= 0)
        return false;
    if (status == THALWEG_E_NONFINITE)
        ended_ = Status::diverged;
    fail(status, call);
    return true;
}

void Run::drive_step() {
    AskedOracle oracle(*this, AskedOracle::Publishing::refused);
    const bool scheduled = p_.optimizer->set_param != nullptr;
    for (;;) {
        if (scheduled)
            apply_schedules();
        if (ended_)
            return;
        std::copy(w_.x.begin(), w_.x.end(), w_.before.begin());
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
        if (!look_up_or_evaluate() || !observe(status))
            return;
    }
}

/// An iterate that `run` reports. False where the run must stop.
bool Run::publish(const double *x, const double *metrics) {
    end_timing();
    std::copy_n(x, d_, w_.x.begin());
    if (metrics)
        std::copy_n(metrics, w_.metrics.size(), w_.metrics.begin());
    ++step_;
    w_.batches.draw();
    if (!look_up_or_evaluate() || !observe(THALWEG_OK))
        return false;
    begin_timing();
    return true;
}

void Run::drive_run() {
    AskedOracle oracle(*this, AskedOracle::Publishing::allowed);
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
        ++step_;
        if (!look_up_or_evaluate() || !observe(own_end))
            return;
    }
    ended_ = own_end == THALWEG_STALLED ? Status::stalled : Status::converged;
}

} // namespace thalweg::engine
