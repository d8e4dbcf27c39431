// SPDX-License-Identifier: MIT
// A formula written once, as a template, becomes value, gradient, hessian and hessian_vector of an objective,
// by the forward automatic differentiation of Boost.Math (headers only; on Debian libboost-dev).
//
//     struct Valley : thalweg::Differentiated<Valley> {
//         static constexpr auto name = "valley";
//         template <class T> T operator()(std::span<const T> x) const {
//             const T along = 1 - x[0], across = x[1] - x[0] * x[0];
//             return along * along + 100 * across * across;
//         }
//         thalweg::Problem problem(std::size_t) const { return {.start = {-1.2, 1}}; }
//     };
//     THALWEG_PLUGIN(Valley)
//
// exp, log, sqrt, pow, sin, cos, tanh and so on are called without std:: in front, after `using std::exp;`.
// Where a formula branches, the derivatives are those of the branch taken. pow(x, n) has none at x = 0, not
// even for n = 2 (they are NaN): write x * x.
#pragma once

#include "face/basics.hpp"

#include <boost/math/differentiation/autodiff.hpp>

#include <concepts>

namespace thalweg {

/// Base of an objective F with `template <class T> T operator()(std::span<const T> x) const`; what F has of
/// these functions itself, it keeps. With d coordinates and in evaluations of the formula: a gradient takes
/// d, a Hessian d (d + 1) / 2, a Hessian times a vector d. The value is the formula in double, to the bit.
/// Memory is taken by the first request of a kind and kept: one thread at a time for one instance, as in all
/// the ABI.
template <class F> class Differentiated {
    using Dual = boost::math::differentiation::autodiff_fvar<double, 1>;          // a + b s
    using SecondDual = boost::math::differentiation::autodiff_fvar<double, 1, 1>; // a + b s + c t + d s t

public:
    double value(ConstSpan x) const { return formula<double>(x); }

    void gradient(ConstSpan x, Span g) const {
        const std::span<Dual> at = constants(duals_, x);
        for (std::size_t i = 0; i < x.size(); ++i) {
            at[i] = Dual(x[i], true);
            g[i] = formula<Dual>(at).derivative(1u);
            at[i] = Dual(x[i]);
        }
    }

    void hessian(ConstSpan x, Span h) const {
        const std::size_t d = x.size();
        const std::span<SecondDual> at = constants(second_duals_, x);
        for (std::size_t i = 0; i < d; ++i) {
            at[i] = SecondDual(x[i], true) + along_s();
            h[i * d + i] = formula<SecondDual>(at).derivative(1u, 1u);
            at[i] = SecondDual(x[i], true);
            for (std::size_t j = 0; j < i; ++j) {
                at[j] = x[j] + along_s();
                h[i * d + j] = h[j * d + i] = formula<SecondDual>(at).derivative(1u, 1u);
                at[j] = SecondDual(x[j]);
            }
            at[i] = SecondDual(x[i]);
        }
    }

    /// Along s goes v, along t one coordinate after the other.
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv) const {
        const std::span<SecondDual> at = constants(second_duals_, x);
        for (std::size_t i = 0; i < x.size(); ++i)
            at[i] = x[i] + v[i] * along_s();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const SecondDual without = at[i];
            at[i] = SecondDual(x[i], true) + v[i] * along_s();
            hv[i] = formula<SecondDual>(at).derivative(1u, 1u);
            at[i] = without;
        }
    }

private:
    template <class T> T formula(std::span<const T> x) const {
        static_assert(
            requires(const F f) {
                { f(x) } -> std::convertible_to<T>;
            },
            "F needs `template <class T> T operator()(std::span<const T> x) const`");
        return static_cast<const F &>(*this)(x);
    }
    /// s alone; -0 is what can be added to any number without a change.
    static SecondDual along_s() { return SecondDual(Dual(-0.0, true)); }

    template <class T> static std::span<T> constants(std::vector<T> &buffer, ConstSpan x) {
        buffer.resize(x.size());
        std::copy(x.begin(), x.end(), buffer.begin());
        return buffer;
    }
    mutable std::vector<Dual> duals_;
    mutable std::vector<SecondDual> second_duals_;
};

} // namespace thalweg
