// SPDX-License-Identifier: MIT
#include "engine/asked_oracle.hpp"

#include "engine/norm.hpp"

#include <algorithm>

namespace thalweg::engine {

namespace {
constexpr std::uint32_t quantities = THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV;
}

AskedOracle::AskedOracle(Run &run, Publishing publishing) : run_(run), publishing_(publishing) {
    const library::Problem &problem = *run.cell_.problem;
    if (!problem.lower.empty() && !problem.upper.empty())
        box_ = run.p_.function->preimage_of_box(problem.lower, problem.upper);
    oracle_ = {.struct_size = sizeof(thalweg_oracle),
               .caps = run.p_.function->caps() & quantities,
               .ctx = this,
               .eval = eval,
               .dim = run.d_,
               .lower = box_.lower.empty() ? nullptr : box_.lower.data(),
               .upper = box_.upper.empty() ? nullptr : box_.upper.data(),
               .next_batch = next_batch,
               .report = report};
}

thalweg_status AskedOracle::checked(const thalweg_eval &r) const {
    const std::uint32_t want = r.want & quantities;
    if (r.struct_size < offsetof(thalweg_eval, samples) + sizeof r.samples || r.dim != run_.d_ ||
        r.n_points == 0 || r.x == nullptr || want == 0 || (r.n_points > 1 && r.ld < r.dim))
        return THALWEG_E_INVALID_ARG;
    if ((want & ~oracle_.caps) != 0 || r.split > THALWEG_SPLIT_VALID)
        return THALWEG_E_UNSUPPORTED;
    const bool missing = ((want & THALWEG_W_F) && !r.f) || ((want & THALWEG_W_G) && !r.g) ||
                         ((want & THALWEG_W_H) && !r.h) || ((want & THALWEG_W_HV) && (!r.hv || !r.v));
    return missing ? THALWEG_E_INVALID_ARG : THALWEG_OK;
}

thalweg_status AskedOracle::eval(void *ctx, thalweg_eval *request) {
    auto &self = *static_cast<AskedOracle *>(ctx);
    Run &run = self.run_;
    if (!request)
        return THALWEG_E_INVALID_ARG;
    if (run.ended_)
        return THALWEG_E_CANCELLED;
    if (const thalweg_status status = self.checked(*request); status != THALWEG_OK)
        return status;
    if (request->n_points > run.budget_ - std::min(run.budget_, run.cost_.evaluations)) {
        run.budget_refused_ = true;
        return THALWEG_E_BUDGET;
    }
    if (run.has_seconds_limit_ && run.charged_seconds() >= run.seconds_limit_) {
        run.seconds_refused_ = true;
        return THALWEG_E_BUDGET;
    }
    return self.answer(*request);
}

thalweg_status AskedOracle::answer(thalweg_eval &r) {
    r.batch = r.want & THALWEG_W_FULL ? nullptr : run_.w_.batches.current();
    r.samples = 0;
    run_.objective_text_[0] = '\0';
    const bool timed = run_.watch_.timed();
    const std::int64_t t0 = timed ? now_ns() : 0;
    const thalweg_status status = run_.p_.function->eval(r, &run_.objective_error_);
    if (timed) {
        run_.timed_.objective_ns += now_ns() - t0;
        ++run_.timed_.objective_intervals;
    }
    r.batch = nullptr;
    run_.objective_status_ = status;
    if (status == THALWEG_OK)
        count(r);
    return status;
}

void AskedOracle::count(const thalweg_eval &r) {
    const std::uint64_t n = r.n_points;
    Cost &cost = run_.cost_;
    cost.evaluations += n;
    cost.f += r.want & THALWEG_W_F ? n : 0;
    cost.g += r.want & THALWEG_W_G ? n : 0;
    cost.h += r.want & THALWEG_W_H ? n : 0;
    cost.hv += r.want & THALWEG_W_HV ? n : 0;
    // of the other splits only the objective knows how many there are
    cost.samples += r.split == THALWEG_SPLIT_TRAIN ? n * run_.samples_of(r.want) : r.samples;
    const bool whole = r.split == THALWEG_SPLIT_TRAIN && (!run_.stochastic() || (r.want & THALWEG_W_FULL));
    if ((r.want & THALWEG_W_F) && whole)
        for (std::uint32_t p = 0; p < r.n_points; ++p) {
            if (r.f[p] < run_.live_.f_incumbent)
                run_.live_.f_incumbent = r.f[p];
            run_.w_.hits.see(r.f[p], run_.step_ + 1, cost);
        }
    if (r.n_points == 1 && r.split == THALWEG_SPLIT_TRAIN && !run_.stochastic())
        run_.remember(r);
    const bool on_batch = !run_.stochastic() || !(r.want & THALWEG_W_FULL);
    if (run_.diagnoses_ && (r.want & THALWEG_W_G) && r.split == THALWEG_SPLIT_TRAIN && on_batch)
        for (std::uint32_t p = 0; p < r.n_points; ++p)
            run_.w_.trace.see_gradient({r.x + p * r.ld, run_.d_}, {r.g + p * r.ld, run_.d_});
}

thalweg_status AskedOracle::next_batch(void *ctx) {
    static_cast<AskedOracle *>(ctx)->run_.w_.batches.draw();
    return THALWEG_OK;
}

thalweg_status AskedOracle::report(void *ctx, const double *x, double, const double *metrics) {
    auto &self = *static_cast<AskedOracle *>(ctx);
    Run &run = self.run_;
    if (self.publishing_ == Publishing::refused)
        return THALWEG_E_UNSUPPORTED;
    if (!x)
        return THALWEG_E_INVALID_ARG;
    if (run.ended_)
        return THALWEG_E_CANCELLED;
    if (run.budget_refused_ || run.seconds_refused_)
        return THALWEG_E_BUDGET;
    return run.publish(x, metrics) ? THALWEG_OK : THALWEG_E_CANCELLED;
}

} // namespace thalweg::engine
