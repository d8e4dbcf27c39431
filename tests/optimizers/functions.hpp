// SPDX-License-Identifier: MIT
// Small functions with derivatives, made into objectives inside the test program, and the built optimizers.
#pragma once

#include <built_plugins.hpp>
#include <thalweg/plugin.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>
#include <cmath>

namespace functions {

using thalweg::ConstSpan;
using thalweg::Problem;
using thalweg::Span;

/// 2x²
struct Parabola {
    static constexpr auto name = "parabola";
    static constexpr auto dimensions = thalweg::only(1);
    double value(ConstSpan x) const { return 2 * x[0] * x[0]; }
    void gradient(ConstSpan x, Span g) const { g[0] = 4 * x[0]; }
    Problem problem(std::size_t) const { return {}; }
};

/// x⁴/4
struct Quartic {
    static constexpr auto name = "quartic";
    static constexpr auto dimensions = thalweg::only(1);
    double value(ConstSpan x) const { return x[0] * x[0] * x[0] * x[0] / 4; }
    void gradient(ConstSpan x, Span g) const { g[0] = x[0] * x[0] * x[0]; }
    Problem problem(std::size_t) const { return {}; }
};

/// ½ x'Hx with H = [2 1; 1 6]
struct Bowl {
    static constexpr auto name = "bowl";
    static constexpr auto dimensions = thalweg::only(2);
    double value(ConstSpan x) const { return x[0] * x[0] + x[0] * x[1] + 3 * x[1] * x[1]; }
    void gradient(ConstSpan x, Span g) const {
        g[0] = 2 * x[0] + x[1];
        g[1] = x[0] + 6 * x[1];
    }
    void hessian(ConstSpan, Span h) const {
        h[0] = 2;
        h[1] = h[2] = 1;
        h[3] = 6;
    }
    void hessian_vector(ConstSpan, ConstSpan v, Span hv) const { gradient(v, hv); }
    Problem problem(std::size_t) const { return {}; }
};

/// ½ (a x² + b y²)
struct Diagonal {
    static constexpr auto name = "diagonal";
    static constexpr auto dimensions = thalweg::only(2);
    double a = 1, b = 4;
    static constexpr thalweg::Parameter<Diagonal> parameters[] = {
        {"a", &Diagonal::a, thalweg::any_number, "curvature along x"},
        {"b", &Diagonal::b, thalweg::any_number, "curvature along y"},
    };
    double value(ConstSpan x) const { return (a * x[0] * x[0] + b * x[1] * x[1]) / 2; }
    void gradient(ConstSpan x, Span g) const {
        g[0] = a * x[0];
        g[1] = b * x[1];
    }
    void hessian(ConstSpan, Span h) const {
        h[0] = a;
        h[1] = h[2] = 0;
        h[3] = b;
    }
    void hessian_vector(ConstSpan, ConstSpan v, Span hv) const { gradient(v, hv); }
    Problem problem(std::size_t) const { return {}; }
};

/// Σ xᵢ², and not a number from |x₀| = 2 on
struct Cage {
    static constexpr auto name = "cage";
    static constexpr auto dimensions = thalweg::from(1, 2);
    static double inside(ConstSpan x, double number) { return std::abs(x[0]) < 2 ? number : std::nan(""); }
    double value(ConstSpan x) const {
        double f = 0;
        for (const double at : x)
            f += at * at;
        return inside(x, f);
    }
    void gradient(ConstSpan x, Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = inside(x, 2 * x[i]);
    }
    void hessian(ConstSpan x, Span h) const {
        for (std::size_t i = 0; i < h.size(); ++i)
            h[i] = inside(x, i % (x.size() + 1) == 0 ? 2 : 0);
    }
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = inside(x, 2 * v[i]);
    }
    Problem problem(std::size_t) const { return {}; }
};

/// Σ xᵢ² with a gradient of the wrong sign
struct Liar {
    static constexpr auto name = "liar";
    double value(ConstSpan x) const {
        double f = 0;
        for (const double at : x)
            f += at * at;
        return f;
    }
    void gradient(ConstSpan x, Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = -2 * x[i];
    }
    void hessian(ConstSpan x, Span h) const {
        for (std::size_t i = 0; i < h.size(); ++i)
            h[i] = i % (x.size() + 1) == 0 ? 2 : 0;
    }
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = 2 * v[i];
    }
    Problem problem(std::size_t) const { return {}; }
};

/// Σ (xᵢ − ½)², with hard bounds [−1, ¾] in which alone it may be asked; the start is a corner
struct Boxed {
    static constexpr auto name = "boxed";
    static constexpr auto dimensions = thalweg::from(1, 3);
    double value(ConstSpan x) const {
        double f = 0;
        for (const double at : x) {
            if (!(at >= -1 && at <= 0.75))
                throw std::domain_error("asked outside the bounds");
            f += (at - 0.5) * (at - 0.5);
        }
        return f;
    }
    Problem problem(std::size_t d) const {
        return {.lower = std::vector<double>(d, -1.0), .upper = std::vector<double>(d, 0.75)};
    }
};

/// Σ cᵢ xᵢ²/2 + (xᵢ₊₁ − xᵢ)⁴/4, cᵢ from 1 to 50, in any dimension: its Hessian has three diagonals
struct Chain {
    static constexpr auto name = "chain";
    static double c(std::size_t i) { return 1 + static_cast<double>(i % 50); }
    double value(ConstSpan x) const {
        double f = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double gap = i + 1 < x.size() ? x[i + 1] - x[i] : 0;
            f += c(i) * x[i] * x[i] / 2 + gap * gap * gap * gap / 4;
        }
        return f;
    }
    void gradient(ConstSpan x, Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = c(i) * x[i];
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double gap = x[i + 1] - x[i];
            g[i] -= gap * gap * gap;
            g[i + 1] += gap * gap * gap;
        }
    }
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = c(i) * v[i];
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double bend = 3 * (x[i + 1] - x[i]) * (x[i + 1] - x[i]) * (v[i + 1] - v[i]);
            hv[i] -= bend;
            hv[i + 1] += bend;
        }
    }
    Problem problem(std::size_t) const { return {}; }
};

/// Σ xᵢ², value alone
struct Sphere {
    static constexpr auto name = "sphere";
    double value(ConstSpan x) const {
        double f = 0;
        for (const double at : x)
            f += at * at;
        return f;
    }
    Problem problem(std::size_t) const { return {}; }
};

/// (x − 0.3)² + 2 (y + 0.6)²
struct OffCentre {
    static constexpr auto name = "off_centre";
    static constexpr auto dimensions = thalweg::only(2);
    double value(ConstSpan x) const { return (x[0] - 0.3) * (x[0] - 0.3) + 2 * (x[1] + 0.6) * (x[1] + 0.6); }
    Problem problem(std::size_t) const { return {}; }
};

template <class T> const thalweg_component &component() {
    static const thalweg::face::ComponentTable<T> table(T::name);
    return table.component;
}

inline const thalweg_component &built(std::string_view name) {
    static const thalweg::testing::Plugins plugins({std::begin(built_plugins), std::end(built_plugins)});
    return plugins[name];
}

} // namespace functions
