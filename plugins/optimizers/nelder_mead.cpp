// SPDX-License-Identifier: MIT
#include "box.hpp"

#include <numeric>

/// Nelder and Mead's simplex: d + 1 points, the worst of which is reflected through the others' centroid c.
///
///     x ← the best vertex, after one of
///     reflection   xr = c + ρ (c − worst)          taken where it is better than the second worst
///     expansion    c + ρχ (c − worst)              tried where xr is the best of all
///     contraction  c + ψρ (c − worst) where xr beats the worst, else c − ψ (c − worst)
///     shrinking    xⱼ ← best + σ (xⱼ − best)       where no contraction helps
///     ρ = 1, χ = 2, ψ = ½, σ = ½;   adaptive: χ = 1 + 2/d, ψ = ¾ − 1/(2d), σ = 1 − 1/d
///
/// The first simplex is that of scipy: x, and x with one coordinate 5 % larger, or 0.00025 where it is 0; the
/// other way where a hard bound is there.
///
/// Differs from the paper: the order of Lagarias et al. 1998 (SIAM Journal on Optimization 9:112). Trial
/// points are put into the objective's hard bounds. adaptive is for d of 2 and more. Converged: no vertex is
/// farther than x_tolerance from the best in any coordinate, nor its value than f_tolerance; their defaults
/// are ours (scipy: 10⁻⁴ both). On minibatches it compares values of different batches.
struct NelderMead {
    static constexpr auto name = "nelder_mead";
    static constexpr auto source =
        "Nelder & Mead 1965, The Computer Journal 7:308; adaptive: Gao & Han 2012, "
        "Computational Optimization and Applications 51:259";
    static constexpr const char *tags[] = {"derivative_free", nullptr};
    static constexpr std::uint32_t needs = thalweg::value;

    bool adaptive = false;
    double x_tolerance = 1e-10, f_tolerance = 1e-10;
    static constexpr thalweg::Parameter<NelderMead> parameters[] = {
        {"adaptive", &NelderMead::adaptive, thalweg::any_number, "coefficients that depend on the dimension"},
        {"x_tolerance", &NelderMead::x_tolerance, thalweg::non_negative,
         "converged when the simplex is no larger"},
        {"f_tolerance", &NelderMead::f_tolerance, thalweg::non_negative, "and its values differ by no more"},
    };
    double size = 0;
    static constexpr thalweg::Metric<NelderMead> metrics[] = {
        {"simplex_size", &NelderMead::size, "largest distance in a coordinate from the best vertex"},
    };

    struct Vertex {
        thalweg::Vector x;
        double f = 0;
    };
    std::vector<Vertex> simplex; // by rising f
    Vertex reflected, other;
    thalweg::Vector centroid;
    double expand = 2, contract = 0.5, shrink = 0.5; // χ, ψ, σ
    bool begun = false;
    void reset(std::size_t d) {
        simplex.resize(d + 1);
        for (Vertex &vertex : simplex)
            vertex.x.assign(d, 0);
        reflected.x.assign(d, 0);
        other.x.assign(d, 0);
        centroid.assign(d, 0);
        const auto n = static_cast<double>(d);
        const bool adapts = adaptive && d > 1;
        expand = adapts ? 1 + 2 / n : 2;
        contract = adapts ? 0.75 - 1 / (2 * n) : 0.5;
        shrink = adapts ? 1 - 1 / n : 0.5;
        begun = false;
        size = 0;
    }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        const thalweg::optimizers::Box box(oracle);
        if (!begun)
            begin(oracle, box, x);
        iterate(oracle, box);
        sort();
        const Vertex &best = simplex.front();
        std::copy(best.x.begin(), best.x.end(), x.begin());
        size = 0;
        for (const Vertex &vertex : simplex)
            for (std::size_t i = 0; i < x.size(); ++i)
                size = std::max(size, std::abs(vertex.x[i] - best.x[i]));
        const bool done = size <= x_tolerance && simplex.back().f - best.f <= f_tolerance;
        return done ? thalweg::Status::converged : thalweg::Status::ok;
    }

    void begin(thalweg::Oracle &oracle, const thalweg::optimizers::Box &box, thalweg::ConstSpan x) {
        for (std::size_t j = 0; j < simplex.size(); ++j) {
            thalweg::Vector &at = simplex[j].x;
            std::copy(x.begin(), x.end(), at.begin());
            box.project(at);
            if (j > 0) {
                double &moved = at[j - 1];
                const double x_in_box = moved;
                moved = moved != 0 ? 1.05 * moved : 0.00025;
                if (!box.contains(j - 1, moved)) // the other way, or the simplex would be flat
                    moved = box.nearest(j - 1, 2 * x_in_box - moved);
            }
            simplex[j].f = thalweg::optimizers::worth(oracle, at);
        }
        begun = true;
        sort();
    }

    void iterate(thalweg::Oracle &oracle, const thalweg::optimizers::Box &box) {
        const std::size_t d = centroid.size();
        std::fill(centroid.begin(), centroid.end(), 0.0);
        for (std::size_t j = 0; j < d; ++j)
            for (std::size_t i = 0; i < d; ++i)
                centroid[i] += simplex[j].x[i];
        for (double &value : centroid)
            value /= static_cast<double>(d);

        Vertex &worst = simplex[d];
        const auto ask = [&](Vertex &vertex, double along) {
            for (std::size_t i = 0; i < d; ++i)
                vertex.x[i] = (1 + along) * centroid[i] - along * worst.x[i];
            box.project(vertex.x);
            vertex.f = thalweg::optimizers::worth(oracle, vertex.x);
        };
        ask(reflected, 1);
        if (reflected.f < simplex[0].f) {
            ask(other, expand);
            std::swap(worst, other.f < reflected.f ? other : reflected);
        } else if (reflected.f < simplex[d - 1].f) {
            std::swap(worst, reflected);
        } else {
            const bool outside = reflected.f < worst.f;
            ask(other, outside ? contract : -contract);
            if (outside ? other.f <= reflected.f : other.f < worst.f)
                std::swap(worst, other);
            else
                shrink_all(oracle);
        }
    }
    void shrink_all(thalweg::Oracle &oracle) {
        for (std::size_t j = 1; j < simplex.size(); ++j) {
            for (std::size_t i = 0; i < centroid.size(); ++i)
                simplex[j].x[i] = simplex[0].x[i] + shrink * (simplex[j].x[i] - simplex[0].x[i]);
            simplex[j].f = thalweg::optimizers::worth(oracle, simplex[j].x);
        }
    }
    void sort() {
        std::stable_sort(simplex.begin(), simplex.end(),
                         [](const Vertex &a, const Vertex &b) { return a.f < b.f; });
    }
};
THALWEG_PLUGIN(NelderMead)
