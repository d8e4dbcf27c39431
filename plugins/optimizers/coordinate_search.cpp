// SPDX-License-Identifier: MIT
#include "box.hpp"

/// Compass search: one coordinate after the other, forth and back, by a step that halves.
///
///     for each i: x ← x + Δ eᵢ where that is lower, else x − Δ eᵢ where that is
///     Δ ← ½ Δ where no coordinate has moved
///
/// Differs from the paper: a step is a whole sweep, in which each coordinate may move, not the first move
/// alone. Trial points are put into the objective's hard bounds. Defaults are ours. Converged: Δ is below
/// step_tolerance. On minibatches it compares values of different batches.
struct CoordinateSearch {
    static constexpr auto name = "coordinate_search";
    static constexpr auto source = "Kolda, Lewis & Torczon 2003, Optimization by direct search, SIAM Review "
                                   "45(3):385, section 1.1";
    static constexpr const char *tags[] = {"derivative_free", nullptr};
    static constexpr std::uint32_t needs = thalweg::value;

    double initial_step = 1, step_tolerance = 1e-12;
    static constexpr thalweg::Parameter<CoordinateSearch> parameters[] = {
        {"initial_step", &CoordinateSearch::initial_step, thalweg::positive, "Δ at the start"},
        {"step_tolerance", &CoordinateSearch::step_tolerance, thalweg::non_negative,
         "converged when Δ is smaller"},
    };
    double step_length = 0;
    static constexpr thalweg::Metric<CoordinateSearch> metrics[] = {
        {"step_length", &CoordinateSearch::step_length, "Δ after the step"},
    };

    thalweg::Vector trial;
    double f = 0;
    bool begun = false;
    void reset(std::size_t d) {
        trial.assign(d, 0);
        step_length = initial_step;
        begun = false;
    }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        const thalweg::optimizers::Box box(oracle);
        std::copy(x.begin(), x.end(), trial.begin());
        if (!begun) {
            box.project(trial);
            f = thalweg::optimizers::worth(oracle, trial);
            begun = true;
        }
        bool moved = false;
        for (std::size_t i = 0; i < x.size(); ++i)
            moved = try_both(oracle, box, i) || moved;
        std::copy(trial.begin(), trial.end(), x.begin());
        if (!moved)
            step_length /= 2;
        return step_length > 0 && step_length >= step_tolerance ? thalweg::Status::ok
                                                                : thalweg::Status::converged;
    }

    bool try_both(thalweg::Oracle &oracle, const thalweg::optimizers::Box &box, std::size_t i) {
        const double stay = trial[i];
        for (const double move : {step_length, -step_length}) {
            trial[i] = box.nearest(i, stay + move);
            if (trial[i] == stay)
                continue;
            const double there = thalweg::optimizers::worth(oracle, trial);
            if (there < f) {
                f = there;
                return true;
            }
        }
        trial[i] = stay;
        return false;
    }
};
THALWEG_PLUGIN(CoordinateSearch)
