// SPDX-License-Identifier: MIT
// Objectives written as one template, beside formulas by hand and the built-in plugins.
#include <thalweg/autodiff.hpp>
#include <thalweg/plugin.hpp>

#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>
#include <random>

using namespace thalweg::testing;
using thalweg::ConstSpan;
using thalweg::Span;
using thalweg::Vector;

namespace {

constexpr double pi = std::numbers::pi;

/// A result in long double, and the sum of the magnitudes of its terms. What is computed in double may be off
/// by half an ulp of that sum (not of the result: terms cancel) for each rounding on the way to it, and by
/// one for each exp, log, sin or cos. The longest way here has about a dozen: 8 epsilon are 16 of these
/// halves.
struct Sum {
    long double value = 0, magnitude = 0;
    Sum &operator+=(long double term) {
        value += term;
        magnitude += std::abs(term);
        return *this;
    }
};
void check_close(double computed, const Sum &sum) {
    INFO("computed " << computed << ", by hand " << sum.value);
    CHECK(std::abs(computed - sum.value) <= 8 * std::numeric_limits<double>::epsilon() * sum.magnitude);
}

/// The formula, its gradient and its Hessian by hand, at a point.
struct ByHand {
    double value;
    std::vector<Sum> gradient, hessian;
    explicit ByHand(double f, std::size_t d) : value(f), gradient(d), hessian(d * d) {}
    /// On both sides of the diagonal.
    void mixed(std::size_t i, std::size_t j, long double term) {
        const std::size_t d = gradient.size();
        hessian[i * d + j] += term;
        hessian[j * d + i] += term;
    }
    void twice(std::size_t i, long double term) { hessian[i * gradient.size() + i] += term; }
};

template <class T> const thalweg_component &component() {
    static const thalweg::face::ComponentTable<T> table(T::name);
    return table.component;
}
const Plugins &plugins() {
    static const Plugins all({std::begin(built_plugins), std::end(built_plugins)});
    return all;
}

Vector hessian_vector(const Objective &f, const Vector &x, const Vector &v) {
    Vector hv(x.size());
    thalweg_eval request{};
    request.struct_size = sizeof request;
    request.want = THALWEG_W_HV;
    request.n_points = 1;
    request.dim = x.size();
    request.ld = (x.size() + 7) / 8 * 8;
    request.x = x.data();
    request.v = v.data();
    request.hv = hv.data();
    CHECK(f.evaluate(request) == THALWEG_OK);
    return hv;
}

/// Points drawn from a box, the same ones each time.
class Points {
public:
    Points(double lower, double upper) : draw_(lower, upper) {}
    Vector operator()(std::size_t d) {
        Vector x(d);
        for (double &coordinate : x)
            coordinate = draw_(source_);
        return x;
    }

private:
    std::mt19937_64 source_{20260101};
    std::uniform_real_distribution<double> draw_;
};

void check_at(const Objective &f, const Vector &x, const Vector &v, const ByHand &by_hand) {
    const std::size_t d = x.size();
    CHECK(f.value(x) == by_hand.value);
    const Vector g = f.gradient(x), h = f.hessian(x), hv = hessian_vector(f, x, v);
    for (std::size_t i = 0; i < d; ++i) {
        check_close(g[i], by_hand.gradient[i]);
        Sum product;
        for (std::size_t j = 0; j < d; ++j) {
            const Sum &entry = by_hand.hessian[i * d + j];
            check_close(h[i * d + j], entry);
            CHECK(h[i * d + j] == h[j * d + i]);
            product.value += entry.value * v[j];
            product.magnitude += entry.magnitude * std::abs(v[j]);
        }
        check_close(hv[i], product);
    }
}

struct Rosenbrock : thalweg::Differentiated<Rosenbrock> {
    static constexpr auto name = "rosenbrock";
    double steepness = 100;
    static constexpr thalweg::Parameter<Rosenbrock> parameters[] = {
        {"steepness", &Rosenbrock::steepness, thalweg::positive, "across"}};
    template <class T> T operator()(std::span<const T> x) const {
        T sum = 0;
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const auto along = 1 - x[i], across = x[i + 1] - x[i] * x[i];
            sum += steepness * across * across + along * along;
        }
        return sum;
    }
    thalweg::Problem problem(std::size_t d) const { return {.minimizers = {std::vector(d, 1.0)}}; }
};
ByHand rosenbrock(ConstSpan x, double c) {
    double f = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
        f += c * (x[i + 1] - x[i] * x[i]) * (x[i + 1] - x[i] * x[i]) + (1 - x[i]) * (1 - x[i]);
    ByHand by_hand(f, x.size());
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const long double a = x[i], b = x[i + 1];
        for (const long double term : {-4 * c * a * b, 4 * c * a * a * a, -2.0L, 2 * a})
            by_hand.gradient[i] += term;
        for (const long double term : {2 * c * b, -2 * c * a * a})
            by_hand.gradient[i + 1] += term;
        for (const long double term : {-4 * c * b, 12 * c * a * a, 2.0L})
            by_hand.twice(i, term);
        by_hand.twice(i + 1, 2 * c);
        by_hand.mixed(i, i + 1, -4 * c * a);
    }
    return by_hand;
}

/// exp(xy) + sin x cos y + x^2.5 + sqrt(y) log x + 3^y + y^x / x
struct Elementary : thalweg::Differentiated<Elementary> {
    static constexpr auto name = "elementary";
    static constexpr auto dimensions = thalweg::only(2);
    template <class T> T operator()(std::span<const T> p) const {
        using std::cos, std::exp, std::log, std::pow, std::sin, std::sqrt;
        const T &x = p[0], &y = p[1];
        return exp(x * y) + sin(x) * cos(y) + pow(x, 2.5) + sqrt(y) * log(x) + pow(3.0, y) + pow(y, x) / x;
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};
ByHand elementary(ConstSpan p) {
    ByHand by_hand(std::exp(p[0] * p[1]) + std::sin(p[0]) * std::cos(p[1]) + std::pow(p[0], 2.5) +
                       std::sqrt(p[1]) * std::log(p[0]) + std::pow(3.0, p[1]) + std::pow(p[1], p[0]) / p[0],
                   2);
    const long double x = p[0], y = p[1], e = std::exp(x * y), s = std::sin(x), c = std::cos(x),
                      sy = std::sin(y), cy = std::cos(y), l = std::log(x), ly = std::log(y), r = std::sqrt(y),
                      l3 = std::log(3.0L), p3 = std::pow(3.0L, y), q = std::pow(y, x);
    for (const long double term : {y * e, c * cy, 2.5L * std::pow(x, 1.5L), r / x, q * ly / x, -q / (x * x)})
        by_hand.gradient[0] += term;
    for (const long double term : {x * e, -s * sy, l / (2 * r), p3 * l3, q / y})
        by_hand.gradient[1] += term;
    for (const long double term : {y * y * e, -s * cy, 3.75L * std::sqrt(x), -r / (x * x), q * ly * ly / x,
                                   -2 * q * ly / (x * x), 2 * q / (x * x * x)})
        by_hand.twice(0, term);
    for (const long double term :
         {x * x * e, -s * cy, -l / (4 * y * r), p3 * l3 * l3, x * q / (y * y), -q / (y * y)})
        by_hand.twice(1, term);
    for (const long double term : {e, x * y * e, -c * sy, 1 / (2 * r * x), q * ly / y})
        by_hand.mixed(0, 1, term);
    return by_hand;
}

/// Of its coordinates it uses every third.
struct Thirds : thalweg::Differentiated<Thirds> {
    static constexpr auto name = "thirds";
    template <class T> T operator()(std::span<const T> x) const {
        T sum = 7;
        for (std::size_t i = 0; i < x.size(); i += 3)
            sum += x[i] * x[i] * x[i];
        return sum;
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

/// Every coordinate meets every other: (w + x + y + z)² + wxyz.
struct Crowd : thalweg::Differentiated<Crowd> {
    static constexpr auto name = "crowd";
    static constexpr auto dimensions = thalweg::only(4);
    template <class T> T operator()(std::span<const T> x) const {
        const T sum = x[0] + x[1] + x[2] + x[3];
        return sum * sum + x[0] * x[1] * x[2] * x[3];
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

/// Its gradient is its own, and wrong, so that it can be told from the automatic one.
struct OwnGradient : thalweg::Differentiated<OwnGradient> {
    static constexpr auto name = "own_gradient";
    template <class T> T operator()(std::span<const T> x) const { return 3 * x[0] * x[0]; }
    void gradient(ConstSpan, Span g) const { g[0] = 42; }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

/// x² as nobody should write it.
struct PowerTwo : thalweg::Differentiated<PowerTwo> {
    static constexpr auto name = "power_two";
    template <class T> T operator()(std::span<const T> x) const {
        using std::pow;
        return pow(x[0], 2);
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

struct Nowhere : thalweg::Differentiated<Nowhere> {
    static constexpr auto name = "constant";
    template <class T> T operator()(std::span<const T>) const { return 5; }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

// Copies of the built-in plugins' values.
struct CliffsAgain : thalweg::Differentiated<CliffsAgain> {
    static constexpr auto name = "cliffs";
    static constexpr auto dimensions = thalweg::only(1);
    template <class T> T operator()(std::span<const T> p) const {
        using std::cos, std::sin;
        const T &x = p[0];
        return 0.15 * x * (0.15 * x) + cos(x) + sin(3 * x) / 3 + cos(5 * x) / 5 + sin(7 * x) / 7;
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};
struct XCosPiXAgain : thalweg::Differentiated<XCosPiXAgain> {
    static constexpr auto name = "x_cos_pi_x";
    static constexpr auto dimensions = thalweg::only(1);
    template <class T> T operator()(std::span<const T> x) const {
        using std::cos;
        return x[0] * cos(pi * x[0]);
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};
struct BowlRippleAgain : thalweg::Differentiated<BowlRippleAgain> {
    static constexpr auto name = "bowl_ripple";
    static constexpr auto dimensions = thalweg::only(2);
    template <class T> T operator()(std::span<const T> x) const {
        using std::cos;
        return x[0] * x[0] + 0.5 * cos(2 * pi * x[1]);
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

/// The sums of the magnitudes of the terms, as in Sum, of gradient and Hessian; the same for each entry.
struct Magnitudes {
    double gradient, hessian;
};
template <class T> void check_beside_the_plugin(Magnitudes (*magnitudes)(ConstSpan)) {
    const Objective automatic(component<T>()), by_hand(plugins()[T::name]);
    REQUIRE(automatic.dimension() == by_hand.dimension());
    Points points(-20, 20);
    for (int n = 0; n < 1000; ++n) {
        const Vector x = points(by_hand.dimension());
        ByHand expected(by_hand.value(x), x.size());
        const Vector g = by_hand.gradient(x), h = by_hand.hessian(x);
        const Magnitudes m = magnitudes(x);
        for (std::size_t i = 0; i < g.size(); ++i)
            expected.gradient[i] = {g[i], m.gradient};
        for (std::size_t i = 0; i < h.size(); ++i)
            expected.hessian[i] = {h[i], m.hessian};
        check_at(automatic, x, points(x.size()), expected);
    }
}

} // namespace

TEST_CASE("autodiff: it offers value, gradient, Hessian and Hessian times a vector") {
    const auto &vt = *static_cast<const thalweg_objective_vt *>(component<Rosenbrock>().vtable);
    CHECK(vt.caps == (THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV));
}

TEST_CASE("autodiff: Rosenbrock's derivatives are those by hand in 2, 5 and 20 dimensions") {
    for (const std::size_t d : {2u, 5u, 20u}) {
        const Objective f(component<Rosenbrock>(), {{"steepness", 10.0}}, d);
        Points points(-3, 3);
        for (int n = 0; n < 100; ++n) {
            const Vector x = points(d), v = points(d);
            check_at(f, x, v, rosenbrock(x, 10));
        }
    }
}

TEST_CASE("autodiff: Rosenbrock's derivatives are exact where all numbers are small and whole") {
    const Objective f(component<Rosenbrock>());
    CHECK(f.value(Vector{2, 3}) == 101);                  // (1 - 2)² + 100 (3 - 4)²
    CHECK(f.gradient(Vector{2, 3}) == Vector{802, -200}); // -2 (1 - 2) - 400·2 (3 - 4), 200 (3 - 4)
    CHECK(f.hessian(Vector{2, 3}) == Vector{3602, -800, -800, 200}); // 2 - 400 (3 - 12), -400·2, 200
    CHECK(hessian_vector(f, Vector{2, 3}, Vector{1, -2}) == Vector{5202, -1200}); // 3602 + 1600, -800 - 400
}

TEST_CASE("autodiff: derivatives of exp, log, sqrt, sin, cos and three kinds of pow are those by hand") {
    const Objective f(component<Elementary>());
    Points points(0.05, 3);
    for (int n = 0; n < 1000; ++n) {
        const Vector x = points(2);
        check_at(f, x, points(2), elementary(x));
    }
}

TEST_CASE("autodiff: a copy of cliffs has the plugin's value to the bit and its derivatives") {
    check_beside_the_plugin<CliffsAgain>([](ConstSpan x) {
        return Magnitudes{0.045 * std::abs(x[0]) + 4, 0.045 + 1 + 5 + 3 + 7};
    });
}

TEST_CASE("autodiff: a copy of x_cos_pi_x has the plugin's value to the bit and its derivatives") {
    check_beside_the_plugin<XCosPiXAgain>([](ConstSpan x) {
        return Magnitudes{1 + pi * std::abs(x[0]), 2 * pi + pi * pi * std::abs(x[0])};
    });
}

TEST_CASE("autodiff: a copy of bowl_ripple has the plugin's value to the bit and its derivatives") {
    check_beside_the_plugin<BowlRippleAgain>([](ConstSpan x) {
        return Magnitudes{2 * std::abs(x[0]) + pi, 2 * pi * pi};
    });
}

TEST_CASE("autodiff: coordinates that do not matter have derivatives 0, to the bit") {
    const Objective f(component<Thirds>(), {}, 5);
    const Vector x = {2, -3, 5, -7, 11}, v = {1, 2, 3, 4, 5};
    CHECK(f.value(x) == 7 + 8 - 343);
    CHECK(f.gradient(x) == Vector{12, 0, 0, 147, 0}); // 3x²
    Vector h(25);
    h[0] = 12; // 6x
    h[18] = -42;
    CHECK(f.hessian(x) == h);
    CHECK(hessian_vector(f, x, v) == Vector{12, 0, 0, -168, 0});
}

TEST_CASE("autodiff: a constant has derivatives 0") {
    const Objective f(component<Nowhere>(), {}, 2);
    CHECK(f.value(Vector{1, 2}) == 5);
    CHECK(f.gradient(Vector{1, 2}) == Vector{0, 0});
    CHECK(f.hessian(Vector{1, 2}) == Vector{0, 0, 0, 0});
}

TEST_CASE("autodiff: a Hessian without zeros is the one by hand") {
    const Objective f(component<Crowd>());
    const Vector x = {2, 3, 5, 7}, v = {1, -1, 2, -2};
    CHECK(f.gradient(x) == Vector{139, 104, 76, 64}); // 2·17, and the product of the three others
    const Vector h = {2,  37, 23, 17,                 // 2, and off the diagonal
                      37, 2,  16, 12,                 // the product of the two others
                      23, 16, 2,  8,                  //
                      17, 12, 8,  2};
    CHECK(f.hessian(x) == h);
    CHECK(hessian_vector(f, x, v) == Vector{-23, 43, -5, 17}); // 2 - 37 + 46 - 34, ...
}

TEST_CASE("autodiff: in one dimension there are all derivatives") {
    const Objective f(component<Thirds>(), {}, 1);
    CHECK(f.gradient(Vector{-2}) == Vector{12});
    CHECK(f.hessian(Vector{-2}) == Vector{-12});
    CHECK(hessian_vector(f, Vector{-2}, Vector{3}) == Vector{-36});
}

TEST_CASE("autodiff: pow has no derivatives at 0, as its documentation says") {
    const Objective f(component<PowerTwo>(), {}, 1);
    CHECK(f.gradient(Vector{3}) == Vector{6});
    CHECK(f.hessian(Vector{3}) == Vector{2});
    CHECK(f.value(Vector{0}) == 0);
    CHECK(std::isnan(f.gradient(Vector{0})[0]));
}

TEST_CASE("autodiff: what an objective has itself it keeps") {
    const Objective f(component<OwnGradient>(), {}, 1);
    CHECK(f.gradient(Vector{2}) == Vector{42});
    CHECK(f.hessian(Vector{2}) == Vector{6});
}

TEST_CASE("autodiff: a point asked about in between changes nothing") {
    const Objective f(component<Rosenbrock>(), {}, 3);
    const Vector x = {0.3, -1.7, 2.2}, other = {5, 6, 7};
    const Vector g = f.gradient(x), h = f.hessian(x), hv = hessian_vector(f, x, other);
    f.gradient(other);
    CHECK(hessian_vector(f, x, other) == hv);
    CHECK(f.hessian(x) == h);
    CHECK(f.gradient(x) == g);
}
