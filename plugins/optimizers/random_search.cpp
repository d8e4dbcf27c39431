// SPDX-License-Identifier: MIT
#include "box.hpp"
#include "random.hpp"

/// Random search: the best of points drawn without regard to one another.
///
///     x ← the best of x and `samples` points, uniform between the objective's hard bounds, or within
///         `radius` of the start in each coordinate that has none
///
/// Differs from the paper: nothing; the defaults are ours. It never ends by itself. On minibatches it
/// compares values of different batches.
struct RandomSearch {
    static constexpr auto name = "random_search";
    static constexpr auto source =
        "Brooks 1958, A discussion of random methods for seeking maxima, Operations "
        "Research 6(2):244, section 3";
    static constexpr const char *tags[] = {"derivative_free", "stochastic", nullptr};
    static constexpr std::uint32_t needs = thalweg::value;

    double radius = 1;
    std::int64_t samples = 10;
    static constexpr thalweg::Parameter<RandomSearch> parameters[] = {
        {"radius", &RandomSearch::radius, thalweg::positive, "half the width of the box around the start"},
        {"samples", &RandomSearch::samples, thalweg::at_least(1), "points a step"},
    };

    thalweg::Vector start, trial;
    thalweg::optimizers::Random random;
    double best = 0;
    bool begun = false;
    void reset(const thalweg::Start &from) {
        start.assign(from.x0.begin(), from.x0.end());
        trial.assign(from.dimension, 0);
        random.reset(from.seed);
        begun = false;
    }

    void step(thalweg::Oracle &oracle, thalweg::Span x) {
        const thalweg::optimizers::Box box(oracle);
        if (!begun) {
            std::copy(x.begin(), x.end(), trial.begin());
            box.project(trial);
            best = thalweg::optimizers::worth(oracle, trial);
            std::copy(trial.begin(), trial.end(), x.begin());
            begun = true;
        }
        for (std::int64_t k = 0; k < samples; ++k) {
            for (std::size_t i = 0; i < x.size(); ++i)
                trial[i] = random.between(box.from(i, start[i], radius), box.to(i, start[i], radius));
            const double f = thalweg::optimizers::worth(oracle, trial);
            if (f < best) {
                best = f;
                std::copy(trial.begin(), trial.end(), x.begin());
            }
        }
    }
};
THALWEG_PLUGIN(RandomSearch)
