// SPDX-License-Identifier: MIT
#include "analysis/pairing.hpp"

#include "analysis/facts.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

namespace thalweg::analysis {

namespace {

constexpr std::uint64_t rows_at_once = 8192;

/// One run of one file.
struct Entrant {
    plan::Key key;
    Hash facts;
    Judged judged;
    Pace pace;
    std::optional<double> f_opt;
};

/// What rows of a file's catalogs say.
struct Names {
    explicit Names(const results::Reader &reader)
        : objectives(labels_of(reader.catalog("objective"))),
          optimizers(labels_of(reader.catalog("optimizer"))) {
        for (const auto &row : reader.catalog("objective"))
            f_opt.push_back(optimum_of(row.json));
    }
    std::vector<std::string> objectives, optimizers;
    std::vector<std::optional<double>> f_opt;
};

class File {
public:
    File(const Competitor &competitor, double target)
        : reader_(competitor.reader), own_target_(competitor.stop_target.value_or(default_target)),
          target_(target), names_(reader_) {
        for (const auto &row : reader_.catalog("environment"))
            if (row.json.is_object()) {
                machines_.cpus.insert(row.json.value("cpu", std::string("unknown")));
                const std::uint32_t cores = row.json.value("cores", std::uint32_t{0});
                machines_.cores = machines_.cores == 0 ? cores : std::min(machines_.cores, cores);
            }
    }

    const Names &names() const { return names_; }
    const Machines &machines() const { return machines_; }

    template <class Use> void each(Use use) {
        for (std::uint64_t first = 0; first < reader_.size(); first += rows_at_once) {
            const results::Window window = reader_.window(first, rows_at_once);
            for (std::size_t i = 0; i < window.runs.size(); ++i) {
                machines_.workers = std::max(machines_.workers, window.runs[i].end.worker + 1);
                use(window.runs[i], entrant(window.runs[i], window.hits[i]));
            }
        }
    }

private:
    Entrant entrant(const results::Run &run, const std::vector<results::Reached> &hits) const {
        const engine::Record &end = run.end;
        Entrant entrant{run.key, fingerprint(run), {}, {}, names_.f_opt.at(run.objective_row)};
        const auto hit = evaluations_at_target(end, hits, entrant.f_opt);
        entrant.judged = {judged(end, end.f_solution),
                          hit.value_or(static_cast<double>(end.cost.evaluations)), hit.has_value()};
        if (!std::isnan(end.seconds))
            entrant.pace = {end.seconds, static_cast<double>(end.steps)};
        return entrant;
    }

    /// Nothing where the run did not meet it.
    std::optional<double> evaluations_at_target(const engine::Record &end,
                                                const std::vector<results::Reached> &hits,
                                                const std::optional<double> &f_opt) const {
        if (!f_opt || std::isinf(judged(end, 0)))
            return std::nullopt;
        if (end.status == engine::Status::target && own_target_ == target_)
            return static_cast<double>(end.cost.evaluations);
        return cost_at(hits, target_);
    }

    const results::Reader &reader_;
    double own_target_, target_;
    Names names_;
    Machines machines_;
};

/// Adds pairs to the groups that the runs of a belong to.
class Groups {
public:
    Groups(const Names &names, double target) : names_(names), target_(target) {}

    void add(const results::Run &run, const Entrant &a, const Entrant &b) {
        const std::string key = fmt::format("{}/{}/{}/{}", run.objective_row, run.end.dimension,
                                            run.optimizer_row, run.configuration_row);
        const auto [place, is_new] = index_.try_emplace(key, groups_.size());
        if (is_new)
            groups_.push_back(make(run));
        PairGroup &group = groups_[place->second];
        if (a.f_opt != b.f_opt) {
            group.f_opt.reset(); // then only values of f themselves can be compared
            group.target.reset();
        }
        ++group.runs;
        for (auto [pace, more] : {std::pair{&group.pace_a, &a.pace}, {&group.pace_b, &b.pace}}) {
            pace->seconds += more->seconds;
            pace->steps += more->steps;
        }
        const std::uint64_t both[] = {place->second, a.facts.hi, a.facts.lo, b.facts.hi, b.facts.lo};
        if (seen_.insert(hash_of(both)))
            group.pairs.push_back({a.judged, b.judged});
    }
    std::vector<PairGroup> take() { return std::move(groups_); }

private:
    PairGroup make(const results::Run &run) const {
        PairGroup group;
        group.objective = names_.objectives.at(run.objective_row);
        group.optimizer = names_.optimizers.at(run.optimizer_row);
        group.configuration = run.configuration;
        group.dimension = run.end.dimension;
        group.f_opt = names_.f_opt.at(run.objective_row);
        if (group.f_opt)
            group.target = target_;
        return group;
    }

    const Names &names_;
    double target_;
    std::unordered_map<std::string, std::size_t> index_;
    std::vector<PairGroup> groups_;
    HashSet seen_; ///< pairs
};

/// Values above the least one, where that is known.
void subtract_optimum(PairGroup &group) {
    for (Pair &pair : group.pairs)
        for (Judged *judged : {&pair.a, &pair.b})
            judged->value = gap(judged->value, group.f_opt);
}

} // namespace

double Pace::ns_per_step() const {
    return steps > 0 ? 1e9 * seconds / steps : std::numeric_limits<double>::quiet_NaN();
}

PairedRuns make_pairs(const Competitor &a, const Competitor &b) {
    const double target =
        std::max(a.stop_target.value_or(default_target), b.stop_target.value_or(default_target));
    File file_a(a, target), file_b(b, target);
    std::vector<Entrant> others;
    others.reserve(b.reader.size());
    file_b.each([&](const results::Run &, const Entrant &entrant) { others.push_back(entrant); });
    const auto by_key = [](const Entrant &x, const Entrant &y) { return x.key < y.key; };
    std::sort(others.begin(), others.end(), by_key);

    PairedRuns all;
    Groups groups(file_a.names(), target);
    file_a.each([&](const results::Run &run, const Entrant &entrant) {
        const auto other = std::lower_bound(others.begin(), others.end(), entrant, by_key);
        if (other == others.end() || other->key != entrant.key) {
            ++all.only_a;
            return;
        }
        ++all.both;
        groups.add(run, entrant, *other);
    });
    all.only_b = others.size() - all.both;
    all.groups = groups.take();
    for (PairGroup &group : all.groups)
        subtract_optimum(group);
    all.machines_a = file_a.machines();
    all.machines_b = file_b.machines();
    return all;
}

} // namespace thalweg::analysis
