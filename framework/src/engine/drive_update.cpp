// SPDX-License-Identifier: MIT
// The loop of a rule: the gradient at x_k, charged, then the rule, then f and g at the next iterate.
#include "engine/norm.hpp"
#include "engine/run.hpp"

namespace thalweg::engine {

void Run::drive_update() {
    const thalweg_optimizer_vt &rule = *p_.optimizer;
    const bool needs_f = (rule.flags & THALWEG_OPT_NEEDS_F) != 0;
    const bool scheduled = !schedules_.empty();
    const bool batches = stochastic();
    double f = stochastic() ? f_batch_ : f_;

    thalweg_eval r{}; // kept: zeroing it costs as much as half a short step
    r.struct_size = sizeof r;
    r.want = THALWEG_W_F | THALWEG_W_G;
    r.split = THALWEG_SPLIT_TRAIN;
    r.n_points = 1;
    r.dim = d_;
    r.ld = (d_ + 7) / 8 * 8;
    r.x = w_.x.data();
    r.f = &f;
    r.g = w_.g.data();
    std::uint64_t samples = samples_of(r.want);

    for (;;) {
        if (scheduled)
            apply_schedules();
        if (ended_)
            return;
        if (batches) {
            w_.batches.draw();
            r.batch = w_.batches.current();
        }
        if (diagnoses_)
            begin_trace();
        const bool timed = watch_.begin();
        const std::int64_t t0 = timed ? now_ns() : 0;
        ++cost_.evaluations;
        ++cost_.g;
        cost_.f += needs_f;
        cost_.samples += samples;
        const thalweg_status status = rule.update(p_.self, w_.x.data(), w_.g.data(), needs_f ? &f : nullptr);
        const std::int64_t t1 = timed ? now_ns() : 0;
        if (status < 0) {
            x_is_known_ = false;
            return fail(status, "update of the optimizer", "");
        }
        if (batches)
            samples = r.batch->size;
        const thalweg_status evaluated = p_.function->eval(r, &error_);
        if (timed) {
            const std::int64_t t2 = now_ns();
            watch_.end({.objective_ns = t2 - t1, .optimizer_ns = t1 - t0, .at_ns = t2});
        }
        watch_.count_step();
        ++step_;
        if (evaluated != THALWEG_OK) {
            fail(evaluated, "eval of the objective");
            observe_failure();
            return;
        }
        f_ = f;
        gradient_norm_ = norm(w_.g);
        if (!observe(status))
            return;
    }
}

} // namespace thalweg::engine
