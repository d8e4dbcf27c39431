// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "engine/function.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg;
using engine::Function;
using spec::Transform;
using Kind = Transform::Kind;

namespace {

/// An objective of the odd plugins under transforms, asked point by point.
struct Transformed {
    bench::Loaded loaded{{"odd_objectives"}};
    library::ObjectiveInstance instance;
    Function function;
    std::size_t d;

    Transformed(std::string_view name, std::vector<Value> parameters, std::size_t dimension,
                const std::vector<Transform> &transforms)
        : instance(loaded.library,
                   {.component = name, .parameters = parameters, .dimension = dimension, .seed = 0}),
          function({&instance.vtable(), instance.self(), instance.problem().caps, dimension}, transforms, 42),
          d(dimension) {}

    struct Values {
        double f = 0;
        Vector g, h, hv;
    };
    Values at(const Vector &x, const Vector &v) {
        Values out{0, Vector(d), Vector(d * d), Vector(d)};
        thalweg_eval r{};
        r.struct_size = sizeof r;
        r.want = THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV;
        r.n_points = 1;
        r.dim = d;
        r.ld = 8;
        r.x = x.data();
        r.v = v.data();
        r.f = &out.f;
        r.g = out.g.data();
        r.h = out.h.data();
        r.hv = out.hv.data();
        REQUIRE(function.eval(r, nullptr) == THALWEG_OK);
        return out;
    }
};

/// g, H and Hv against central differences of f and g.
void check_derivatives(Transformed &t) {
    const std::size_t d = t.d;
    Vector x(d), v(d);
    for (std::size_t i = 0; i < d; ++i) {
        x[i] = 0.3 + 0.2 * static_cast<double>(i);
        v[i] = 1 - 0.7 * static_cast<double>(i);
    }
    const double step = 1e-5;
    const auto here = t.at(x, v);
    for (std::size_t i = 0; i < d; ++i) {
        Vector up(x), down(x);
        up[i] += step;
        down[i] -= step;
        const auto above = t.at(up, v), below = t.at(down, v);
        CHECK(here.g[i] == Approx((above.f - below.f) / (2 * step)).margin(1e-8));
        double product = 0;
        for (std::size_t k = 0; k < d; ++k) {
            CHECK(here.h[i * d + k] == Approx((above.g[k] - below.g[k]) / (2 * step)).margin(1e-8));
            CHECK(here.h[i * d + k] == Approx(here.h[k * d + i]).margin(1e-14));
            product += here.h[i * d + k] * v[k];
        }
        CHECK(here.hv[i] == Approx(product).margin(1e-13));
    }
}

} // namespace

TEST_CASE("transforms: each by hand on ½ (x₀² + 3 x₁²)") {
    const std::vector<Value> parameters{2.0, 0.0, 0.0};
    const Vector x{2, 5}, v{1, 1};

    Transformed shifted("bowl", parameters, 2, {{Kind::shift, 1.5, {}}});
    auto out = shifted.at(x, v); // at (0.5, 3.5)
    CHECK(out.f == 0.5 * (0.25 + 3 * 12.25));
    CHECK(out.g == Vector{0.5, 10.5});
    CHECK(out.h == Vector{1, 0, 0, 3});
    CHECK(out.hv == Vector{1, 3});
    CHECK(shifted.function.preimage(Vector{0.5, 3.5}) == std::vector<double>{2, 5});

    Transformed scaled("bowl", parameters, 2, {{Kind::scale, -2, {}}});
    out = scaled.at(x, v); // at (-4, -10): g = -2 (-4, -30), H = 4 (1, 3)
    CHECK(out.f == 0.5 * (16 + 300));
    CHECK(out.g == Vector{8, 60});
    CHECK(out.h == Vector{4, 0, 0, 12});
    CHECK(out.hv == Vector{4, 12});
    CHECK(scaled.function.preimage(Vector{-4, -10}) == std::vector<double>{2, 5});

    Transformed negated("bowl", parameters, 2, {{Kind::negate, 0, {}}});
    out = negated.at(x, v);
    CHECK(out.f == -0.5 * (4 + 75));
    CHECK(out.g == Vector{-2, -15});
    CHECK(out.h == Vector{-1, 0, 0, -3});
    CHECK(out.hv == Vector{-1, -3});
}

TEST_CASE("transforms: quantize rounds f and g to multiples of its step, halves away from zero") {
    Transformed t("bowl", {2.0, 0.0, 0.0}, 2, {{Kind::quantize, 4, {}}});
    const auto out = t.at({-2, 5}, {1, 1}); // f = 39.5, g = (-2, 15)
    CHECK(out.f == 40);
    CHECK(out.g == Vector{-4, 16});
    CHECK(out.h == Vector{1, 0, 0, 3});
    CHECK(out.hv == Vector{1, 3});
}

TEST_CASE("transforms: noise is frozen by x and the data stream, and as wide as it says") {
    Transformed t("bowl", {2.0, 0.0, 0.0}, 2, {{Kind::additive_noise, 0.25, {}}});
    t.function.draw_from(7);
    const auto first = t.at({2, 5}, {1, 1}), again = t.at({2, 5}, {1, 1});
    CHECK(first.f == again.f);
    CHECK(first.g == again.g);
    CHECK(first.h == Vector{1, 0, 0, 3});
    CHECK(t.at({0.0, 5}, {1, 1}).f == t.at({-0.0, 5}, {1, 1}).f);
    t.function.draw_from(8);
    CHECK(t.at({2, 5}, {1, 1}).f != first.f);
    // of n = 4000 draws: the mean is within 5 sigma/sqrt(n) of 0, the variance within 5 sqrt(2/n) of sigma^2,
    // relative
    constexpr int n = 4000;
    double sum = 0, squares = 0, slopes = 0;
    for (int i = 0; i < n; ++i) {
        const auto out = t.at({i / 64.0, 0}, {1, 1});
        const double noise = out.f - 0.5 * (i / 64.0) * (i / 64.0);
        sum += noise;
        squares += noise * noise;
        slopes += (out.g[1] - 0) * (out.g[1] - 0);
    }
    CHECK(std::abs(sum / n) < 5 * 0.25 / std::sqrt(n));
    CHECK(squares / n == Approx(0.0625).epsilon(5 * std::sqrt(2.0 / n)));
    CHECK(slopes / n == Approx(0.0625).epsilon(5 * std::sqrt(2.0 / n)));
}

TEST_CASE("transforms: each noise of a list has draws of its own") {
    Transformed once("bowl", {2.0, 0.0, 0.0}, 2, {{Kind::additive_noise, 0.25, {}}});
    Transformed twice("bowl", {2.0, 0.0, 0.0}, 2,
                      {{Kind::additive_noise, 0.25, {}}, {Kind::additive_noise, 0.25, {}}});
    const double first = once.at({2, 5}, {1, 1}).f - 39.5, both = twice.at({2, 5}, {1, 1}).f - 39.5;
    CHECK(both != first);
    CHECK(std::abs(both - 2 * first) > 1e-3); // one draw used twice would double it
}

TEST_CASE("transforms: relative noise scales with the value, and a later stage acts on it") {
    Transformed alone("bowl", {2.0, 0.0, 0.0}, 2, {{Kind::multiplicative_noise, 0.5, {}}});
    Transformed turned("bowl", {2.0, 0.0, 0.0}, 2,
                       {{Kind::multiplicative_noise, 0.5, {}}, {Kind::negate, 0, {}}});
    const auto out = alone.at({2, 5}, {1, 1}), other = turned.at({2, 5}, {1, 1});
    CHECK(other.f == -out.f);
    CHECK(other.g == Vector{-out.g[0], -out.g[1]});
    CHECK(alone.at({0, 0}, {1, 1}).f == 0);
    CHECK(out.f != 39.5);
}

TEST_CASE("transforms: nan_failure leaves a share of points without any value") {
    Transformed t("bowl", {2.0, 0.0, 0.0}, 2, {{Kind::nan_failure, 0.125, {}}});
    constexpr int n = 4000;
    int failed = 0;
    for (int i = 0; i < n; ++i) {
        const auto out = t.at({i / 64.0, 1}, {1, 1});
        failed += std::isnan(out.f);
        CHECK(std::isnan(out.g[0]) == std::isnan(out.f));
        CHECK(std::isnan(out.h[3]) == std::isnan(out.f));
        CHECK(std::isnan(out.hv[1]) == std::isnan(out.f));
    }
    // binomial: 500, and 5 of its standard deviations of sqrt(n p (1 - p)) = 20.9
    CHECK(std::abs(failed - 500) < 105);
}

TEST_CASE("transforms: they apply in order, each to the function before it") {
    // F1(x) = f(x - 1), F2(x) = F1(2 x) = f(2 x - 1): at (2, 5) that is f(3, 9)
    Transformed t("bowl", {2.0, 0.0, 0.0}, 2, {{Kind::shift, 1, {}}, {Kind::scale, 2, {}}});
    const auto out = t.at({2, 5}, {1, 1});
    CHECK(out.f == 0.5 * (9 + 3 * 81));
    CHECK(out.g == Vector{6, 54});
    CHECK(t.function.preimage(Vector{3, 9}) == std::vector<double>{2, 5});
    // the other way round: f(2 (x - 1)) = f(2, 8)
    Transformed other("bowl", {2.0, 0.0, 0.0}, 2, {{Kind::scale, 2, {}}, {Kind::shift, 1, {}}});
    CHECK(other.at({2, 5}, {1, 1}).f == 0.5 * (4 + 3 * 64));
}

TEST_CASE("transforms: gradients, Hessians and products equal finite differences") {
    const std::vector<std::vector<Transform>> lists = {
        {},
        {{Kind::shift, -0.25, {}}},
        {{Kind::scale, 0.75, {}}},
        {{Kind::rotate, 0, {}}},
        {{Kind::negate, 0, {}}},
        {{Kind::rotate, 0, {}}, {Kind::shift, 0.5, {}}, {Kind::scale, -1.5, {}}, {Kind::rotate, 0, {}}},
        {{Kind::shift, 0.5, {}}, {Kind::rotate, 0, {}}, {Kind::negate, 0, {}}, {Kind::scale, 2, {}}},
    };
    for (const auto &transforms : lists)
        for (const std::size_t d : {3u, 5u}) {
            Transformed t("twisted", {}, d, transforms);
            check_derivatives(t);
        }
}

TEST_CASE("rotation: orthogonal, drawn from its seed, another for each rotation of a list") {
    for (const std::size_t d : {1u, 2u, 7u, 40u}) {
        const auto q = engine::random_rotation(d, 3);
        for (std::size_t i = 0; i < d; ++i)
            for (std::size_t j = 0; j < d; ++j) {
                double dot = 0;
                for (std::size_t k = 0; k < d; ++k)
                    dot += q[i * d + k] * q[j * d + k];
                REQUIRE(dot == Approx(i == j ? 1 : 0).margin(1e-14));
            }
    }
    CHECK(engine::random_rotation(4, 3) == engine::random_rotation(4, 3));
    CHECK(engine::random_rotation(4, 3) != engine::random_rotation(4, 4));

    Transformed once("bowl", {2.0, 0.0, 0.0}, 3, {{Kind::rotate, 0, {}}});
    Transformed twice("bowl", {2.0, 0.0, 0.0}, 3, {{Kind::rotate, 0, {}}, {Kind::rotate, 0, {}}});
    const Vector x{1, 2, 3};
    CHECK(once.at(x, x).f != twice.at(x, x).f);
    // lengths stay: on the round bowl nothing changes
    Transformed round("bowl", {0.0, 0.0, 0.0}, 3, {{Kind::rotate, 0, {}}});
    CHECK(round.at(x, x).f == Approx(7));
}

TEST_CASE("transforms: the preimage of a point is mapped onto it") {
    const std::vector<Transform> transforms = {
        {Kind::rotate, 0, {}}, {Kind::shift, 0.5, {}}, {Kind::scale, -1.5, {}}, {Kind::rotate, 0, {}}};
    Transformed t("bowl", {1.0, 0.0, 0.0}, 3, transforms);
    Transformed plain("bowl", {1.0, 0.0, 0.0}, 3, {});
    const Vector y{0.25, -3, 7};
    const auto x = t.function.preimage(y);
    CHECK(t.at(Vector(x.begin(), x.end()), y).f == Approx(plain.at(y, y).f).epsilon(1e-14));
}

TEST_CASE("transforms: hard bounds go with the points, a rotation leaves none") {
    const std::vector<double> lower{-1, -2}, upper{3, 4};
    Transformed moved("bowl", {0.0, 0.0, 0.0}, 2, {{Kind::shift, 1, {}}, {Kind::scale, -2, {}}});
    const auto box = moved.function.preimage_of_box(lower, upper); // 2 x + 1 = -y: x = -(y + 1) / 2
    CHECK(box.lower == std::vector<double>{-2, -2.5});
    CHECK(box.upper == std::vector<double>{0, 0.5});
    Transformed turned("bowl", {0.0, 0.0, 0.0}, 2, {{Kind::rotate, 0, {}}});
    CHECK(turned.function.preimage_of_box(lower, upper).lower.empty());
}

TEST_CASE("function: several points are looped over, each row for itself") {
    for (const bool plain : {true, false}) {
        std::vector<Transform> transforms;
        if (!plain)
            transforms.push_back({Kind::shift, 1, {}});
        Transformed t("bowl", {2.0, 0.0, 0.0}, 2, transforms);
        Vector x(24, -99), f(3), g(24, 0), h(12);
        for (std::size_t p = 0; p < 3; ++p) {
            x[8 * p] = static_cast<double>(p);
            x[8 * p + 1] = 10;
        }
        thalweg_eval r{};
        r.struct_size = sizeof r;
        r.want = THALWEG_W_F | THALWEG_W_G | THALWEG_W_H;
        r.n_points = 3;
        r.dim = 2;
        r.ld = 8;
        r.x = x.data();
        r.f = f.data();
        r.g = g.data();
        r.h = h.data();
        REQUIRE(t.function.eval(r, nullptr) == THALWEG_OK);
        for (std::size_t p = 0; p < 3; ++p) {
            const double a = static_cast<double>(p) - (plain ? 0 : 1), b = plain ? 10 : 9;
            CHECK(f[p] == 0.5 * (a * a + 3 * b * b));
            CHECK(g[8 * p] == a);
            CHECK(g[8 * p + 1] == 3 * b);
            CHECK(g[8 * p + 2] == 0); // beyond the row nothing is written
            CHECK(h[4 * p + 3] == 3);
        }
    }
}
