// SPDX-License-Identifier: MIT
// Optimizers that are awkward to measure: what they do to g, how much they keep, and how they end.
#include <thalweg/plugin.hpp>

#include <stdexcept>

namespace {

void descend(thalweg::Span x, thalweg::ConstSpan g) {
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] -= 0.01 * g[i];
}

} // namespace

/// Doubles the gradient it is given.
struct Scribbles {
    static constexpr auto name = "scribbles";
    void update(thalweg::Span x, thalweg::Span g) {
        descend(x, g);
        for (double &slope : g)
            slope *= 2;
    }
};

/// Keeps three vectors.
struct KeepsThree {
    static constexpr auto name = "keeps_three";
    thalweg::Vector a, b, c;
    void reset(std::size_t d) {
        for (thalweg::Vector *v : {&a, &b, &c})
            v->assign(d, 0);
    }
    void update(thalweg::Span x, thalweg::ConstSpan g) { descend(x, g); }
};

/// Keeps one vector of floats: half a double a coordinate.
struct KeepsFloats {
    static constexpr auto name = "keeps_floats";
    std::vector<float> a;
    void reset(std::size_t d) { a.assign(d, 0); }
    void update(thalweg::Span x, thalweg::ConstSpan g) { descend(x, g); }
};

/// Keeps a matrix, as long as that is small.
struct KeepsMatrix {
    static constexpr auto name = "keeps_matrix";
    thalweg::Vector a;
    void reset(std::size_t d) { a.assign(d * d / 64, 0); }
    void update(thalweg::Span x, thalweg::ConstSpan g) { descend(x, g); }
};

struct Throws {
    static constexpr auto name = "throws";
    void update(thalweg::Span, thalweg::ConstSpan) { throw std::runtime_error("no such luck"); }
};

struct Crashes {
    static constexpr auto name = "crashes";
    void update(thalweg::Span, thalweg::ConstSpan) {
        volatile int *volatile nowhere = nullptr;
        *nowhere = 1;
    }
};

struct Hangs {
    static constexpr auto name = "hangs";
    void update(thalweg::Span, thalweg::ConstSpan) {
        for (volatile bool go_on = true; go_on;) {
        }
    }
};

/// Two evaluations a step.
struct Asks {
    static constexpr auto name = "asks";
    thalweg::Vector g;
    void reset(std::size_t d) { g.assign(d, 0); }
    void step(thalweg::Oracle &oracle, thalweg::Span x) {
        oracle.value_and_gradient(x, g);
        descend(x, g);
        oracle.value(x);
    }
};
THALWEG_PLUGIN(Scribbles, KeepsThree, KeepsFloats, KeepsMatrix, Throws, Crashes, Hangs, Asks)
