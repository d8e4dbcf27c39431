// SPDX-License-Identifier: MIT
// Moré, Garbow and Hillstrom's linear functions and Chebyshev's quadrature: more residuals than coordinates,
// at will.
#include "sum_of_squares.hpp"

namespace {

/// m, or d where it is 0; fewer residuals than coordinates are refused.
double residuals_for(std::int64_t m, std::size_t d, const char *name) {
    if (m != 0 && m < static_cast<std::int64_t>(d))
        throw std::invalid_argument(std::string(name) + " has m = " + std::to_string(m) +
                                    " residuals for d = " + std::to_string(d) +
                                    " coordinates; let m be at least d, or 0 for as many");
    return m == 0 ? number(d) : static_cast<double>(m);
}

constexpr const char *doc_of_m = "number of residuals, at least d; 0: as many as coordinates";

} // namespace

/// A linear function of full rank: a bowl.
///
///     rᵢ = xᵢ − (2/m) Σ xⱼ − 1,  i ≤ d,   rᵢ = −(2/m) Σ xⱼ − 1,  d < i ≤ m;   f(x) = Σ r²,   start (1, …, 1)
///
/// Least, m − d, at (−1, …, −1).
///
/// Differs from the paper: nothing.
struct Mgh32 : SumOfSquares<Mgh32> {
    static constexpr auto name = "mgh_32";
    static constexpr auto dimensions = thalweg::from(1, 10);

    std::int64_t m = 0;
    static constexpr thalweg::Parameter<Mgh32> parameters[] = {
        {"m", &Mgh32::m, thalweg::between(0, 1e6), doc_of_m},
    };
    double count = 0;

    std::size_t create(std::size_t d, std::uint64_t) {
        count = residuals_for(m, d, name);
        return d;
    }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        T sum(0.0);
        for (const T &xi : x)
            sum += xi;
        const T common = 2 / count * sum + 1;
        for (const T &xi : x)
            r << xi - common;
        for (std::size_t i = x.size(); number(i) < count; ++i)
            r << -common;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        double sum = 0;
        for (const double xi : x)
            sum += xi;
        const double common = 2 / count * sum + 1, all_residuals = sum - count * common;
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = 2 * (x[i] - common) - 4 / count * all_residuals;
    }
    thalweg::Problem problem(std::size_t d) const {
        return {.start = all(d, 1),
                .region_lower = all(d, -2),
                .region_upper = all(d, 2),
                .f_opt = count - number(d),
                .minimizers = {all(d, -1)}};
    }
};

/// A linear function of rank 1: flat in all directions but one.
///
///     rᵢ = i s − 1,  s = Σ j xⱼ,  i ≤ m;   f(x) = Σ r²,   start (1, …, 1)
///
/// Least, m (m − 1)/(2 (2m + 1)), on the plane s = 3/(2m + 1); its point closest to 0 is listed.
///
/// Differs from the paper: nothing.
struct Mgh33 : SumOfSquares<Mgh33> {
    static constexpr auto name = "mgh_33";
    static constexpr auto dimensions = thalweg::from(1, 10);

    std::int64_t m = 0;
    static constexpr thalweg::Parameter<Mgh33> parameters[] = {
        {"m", &Mgh33::m, thalweg::between(0, 1e6), doc_of_m},
    };
    double count = 0;

    std::size_t create(std::size_t d, std::uint64_t) {
        count = residuals_for(m, d, name);
        return d;
    }
    template <class T> static T weighted(std::span<const T> x) {
        T s(0.0);
        for (std::size_t j = 0; j < x.size(); ++j)
            s += number(j + 1) * x[j];
        return s;
    }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        const T s = weighted(x);
        for (std::size_t i = 1; number(i) <= count; ++i)
            r << number(i) * s - 1;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        const double slope =
            2 * (count * (count + 1) * (2 * count + 1) / 6 * weighted(x) - count * (count + 1) / 2);
        for (std::size_t j = 0; j < x.size(); ++j)
            g[j] = number(j + 1) * slope;
    }
    thalweg::Problem problem(std::size_t d) const {
        const double n = number(d), squares = n * (n + 1) * (2 * n + 1) / 6;
        std::vector<double> closest(d);
        for (std::size_t j = 0; j < d; ++j)
            closest[j] = number(j + 1) / squares * 3 / (2 * count + 1);
        return {.start = all(d, 1),
                .region_lower = all(d, -2),
                .region_upper = all(d, 2),
                .f_opt = count * (count - 1) / (2 * (2 * count + 1)),
                .minimizers = {closest}};
    }
};

/// A linear function of rank 1 with zero columns and rows: the first and last coordinate do nothing.
///
///     rᵢ = (i − 1) s − 1,  s = Σ j xⱼ, 1 < j < d,  1 < i < m,   r₁ = r_m = −1;
///     f(x) = Σ r²,   start (1, …, 1)
///
/// Least, (m² + 3m − 6)/(2 (2m − 3)), on the plane s = 3/(2m − 3): no point is a strict minimum, and none is
/// listed.
///
/// Differs from the paper: nothing.
struct Mgh34 : SumOfSquares<Mgh34> {
    static constexpr auto name = "mgh_34";
    static constexpr auto dimensions = thalweg::from(3, 10);

    std::int64_t m = 0;
    static constexpr thalweg::Parameter<Mgh34> parameters[] = {
        {"m", &Mgh34::m, thalweg::between(0, 1e6), doc_of_m},
    };
    double count = 0;

    std::size_t create(std::size_t d, std::uint64_t) {
        count = residuals_for(m, d, name);
        return d;
    }
    template <class T> static T weighted(std::span<const T> x) {
        T s(0.0);
        for (std::size_t j = 1; j + 1 < x.size(); ++j)
            s += number(j + 1) * x[j];
        return s;
    }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        const T s = weighted(x);
        r << T(-1.0) << T(-1.0);
        for (std::size_t i = 1; number(i) <= count - 2; ++i)
            r << number(i) * s - 1;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        const double k = count - 2; // rows that are not 0
        const double slope = 2 * (k * (k + 1) * (2 * k + 1) / 6 * weighted(x) - k * (k + 1) / 2);
        g.front() = g.back() = 0;
        for (std::size_t j = 1; j + 1 < x.size(); ++j)
            g[j] = number(j + 1) * slope;
    }
    thalweg::Problem problem(std::size_t d) const {
        return {.start = all(d, 1),
                .region_lower = all(d, -2),
                .region_upper = all(d, 2),
                .f_opt = (count * count + 3 * count - 6) / (2 * (2 * count - 3))};
    }
};

/// Chebyquad: nodes of a quadrature with equal weights.
///
///     rᵢ = (1/d) Σⱼ Tᵢ(xⱼ) − ∫₀¹ Tᵢ,  i ≤ m, with Chebyshev's polynomials on [0, 1];   f(x) = Σ r²
///     ∫ Tᵢ = 0 for odd i, −1/(i² − 1) for even i;   start j/(d + 1)
///
/// Least known for m = d: 0 for d = 1 … 7 and 9, 3.51687…·10⁻³ for 8, 4.77271…·10⁻³ for 10, else not told.
/// The nodes may change places: of d! equal minimisers, the ascending ones are listed for d = 7 … 10.
///
/// Differs from the paper: its least value for d = 10, 6.50395…·10⁻³, is that of a local minimum.
struct Mgh35 : SumOfSquares<Mgh35> {
    static constexpr auto name = "mgh_35";
    static constexpr auto dimensions = thalweg::from(1, 8);

    std::int64_t m = 0;
    static constexpr thalweg::Parameter<Mgh35> parameters[] = {
        {"m", &Mgh35::m, thalweg::between(0, 1e6), doc_of_m},
    };
    double count = 0;

    std::size_t create(std::size_t d, std::uint64_t) {
        count = residuals_for(m, d, name);
        return d;
    }
    static double integral(int i) { return i % 2 == 1 ? 0 : -1 / (static_cast<double>(i) * i - 1); }

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        std::vector<T> before(x.size(), T(1.0)), now(x.size());
        for (std::size_t j = 0; j < x.size(); ++j)
            now[j] = 2 * x[j] - 1;
        for (int i = 1; i <= count; ++i) {
            T sum(0.0);
            for (std::size_t j = 0; j < x.size(); ++j) {
                sum += now[j];
                const T next = 2 * (2 * x[j] - 1) * now[j] - before[j];
                before[j] = now[j];
                now[j] = next;
            }
            r << sum / number(x.size()) - integral(i);
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        std::vector<double> start(d);
        for (std::size_t j = 0; j < d; ++j)
            start[j] = number(j + 1) / number(d + 1);
        thalweg::Problem p{.start = start, .region_lower = all(d, 0), .region_upper = all(d, 1)};
        if (count > number(d))
            return p;
        if (d <= 7 || d == 9)
            p.f_opt = 0;
        if (d == 7)
            p.minimizers = {mirrored({0.05806914962097548, 0.2351716123574216, 0.3380440947400462}, 1)};
        if (d == 8) {
            p.f_opt = 0.0035168737256779316;
            p.minimizers = {mirrored({0.04315276015101663, 0.1930908403841861, 0.26632870689027294}, 2)};
        }
        if (d == 9)
            p.minimizers = {mirrored(
                {0.044205346135782767, 0.19949067230988096, 0.23561910847106, 0.416046907892598}, 1)};
        if (d == 10) {
            const std::vector<double> least = {0.032993373018074465, 0.15514535775907337, 0.20018919846138622,
                                               0.38326166496125497,  0.38326166496125497, 0.5292494771334065,
                                               0.6403535493710659,   0.7135658474159999,  0.8284818230519073,
                                               0.9252518337853975};
            std::vector<double> mirror(least.rbegin(), least.rend());
            for (double &node : mirror)
                node = 1 - node;
            p.f_opt = 0.004772713696375349;
            p.minimizers = {least, mirror};
            p.local_minima = {mirrored({0.0596199005358127, 0.16670828183586142, 0.2391706589426085,
                                        0.3988842923060445, 0.3988842923060445},
                                       0)};
        }
        return p;
    }
    /// The nodes below ½ (tests/reference/mgh_minima.py), those at ½, and the mirror images.
    static std::vector<double> mirrored(std::vector<double> x, std::size_t middle) {
        const std::size_t below = x.size();
        x.insert(x.end(), middle, 0.5);
        for (std::size_t j = below; j-- > 0;)
            x.push_back(1 - x[j]);
        return x;
    }
};
THALWEG_PLUGIN(Mgh32, Mgh33, Mgh34, Mgh35)
