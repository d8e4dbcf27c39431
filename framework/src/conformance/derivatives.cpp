// SPDX-License-Identifier: MIT
#include "conformance/derivatives.hpp"

#include "conformance/differences.hpp"
#include "conformance/evaluate.hpp"
#include "conformance/kinks.hpp"
#include "counted.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::conformance {

namespace {

using testing::Objective;

constexpr std::size_t most_coordinates = 16;
constexpr std::size_t largest_hessian = 2048; ///< rows; larger ones are not tested

/// Which derivative is compared with differences of what, and the least error that is granted.
struct Derivative {
    std::uint32_t bit, of;
    const char *name, *of_name;
    double granted; ///< relative to max(1, |slope|)
};

/// What a comparison has come to so far.
struct Tally {
    Outcome outcome;
    std::uint64_t compared = 0, skipped = 0;
};

double size_of(double value) { return std::max(1.0, std::abs(value)); }
double step_of(double x) { return 1e-5 * size_of(x); }

bool are_finite(const std::vector<double> &values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

/// Coordinates 0 .. dim - 1, evenly spread where there are many.
std::vector<std::size_t> coordinates(std::size_t dimension) {
    const std::size_t count = std::min(dimension, most_coordinates);
    std::vector<std::size_t> some(count);
    for (std::size_t k = 0; k < count; ++k)
        some[k] = k * dimension / count;
    return some;
}

std::vector<double> shifted(const std::vector<double> &x, const std::vector<double> &along, double t) {
    std::vector<double> moved(x);
    for (std::size_t i = 0; i < x.size(); ++i)
        moved[i] += t * along[i];
    return moved;
}

/// The points at distance 2h keep within the hard bounds.
bool has_room(const thalweg_problem &p, const std::vector<double> &x, const std::vector<double> &along,
              double h) {
    for (std::size_t i = 0; p.lower && p.upper && i < p.dim; ++i)
        if (x[i] - 2 * h * std::abs(along[i]) < p.lower[i] || x[i] + 2 * h * std::abs(along[i]) > p.upper[i])
            return false;
    return true;
}

/// One direction through one point.
struct Line {
    const Subject &subject;
    const Objective &objective;
    const Ask &ask; ///< of the derivative's antecedent
    const std::vector<double> &along;
    double h;
    std::string where;
};

/// Adds one comparison; false: a finding ended it.
bool compare(Tally &tally, const Derivative &derivative, const Line &line,
             const std::vector<double> &claimed) {
    if (!has_room(line.objective.problem(), line.ask.x, line.along, line.h))
        return ++tally.skipped, true;
    const Slopes slopes = settled_slopes_of(
        [&](double t) {
            const auto x = shifted(line.ask.x, line.along, t);
            return value_of(line.objective, {line.ask.want, line.ask.split, x});
        },
        line.h);
    const bool may_be_rough = derivative.of != THALWEG_W_F || // of the second derivatives nothing is declared
                              line.objective.problem().differentiable != THALWEG_DIFFERENTIABLE;
    if (!are_finite(slopes.values) || !slopes.is_settled || (may_be_rough && !slopes.is_smooth))
        return ++tally.skipped, true;
    for (std::size_t i = 0; i < claimed.size(); ++i) {
        const double slope = slopes.values[i];
        const double tolerance = derivative.granted + 2 * slopes.errors[i] / size_of(slope);
        tally.outcome.tolerance = std::max(tally.outcome.tolerance, tolerance);
        if (!(std::abs(claimed[i] - slope) <= tolerance * size_of(slope))) {
            tally.outcome.findings.push_back(
                {fmt::format("the {} is {} where the slope of {} is {}", derivative.name, claimed[i],
                             derivative.of_name, slope),
                 line.where,
                 fmt::format("central differences with the step {:.3g} are right to {:.2g} here", slopes.step,
                             tolerance * size_of(slope)),
                 fmt::format("differentiate the formula again, or drop the {} from caps", derivative.name)});
            return false;
        }
    }
    ++tally.compared;
    return true;
}

std::string at(const Subject &subject, const std::vector<double> &x, std::size_t i) {
    return fmt::format("{}, x[{}] = {}", place(subject, x.size()), i, x[i]);
}

/// Along each coordinate: row i of the gradient or the Hessian.
bool compare_rows(Tally &tally, const Derivative &derivative, const Subject &subject,
                  const Objective &objective, const Ask &ask) {
    const std::size_t d = ask.x.size();
    const auto claimed = value_of(objective, {derivative.bit, ask.split, ask.x});
    const std::size_t length = claimed.size() / d;
    for (const std::size_t i : coordinates(d)) {
        std::vector<double> along(d, 0.0);
        along[i] = 1;
        const auto row = claimed.begin() + static_cast<std::ptrdiff_t>(i * length);
        if (!compare(tally, derivative,
                     {subject, objective, ask, along, step_of(ask.x[i]), at(subject, ask.x, i)},
                     {row, row + static_cast<std::ptrdiff_t>(length)}))
            return false;
        for (std::size_t j = 0; length == d && j < i && d > 1; ++j)
            if (claimed[i * d + j] != claimed[j * d + i]) {
                tally.outcome.findings.push_back({fmt::format("H[{}][{}] is {} and H[{}][{}] is {}", i, j,
                                                              claimed[i * d + j], j, i, claimed[j * d + i]),
                                                  at(subject, ask.x, i), "a Hessian is symmetric",
                                                  "compute one half and copy it"});
                return false;
            }
    }
    return true;
}

/// Along the one direction of GuardedRequest.
bool compare_product(Tally &tally, const Derivative &derivative, const Subject &subject,
                     const Objective &objective, const Ask &ask) {
    const auto along = direction(ask.x.size());
    double largest = 0;
    for (const double x : ask.x)
        largest = std::max(largest, std::abs(x));
    return compare(tally, derivative,
                   {subject, objective, ask, along, step_of(largest), at(subject, ask.x, 0)},
                   value_of(objective, {derivative.bit, ask.split, ask.x}));
}

using Comparison = bool (*)(Tally &, const Derivative &, const Subject &, const Objective &, const Ask &);

Outcome test(const Subject &subject, const Derivative &derivative, Comparison comparison) {
    const Objective objective(subject.component(), settings_of(subject.offer().description));
    const thalweg_problem &p = objective.problem();
    if (!(p.caps & derivative.bit))
        return {.inapplicable = "it has none"};
    if (!(p.caps & derivative.of))
        return {.inapplicable = fmt::format("it has no {} to take differences of", derivative.of_name)};
    if (p.differentiable == THALWEG_DIFFERENTIABLE_NOT)
        return {.inapplicable = "not tested: it is declared not differentiable"};
    if (derivative.bit == THALWEG_W_H && p.dim > largest_hessian)
        return {.inapplicable = "it is too large"};
    if (derivative.bit == THALWEG_W_G && p.differentiable == THALWEG_DIFFERENTIABLE)
        if (const auto kink = find_kink(subject, objective))
            return {.findings = {*kink}};
    Tally tally;
    for (const std::uint32_t split : splits) {
        for (const auto &x : points(p, p.dim > 100 ? 10 : 100)) {
            try {
                if (!comparison(tally, derivative, subject, objective, {derivative.of, split, x}))
                    return tally.outcome;
            } catch (const testing::Failed &failed) {
                if (split == THALWEG_SPLIT_TRAIN || failed.code != THALWEG_E_UNSUPPORTED)
                    throw;
                break; // no data of that split
            }
        }
    }
    if (tally.compared == 0)
        return {.inapplicable = "no point was found where differences tell anything"};
    tally.outcome.note = fmt::format("{}, tolerance {:.1e} of max(1, |slope|)",
                                     counted(tally.compared, "central difference"), tally.outcome.tolerance);
    if (tally.skipped > 0)
        tally.outcome.note +=
            fmt::format(", {} left out near kinks, ripples, bounds or infinities", tally.skipped);
    return tally.outcome;
}

} // namespace

Outcome gradient(const Subject &subject) {
    return test(subject, {THALWEG_W_G, THALWEG_W_F, "gradient", "f", 1e-6}, compare_rows);
}

Outcome hessian(const Subject &subject) {
    return test(subject, {THALWEG_W_H, THALWEG_W_G, "Hessian", "the gradient", 1e-5}, compare_rows);
}

Outcome hessian_vector(const Subject &subject) {
    return test(subject, {THALWEG_W_HV, THALWEG_W_G, "Hessian-vector product", "the gradient", 1e-5},
                compare_product);
}

} // namespace thalweg::conformance
