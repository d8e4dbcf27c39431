// SPDX-License-Identifier: MIT
#include "conformance/optimizer_calls.hpp"

#include "conformance/guarded.hpp"
#include "conformance/surroundings.hpp"
#include "counted.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace thalweg::conformance {

namespace {

using testing::Objective;
using testing::Optimizer;

Optimizer make(const Subject &subject, std::size_t dimension) {
    return Optimizer(subject.component(), start(dimension), settings_of(subject.offer().description));
}

/// Calls `visit` with each parameter that schedules may change, and its default.
template <class Visit> void for_each_schedule(const Subject &subject, Visit visit) {
    for (const library::Parameter &parameter : subject.offer().description.parameters)
        if (parameter.per_step && parameter.type == library::Type::real && parameter.fallback)
            visit(parameter, std::get<double>(*parameter.fallback));
}

/// An oracle that refuses from one request or report on, and counts what is asked of it after that.
class Refusing {
public:
    Refusing(const Objective &objective, int evaluations, int reports)
        : objective_(objective), evaluations_left_(evaluations), reports_left_(reports) {
        const thalweg_problem &p = objective.problem();
        oracle_ = {.struct_size = sizeof oracle_,
                   .caps = p.caps & (THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV),
                   .ctx = this,
                   .eval =
                       [](void *self, thalweg_eval *request) {
                           Refusing &r = *static_cast<Refusing *>(self);
                           return r.grants(r.evaluations_left_) ? r.objective_.evaluate(*request)
                                                                : THALWEG_E_BUDGET;
                       },
                   .dim = p.dim,
                   .lower = nullptr,
                   .upper = nullptr,
                   .next_batch = [](void *) { return thalweg_status{THALWEG_OK}; },
                   .report =
                       [](void *self, const double *, double, const double *) {
                           Refusing &r = *static_cast<Refusing *>(self);
                           ++r.reports_;
                           return thalweg_status{r.grants(r.reports_left_) ? THALWEG_OK : THALWEG_E_BUDGET};
                       }};
    }
    Refusing(const Refusing &) = delete;
    operator const thalweg_oracle *() const { return &oracle_; }
    bool refused() const { return refused_; }
    int after() const { return after_; } ///< calls that came after a refusal
    int reports() const { return reports_; }

private:
    bool grants(int &left) {
        after_ += refused_ ? 1 : 0;
        if (after_ > 1000)
            throw std::runtime_error("it goes on and on after a refusal"); // else it would never end
        refused_ = refused_ || left == 0;
        left -= left > 0 ? 1 : 0;
        return !refused_;
    }

    const Objective &objective_;
    int evaluations_left_, reports_left_, after_ = 0, reports_ = 0;
    bool refused_ = false;
    thalweg_oracle oracle_{};
};

thalweg_status call_with(Optimizer &optimizer, const Refusing &oracle) {
    try {
        return optimizer.table().step ? optimizer.step(oracle) : optimizer.run(oracle);
    } catch (const testing::Failed &failed) {
        return failed.code;
    }
}

/// What is wrong with how it took the oracle's refusal; empty: nothing.
std::string refusal_fault(Optimizer &optimizer, const Objective &objective, int evaluations, int reports) {
    const Refusing oracle(objective, evaluations, reports);
    const std::vector<double> before(optimizer.x().begin(), optimizer.x().end());
    const thalweg_status status = call_with(optimizer, oracle);
    if (optimizer.table().step && oracle.reports() > 0)
        return "step called report, which is for run: the call itself is the step";
    if (oracle.after() > 0)
        return fmt::format("it asked the oracle {} more after a refusal",
                           counted(static_cast<std::uint64_t>(oracle.after()), "time"));
    if (oracle.refused() && status != THALWEG_E_BUDGET)
        return fmt::format("the oracle refused with E_BUDGET, and it returned {}", status);
    if (oracle.refused() && evaluations == 0 && !same_bits(before, optimizer.x()))
        return "the oracle gave nothing, and x has changed";
    return {};
}

/// What is wrong with the status of a call; empty: nothing.
std::string status_fault(thalweg_status status) {
    const bool known = status >= THALWEG_OK && status <= THALWEG_STALLED;
    return known ? "" : fmt::format("it returned {}, which is no status of a step that was made", status);
}

std::string rule_fault(Optimizer &optimizer, const Objective &objective) {
    for (int step = 0; step < 20; ++step)
        if (std::string fault = status_fault(advance(optimizer, objective)); !fault.empty())
            return fault;
    return {};
}

std::string oracle_fault(const Subject &subject, const Objective &objective, std::size_t d) {
    constexpr int unlimited = std::numeric_limits<int>::max();
    for (const int granted : {0, 1, 2, 7}) {
        Optimizer short_of_evaluations = make(subject, d);
        if (auto fault = refusal_fault(short_of_evaluations, objective, granted, unlimited); !fault.empty())
            return fault;
        Optimizer short_of_reports = make(subject, d);
        if (short_of_reports.table().run)
            if (auto fault = refusal_fault(short_of_reports, objective, 10'000, granted); !fault.empty())
                return fault;
    }
    return {};
}

} // namespace

bool has_schedules(const Subject &subject) {
    bool any = false;
    for_each_schedule(subject, [&](const library::Parameter &, double) { any = true; });
    return any;
}

testing::Settings changed_schedules(const Subject &subject) {
    testing::Settings changed;
    for_each_schedule(subject, [&](const library::Parameter &parameter, double fallback) {
        const double below = parameter.range.lo.value_or(fallback - 1),
                     above = parameter.range.hi.value_or(fallback + 1);
        const double end = below < fallback ? below : above;
        changed.push_back({parameter.key, fallback + (end - fallback) / 8});
    });
    return changed;
}

void change_schedules(const Subject &subject, Optimizer &optimizer) {
    for (const testing::Setting &setting : changed_schedules(subject))
        optimizer.set(setting);
}

void set_schedules_again(const Subject &subject, Optimizer &optimizer) {
    for_each_schedule(subject, [&](const library::Parameter &parameter, double fallback) {
        optimizer.set({parameter.key, fallback});
    });
}

Outcome exact_steps(const Subject &subject) {
    for (const std::size_t d : {1, 2, 37}) {
        const Objective objective(bowl(), {}, d);
        Optimizer optimizer = make(subject, d);
        const std::string fault =
            optimizer.table().update ? rule_fault(optimizer, objective) : oracle_fault(subject, objective, d);
        if (!fault.empty())
            return {
                {{fault, place(subject, d), "steps and evaluations are counted, and budgets are exact",
                  "make one step a call; return what eval or report returned at once when it is not OK"}}};
    }
    return {};
}

Outcome buffers(const Subject &subject) {
    for (const std::size_t d : {1, 2, 3, 8, 37, 40, 512, 515}) { // 8, 40, 512: the page follows at once
        Optimizer optimizer = make(subject, d);
        const auto &vt = optimizer.table();
        const Objective objective(bowl(), {}, d);
        Guarded x(start(d)), g(std::vector<double>(d, 0.5)), out(std::vector<double>(d, 0.0)),
            f(std::vector<double>{1.0}), metrics(std::vector<double>(vt.n_metrics, 0.0));
        for (int step = 0; step < 3; ++step) {
            if (vt.update)
                vt.update(optimizer.self(), x.data(), g.data(),
                          vt.flags & THALWEG_OPT_NEEDS_F ? f.data() : nullptr);
            const testing::Oracle oracle(objective, 100);
            if (vt.step)
                vt.step(optimizer.self(), oracle, x.data(), f.data(), nullptr);
            if (vt.run)
                vt.run(optimizer.self(), oracle, x.data(), f.data(), nullptr);
            if (vt.solution)
                vt.solution(optimizer.self(), x.data(), out.data());
            if (vt.get_metrics)
                vt.get_metrics(optimizer.self(), metrics.data());
        }
        if (!(x.intact() && g.intact() && out.intact() && f.intact() && metrics.intact()))
            return {{{"it wrote beside one of its buffers", place(subject, d),
                      "the bytes around x, g, the solution and the metrics belong to the host",
                      "write exactly dim doubles; look for loops that are rounded up to whole vectors"}}};
    }
    return {};
}

Outcome non_finite(const Subject &subject) {
    constexpr std::array poisons = {Poison::nan, Poison::plus_infinity, Poison::minus_infinity};
    for (const std::size_t d : {1, 37}) {
        const Objective healthy(bowl(), {}, d);
        Optimizer fresh = make(subject, d), used = make(subject, d);
        const std::vector<double> expected = trajectory(fresh, healthy);
        for (const Poison poison : poisons) {
            const Objective poisoned(bowl(poison), {}, d);
            trajectory(used, healthy, 2);
            thalweg_status status = THALWEG_OK;
            for (int step = 0; step < 3 && status == THALWEG_OK; ++step)
                status = advance(used, poisoned);
            if (!status_fault(status).empty() && status != THALWEG_E_NONFINITE && status != THALWEG_E_BUDGET)
                return {{{fmt::format("it returned {} for a gradient that is not finite", status),
                          place(subject, d), "divergence is a result, not a failure",
                          "go on, or return THALWEG_E_NONFINITE"}}};
            used.reset();
            if (!same_bits(trajectory(used, healthy), expected))
                return {{{"after a gradient that is not finite, reset does not make it as new",
                          place(subject, d), "NaN spreads through every average that it enters",
                          "let reset assign the state instead of scaling it"}}};
            used.reset();
        }
    }
    return {};
}

Outcome no_allocation(const Subject &subject) {
    if (subject.allocations.start == nullptr)
        return {.inapplicable = "allocations are not counted in this build"};
    for (const std::size_t d : {1, 2, 37}) {
        Optimizer optimizer = make(subject, d);
        const auto &vt = optimizer.table();
        thalweg::Vector x = optimizer.x(), g(d, 0.5);
        const double f = 1;
        const thalweg_run_info info{sizeof info, 0, x.data(), 7, 1000, 1000};
        subject.allocations.start();
        vt.reset(optimizer.self(), &info, nullptr);
        for (int step = 0; vt.update && step < 1000; ++step)
            vt.update(optimizer.self(), x.data(), g.data(), vt.flags & THALWEG_OPT_NEEDS_F ? &f : nullptr);
        if (const long count = subject.allocations.stop(); count > 0)
            return {{{fmt::format("{} in reset and a thousand updates",
                                  counted(static_cast<std::uint64_t>(count), "allocation")),
                      place(subject, d), "an allocation costs more than a step, and jitters",
                      "allocate in create; let reset and update use what is there"}}};
    }
    return {.note = subject.offer().optimizer.update ? "" : "reset alone: it is no rule"};
}

Outcome surroundings_of_optimizer(const Subject &subject) {
    const Surroundings before;
    {
        const Objective objective(bowl(), {}, 3);
        Optimizer optimizer = make(subject, 3);
        trajectory(optimizer, objective);
    }
    Outcome outcome;
    for (const std::string &change : before.changes())
        outcome.findings.push_back({change, place(subject, 3), "the process belongs to the host",
                                    "restore what has to change before the call returns"});
    return outcome;
}

} // namespace thalweg::conformance
