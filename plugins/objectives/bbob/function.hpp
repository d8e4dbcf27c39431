// SPDX-License-Identifier: MIT
// What the BBOB functions share: instance, x_opt and f_opt, T_osz, T_asy, the boundary penalty, and scratch
// memory.
#pragma once

#include "linear.hpp"

namespace bbob {

using thalweg::ConstSpan;
using thalweg::Span;

constexpr double pi = std::numbers::pi;

inline double square(double x) { return x * x; }

/// T_osz(x) = sign(x) exp(x̂ + 0.049 (sin c₁x̂ + sin c₂x̂)), x̂ = log |x|; c = (10, 7.9) above 0, (5.5, 3.1)
/// below. Its slope goes into `slope` where that is not NULL; at 0 it has none, and 1 stands for it.
inline double oscillated(double x, double *slope) {
    if (slope)
        *slope = 1;
    if (x == 0)
        return 0;
    const double log_x = std::log(std::abs(x));
    const double a = (x > 0 ? 10 : 5.5) * log_x, b = (x > 0 ? 7.9 : 3.1) * log_x;
    const double factor = std::exp(0.049 * (std::sin(a) + std::sin(b)));
    if (slope)
        *slope =
            factor * (1 + 0.049 * ((x > 0 ? 10 : 5.5) * std::cos(a) + (x > 0 ? 7.9 : 3.1) * std::cos(b)));
    return x * factor;
}

/// T_asy(x) = x^(1 + β √x) above 0, x below; its slope as above.
inline double skewed(double x, double beta, double *slope) {
    if (slope)
        *slope = 1;
    if (!(x > 0))
        return x;
    const double root = std::sqrt(x), log_x = std::log(x), power = beta * root;
    const double factor = std::exp(power * log_x);
    if (slope)
        *slope = factor * (1 + power + power * log_x / 2);
    return x * factor;
}

/// The share i / (d − 1) of coordinate i, by which scales and exponents grow from the first to the last.
inline double share(std::size_t i, std::size_t d) {
    return static_cast<double>(i) / static_cast<double>(d - 1);
}

/// x ← T_osz(x), coordinate by coordinate; slopes may be NULL.
inline void oscillate(Span x, double *slopes) {
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = oscillated(x[i], slopes ? slopes + i : nullptr);
}

/// x ← T_asy^β(x), β growing from 0 to its full size; slopes, where there are any, are multiplied.
inline void skew(Span x, double beta, double *slopes) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        double slope = 1;
        x[i] = skewed(x[i], beta * share(i, x.size()), slopes ? &slope : nullptr);
        if (slopes)
            slopes[i] *= slope;
    }
}

/// f_pen = Σ max(0, |x_i| − 5)², smooth to first order; adds weight times its gradient to g, if there is one.
inline double penalty(ConstSpan x, double weight, Span g) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double beyond = std::max(0.0, std::abs(x[i]) - 5);
        sum += square(beyond);
        if (!g.empty())
            g[i] += weight * 2 * std::copysign(beyond, x[i]);
    }
    return weight * sum;
}

/// 10 (d − Σ cos 2πz_i) + Σ z_i²; z ← its gradient, where one is wanted: g is not empty.
inline double rastrigin(Span z, Span g) {
    double cosines = 0, squares = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        const double angle = 2 * pi * z[i];
        cosines += std::cos(angle);
        squares += square(z[i]);
        if (!g.empty())
            z[i] = 20 * pi * std::sin(angle) + 2 * z[i];
    }
    return 10 * (static_cast<double>(z.size()) - cosines) + squares;
}

/// One function: F has `number`, prepare(), which sets x_opt and what else it needs, and at(x, g), which
/// returns f − f_opt and fills g unless that is empty.
template <class F> struct Function {
    static constexpr auto source =
        "Hansen, Finck, Ros & Auger 2009, Real-Parameter Black-Box Optimization Benchmarking 2009: Noiseless "
        "Functions Definitions, INRIA RR-6829";
    static constexpr auto dimensions = thalweg::from(2);
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE;

    std::int64_t instance = 1;
    static constexpr thalweg::Parameter<F> parameters[] = {
        // seeds, 10000 instance and a little more, stay below 2³¹
        {"instance", &Function::instance, thalweg::between(1, 200'000),
         "which x_opt, rotations and f_opt: those of COCO's instance of that number"},
    };

    std::size_t create(std::size_t dimension, std::uint64_t) {
        d = dimension;
        for (Vector *const v : {&y, &u, &z, &slopes})
            v->assign(padded(d), 0);
        f_opt = random_least_value(seed());
        static_cast<F *>(this)->prepare();
        return d;
    }
    double value(ConstSpan x) const { return self().at(x, {}) + f_opt; }
    void gradient(ConstSpan x, Span g) const { self().at(x, g); }
    double value_and_gradient(ConstSpan x, Span g) const { return self().at(x, g) + f_opt; }
    thalweg::Problem problem(std::size_t) const {
        return {.start = std::vector<double>(d),
                .region_lower = std::vector<double>(d, -5),
                .region_upper = std::vector<double>(d, 5),
                .f_opt = f_opt,
                .minimizers = {{x_opt.begin(), x_opt.end()}},
                .differentiable = F::smoothness};
    }

    std::size_t d = 0;
    double f_opt = 0;
    Vector x_opt;
    mutable Vector y, u, z, slopes; ///< an instance is used by one thread at a time

    /// F::seeds_as is the number whose seeds a function shares, its own unless it says so.
    Seed seed() const {
        if constexpr (requires { F::seeds_as; })
            return F::seeds_as + 10'000 * instance;
        else
            return F::number + 10'000 * instance;
    }
    Matrix first_rotation() const { return Matrix::rotation(d, seed() + 1'000'000); }
    Matrix second_rotation() const { return Matrix::rotation(d, seed()); }

    Span used(Vector &v) const { return {v.data(), d}; }
    double *slopes_for(Span g) const { return g.empty() ? nullptr : slopes.data(); }
    /// y ← x − x_opt
    void centre(ConstSpan x) const {
        for (std::size_t i = 0; i < d; ++i)
            y[i] = x[i] - x_opt[i];
    }
    /// g ← Rᵀ (slopes · v): back through T_osz or T_asy and a rotation; y is scratch.
    void pull_back(const Matrix &rotation, Vector &v, Span g) const {
        for (std::size_t i = 0; i < d; ++i)
            v[i] *= slopes[i];
        back(rotation, v, g);
    }
    /// g ← Mᵀ v; y is scratch.
    void back(const Matrix &matrix, const Vector &v, Span g) const {
        matrix.multiply_transposed(v.data(), y.data());
        std::copy_n(y.begin(), d, g.begin());
    }

private:
    const F &self() const { return static_cast<const F &>(*this); }
};

} // namespace bbob
