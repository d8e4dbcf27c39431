// SPDX-License-Identifier: MIT
#include "box.hpp"
#include "random.hpp"

/// Differential evolution, rand/1/bin: each member is challenged by a mixture of itself and three others.
///
///     v = a + F (b − c),   a, b, c distinct others of the last generation, at random
///     uᵢ = vᵢ with probability CR, and for one i at random; else xᵢ
///     member ← u where f(u) ≤ f(member)
///     x ← the best member
///
/// The first step draws the population: the start, and points between the hard bounds or within `radius` of
/// it. F and CR are those of the authors' web page for most functions, not the paper's 0.5 and 0.1; radius
/// and f_tolerance are ours.
///
/// Differs from the paper: a coordinate outside the hard bounds is drawn anew between them; the default
/// population, 10 d, ends at 100. Converged: all members are worth the same to f_tolerance; a population of
/// equal infinities goes on. On minibatches it compares values of different batches.
struct DifferentialEvolution {
    static constexpr auto name = "differential_evolution";
    static constexpr auto source = "Storn & Price 1997, Journal of Global Optimization 11:341";
    static constexpr const char *tags[] = {"derivative_free", "population", "stochastic", nullptr};
    static constexpr std::uint32_t needs = thalweg::value;

    std::int64_t population = 0;
    double weight = 0.8, crossover = 0.9, radius = 1, f_tolerance = 0;
    static constexpr thalweg::Parameter<DifferentialEvolution> parameters[] = {
        {"population", &DifferentialEvolution::population, thalweg::at_least(0),
         "members, at least 4; 0: 10 d, at most 100"},
        {"weight", &DifferentialEvolution::weight, thalweg::between(0, 2), "F, of the difference"},
        {"crossover", &DifferentialEvolution::crossover, thalweg::unit_interval,
         "CR, the share that comes from the mixture"},
        {"radius", &DifferentialEvolution::radius, thalweg::positive,
         "half the width of the first population's box where there are no bounds"},
        {"f_tolerance", &DifferentialEvolution::f_tolerance, thalweg::non_negative,
         "converged when the members' values differ by no more"},
    };
    double spread = 0;
    static constexpr thalweg::Metric<DifferentialEvolution> metrics[] = {
        {"spread", &DifferentialEvolution::spread, "largest less least value in the population"},
    };

    std::vector<thalweg::Vector> members, next;
    thalweg::Vector start, values, next_values;
    thalweg::optimizers::Random random;
    bool begun = false;
    void reset(const thalweg::Start &from) {
        const std::size_t d = from.dimension;
        if (population > 0 && population < 4)
            throw std::invalid_argument("population: 4 members are the least that can mix (0: the default)");
        const std::size_t n =
            population > 0 ? static_cast<std::size_t>(population) : std::clamp<std::size_t>(10 * d, 4, 100);
        for (auto *generation : {&members, &next}) {
            generation->resize(n);
            for (thalweg::Vector &member : *generation)
                member.assign(d, 0);
        }
        values.assign(n, 0);
        next_values.assign(n, 0);
        start.assign(from.x0.begin(), from.x0.end());
        random.reset(from.seed);
        begun = false;
        spread = 0;
    }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        const thalweg::optimizers::Box box(oracle);
        if (begun)
            evolve(oracle, box);
        else
            draw(oracle, box);
        const auto [least, most] = std::minmax_element(values.begin(), values.end());
        const thalweg::Vector &best = members[static_cast<std::size_t>(least - values.begin())];
        std::copy(best.begin(), best.end(), x.begin());
        spread = *most - *least;
        return spread <= f_tolerance ? thalweg::Status::converged : thalweg::Status::ok;
    }

    void draw(thalweg::Oracle &oracle, const thalweg::optimizers::Box &box) {
        for (std::size_t k = 0; k < members.size(); ++k) {
            for (std::size_t i = 0; i < start.size(); ++i)
                members[k][i] =
                    k == 0 ? box.nearest(i, start[i])
                           : random.between(box.from(i, start[i], radius), box.to(i, start[i], radius));
            values[k] = thalweg::optimizers::worth(oracle, members[k]);
        }
        begun = true;
    }
    void evolve(thalweg::Oracle &oracle, const thalweg::optimizers::Box &box) {
        for (std::size_t k = 0; k < members.size(); ++k) {
            thalweg::Vector &u = next[k];
            mix(u, k, box);
            const double f = thalweg::optimizers::worth(oracle, u);
            const bool wins = f <= values[k];
            next_values[k] = wins ? f : values[k];
            if (!wins)
                std::copy(members[k].begin(), members[k].end(), u.begin());
        }
        std::swap(members, next);
        std::swap(values, next_values);
    }
    void mix(thalweg::Vector &u, std::size_t k, const thalweg::optimizers::Box &box) {
        std::size_t others[3];
        for (std::size_t j = 0; j < 3; ++j)
            do
                others[j] = random.below(members.size());
            while (others[j] == k || std::find(others, others + j, others[j]) != others + j);
        const auto &a = members[others[0]], &b = members[others[1]], &c = members[others[2]];
        const std::size_t always = random.below(u.size());
        for (std::size_t i = 0; i < u.size(); ++i) {
            const bool crossed = random.uniform() < crossover || i == always;
            u[i] = crossed ? a[i] + weight * (b[i] - c[i]) : members[k][i];
            if (!box.contains(i, u[i]))
                u[i] = random.between(box.from(i, start[i], radius), box.to(i, start[i], radius));
        }
    }
};
THALWEG_PLUGIN(DifferentialEvolution)
