// SPDX-License-Identifier: MIT
#include "blocks.hpp"
#include "vectors.hpp"

#include <cmath>

/// LAMB: Adam's direction, whose length in each block of x is that of the block times the learning rate.
///
///     m ← β₁ m + (1 − β₁) g            v ← β₂ v + (1 − β₂) g²
///     u = m̂ / (√v̂ + ε) + weight_decay · x        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
///     x ← x − lr · (‖x‖ / ‖u‖) · u        in each block; the ratio is 1 where either norm is 0
///
/// Differs from the paper: the scaling φ is the identity, and blocks of zeros move (ratio 1), both as in the
/// authors' code. That code spares biases and layer norms decay and ratio; here all blocks are alike, and
/// weight_decay = { default = 0.01, bias = 0, norm = 0 } spares them the decay. β₁, β₂, ε and weight_decay
/// are those of the paper's BERT; the learning rate, which it tunes with the batch, is Adam's.
struct Lamb {
    static constexpr auto name = "lamb";
    static constexpr auto source = "You et al. 2020, Algorithm 2, arXiv:1904.00962";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weight_decay = 0.01;
    static constexpr thalweg::Parameter<Lamb> parameters[] = {
        {"learning_rate", &Lamb::learning_rate, thalweg::step_length, "step length, in lengths of a block"},
        {"beta1", &Lamb::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &Lamb::beta2, thalweg::unit_interval_open, "memory of v"},
        {"epsilon", &Lamb::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"weight_decay", &Lamb::weight_decay, thalweg::non_negative, "pulls x to 0"},
    };

    std::vector<thalweg::optimizers::Stretch> blocks;
    thalweg::Vector m, v, u;
    double p1 = 1, p2 = 1; // β₁ᵗ, β₂ᵗ
    void reset(const thalweg::Start &start) {
        if (blocks.empty())
            blocks = thalweg::optimizers::blocks_of(start);
        for (thalweg::Vector *state : {&m, &v, &u})
            state->assign(start.dimension, 0);
        p1 = p2 = 1;
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        p1 = thalweg::decayed(p1, beta1);
        p2 = thalweg::decayed(p2, beta2);
        set_direction(x, g);
        for (const auto &block : blocks) {
            const thalweg::Span part = x.subspan(block.offset, block.size);
            const thalweg::ConstSpan direction(u.data() + block.offset, block.size);
            const double length = thalweg::optimizers::norm(part),
                         step = thalweg::optimizers::norm(direction);
            const double ratio = length == 0 || step == 0 ? 1 : length / step;
            thalweg::optimizers::add(part, -learning_rate * ratio, direction);
        }
    }
    THALWEG_KERNEL void set_direction(thalweg::ConstSpan x, thalweg::ConstSpan g) {
        const double b1 = beta1, b2 = beta2, eps = epsilon, decay = weight_decay, c1 = 1 - p1, c2 = 1 - p2;
        double *const ms = m.data(), *const vs = v.data(), *const us = u.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            ms[i] = b1 * ms[i] + (1 - b1) * g[i];
            vs[i] = b2 * vs[i] + (1 - b2) * g[i] * g[i];
            us[i] = ms[i] / c1 / (std::sqrt(vs[i] / c2) + eps) + decay * x[i];
        }
    }
};
THALWEG_PLUGIN(Lamb)
