// SPDX-License-Identifier: MIT
// Tables that ask for one run twice -> mistakes that name both lines.
//
// A key is made of a point (objective setting, dimension, start), an optimizer setting and a repetition. So
// two cells have one key only where two points or two optimizer settings are alike; each side is searched for
// itself, without a look at their product. Above 10^6 entries a side is compared by the structure of its
// tables.
#include "plan/state.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unordered_map>

namespace thalweg::plan {

namespace {

struct KeyHash {
    std::size_t operator()(const Key &key) const { return static_cast<std::size_t>(key.lo); }
};

Key combined(const Key &a, const Key &b) {
    const std::uint64_t bytes[] = {a.hi, a.lo, b.hi, b.lo};
    return hash128(bytes, sizeof bytes);
}

/// Two places of the file that give the same.
struct Twins {
    std::uint64_t first = 0, second = 0; ///< numbers of entries: points or settings
};

class Search {
public:
    Search(const Matrix::State &state, Mistakes &mistakes) : state_(state), mistakes_(mistakes) {}

    void points() {
        if (state_.first_point.back() > hash_limit) {
            for (std::size_t b = 0; b < state_.tables.objectives.size(); ++b)
                for (std::size_t a = 0; a <= b; ++a)
                    compare_points(a, b);
            return;
        }
        each_point_twin([&](const Twins &twins) { tell_points(twins); });
    }

    void settings() {
        if (state_.first_setting.back() > hash_limit) {
            for (std::size_t b = 0; b < state_.tables.optimizers.size(); ++b)
                for (std::size_t a = 0; a <= b; ++a)
                    compare_settings(a, b);
            return;
        }
        std::unordered_map<Key, std::uint64_t, KeyHash> seen;
        for (std::uint64_t s = 0; s < state_.first_setting.back(); ++s) {
            const std::size_t o = optimizer_of(s);
            const OptimizerTable &table = state_.tables.optimizers[o];
            const auto [known, is_new] =
                seen.emplace(state_.setting_digest(table, s - state_.first_setting[o]), s);
            if (!is_new && may_run_settings({known->second, s}))
                tell_settings({known->second, s});
        }
    }

private:
    Position point(std::uint64_t p) const {
        return state_.position(p * state_.first_setting.back() * state_.spec->repetitions);
    }
    std::size_t optimizer_of(std::uint64_t s) const {
        return state_.position(s * state_.spec->repetitions).optimizer;
    }

    template <class Visit> void each_point_twin(Visit visit) const {
        std::unordered_map<Key, std::uint64_t, KeyHash> seen;
        for (std::uint64_t p = 0; p < state_.first_point.back(); ++p) {
            const Position at = point(p);
            const Instance instance = state_.instance(at.objective, at.dimension, at.objective_setting);
            const StartRange &range = state_.tables.objectives[at.objective].starts[at.range];
            const Key key =
                combined(instance.digest, state_.start_digest(range, at.start, *instance.problem));
            const auto [known, is_new] = seen.emplace(key, p);
            if (!is_new && may_run_points({known->second, p}))
                visit(Twins{known->second, p});
        }
    }

    /// Whether an exclude leaves both: twins of which one is dropped everywhere do no harm. Where the product
    /// is too large to try, they are told.
    bool may_run_points(const Twins &twins) const {
        const std::uint64_t settings = state_.first_setting.back();
        if (state_.tables.exclusions.empty() || settings > probe_limit)
            return true;
        for (std::uint64_t s = 0; s < settings; ++s)
            if (runs(twins.first, s) && runs(twins.second, s))
                return true;
        return false;
    }
    bool may_run_settings(const Twins &twins) const {
        const std::uint64_t points = state_.first_point.back();
        if (state_.tables.exclusions.empty() || points > probe_limit)
            return true;
        for (std::uint64_t p = 0; p < points; ++p)
            if (runs(p, twins.first) && runs(p, twins.second))
                return true;
        return false;
    }
    bool runs(std::uint64_t p, std::uint64_t s) const {
        Cell cell;
        return state_.fill((p * state_.first_setting.back() + s) * state_.spec->repetitions, cell);
    }

    void tell_points(const Twins &twins) {
        const Position a = point(twins.first), b = point(twins.second);
        const ObjectiveTable &first = state_.tables.objectives[a.objective];
        const ObjectiveTable &second = state_.tables.objectives[b.objective];
        spec::Place here = second.written->name.place, there = first.written->name.place;
        if (a.objective == b.objective) {
            if (a.range != b.range)
                here = second.starts[b.range].written.place, there = first.starts[a.range].written.place;
            else if (a.dimension != b.dimension)
                here = second.dimension_place(b.dimension), there = first.dimension_place(a.dimension);
            else
                differing_place(first.settings, a.objective_setting, b.objective_setting, there, here);
        }
        tell(first.component->name, there, here);
    }

    void tell_settings(const Twins &twins) {
        const std::size_t a = optimizer_of(twins.first), b = optimizer_of(twins.second);
        const OptimizerTable &first = state_.tables.optimizers[a], &second = state_.tables.optimizers[b];
        spec::Place here = second.written->name.place, there = first.written->name.place;
        if (a == b)
            differing_place(first.settings, twins.first - state_.first_setting[a],
                            twins.second - state_.first_setting[b], there, here);
        tell(first.component->name, there, here);
    }

    static void differing_place(const Settings &settings, std::uint64_t a, std::uint64_t b,
                                spec::Place &there, spec::Place &here) {
        for (const Axis &axis : settings.axes())
            if (settings.index(axis, a) != settings.index(axis, b)) {
                there = axis.place(settings.index(axis, a));
                here = axis.place(settings.index(axis, b));
                return;
            }
    }

    void tell(const std::string &name, spec::Place there, spec::Place here) {
        if (!told_.insert({there.line, there.column, here.line, here.column}).second)
            return; // one complaint for each pair of places
        mistakes_.add(
            here, fmt::format("two runs of one key: {} is asked for twice", name),
            fmt::format("line {}, column {} and line {}, column {} give the same runs; labels and order do "
                        "not tell runs apart",
                        there.line, there.column, here.line, here.column),
            "remove one of the two, or set experiment.repetitions");
    }

    /// By index: the key bytes of a literal, or of a generated value of number 0; generated ones with the
    /// same bytes share their first value, and those with others share none.
    static std::set<Key> entries(const Axis *axis) {
        std::set<Key> found;
        if (axis == nullptr)
            found.insert(Digest().value()); // the default enters nothing
        const std::uint64_t count = axis == nullptr ? 0 : axis->generator() != nullptr ? 1 : axis->size();
        for (std::uint64_t i = 0; i < count; ++i) {
            Digest digest;
            axis->enter(i, digest);
            found.insert(digest.value());
        }
        return found;
    }

    static bool share_setting(const Settings &a, const Settings &b) {
        std::set<std::string> keys;
        for (const Settings *settings : {&a, &b})
            for (const Axis &axis : settings->axes())
                keys.insert(axis.schema().key);
        return std::all_of(keys.begin(), keys.end(), [&](const std::string &key) {
            const auto left = entries(a.find(key)), right = entries(b.find(key));
            return std::any_of(left.begin(), left.end(), [&](const Key &k) { return right.count(k) != 0; });
        });
    }

    /// A sweep of literals that has one value twice; zips may pair it with different ones.
    void repeated_literals(const Settings &settings, const std::string &name) {
        for (const Axis &axis : settings.axes()) {
            if (settings.is_zipped() || axis.generator() != nullptr)
                continue;
            std::map<Key, std::uint64_t> seen;
            for (std::uint64_t i = 0; i < axis.size(); ++i) {
                Digest digest;
                axis.enter(i, digest);
                const auto [known, is_new] = seen.emplace(digest.value(), i);
                if (!is_new)
                    tell(name, axis.place(known->second), axis.place(i));
            }
        }
    }

    void compare_settings(std::size_t a, std::size_t b) {
        const OptimizerTable &first = state_.tables.optimizers[a], &second = state_.tables.optimizers[b];
        if (a == b)
            repeated_literals(first.settings, first.component->name);
        else if (first.component == second.component && !first.settings.is_zipped() &&
                 !second.settings.is_zipped() && share_setting(first.settings, second.settings))
            tell(first.component->name, first.written->name.place, second.written->name.place);
    }

    void compare_points(std::size_t a, std::size_t b) {
        const ObjectiveTable &first = state_.tables.objectives[a], &second = state_.tables.objectives[b];
        if (a == b)
            repeated_literals(first.settings, first.component->name);
        if (first.head != second.head || (a != b && !share_setting(first.settings, second.settings)))
            return;
        for (std::size_t m = 0; m < first.dimensions.size(); ++m)
            for (std::size_t n = a == b ? m : 0; n < second.dimensions.size(); ++n)
                if (state_.probed(a, m, 0).dimension == state_.probed(b, n, 0).dimension) {
                    if (a == b && m != n)
                        tell(first.component->name, first.dimension_place(m), second.dimension_place(n));
                    else
                        compare_starts(a, b, *state_.probed(a, m, 0).problem);
                }
    }

    void compare_starts(std::size_t a, std::size_t b, const library::Problem &problem) {
        const ObjectiveTable &first = state_.tables.objectives[a], &second = state_.tables.objectives[b];
        std::map<Key, std::size_t> seen;
        for (std::size_t r = 0; r < first.starts.size(); ++r) {
            const Key key = state_.start_digest(first.starts[r], first.starts[r].first, problem);
            const auto [known, is_new] = seen.emplace(key, r);
            if (a == b && !is_new)
                tell(first.component->name, first.starts[known->second].written.place,
                     first.starts[r].written.place);
        }
        for (std::size_t r = 0; a != b && r < second.starts.size(); ++r)
            if (seen.count(state_.start_digest(second.starts[r], second.starts[r].first, problem)) != 0)
                tell(first.component->name, first.written->name.place, second.written->name.place);
    }

    const Matrix::State &state_;
    Mistakes &mistakes_;
    std::set<std::array<std::uint32_t, 4>> told_;
};

} // namespace

void refuse_duplicates(const Matrix::State &state, Mistakes &mistakes) {
    if (state.counts.cells == 0)
        return;
    Search search(state, mistakes);
    search.points();
    search.settings();
}

} // namespace thalweg::plan
