// SPDX-License-Identifier: MIT
// Objectives whose values can be told by heart, for tests of the engine.
#include <thalweg/plugin.hpp>

#include <cmath>
#include <cstdlib>

namespace {
/// An address that is not mapped, which neither a compiler nor a sanitizer knows.
volatile std::uintptr_t nowhere = 64;
} // namespace

/// f(x) = ½ Σ cᵢ xᵢ², cᵢ = 1 + i · spread, with all that an objective can offer.
struct Bowl {
    static constexpr auto name = "bowl";
    double spread = 1, offset = 0, edge = 0;
    static constexpr thalweg::Parameter<Bowl> parameters[] = {
        {"spread", &Bowl::spread, thalweg::any_number, "how the curvatures differ"},
        {"offset", &Bowl::offset, thalweg::any_number, "added to f"},
        {"edge", &Bowl::edge, thalweg::non_negative, "hard bounds at -edge and 2 edge; 0: none"},
    };

    double curvature(std::size_t i) const { return 1 + static_cast<double>(i) * spread; }
    double value(thalweg::ConstSpan x) const {
        double f = offset;
        for (std::size_t i = 0; i < x.size(); ++i)
            f += 0.5 * curvature(i) * x[i] * x[i];
        return f;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = curvature(i) * x[i];
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        for (std::size_t i = 0; i < h.size(); ++i)
            h[i] = i % (x.size() + 1) == 0 ? curvature(i / (x.size() + 1)) : 0;
    }
    void hessian_vector(thalweg::ConstSpan, thalweg::ConstSpan v, thalweg::Span hv) const {
        for (std::size_t i = 0; i < v.size(); ++i)
            hv[i] = curvature(i) * v[i];
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p{.start = std::vector<double>(d, 8), .f_opt = offset};
        if (edge > 0) {
            p.lower.assign(d, -edge);
            p.upper.assign(d, 2 * edge);
        }
        return p;
    }
};

/// f(x) = x₀² x₁ + sin(x₂) + Σ i xᵢ³/6: a Hessian that changes from point to point and is not diagonal.
struct Twisted {
    static constexpr auto name = "twisted";
    static constexpr auto dimensions = thalweg::from(3, 3);

    double value(thalweg::ConstSpan x) const {
        double f = x[0] * x[0] * x[1] + std::sin(x[2]);
        for (std::size_t i = 0; i < x.size(); ++i)
            f += static_cast<double>(i) * x[i] * x[i] * x[i] / 6;
        return f;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = static_cast<double>(i) * x[i] * x[i] / 2;
        g[0] += 2 * x[0] * x[1];
        g[1] += x[0] * x[0];
        g[2] += std::cos(x[2]);
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        const std::size_t d = x.size();
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i < d; ++i)
            h[i * d + i] = static_cast<double>(i) * x[i];
        h[0] += 2 * x[1];
        h[1] += 2 * x[0];
        h[d] += 2 * x[0];
        h[2 * d + 2] -= std::sin(x[2]);
    }
    void hessian_vector(thalweg::ConstSpan x, thalweg::ConstSpan v, thalweg::Span hv) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = static_cast<double>(i) * x[i] * v[i];
        hv[0] += 2 * x[1] * v[0] + 2 * x[0] * v[1];
        hv[1] += 2 * x[0] * v[0];
        hv[2] -= std::sin(x[2]) * v[2];
    }
    thalweg::Problem problem(std::size_t d) const { return {.start = std::vector<double>(d, 0.5)}; }
};

/// f(x) = |x|, and nothing else: no gradient, no known optimum.
struct Heights {
    static constexpr auto name = "heights";
    double value(double x) const { return std::fabs(x); }
    thalweg::Problem problem(std::size_t) const { return {.start = {8}}; }
};

/// f(x) = mean of ½ (x - s)² over the samples s = 0 .. 9; train + 100 on `valid`, + 1000 on `test`.
struct TenSamples {
    static constexpr auto name = "ten_samples";
    static constexpr bool stochastic = true;

    static double mean(const thalweg::Samples &s, double x, double power) {
        double sum = 0;
        const std::uint64_t n = s.batch ? s.batch->size : 10;
        for (std::uint64_t i = 0; i < n; ++i)
            sum += std::pow(x - static_cast<double>(s.batch ? s.batch->indices[i] : i), power) / power;
        const double shift = s.split == THALWEG_SPLIT_TEST ? 1000 : s.split == THALWEG_SPLIT_VALID ? 100 : 0;
        return sum / static_cast<double>(n) + (power == 2 ? shift : 0);
    }
    double value(double x, thalweg::Samples s) const { return mean(s, x, 2); }
    double gradient(double x, thalweg::Samples s) const { return mean(s, x, 1); }
    /// The share of samples below x, less a tenth for each further split.
    double accuracy(thalweg::ConstSpan x, thalweg::Samples s) const {
        return (std::ceil(x[0]) - s.split) / 10;
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {8}, .f_opt = 4.125, .minimizers = {{4.5}}, .n_samples = 10};
    }
};

/// f(x) = ½ x² where x > below; elsewhere what `how` says.
struct Trap {
    static constexpr auto name = "trap";
    static constexpr const char *ways[] = {"nan",          "inf",      "fails",     "no_memory",
                                           "nan_gradient", "segfault", "minus_inf", nullptr};
    double below = 0;
    std::int64_t how = 0;
    static constexpr thalweg::Parameter<Trap> parameters[] = {
        {"below", &Trap::below, thalweg::any_number, "where the trap is"},
        {"how", &Trap::how, thalweg::one_of(ways), "what it does"},
    };

    double value(double x) const {
        if (x > below)
            return 0.5 * x * x;
        switch (how) {
        case 0:
            return std::nan("");
        case 1:
            return std::numeric_limits<double>::infinity();
        case 2:
            throw std::runtime_error("caught in the trap");
        case 3:
            throw std::bad_alloc();
        case 5:
            *reinterpret_cast<volatile int *>(nowhere) =
                1; // NOLINT(performance-no-int-to-ptr): it must fault
            return 0;
        case 6:
            return -std::numeric_limits<double>::infinity();
        default:
            return 0.5 * x * x;
        }
    }
    double gradient(double x) const { return x <= below && how == 4 ? std::nan("") : x; }
    thalweg::Problem problem(std::size_t) const { return {.start = {8}, .f_opt = 0.0}; }
};

/// Cannot be made: create refuses.
struct Unmakeable {
    static constexpr auto name = "unmakeable";
    double value(double x) const { return x; }
    std::size_t create(std::size_t d, std::uint64_t) {
        if (std::getenv("THALWEG_TEST_UNMAKEABLE")) // made when it is vetted, not when it is run
            throw std::runtime_error("out of clay");
        return d;
    }
    thalweg::Problem problem(std::size_t) const { return {.start = {8}}; }
};
THALWEG_PLUGIN(Bowl, Twisted, Heights, TenSamples, Trap, Unmakeable)
