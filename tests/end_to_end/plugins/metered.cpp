// SPDX-License-Identifier: MIT
// Gradient descent thrice, as a rule, an iteration and a loop, each with metrics that can be told by heart.
#include <thalweg/plugin.hpp>

#include <cmath>

namespace {

constexpr double rate = 0.25;

double descend(thalweg::Span x, thalweg::ConstSpan g) {
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] -= rate * g[i];
    return rate * std::fabs(g[0]);
}

} // namespace

struct MeteredRule {
    static constexpr auto name = "metered_rule";
    double pace = 0, count = 0;
    static constexpr thalweg::Metric<MeteredRule> metrics[] = {
        {"pace", &MeteredRule::pace, "length of the last step", "m"},
        {"count", &MeteredRule::count, "steps so far"}};
    void reset(std::size_t) { pace = count = 0; }
    void update(thalweg::Span x, thalweg::ConstSpan g) {
        pace = descend(x, g);
        ++count;
    }
};

struct MeteredStep {
    static constexpr auto name = "metered_step";
    static constexpr std::uint32_t needs = thalweg::gradient;
    double asked = 0, pace = 0;
    static constexpr thalweg::Metric<MeteredStep> metrics[] = {
        {"asked", &MeteredStep::asked, "gradients so far"},
        {"pace", &MeteredStep::pace, "length of the last step", "m"}};
    thalweg::Vector g;
    void reset(std::size_t d) {
        g.assign(d, 0);
        asked = pace = 0;
    }
    void step(thalweg::Oracle &oracle, thalweg::Span x) {
        oracle.gradient(x, g);
        ++asked;
        pace = descend(x, g);
    }
};

struct MeteredLoop {
    static constexpr auto name = "metered_loop";
    static constexpr std::uint32_t needs = thalweg::gradient;
    double round = 0;
    static constexpr thalweg::Metric<MeteredLoop> metrics[] = {{"round", &MeteredLoop::round, "of its loop"}};
    thalweg::Vector g;
    void reset(std::size_t d) { g.assign(d, 0); }
    void run(thalweg::Oracle &oracle, thalweg::Span x) {
        for (round = 1;; ++round) {
            oracle.gradient(x, g);
            descend(x, g);
            oracle.report(x, std::nan(""), {&round, 1});
        }
    }
};
THALWEG_PLUGIN(MeteredRule, MeteredStep, MeteredLoop)
