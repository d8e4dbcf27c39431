// SPDX-License-Identifier: MIT
// A rule before and after its author edited it: FACTOR is what changed, and perhaps VERSION.
#include <thalweg/plugin.hpp>

struct Edited {
    static constexpr auto name = "edited";
#ifdef VERSION
    static constexpr auto version = VERSION;
#endif

    double learning_rate = 0.125;
    static constexpr thalweg::Parameter<Edited> parameters[] = {
        {"learning_rate", &Edited::learning_rate, thalweg::step_length, "step length"},
    };

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] -= FACTOR * learning_rate * g[i];
    }
};
THALWEG_PLUGIN(Edited)
