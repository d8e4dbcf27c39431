// SPDX-License-Identifier: MIT
// Rosenbrock's valley for NLopt's optimizers, and an oracle on it that keeps all it is asked.
#pragma once

#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>
#include <limits>

namespace wrapped {

inline double valley(thalweg::ConstSpan x, double *g) {
    double f = 0;
    if (g)
        g[0] = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
        f += 100 * a * a + b * b;
        if (g) {
            g[i] += -400 * x[i] * a - 2 * b;
            g[i + 1] = 200 * a;
        }
    }
    return f;
}

/// Refuses eval number `refuse_eval` and report number `refuse_report`, counted from 1, with `code`.
class Witness {
public:
    explicit Witness(std::uint64_t d) {
        table_ = {.struct_size = sizeof table_,
                  .caps = THALWEG_W_F | THALWEG_W_G,
                  .ctx = this,
                  .eval = eval,
                  .dim = d,
                  .lower = nullptr,
                  .upper = nullptr,
                  .next_batch = [](void *) -> thalweg_status { return THALWEG_OK; },
                  .report = report};
    }
    Witness(const Witness &) = delete;
    Witness &operator=(const Witness &) = delete;

    std::uint64_t refuse_eval = 0, refuse_report = 0;
    thalweg_status code = THALWEG_E_CANCELLED;
    std::vector<std::vector<double>> asked, reported;
    std::uint64_t calls = 0; ///< of both, refused ones too
    bool aligned = true;

    void bound(const std::vector<double> &lower, const std::vector<double> &upper) {
        table_.lower = lower.data();
        table_.upper = upper.data();
    }
    operator const thalweg_oracle *() const { return &table_; }

private:
    static thalweg_status eval(void *self, thalweg_eval *r) {
        auto &witness = *static_cast<Witness *>(self);
        ++witness.calls;
        if (witness.asked.size() + 1 == witness.refuse_eval)
            return witness.code;
        const bool wants_g = (r->want & THALWEG_W_G) != 0;
        witness.asked.emplace_back(r->x, r->x + r->dim);
        witness.aligned &= reinterpret_cast<std::uintptr_t>(r->x) % 64 == 0 &&
                           (!wants_g || reinterpret_cast<std::uintptr_t>(r->g) % 64 == 0);
        *r->f = valley({r->x, r->dim}, wants_g ? r->g : nullptr);
        return THALWEG_OK;
    }
    static thalweg_status report(void *self, const double *x, double, const double *) {
        auto &witness = *static_cast<Witness *>(self);
        ++witness.calls;
        if (witness.reported.size() + 1 == witness.refuse_report)
            return witness.code;
        witness.reported.emplace_back(x, x + witness.table_.dim);
        return THALWEG_OK;
    }

    thalweg_oracle table_{};
};

inline const thalweg::testing::Plugins &plugins() {
    static const thalweg::testing::Plugins all({THALWEG_NLOPT});
    return all;
}

/// What `run` returned, an error too.
inline thalweg_status run(thalweg::testing::Optimizer &optimizer, const Witness &witness) {
    try {
        return optimizer.run(witness);
    } catch (const thalweg::testing::Failed &failed) {
        return failed.code;
    }
}

inline constexpr const char *names[] = {"nlopt_lbfgs", "nlopt_nelder_mead", "nlopt_cobyla"};

} // namespace wrapped
