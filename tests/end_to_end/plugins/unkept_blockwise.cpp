// SPDX-License-Identifier: MIT
// A step of one length, whatever the gradient's: its norm ties all coordinates together, which it denies.
#include <thalweg/plugin.hpp>

#include <cmath>

struct Normalised {
    static constexpr auto name = "rule";
    static constexpr bool blockwise = true;

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        double squares = 0;
        for (const double slope : g)
            squares += slope * slope;
        for (std::size_t i = 0; squares > 0 && i < x.size(); ++i)
            x[i] -= 0.01 * g[i] / std::sqrt(squares);
    }
};
THALWEG_PLUGIN(Normalised)
