// SPDX-License-Identifier: MIT
// A bowl in any number of dimensions that keeps nothing of its own: what a run takes is the host's doing.
#include <thalweg/plugin.hpp>

struct Wide {
    static constexpr auto name = "wide";
    static constexpr auto dimensions = thalweg::from(1);

    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (const double u : x)
            sum += u * u;
        return sum;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = 2 * x[i];
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        for (std::size_t i = 0; i < h.size(); ++i)
            h[i] = i % (x.size() + 1) == 0 ? 2 : 0;
    }
    thalweg::Problem problem(std::size_t d) const { return {.start = std::vector<double>(d, 1.0)}; }
};
THALWEG_PLUGIN(Wide)
