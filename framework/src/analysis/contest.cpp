// SPDX-License-Identifier: MIT
#include "analysis/contest.hpp"

#include "analysis/wilcoxon.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg::analysis {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// b − a, where infinity equals itself.
double difference(double a, double b) { return a == b ? 0 : b - a; }

/// What rounding may make of numbers of this size.
double rounding_of(const PairGroup &group, double a, double b) {
    constexpr double ulps = 8 * std::numeric_limits<double>::epsilon();
    double size = std::max(1.0, std::abs(group.f_opt.value_or(0)));
    for (const double value : {a, b})
        if (std::isfinite(value))
            size = std::max(size, std::abs(value));
    return ulps * size;
}

std::vector<double> values(const std::vector<Pair> &pairs, Judged Pair::*side) {
    std::vector<double> numbers;
    for (const Pair &pair : pairs)
        numbers.push_back((pair.*side).value);
    return numbers;
}

/// Total cost by successes, of the draw that takes each pair so often.
double expected_evaluations(const std::vector<Pair> &pairs, Judged Pair::*side,
                            const std::vector<std::uint32_t> &counts) {
    double evaluations = 0, successes = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const Judged &judged = pairs[i].*side;
        evaluations += counts[i] * judged.evaluations;
        successes += judged.reached ? counts[i] : 0;
    }
    return successes > 0 ? evaluations / successes : infinity;
}

void count_pairs(const std::vector<Pair> &pairs, SettingContest &setting) {
    std::vector<double> differences;
    for (const Pair &pair : pairs) {
        double d = difference(pair.a.value, pair.b.value);
        if (std::abs(d) <= rounding_of(setting.group, pair.a.value, pair.b.value))
            d = 0;
        differences.push_back(d);
        ++(d < 0 ? setting.better : d > 0 ? setting.worse : setting.equal);
        setting.successes_a += pair.a.reached ? 1 : 0;
        setting.successes_b += pair.b.reached ? 1 : 0;
    }
    if (pairs.size() > 1)
        setting.p = wilcoxon_p(differences);
}

void add_intervals(const std::vector<Pair> &pairs, SettingContest &setting) {
    if (pairs.size() < least_replicates)
        return;
    const Sorted a(values(pairs, &Pair::a)), b(values(pairs, &Pair::b));
    std::vector<double> in_value, in_evaluations;
    std::vector<std::uint32_t> counts(pairs.size());
    for (std::size_t draw = 0; draw < bootstrap_draws; ++draw) {
        resample(draw, counts);
        in_value.push_back(difference(a.median(counts), b.median(counts)));
        if (setting.group.target)
            in_evaluations.push_back(difference(expected_evaluations(pairs, &Pair::a, counts),
                                                expected_evaluations(pairs, &Pair::b, counts)));
    }
    setting.value.interval = percentile_interval(std::move(in_value));
    if (setting.group.target)
        setting.evaluations.interval = percentile_interval(std::move(in_evaluations));
}

void add_measures(const std::vector<Pair> &pairs, SettingContest &setting) {
    const std::vector<std::uint32_t> once(pairs.size(), 1);
    Measure &value = setting.value, &evaluations = setting.evaluations;
    value.a = Sorted(values(pairs, &Pair::a)).median(once);
    value.b = Sorted(values(pairs, &Pair::b)).median(once);
    value.difference = difference(value.a, value.b);
    evaluations.a = evaluations.b = evaluations.difference = std::numeric_limits<double>::quiet_NaN();
    if (!setting.group.target)
        return;
    evaluations.a = expected_evaluations(pairs, &Pair::a, once);
    evaluations.b = expected_evaluations(pairs, &Pair::b, once);
    evaluations.difference = difference(evaluations.a, evaluations.b);
}

Verdict verdict_of(const SettingContest &setting) {
    if (setting.better + setting.worse == 0)
        return Verdict::equal;
    const Measure &value = setting.value;
    const double low = value.interval ? value.interval->low : value.difference,
                 high = value.interval ? value.interval->high : value.difference;
    return low > setting.rounding     ? Verdict::worse
           : high < -setting.rounding ? Verdict::better
                                      : Verdict::undecided;
}

/// How many times the smaller one fits into the change.
double relative_change(const Measure &measure) {
    const double change = std::abs(measure.difference);
    const double least = std::min(std::abs(measure.a), std::abs(measure.b));
    return !(change > 0) ? 0 : least == 0 ? infinity : change / least;
}

/// What is decided comes before what is not, then what is equal in value and takes other evaluations.
std::pair<int, double> weight(const SettingContest &setting) {
    if (setting.verdict == Verdict::equal)
        return {2, -relative_change(setting.evaluations)};
    return {setting.verdict == Verdict::undecided ? 1 : 0, -relative_change(setting.value)};
}

SettingContest make_setting(PairGroup group) {
    SettingContest setting;
    const std::vector<Pair> pairs = std::move(group.pairs);
    setting.group = std::move(group);
    setting.distinct = pairs.size();
    add_measures(pairs, setting);
    setting.rounding = rounding_of(setting.group, setting.value.a, setting.value.b);
    count_pairs(pairs, setting);
    if (setting.better + setting.worse > 0 || setting.evaluations.difference != 0)
        add_intervals(pairs, setting);
    setting.verdict = verdict_of(setting);
    return setting;
}

bool is_worse(const Measure &measure, double share, double rounding) {
    const double allowed =
        std::isfinite(measure.a) ? std::max(share * std::abs(measure.a), rounding) : infinity;
    return measure.difference > allowed && (!measure.interval || measure.interval->low > rounding);
}

} // namespace

bool has_changed(const SettingContest &setting) {
    return setting.verdict != Verdict::equal || relative_change(setting.evaluations) > 0;
}

Contest make_contest(std::vector<PairGroup> groups) {
    Contest contest;
    for (PairGroup &group : groups)
        contest.settings.push_back(make_setting(std::move(group)));
    std::vector<double> family;
    for (const SettingContest &setting : contest.settings)
        if (setting.p)
            family.push_back(*setting.p);
    contest.family = family.size();
    const std::vector<double> corrected = holm(family);
    auto next = corrected.begin();
    for (SettingContest &setting : contest.settings) {
        if (setting.p)
            setting.p_holm = *next++;
        ++contest.verdicts[static_cast<std::size_t>(setting.verdict)];
    }
    std::stable_sort(contest.settings.begin(), contest.settings.end(),
                     [](const SettingContest &x, const SettingContest &y) { return weight(x) < weight(y); });
    return contest;
}

bool is_worse_in_value(const SettingContest &setting, double share) {
    return is_worse(setting.value, share, setting.rounding);
}

bool is_worse_in_evaluations(const SettingContest &setting, double share) {
    return is_worse(setting.evaluations, share, 0);
}

} // namespace thalweg::analysis
