// SPDX-License-Identifier: MIT
// Moré, Garbow and Hillstrom's problems of any dimension: polynomials, valleys, penalties.
#include "sum_of_squares.hpp"

#include <algorithm>

/// Watson's function: a polynomial solution of a differential equation, ever worse conditioned as d grows.
///
///     rᵢ = Σⱼ₌₂ (j−1) xⱼ tᵢ^(j−2) − (Σⱼ xⱼ tᵢ^(j−1))² − 1,  t = i/29,  i = 1 … 29;
///     r₃₀ = x₁,  r₃₁ = x₂ − x₁² − 1
///
/// f(x) = Σ r², 2 ≤ d ≤ 31, start 0. Least, 2.28767…·10⁻³ for d = 6, 1.39976…·10⁻⁶ for 9, 4.72238…·10⁻¹⁰ for
/// 12; in other dimensions it is not told.
///
/// Differs from the paper: nothing.
struct Mgh20 : SumOfSquares<Mgh20> {
    static constexpr auto name = "mgh_20";
    static constexpr thalweg::Dimensions dimensions{2, 31, 6};

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::size_t i = 1; i <= 29; ++i) {
            const double t = number(i) / 29;
            T curve = x.back(), slope(0.0); // Horner's scheme
            for (std::size_t j = x.size() - 1; j-- > 0;) {
                slope = slope * t + curve;
                curve = curve * t + x[j];
            }
            r << slope - curve * curve - 1;
        }
        r << x[0] << x[1] - x[0] * x[0] - 1;
    }
    thalweg::Problem problem(std::size_t d) const {
        const double width = d <= 6 ? 2 : 12;
        thalweg::Problem p{.start = all(d, 0), .region_lower = all(d, -width), .region_upper = all(d, width)};
        if (d == 6) { // tests/reference/mgh_minima.py
            p.f_opt = 0.0022876700535524363;
            p.minimizers = {{-0.015725086401458456, 1.0124348693691099, -0.2329916259567377,
                             1.2604300877996084, -1.5137289227222797, 0.9929964324311346}};
        } else if (d == 9) {
            p.f_opt = 1.39976013809902e-06;
            p.minimizers = {{-1.5307036521394342e-05, 0.9997897039319483, 0.014763963693556958,
                             0.14634232829936222, 1.0008211030047092, -2.617731140519015, 4.104403164478857,
                             -3.1436122785564424, 1.0526264080101668}};
        } else if (d == 12) {
            p.f_opt = 4.722381105891757e-10;
            p.minimizers = {{-6.638060464520687e-09, 1.000001644117862, -0.0005639322103423058,
                             0.34782054050404243, -0.15673150409616513, 1.0528151772071777,
                             -3.2472711534596677, 7.288434897938061, -10.271848241321724, 9.074113647075317,
                             -4.541375466692512, 1.0120118885528104}};
        }
        return p;
    }
};

/// Rosenbrock's valley, once for each pair of coordinates.
///
///     r₂ᵢ₋₁ = 10 (x₂ᵢ − x₂ᵢ₋₁²),  r₂ᵢ = 1 − x₂ᵢ₋₁;
///     f(x) = Σ r²,   d even,   start (−1.2, 1, …);   0 at (1, …, 1)
///
/// Differs from the paper: nothing.
struct Mgh21 : SumOfSquares<Mgh21> {
    static constexpr auto name = "mgh_21";
    static constexpr auto dimensions = thalweg::from(2, 10);

    std::size_t create(std::size_t d, std::uint64_t) { return multiple_of(2, d, name); }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::size_t i = 0; i < x.size(); i += 2)
            r << 10 * (x[i + 1] - x[i] * x[i]) << 1 - x[i];
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); i += 2) {
            const double off = x[i + 1] - x[i] * x[i];
            g[i] = -400 * x[i] * off - 2 * (1 - x[i]);
            g[i + 1] = 200 * off;
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        return {.start = repeated(d, {-1.2, 1}),
                .region_lower = repeated(d, {-2, -1}),
                .region_upper = repeated(d, {2, 3}),
                .f_opt = 0,
                .minimizers = {all(d, 1)}};
    }
};

/// Powell's singular function, once for four coordinates each.
///
///     r = a + 10b,  √5 (c − e),  (b − 2c)²,  √10 (a − e)²   for each (a, b, c, e) of x;   f(x) = Σ r²
///
/// d a multiple of 4, start (3, −1, 0, 1, …); least, 0, at 0.
///
/// Differs from the paper: nothing.
struct Mgh22 : SumOfSquares<Mgh22> {
    static constexpr auto name = "mgh_22";
    static constexpr auto dimensions = thalweg::from(4, 12);

    std::size_t create(std::size_t d, std::uint64_t) { return multiple_of(4, d, name); }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::size_t i = 0; i < x.size(); i += 4) {
            const T inner = x[i + 1] - 2 * x[i + 2], outer = x[i] - x[i + 3];
            r << x[i] + 10 * x[i + 1] << std::sqrt(5.0) * (x[i + 2] - x[i + 3]);
            r << inner * inner << std::sqrt(10.0) * outer * outer;
        }
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); i += 4) {
            const double first = 2 * (x[i] + 10 * x[i + 1]), second = 10 * (x[i + 2] - x[i + 3]);
            const double inner = 4 * cube(x[i + 1] - 2 * x[i + 2]), outer = 40 * cube(x[i] - x[i + 3]);
            g[i] = first + outer;
            g[i + 1] = 10 * first + inner;
            g[i + 2] = second - 2 * inner;
            g[i + 3] = -second - outer;
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        return {.start = repeated(d, {3, -1, 0, 1}),
                .region_lower = all(d, -4),
                .region_upper = all(d, 4),
                .f_opt = 0,
                .minimizers = {all(d, 0)}};
    }
};

/// A weak bowl on a strong sphere: penalty function I.
///
///     rᵢ = √10⁻⁵ (xᵢ − 1),  r_{d+1} = Σ xⱼ² − ¼;   f(x) = Σ r²,   start (1, 2, …, d)
///
/// Least where all coordinates are the root of 10⁻⁵ (x − 1) + 2x (d x² − ¼) near 1/(2√d): 2.24997…·10⁻⁵ for d
/// = 4, 7.08765…·10⁻⁵ for d = 10.
///
/// Differs from the paper: nothing.
struct Mgh23 : SumOfSquares<Mgh23> {
    static constexpr auto name = "mgh_23";
    static constexpr auto dimensions = thalweg::from(1, 10);
    static constexpr double a = 1e-5;

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        T squares(0.0);
        for (const T &xi : x) {
            r << std::sqrt(a) * (xi - 1);
            squares += xi * xi;
        }
        r << squares - 0.25;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        double squares = 0;
        for (const double xi : x)
            squares += xi * xi;
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = 2 * a * (x[i] - 1) + 4 * (squares - 0.25) * x[i];
    }
    thalweg::Problem problem(std::size_t d) const {
        const double n = number(d);
        double x = 0.5 / std::sqrt(n);
        for (int k = 0; k < 20; ++k)
            x -= (a * (x - 1) + 2 * x * (n * x * x - 0.25)) / (a + 6 * n * x * x - 0.5);
        const double bowl = x - 1, sphere = n * x * x - 0.25;
        std::vector<double> start(d);
        for (std::size_t i = 0; i < d; ++i)
            start[i] = number(i + 1);
        return {.start = start,
                .region_lower = all(d, -1),
                .region_upper = all(d, n + 1),
                .f_opt = a * n * bowl * bowl + sphere * sphere,
                .minimizers = {all(d, x)}};
    }
};

/// Penalty function II: the same with exponentials.
///
///     r₁ = x₁ − 0.2,   rᵢ = √10⁻⁵ (exp(xᵢ/10) + exp(xᵢ₋₁/10) − yᵢ),  2 ≤ i ≤ d
///     yᵢ = exp(i/10) + exp((i−1)/10)
///     r_{d−1+i} = √10⁻⁵ (exp(xᵢ/10) − exp(−1/10)),  2 ≤ i ≤ d,   r_{2d} = Σ (d−j+1) xⱼ² − 1
///     f(x) = Σ r²
///
/// Start (½, …, ½). Least, 9.37629…·10⁻⁶ for d = 4, 2.93660…·10⁻⁴ for d = 10; in other dimensions it is not
/// told.
///
/// Differs from the paper: nothing.
struct Mgh24 : SumOfSquares<Mgh24> {
    static constexpr auto name = "mgh_24";
    static constexpr auto dimensions = thalweg::from(1, 10);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        const double root = std::sqrt(1e-5);
        T sphere = number(x.size()) * x[0] * x[0], before = exponential(x[0] / 10);
        r << x[0] - 0.2;
        for (std::size_t i = 1; i < x.size(); ++i) {
            const T now = exponential(x[i] / 10);
            const double y = std::exp(number(i + 1) / 10) + std::exp(number(i) / 10);
            r << root * (now + before - y) << root * (now - std::exp(-0.1));
            sphere += number(x.size() - i) * x[i] * x[i];
            before = now;
        }
        r << sphere - 1;
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p{.start = all(d, 0.5), .region_lower = all(d, -1), .region_upper = all(d, 1)};
        if (d == 4) { // tests/reference/mgh_minima.py
            p.f_opt = 9.376293007355442e-06;
            p.minimizers = {
                {0.1999993333503804, 0.19131670099277245, 0.48010148533262315, 0.5188454043902005}};
        } else if (d == 10) {
            p.f_opt = 0.00029366053745674594;
            p.minimizers = {{0.1999836051978236, 0.010350648471292297, 0.019604934480438402,
                             0.03208906722068565, 0.049932677399641294, 0.07651399515399361,
                             0.11862407286950417, 0.19214487233557667, 0.34732058694184365,
                             0.3691643741593508}};
        }
        return p;
    }
};

/// The variably dimensioned function: steep along one direction, and ever steeper as d grows.
///
///     rᵢ = xᵢ − 1,  r_{d+1} = s = Σ j (xⱼ − 1),  r_{d+2} = s²;
///     f(x) = Σ r²,   start 1 − j/d;   0 at (1, …, 1)
///
/// Differs from the paper: nothing.
struct Mgh25 : SumOfSquares<Mgh25> {
    static constexpr auto name = "mgh_25";
    static constexpr auto dimensions = thalweg::from(1, 10);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        T s(0.0);
        for (std::size_t j = 0; j < x.size(); ++j) {
            const T off = x[j] - 1;
            r << off;
            s += number(j + 1) * off;
        }
        r << s << s * s;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        double s = 0;
        for (std::size_t j = 0; j < x.size(); ++j)
            s += number(j + 1) * (x[j] - 1);
        for (std::size_t j = 0; j < x.size(); ++j)
            g[j] = 2 * (x[j] - 1) + number(j + 1) * (2 * s + 4 * s * s * s);
    }
    thalweg::Problem problem(std::size_t d) const {
        std::vector<double> start(d);
        for (std::size_t j = 0; j < d; ++j)
            start[j] = 1 - number(j + 1) / number(d);
        return {.start = start,
                .region_lower = all(d, 0),
                .region_upper = all(d, 2),
                .f_opt = 0,
                .minimizers = {all(d, 1)}};
    }
};

/// The trigonometric function: the paper's start leads to a local minimum.
///
///     rᵢ = d − Σ cos xⱼ + i (1 − cos xᵢ) − sin xᵢ;   f(x) = Σ r²,   start (1/d, …, 1/d)
///
/// Least, 0, at 0 and other points. For d = 10 a local minimum, 2.79506…·10⁻⁵, is listed: the one that
/// the start leads to.
///
/// Differs from the paper: nothing; the paper names neither point.
struct Mgh26 : SumOfSquares<Mgh26> {
    static constexpr auto name = "mgh_26";
    static constexpr auto dimensions = thalweg::from(1, 10);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        T cosines(0.0);
        for (const T &xi : x)
            cosines += cosine(xi);
        for (std::size_t i = 0; i < x.size(); ++i)
            r << number(x.size()) - cosines + number(i + 1) * (1 - cosine(x[i])) - sine(x[i]);
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p{.start = all(d, 1 / number(d)),
                           .region_lower = all(d, -1),
                           .region_upper = all(d, 1),
                           .f_opt = 0,
                           .minimizers = {all(d, 0)}};
        if (d == 10) // tests/reference/mgh_minima.py
            p.local_minima = {{0.05515090398069129, 0.05684061679473856, 0.058764001762695084,
                               0.06099060865676081, 0.06362621369585451, 0.06684317945275879,
                               0.20816151856988116, 0.16436309588564774, 0.08500689568850744,
                               0.09143145071470794}};
        return p;
    }
};

/// Brown's almost linear function: d − 1 planes and a product.
///
///     rᵢ = xᵢ + Σ xⱼ − (d + 1),  i < d,   r_d = Π xⱼ − 1;   f(x) = Σ r²,   d > 1,   start (½, …, ½)
///
/// Least, 0, at (α, …, α, α^{1−d}) for each real root α of d αᵈ − (d + 1) α^{d−1} + 1: 1, one in (0, 1),
/// and a negative one for odd d. The paper names f = 1 at (0, …, 0, d + 1) beside them. The
/// gradient vanishes there for d > 2, but it is no minimum: along the line where the planes meet the product
/// grows.
///
/// Differs from the paper: that point is not listed.
struct Mgh27 : SumOfSquares<Mgh27> {
    static constexpr auto name = "mgh_27";
    static constexpr auto dimensions = thalweg::from(2, 10);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        T sum(0.0), product(1.0);
        for (const T &xi : x) {
            sum += xi;
            product *= xi;
        }
        for (std::size_t i = 0; i + 1 < x.size(); ++i)
            r << x[i] + sum - number(x.size() + 1);
        r << product - 1;
    }
    /// A root of d αᵈ − (d + 1) α^{d−1} + 1 between two places of different sign, by bisection.
    static double root(double d, double below, double above) {
        const auto f = [&](double a) { return std::pow(a, d - 1) * (d * a - (d + 1)) + 1; };
        for (int k = 0; k < 200; ++k) {
            const double middle = below + (above - below) / 2;
            ((f(middle) > 0) == (f(below) > 0) ? below : above) = middle;
        }
        return below;
    }
    thalweg::Problem problem(std::size_t d) const {
        const double n = number(d);
        std::vector<double> roots{1};
        roots.push_back(root(n, 0, (n * n - 1) / (n * n))); // there the polynomial is least
        if (d % 2 == 1)
            roots.push_back(root(n, -1, 0));
        thalweg::Problem p{
            .start = all(d, 0.5), .region_lower = all(d, -1), .region_upper = all(d, 2), .f_opt = 0};
        for (const double alpha : roots) {
            p.minimizers.push_back(all(d, alpha));
            p.minimizers.back().back() = std::pow(alpha, 1 - n);
        }
        return p;
    }
};
THALWEG_PLUGIN(Mgh20, Mgh21, Mgh22, Mgh23, Mgh24, Mgh25, Mgh26, Mgh27)
