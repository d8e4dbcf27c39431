// SPDX-License-Identifier: MIT
// Objectives on data: which samples a value is about, how many, and that the parts make the whole.
#include "conformance/evaluate.hpp"
#include "conformance/objective_calls.hpp"
#include "counted.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace thalweg::conformance {

namespace {

using testing::Objective;
using Indices = std::vector<std::uint64_t>;

constexpr std::uint64_t most_parts = 5;
constexpr double granted = 1e-9; ///< of max(1, |value|): sums of samples in other orders

/// A batch as the host draws it; its number in the stream is no clue to its samples.
class Batch {
public:
    Batch(Indices indices, std::uint64_t counter) : indices_(std::move(indices)), counter_(counter) {}
    std::uint64_t size() const { return indices_.size(); }
    Answer evaluate(const Objective &objective, const std::vector<double> &x) const {
        const thalweg_batch said{sizeof said, 0, 7, counter_, size(), indices_.data()};
        const std::uint32_t want = objective.problem().caps & (THALWEG_W_F | THALWEG_W_G);
        Answer answer = conformance::evaluate(objective, {want, THALWEG_SPLIT_TRAIN, x, &said});
        if (answer.status < 0)
            throw testing::Failed(answer.status,
                                  fmt::format("on a minibatch eval failed with status {}", answer.status));
        return answer;
    }

private:
    Indices indices_;
    std::uint64_t counter_;
};

bool is_on_data(const Objective &objective) { return objective.problem().caps & THALWEG_OBJ_STOCHASTIC; }

/// All samples in a few batches: neighbours, or every fifth.
enum class Cut { into_runs, into_combs };
std::vector<Batch> cut(std::uint64_t n, Cut how) {
    const std::uint64_t parts = std::min(n, most_parts);
    std::vector<Indices> indices(parts);
    for (std::uint64_t i = 0; i < n; ++i)
        indices[how == Cut::into_combs ? i % parts : i * parts / n].push_back(i);
    std::vector<Batch> batches;
    for (std::uint64_t k = 0; k < parts; ++k)
        batches.emplace_back(std::move(indices[k]), (k + 1) * 1000003);
    return batches;
}

std::vector<std::vector<double>> answers(const Objective &objective, const std::vector<Batch> &batches,
                                         const std::vector<double> &x) {
    std::vector<std::vector<double>> all;
    for (const Batch &batch : batches)
        all.push_back(batch.evaluate(objective, x).values);
    return all;
}

Finding finding(const Subject &subject, const std::vector<double> &x, std::string what, std::string fix) {
    return {std::move(what), fmt::format("{}, x[0] = {}", place(subject, x.size()), x[0]),
            "a batch names its samples, and the same batch is the same samples", std::move(fix)};
}

/// The batches give the same bits again, from the last to the first.
bool repeat(const Objective &objective, const std::vector<Batch> &batches, const std::vector<double> &x) {
    const auto expected = answers(objective, batches, x);
    for (std::size_t k = batches.size(); k-- > 0;)
        if (!same_bits(batches[k].evaluate(objective, x).values, expected[k]))
            return false;
    return true;
}

/// The largest difference between the weighted mean of the parts and the whole, of max(1, |part|); NaN where
/// a value is not finite.
double gap(const Objective &objective, const std::vector<Batch> &batches, const std::vector<double> &x) {
    const std::uint32_t want = objective.problem().caps & (THALWEG_W_F | THALWEG_W_G);
    const auto whole = value_of(objective, {want, THALWEG_SPLIT_TRAIN, x});
    const auto parts = answers(objective, batches, x);
    double largest = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        double mean = 0, size = 1;
        for (std::size_t k = 0; k < batches.size(); ++k) {
            mean += static_cast<double>(batches[k].size()) * parts[k][i] /
                    static_cast<double>(objective.problem().n_samples);
            size = std::max(size, std::abs(parts[k][i]));
        }
        if (!std::isfinite(mean) || !std::isfinite(whole[i]))
            return NAN;
        largest = std::max(largest, std::abs(mean - whole[i]) / size);
    }
    return largest;
}

/// Some batches give other values than others.
bool tells_batches_apart(const Objective &objective, const std::vector<std::vector<double>> &at) {
    const auto batches = cut(objective.problem().n_samples, Cut::into_runs);
    return std::any_of(at.begin(), at.end(), [&](const std::vector<double> &x) {
        const auto all = answers(objective, batches, x);
        return std::any_of(all.begin(), all.end(),
                           [&](const auto &values) { return !same_bits(values, all.front()); });
    });
}

} // namespace

Outcome sample_counts(const Subject &subject) {
    const Objective objective(subject.component(), settings_of(subject.offer().description));
    const std::uint64_t n = objective.problem().n_samples;
    const std::vector<double> x = points(objective.problem(), 1)[0];
    Outcome outcome;
    const auto expect = [&](std::uint64_t samples, std::uint64_t expected, const std::string &where) {
        if (samples != expected)
            outcome.findings.push_back({fmt::format("on {} it counted {} where there are {}", where,
                                                    counted(samples, "sample"), expected),
                                        place(subject, x.size()),
                                        "budgets and figures count the samples that were touched",
                                        "set request->samples: batch->size, or n_samples without a batch; 0 "
                                        "where there is no data"});
    };
    const Answer all = evaluate(objective, {THALWEG_W_F, THALWEG_SPLIT_TRAIN, x});
    if (all.status == THALWEG_OK)
        expect(all.samples, n, "all data");
    if (is_on_data(objective))
        for (const Batch &batch : cut(n, Cut::into_combs))
            expect(batch.evaluate(objective, x).samples, batch.size(), "a minibatch");
    if (outcome.findings.size() > 1)
        outcome.findings.resize(1); // the others say the same
    outcome.note = n == 0 ? "none: it is not on data" : counted(n, "sample");
    return outcome;
}

Outcome minibatches(const Subject &subject) {
    const Objective objective(subject.component(), settings_of(subject.offer().description));
    if (!is_on_data(objective))
        return {.inapplicable = "it takes none"};
    const std::uint64_t n = objective.problem().n_samples;
    const auto at = points(objective.problem(), 5);
    Outcome outcome{.note = fmt::format("{} cut into {}", counted(n, "sample"),
                                        counted(std::min(n, most_parts), "minibatch", "minibatches")),
                    .tolerance = granted};
    for (const Cut how : {Cut::into_runs, Cut::into_combs})
        for (const auto &x : at) {
            const auto batches = cut(n, how);
            if (!repeat(objective, batches, x))
                return {{finding(subject, x, "the same minibatch, asked for again, gave other bits",
                                 "keep nothing of the batch before")}};
            const double difference = gap(objective, batches, x);
            if (difference > granted)
                return {{finding(
                    subject, x,
                    fmt::format("the mean over {} is off the value on all data by {:.2g} of max(1, |value|)",
                                how == Cut::into_runs ? "minibatches that share out all samples"
                                                      : "minibatches of every fifth sample each",
                                difference),
                    "take the mean over the samples that batch->indices names, batch->size of them")}};
        }
    if (n > 1 && !tells_batches_apart(objective, at))
        return {{finding(subject, at.front(), "every minibatch gives the same value",
                         "evaluate the samples that batch->indices names")}};
    return outcome;
}

} // namespace thalweg::conformance
