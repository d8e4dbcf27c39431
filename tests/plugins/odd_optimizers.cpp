// SPDX-License-Identifier: MIT
// Optimizers that walk a known way, whatever the objective says: for tests of what the engine counts.
#include <thalweg/plugin.hpp>

/// x ← x - stride: a rule that does not look at g, with a metric and an averaged solution.
struct Walker {
    static constexpr auto name = "walker";
    double stride = 1;
    std::int64_t converges_at = 0, stalls_at = 0, fails_at = 0;
    static constexpr thalweg::Parameter<Walker> parameters[] = {
        {"stride", &Walker::stride, thalweg::any_number.per_step(), "how far a step goes"},
        {"converges_at", &Walker::converges_at, thalweg::any_number, "says so at this step; 0: never"},
        {"stalls_at", &Walker::stalls_at, thalweg::any_number, "likewise"},
        {"fails_at", &Walker::fails_at, thalweg::any_number, "throws in this step, having moved x"},
    };
    double steps = 0;
    static constexpr thalweg::Metric<Walker> metrics[] = {{"steps", &Walker::steps, "made so far"}};
    void reset(std::size_t) { steps = 0; }

    thalweg::Status update(thalweg::Span x, thalweg::ConstSpan) {
        for (double &u : x)
            u -= stride;
        ++steps;
        const auto k = static_cast<std::int64_t>(steps);
        if (k == fails_at)
            throw std::runtime_error("stumbled");
        return k == converges_at ? thalweg::Status::converged
               : k == stalls_at  ? thalweg::Status::stalled
                                 : thalweg::Status::ok;
    }
};

/// x ← x - f: a rule that is charged for f too.
struct Faller {
    static constexpr auto name = "faller";
    void update(thalweg::Span x, thalweg::ConstSpan, double f) {
        for (double &u : x)
            u -= f / 16;
    }
};

/// x ← x - 1; returns, if asked, the mean of x and the last iterate.
struct Averager {
    static constexpr auto name = "averager";
    void update(thalweg::Span x, thalweg::ConstSpan) {
        for (double &u : x)
            u -= 1;
    }
    void solution(thalweg::ConstSpan x, thalweg::Span out) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            out[i] = x[i] / 2;
    }
};

/// Asks for f at `asks` points x - trial, x - 2 trial ... a step, then x ← x - stride.
struct Asker {
    static constexpr auto name = "asker";
    double stride = 1, trial = 0.25;
    std::int64_t asks = 3;
    bool ignores_refusals = false, at_x = false, asks_all = false, draws = false;
    static constexpr thalweg::Parameter<Asker> parameters[] = {
        {"stride", &Asker::stride, thalweg::any_number.per_step(), "how far a step goes"},
        {"trial", &Asker::trial, thalweg::any_number, "how far ahead it looks"},
        {"asks", &Asker::asks, thalweg::any_number, "values a step"},
        {"ignores_refusals", &Asker::ignores_refusals, thalweg::any_number, "goes on when it is refused"},
        {"at_x", &Asker::at_x, thalweg::any_number, "its last value is at the new x, with gradient"},
        {"asks_all", &Asker::asks_all, thalweg::any_number, "asks for values on all data"},
        {"draws", &Asker::draws, thalweg::any_number, "draws another minibatch after each value"},
    };
    static constexpr std::uint32_t needs = thalweg::value;
    double first = 0, last = 0;
    static constexpr thalweg::Metric<Asker> metrics[] = {{"first", &Asker::first, "value of the last step"},
                                                         {"last", &Asker::last, "value of the last step"}};
    thalweg::Vector y, g;
    void reset(std::size_t d) {
        y.assign(d, 0);
        g.assign(d, 0);
        first = last = 0;
    }

    void step(thalweg::Oracle &oracle, thalweg::Span x) {
        for (std::int64_t i = 1; i <= asks; ++i) {
            for (std::size_t k = 0; k < x.size(); ++k)
                y[k] = x[k] - static_cast<double>(i) * trial;
            try {
                last = asks_all ? oracle.full_value(y) : oracle.value(y);
                if (i == 1)
                    first = last;
                if (draws)
                    oracle.next_batch();
            } catch (const thalweg::Refused &) {
                if (!ignores_refusals)
                    throw;
            }
        }
        for (double &u : x)
            u -= stride;
        if (at_x)
            oracle.value_and_gradient(x, g);
    }
};

/// Newton's direction by all that an oracle offers: g and H at x, Hv of g; then x ← x / 2.
struct Curious {
    static constexpr auto name = "curious";
    static constexpr std::uint32_t needs = thalweg::gradient | thalweg::hessian | thalweg::hessian_vector;
    thalweg::Vector g, h, hv;
    void reset(std::size_t d) {
        g.assign(d, 0);
        hv.assign(d, 0);
        h.assign(d * d, 0);
    }
    void step(thalweg::Oracle &oracle, thalweg::Span x) {
        oracle.gradient_and_hessian(x, g, h);
        oracle.hessian_vector(x, g, hv);
        for (double &u : x)
            u /= 2;
    }
};

/// Owns its loop: `rounds` times one value at x and x ← x - stride, reported; then a last x that is not.
struct Looper {
    static constexpr auto name = "looper";
    double stride = 1;
    std::int64_t rounds = 5;
    bool last_unreported = false, stalls = false;
    static constexpr thalweg::Parameter<Looper> parameters[] = {
        {"stride", &Looper::stride, thalweg::any_number.per_step(), "how far a step goes"},
        {"rounds", &Looper::rounds, thalweg::any_number, "steps it makes"},
        {"last_unreported", &Looper::last_unreported, thalweg::any_number, "ends one stride further"},
        {"stalls", &Looper::stalls, thalweg::any_number, "says that it stalled"},
    };
    double round = 0;
    static constexpr thalweg::Metric<Looper> metrics[] = {{"round", &Looper::round, "of its loop"}};

    thalweg::Status run(thalweg::Oracle &oracle, thalweg::Span x) {
        for (std::int64_t i = 1; i <= rounds; ++i) {
            oracle.value(x);
            for (double &u : x)
                u -= stride;
            round = static_cast<double>(i);
            oracle.report(x, std::numeric_limits<double>::quiet_NaN(), {&round, 1});
        }
        if (last_unreported)
            for (double &u : x)
                u -= stride;
        return stalls ? thalweg::Status::stalled : thalweg::Status::ok;
    }
};

/// Cannot be reset: throws what `how` says.
struct Stubborn {
    static constexpr auto name = "stubborn";
    static constexpr const char *ways[] = {"error", "memory", nullptr};
    std::int64_t how = 0;
    static constexpr thalweg::Parameter<Stubborn> parameters[] = {
        {"how", &Stubborn::how, thalweg::one_of(ways), "what it throws"},
    };
    bool made = false;
    void reset(std::size_t) {
        if (made && how == 1)
            throw std::bad_alloc();
        if (made)
            throw std::runtime_error("I will not");
        made = true;
    }
    void update(thalweg::Span, thalweg::ConstSpan) {}
};
THALWEG_PLUGIN(Walker, Faller, Averager, Asker, Curious, Looper, Stubborn)
