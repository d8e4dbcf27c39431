// SPDX-License-Identifier: MIT
// The residuals of a problem, written once as a template, become the sum of their squares with all
// derivatives.
//
//     struct Valley : SumOfSquares<Valley> {
//         template <class T> void residuals(std::span<const T> x, Squares<T> &r) const { r << 10 * x[0] << 1
//         - x[1]; }
//     };
#pragma once

#include <thalweg/autodiff.hpp>
#include <thalweg/plugin.hpp>

#include <cmath>

namespace {

/// Takes residuals one after the other.
template <class T> class Squares {
public:
    Squares &operator<<(const T &residual) {
        sum_ += residual * residual;
        return *this;
    }
    const T &sum() const { return sum_; }

private:
    T sum_{0.0};
};

constexpr auto paper = "Moré, Garbow & Hillstrom 1981, Testing Unconstrained Optimization Software, ACM "
                       "Transactions on Mathematical Software 7(1)";

template <class F> struct SumOfSquares : thalweg::Differentiated<F> {
    static constexpr auto source = paper;

    template <class T> T operator()(std::span<const T> x) const {
        Squares<T> r;
        static_cast<const F &>(*this).template residuals<T>(x, r);
        return r.sum();
    }
};

inline double number(std::size_t n) { return static_cast<double>(n); }

/// d coordinates that repeat a pattern.
inline std::vector<double> repeated(std::size_t d, std::initializer_list<double> pattern) {
    std::vector<double> all(d);
    for (std::size_t i = 0; i < d; ++i)
        all[i] = pattern.begin()[i % pattern.size()];
    return all;
}

inline std::vector<double> all(std::size_t d, double value) { return repeated(d, {value}); }

/// d, which must be a multiple of `of`.
inline std::size_t multiple_of(std::size_t of, std::size_t d, const char *name) {
    if (d % of != 0)
        throw std::invalid_argument(std::string(name) + " takes coordinates by " + std::to_string(of) +
                                    ": let the dimension be a multiple of it, not " + std::to_string(d));
    return d;
}

/// f, f' and f'' at x's value, applied to x: Boost's own functions compose series of any order, at ten times
/// the cost.
template <class T> T second_order(const T &x, double f, double slope, double curvature) {
    if constexpr (std::is_same_v<T, double>)
        return f;
    else {
        const T dx = x - static_cast<double>(x); // its third power is 0
        return f + dx * (slope + dx * (curvature / 2));
    }
}

template <class T> T exponential(const T &x) {
    const double e = std::exp(static_cast<double>(x));
    return second_order(x, e, e, e);
}

template <class T> T sine(const T &x) {
    const double s = std::sin(static_cast<double>(x)), c = std::cos(static_cast<double>(x));
    return second_order(x, s, c, -s);
}

template <class T> T cosine(const T &x) {
    const double s = std::sin(static_cast<double>(x)), c = std::cos(static_cast<double>(x));
    return second_order(x, c, -s, -c);
}

template <class T> T logarithm(const T &x) {
    const double a = static_cast<double>(x);
    return second_order(x, std::log(a), 1 / a, -1 / (a * a));
}

template <class T> T cube(const T &x) { return x * x * x; }

} // namespace
