// SPDX-License-Identifier: MIT
// An objective instance and the transforms of its table -> the function that a run minimises.
#pragma once

#include "spec/spec.hpp"

#include <cstdint>
#include <span>
#include <thalweg/face/basics.hpp>
#include <vector>

namespace thalweg::engine {

/// Transforms in order, each of the function before it: shift s: F(x) = f(x - s 1); scale c: F(x) = f(c x);
/// rotate: F(x) = f(Q x) with Q orthogonal, drawn from the instance's stream; negate: F(x) = -f(x). The
/// others act on values, where H and Hv stay as they are: noise: s N is added to f, and another to each part
/// of g, or both are multiplied by 1 + s N, N standard normal, drawn from the run's data stream and the bits
/// of x, so that equal points have equal values; quantize s: f and each part of g become multiples of s;
/// nan_failure p: at a share p of all points, drawn likewise, all is NaN. Gradients, Hessians and
/// Hessian-vector products follow by the chain rule. One point a request, or several: they are looped over
/// here where the objective does not take them itself.
class Function {
public:
    struct Source {
        const thalweg_objective_vt *vtable = nullptr;
        void *self = nullptr; ///< alive as long as the Function
        std::uint32_t caps = 0;
        std::size_t dimension = 0;
    };
    Function(Source source, std::span<const spec::Transform> transforms, std::uint64_t seed);

    /// As thalweg_objective_vt::eval. Inline where there is nothing to transform: the engine's hot loop.
    thalweg_status eval(thalweg_eval &request, thalweg_error *error) {
        if (plain_ && request.n_points == 1)
            return source_.vtable->eval(source_.self, &request, error);
        return eval_general(request, error);
    }
    /// The share of the split's samples that `x` classifies rightly; NaN where the objective tells none.
    double accuracy(const double *x, std::uint32_t split);
    std::size_t dimension() const { return source_.dimension; }
    std::uint32_t caps() const { return source_.caps; }
    /// The data stream of the run to come: what noise and failures are drawn from.
    void draw_from(std::uint64_t data_seed) { data_seed_ = data_seed; }
    /// The point that the transforms map to `y`: where the component's own start stands for the optimizer.
    std::vector<double> preimage(std::span<const double> y) const;
    /// The box that the transforms map onto the objective's hard bounds; empty where a rotation leaves none.
    struct Box {
        std::vector<double> lower, upper;
    };
    Box preimage_of_box(std::span<const double> lower, std::span<const double> upper) const;

private:
    struct Stage {
        spec::Transform::Kind kind = spec::Transform::Kind::shift;
        double amount = 0;
        std::vector<double> matrix; ///< rotate: row-major
    };
    thalweg_status eval_general(thalweg_eval &request, thalweg_error *error);
    thalweg_status eval_transformed(thalweg_eval &request, thalweg_error *error);
    void map_point(std::span<double> x) const;
    void map_direction(std::span<double> v) const;
    void pull_back(const Stage &stage, std::span<double> g) const;
    void pull_back_hessian(const Stage &stage, std::span<double> h) const;
    void change_values(const Stage &stage, const thalweg_eval &r) const;

    Source source_;
    std::vector<Stage> stages_;
    bool plain_ = true;
    std::uint64_t data_seed_ = 0;
    mutable std::vector<double> scratch_;
    Vector x_, v_; ///< aligned, as the ABI asks of points
};

/// A random orthogonal matrix (row-major): the Q of a Gaussian matrix, by Gram-Schmidt, made twice over for
/// accuracy.
std::vector<double> random_rotation(std::size_t dimension, std::uint64_t seed);

} // namespace thalweg::engine
