// SPDX-License-Identifier: MIT
// Moré, Garbow and Hillstrom's systems of equations: differential, integral, banded.
#include "sum_of_squares.hpp"

#include <algorithm>

namespace {

/// Grid points i / (d + 1), counted from 1.
double grid(std::size_t i, std::size_t d) { return number(i) / number(d + 1); }

/// t (t − 1) on the grid.
std::vector<double> parabola(std::size_t d) {
    std::vector<double> x(d);
    for (std::size_t i = 0; i < d; ++i)
        x[i] = grid(i + 1, d) * (grid(i + 1, d) - 1);
    return x;
}

template <class T> T at(std::span<const T> x, std::size_t i) { return i < x.size() ? x[i] : T(0.0); }

/// The solution of the boundary value problem on ten points, by either method
/// (tests/reference/mgh_minima.py).
const std::vector<double> boundary_solution{-0.04316498251876487, -0.08157715653538689, -0.11448571438052929,
                                            -0.14097357686259668, -0.1599086961819831,  -0.16987720231277492,
                                            -0.16908998378120835, -0.15524953522183182, -0.125355891678935,
                                            -0.07541653368589209};

} // namespace

/// The discrete boundary value function: u'' = ½ (u + t + 1)³, u(0) = u(1) = 0, by differences.
///
///     rᵢ = 2xᵢ − xᵢ₋₁ − xᵢ₊₁ + ½ h² (xᵢ + tᵢ + 1)³,  h = 1/(d + 1),  t = ih,  x₀ = x_{d+1} = 0;
///     f(x) = Σ r²
///
/// Start tᵢ (tᵢ − 1). Least, 0; the minimiser is listed for d = 10.
///
/// Differs from the paper: nothing.
struct Mgh28 : SumOfSquares<Mgh28> {
    static constexpr auto name = "mgh_28";
    static constexpr auto dimensions = thalweg::from(1, 10);

    template <class T> T residual(std::span<const T> x, std::size_t i) const {
        const double h = 1 / number(x.size() + 1);
        const T before = i > 0 ? x[i - 1] : T(0.0);
        return 2 * x[i] - before - at(x, i + 1) + h * h / 2 * cube(T(x[i] + (grid(i + 1, x.size()) + 1)));
    }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            r << residual(x, i);
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        const double h = 1 / number(x.size() + 1);
        double before = 0, now = residual(x, 0);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double after = i + 1 < x.size() ? residual(x, i + 1) : 0;
            const double u = x[i] + (grid(i + 1, x.size()) + 1);
            g[i] = 2 * (now * (2 + 1.5 * h * h * u * u) - before - after);
            before = now;
            now = after;
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p{
            .start = parabola(d), .region_lower = all(d, -1), .region_upper = all(d, 1), .f_opt = 0};
        if (d == 10)
            p.minimizers = {boundary_solution};
        return p;
    }
};

/// The discrete integral equation function: the same problem, by quadrature of Green's function.
///
///     rᵢ = xᵢ + ½ h ((1 − tᵢ) Σ_{j≤i} tⱼ (xⱼ + tⱼ + 1)³ + tᵢ Σ_{j>i} (1 − tⱼ) (xⱼ + tⱼ + 1)³);   f(x) = Σ r²
///     h = 1/(d + 1),  t = ih,   start tᵢ (tᵢ − 1)
///
/// Least, 0; the minimiser is listed for d = 10. Its equations have the solution of mgh_28's.
///
/// Differs from the paper: nothing.
struct Mgh29 : SumOfSquares<Mgh29> {
    static constexpr auto name = "mgh_29";
    static constexpr auto dimensions = thalweg::from(1, 10);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        const std::size_t d = x.size();
        const double h = 1 / number(d + 1);
        const auto cubed = [&](std::size_t j) { return cube(T(x[j] + (grid(j + 1, d) + 1))); };
        T left(0.0), right(0.0); // of tᵢ, itself included, and right of it
        for (std::size_t j = 0; j < d; ++j)
            right += (1 - grid(j + 1, d)) * cubed(j);
        for (std::size_t i = 0; i < d; ++i) {
            const double t = grid(i + 1, d);
            const T now = cubed(i);
            left += t * now;
            right -= (1 - t) * now;
            r << x[i] + h / 2 * ((1 - t) * left + t * right);
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p{
            .start = parabola(d), .region_lower = all(d, -1), .region_upper = all(d, 1), .f_opt = 0};
        if (d == 10)
            p.minimizers = {boundary_solution};
        return p;
    }
};

/// Broyden's tridiagonal function.
///
///     rᵢ = (3 − 2xᵢ) xᵢ − xᵢ₋₁ − 2xᵢ₊₁ + 1,  x₀ = x_{d+1} = 0;   f(x) = Σ r²,   start (−1, …, −1)
///
/// Least, 0; the minimiser that the start leads to is listed for d = 10.
///
/// Differs from the paper: nothing.
struct Mgh30 : SumOfSquares<Mgh30> {
    static constexpr auto name = "mgh_30";
    static constexpr auto dimensions = thalweg::from(1, 10);

    template <class T> T residual(std::span<const T> x, std::size_t i) const {
        const T before = i > 0 ? x[i - 1] : T(0.0);
        return (3 - 2 * x[i]) * x[i] - before - 2 * at(x, i + 1) + 1;
    }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            r << residual(x, i);
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        double before = 0, now = residual(x, 0);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double after = i + 1 < x.size() ? residual(x, i + 1) : 0;
            g[i] = 2 * (now * (3 - 4 * x[i]) - 2 * before - after);
            before = now;
            now = after;
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p{
            .start = all(d, -1), .region_lower = all(d, -2), .region_upper = all(d, 1), .f_opt = 0};
        if (d == 10) // tests/reference/mgh_minima.py
            p.minimizers = {{-0.5707221320112248, -0.681806949984275, -0.7022100760176601,
                             -0.7055106298950804, -0.7049061557287437, -0.7014966070298512,
                             -0.6918893223547983, -0.6657965144058537, -0.5960351090263657,
                             -0.4164122575286934}};
        return p;
    }
};

/// Broyden's banded function.
///
///     rᵢ = xᵢ (2 + 5xᵢ²) + 1 − Σ xⱼ (1 + xⱼ),  j from i − 5 to i + 1 but for i, inside 1 … d;   f(x) = Σ r²
///
/// Start (−1, …, −1). Least, 0; the minimiser that the start leads to is listed for d = 10.
///
/// Differs from the paper: nothing.
struct Mgh31 : SumOfSquares<Mgh31> {
    static constexpr auto name = "mgh_31";
    static constexpr auto dimensions = thalweg::from(1, 10);

    template <class T> T residual(std::span<const T> x, std::size_t i) const {
        T sum(0.0);
        for (std::size_t j = i < 5 ? 0 : i - 5; j < std::min(x.size(), i + 2); ++j)
            if (j != i)
                sum += x[j] * (1 + x[j]);
        return x[i] * (2 + 5 * x[i] * x[i]) + 1 - sum;
    }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            r << residual(x, i);
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        std::fill(g.begin(), g.end(), 0.0);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double r = 2 * residual(x, i);
            for (std::size_t j = i < 5 ? 0 : i - 5; j < std::min(x.size(), i + 2); ++j)
                g[j] += r * (j == i ? 2 + 15 * x[i] * x[i] : -(1 + 2 * x[j]));
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p{
            .start = all(d, -1), .region_lower = all(d, -2), .region_upper = all(d, 1), .f_opt = 0};
        if (d == 10) // tests/reference/mgh_minima.py
            p.minimizers = {{-0.4283028635872503, -0.47659642435629024, -0.5196524636468617,
                             -0.5580993248321809, -0.5925061568294574, -0.624503682199468,
                             -0.6232394714405911, -0.6213938417965735, -0.6204535966590874,
                             -0.5864692707204351}};
        return p;
    }
};
THALWEG_PLUGIN(Mgh28, Mgh29, Mgh30, Mgh31)
