// SPDX-License-Identifier: MIT
// What an objective promises: facts that hold, derivatives that fit, the same bits each time.
#include "conformance/derivatives.hpp"
#include "conformance/evaluate.hpp"
#include "conformance/leaks.hpp"
#include "conformance/objective_calls.hpp"
#include "conformance/surroundings.hpp"
#include "counted.hpp"
#include "library/problem.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::conformance {

namespace {

using testing::Objective;

/// An objective of the subject in its own dimension.
Objective make(const Subject &subject) {
    return Objective(subject.component(), settings_of(subject.offer().description));
}

/// What eval is asked for in tests: all that caps has, but no Hessian too large to look at.
std::uint32_t offered(const thalweg_problem &p) {
    const std::uint32_t caps = p.caps & all_derivatives;
    return p.dim > 1000 ? caps & ~THALWEG_W_H : caps;
}

Outcome creation(const Subject &subject) {
    if (const std::string key = unsettable(subject.offer().description); !key.empty())
        return {.inapplicable = fmt::format("only an experiment file can set its parameter \"{}\"", key)};
    const Objective made = make(subject);
    return {.note = fmt::format("d = {}", made.dimension())};
}

/// Facts that `find_fault` does not look at; empty: all hold.
std::string start_fault(const thalweg_problem &p, const thalweg_objective_vt &vt) {
    if (p.dim < vt.min_dim || (vt.max_dim != 0 && p.dim > vt.max_dim))
        return fmt::format("it has dimension {}, outside of min_dim {} and max_dim {}", p.dim, vt.min_dim,
                           vt.max_dim);
    if ((p.caps & vt.caps) != vt.caps)
        return "an instance lacks caps that the vtable promises for all of them";
    for (std::uint64_t i = 0; p.x0 != nullptr && i < p.dim; ++i) {
        if (p.lower != nullptr && !(p.lower[i] <= p.x0[i] && p.x0[i] <= p.upper[i]))
            return fmt::format("the start {} is out of bounds in coordinate {}", p.x0[i], i);
        if (p.region_lower != nullptr && !(p.region_lower[i] <= p.x0[i] && p.x0[i] <= p.region_upper[i]))
            return fmt::format("the start {} is outside the region in coordinate {}", p.x0[i], i);
    }
    return {};
}

Outcome facts(const Subject &subject) {
    const Objective objective = make(subject);
    thalweg_problem p = objective.problem();
    p.layout = nullptr; // a promise of its own
    std::string fault = library::find_fault(p, 0);
    if (fault.empty())
        fault = start_fault(p, subject.offer().objective);
    if (fault.empty())
        return {};
    return {{{fault, place(subject, p.dim), "experiments are planned by what describe says",
              "correct what describe writes"}}};
}

Outcome layout(const Subject &subject) {
    const Objective objective = make(subject);
    const thalweg_problem &p = objective.problem();
    if (p.layout == nullptr)
        return {.inapplicable = "it has one block"};
    if (const std::string fault = library::find_layout_fault(p.layout, p.dim); !fault.empty())
        return {{{fault, place(subject, p.dim), "optimizers walk over x block by block",
                  "let blocks cover x once, in ascending order"}}};
    return {.note = counted(p.layout->n_blocks, "block")};
}

/// Evaluates at every point in every split; calls `visit` with split, point and values.
template <class Visit> void for_each_answer(const Objective &objective, std::uint32_t want, Visit visit) {
    for (const std::uint32_t split : splits)
        for (const auto &x : points(objective.problem(), objective.dimension() > 100 ? 10 : 100)) {
            const Answer answer = evaluate(objective, {want, split, x});
            if (answer.status == THALWEG_E_UNSUPPORTED && split != THALWEG_SPLIT_TRAIN)
                break; // no data of that split
            if (answer.status < 0)
                throw testing::Failed(answer.status,
                                      fmt::format("eval failed with status {}", answer.status));
            visit(split, x, answer.values);
        }
}

Finding impure(const Subject &subject, const std::string &what, const std::vector<double> &x) {
    return {what, fmt::format("{}, x[0] = {}", place(subject, x.size()), x[0]),
            "eval is pure in point, batch and split",
            "keep nothing between calls that the result depends on"};
}

Outcome purity(const Subject &subject) {
    const Objective objective = make(subject);
    std::vector<std::vector<double>> first;
    const std::uint32_t want = offered(objective.problem());
    for_each_answer(objective, want,
                    [&](std::uint32_t, const auto &, const auto &values) { first.push_back(values); });
    Outcome outcome;
    std::size_t k = 0;
    for_each_answer(objective, want, [&](std::uint32_t, const auto &x, const auto &values) {
        if (outcome.findings.empty() && (k >= first.size() || !same_bits(values, first[k])))
            outcome.findings.push_back(impure(subject, "the same request gave other bits", x));
        ++k;
    });
    return outcome;
}

Outcome interleaved(const Subject &subject) {
    const Objective objective = make(subject), another = make(subject);
    const std::uint32_t want = offered(objective.problem());
    Outcome outcome;
    for_each_answer(objective, want, [&](std::uint32_t split, const auto &x, const auto &values) {
        if (outcome.findings.empty() && !same_bits(values, value_of(another, {want, split, x})))
            outcome.findings.push_back(impure(subject, "two instances, asked in turn, give other bits", x));
    });
    return outcome;
}

/// f, g, H and Hv, each from a request of its own, one after the other.
std::vector<double> separately(const Objective &objective, const Ask &ask) {
    std::vector<double> all;
    for (const std::uint32_t bit : {THALWEG_W_F, THALWEG_W_G, THALWEG_W_H, THALWEG_W_HV})
        if (ask.want & bit) {
            const auto values = value_of(objective, {bit, ask.split, ask.x});
            all.insert(all.end(), values.begin(), values.end());
        }
    return all;
}

Outcome fused(const Subject &subject) {
    const Objective objective = make(subject);
    const std::uint32_t caps = offered(objective.problem());
    if ((caps & (caps - 1)) == 0)
        return {.inapplicable = "it has f alone"};
    Outcome outcome;
    for (std::uint32_t want = 1; want <= all_derivatives; ++want)
        if ((want & ~caps) == 0)
            for_each_answer(objective, want, [&](std::uint32_t split, const auto &x, const auto &values) {
                if (outcome.findings.empty() && !same_bits(values, separately(objective, {want, split, x})))
                    outcome.findings.push_back(
                        impure(subject,
                               fmt::format("asked for together (want = {}), f and its derivatives "
                                           "have other bits than one by one",
                                           want),
                               x));
            });
    return outcome;
}

Outcome buffers(const Subject &subject) {
    const Objective objective = make(subject);
    const std::uint32_t caps = offered(objective.problem());
    const std::vector<double> x = points(objective.problem(), 1)[0];
    for (std::uint32_t want = 1; want <= all_derivatives; ++want) {
        if ((want & ~caps) != 0)
            continue;
        GuardedRequest request({want, THALWEG_SPLIT_TRAIN, x});
        request.offer_all();
        if (request.evaluate(objective) < 0)
            continue; // another promise
        if (!request.intact() || !request.only_wanted())
            return {{{fmt::format("{} (want = {})",
                                  request.intact() ? "it wrote an output that was not asked for"
                                                   : "it wrote beside an output, or into x or v",
                                  want),
                      place(subject, x.size()), "outputs that want does not name may be NULL",
                      "write what want names, dim doubles of it (H: dim * dim), and nothing else"}}};
    }
    return {};
}

Outcome refusals(const Subject &subject) {
    const Objective objective = make(subject);
    const std::vector<double> x = points(objective.problem(), 1)[0];
    Outcome outcome{.inapplicable = "it has everything"};
    for (const auto &[bit, name] : {std::pair{THALWEG_W_G, "gradient"},
                                    {THALWEG_W_H, "Hessian"},
                                    {THALWEG_W_HV, "Hessian-vector product"}}) {
        if (objective.problem().caps & bit)
            continue;
        outcome.inapplicable.clear();
        GuardedRequest request({bit, THALWEG_SPLIT_TRAIN, x});
        if (const thalweg_status status = request.evaluate(objective); status != THALWEG_E_UNSUPPORTED)
            outcome.findings.push_back({fmt::format("asked for a {}, it returned {}", name, status),
                                        place(subject, x.size()), "its caps have none",
                                        "return THALWEG_E_UNSUPPORTED, or add the bit to caps"});
    }
    return outcome;
}

Outcome optimum(const Subject &subject) {
    const Objective objective = make(subject);
    const thalweg_problem &p = objective.problem();
    if (p.n_xopt == 0 || p.xopt == nullptr || !(p.caps & THALWEG_OBJ_HAS_FOPT))
        return {.inapplicable = "it declares no minimiser with its value"};
    Outcome outcome{.note = counted(p.n_xopt, "minimiser"), .tolerance = 1e-12};
    for (std::uint64_t k = 0; k < p.n_xopt; ++k) {
        const std::vector<double> x(p.xopt + k * p.dim, p.xopt + (k + 1) * p.dim);
        const double f = objective.value(x);
        if (!(std::abs(f - p.f_opt) <= outcome.tolerance * std::max(1.0, std::abs(p.f_opt))))
            outcome.findings.push_back(
                {fmt::format("f is {} at minimiser {}, and f_opt is {}", f, k, p.f_opt),
                 fmt::format("{}, x[0] = {}", place(subject, p.dim), x[0]),
                 "errors are measured from f_opt, and targets with it", "correct xopt or f_opt in describe"});
    }
    return outcome;
}

Outcome least_value(const Subject &subject) {
    const Objective objective = make(subject);
    const thalweg_problem &p = objective.problem();
    if (!(p.caps & THALWEG_OBJ_HAS_FOPT))
        return {.inapplicable = "it declares no least value"};
    for (const auto &x : points(p, 1000))
        if (const double f = objective.value(x); f < p.f_opt - 1e-12 * std::max(1.0, std::abs(p.f_opt)))
            return {{{fmt::format("f is {}, below f_opt = {}", f, p.f_opt),
                      fmt::format("{}, x[0] = {}", place(subject, p.dim), x[0]),
                      "f_opt is the least value there is", "correct f_opt in describe"}}};
    return {.note = "1000 points"};
}

Outcome surroundings_of_objective(const Subject &subject) {
    const Surroundings before;
    {
        const Objective objective = make(subject);
        for_each_answer(objective, offered(objective.problem()), [](const auto &...) {});
    }
    Outcome outcome;
    for (const std::string &change : before.changes())
        outcome.findings.push_back({change, subject.plugin.file().string(), "the process belongs to the host",
                                    "restore what has to change before the call returns"});
    return outcome;
}

constexpr Promise promises[] = {
    {"creation", "an instance can be made with the defaults, and describes itself", creation},
    {"parameter schema", "each parameter says in one line what it does, in which unit, with which choices",
     parameter_schema},
    {"facts of describe", "dimension, bounds, region, start and caps fit each other", facts},
    {"layout", "the blocks of x cover every coordinate once", layout},
    {"purity", "the same request gives the same bits, whatever was asked before", purity},
    {"two interleaved instances", "instances do not disturb each other", interleaved},
    {"fused equals separate", "f, g, H and Hv are the same bits alone and together", fused},
    {"writes only inside its buffers", "eval writes what was asked for, and not a byte beside it", buffers,
     "it touched memory beside a buffer that it was given, or an output that was not asked for"},
    {"refuses what it lacks", "what caps lacks is refused with E_UNSUPPORTED", refusals},
    {"gradient", "the gradient is the slope of f", gradient},
    {"Hessian", "the Hessian is the slope of the gradient, and symmetric", hessian},
    {"Hessian-vector product", "Hv is the slope of the gradient along v", hessian_vector},
    {"f(x_opt) = f_opt", "at each declared minimiser f is the declared least value", optimum},
    {"nothing lies below f_opt", "no point of the region has a lower value", least_value},
    {"samples are counted", "eval says how many samples it touched", sample_counts},
    {"minibatches", "a batch is the mean over the samples it names, and the same batch gives the same bits",
     minibatches},
    {"several points a call", "each row is what its point alone gives, and nothing lies between the rows",
     several_points, "it touched memory beside a buffer that it was given"},
    {"drawn starts", "a start is decided by its index and its seed, finite and within the bounds",
     drawn_starts, "it touched memory beside x0"},
    {"nothing leaks", "calls and instances leave no memory behind", objective_leaks},
    {"the process stays as it was", "arithmetic, locale, signals and working directory are unchanged",
     surroundings_of_objective},
};

} // namespace

std::span<const Promise> promises_of_objectives() { return promises; }

} // namespace thalweg::conformance
