// SPDX-License-Identifier: MIT
// A struct with value, and gradient and hessian where it has them, becomes an objective of the ABI.
#pragma once

#include "layout.hpp"
#include "parameter.hpp"

#include <cmath>
#include <optional>

namespace thalweg {

/// The dimensions an objective is defined in; max 0: no limit, standard 0: its parameters decide.
struct Dimensions {
    std::size_t min = 1, max = 0, standard = 2;
};
inline constexpr Dimensions only(std::size_t d) { return {d, d, d}; }
inline constexpr Dimensions from(std::size_t least, std::size_t standard = 2) { return {least, 0, standard}; }

/// What is known about an instance. Points are d long; an empty vector means "not known" or "none".
struct Problem {
    std::vector<double> start{};
    std::vector<double> region_lower{}, region_upper{}; ///< where to look, for pictures and drawn starts
    std::vector<double> lower{}, upper{};               ///< hard bounds
    std::optional<double> f_opt{};                      ///< the least value; none: unknown or unbounded below
    std::vector<std::vector<double>> minimizers{}, local_minima{};
    std::uint32_t differentiable = THALWEG_DIFFERENTIABLE;
    std::uint64_t n_samples = 0;
    std::vector<Block> layout{}; ///< of x; empty: one block of no role
};

/// Which samples a value is about, for objectives on data: an optional last argument of value, gradient,
/// hessian and accuracy. Where a split may be empty, `std::uint64_t samples(std::uint32_t split) const`
/// counts it. Drawn starts, any objective: `void start(std::uint64_t index, std::uint64_t seed, Span x0)
/// const`.
struct Samples {
    std::uint32_t split = THALWEG_SPLIT_TRAIN;
    const thalweg_batch *batch = nullptr; ///< NULL: all of the split
};

namespace face {

/// Calls object.name(arguments..., samples) where there is such a function, else object.name(arguments...).
#define THALWEG_FACE_CALL(name)                                                                              \
    template <class T, class... A>                                                                           \
    concept Has_##name = requires(const T t, A... a, Samples s) {                                            \
        t.name(a..., s);                                                                                     \
    }                                                                                                        \
    || requires(const T t, A... a) { t.name(a...); };                                                        \
    template <class T, class... A> auto call_##name(const T &t, const Samples &s, A... a) {                  \
        if constexpr (requires { t.name(a..., s); })                                                         \
            return t.name(a..., s);                                                                          \
        else                                                                                                 \
            return t.name(a...);                                                                             \
    }
THALWEG_FACE_CALL(value)
THALWEG_FACE_CALL(gradient)
THALWEG_FACE_CALL(value_and_gradient)
THALWEG_FACE_CALL(hessian)
THALWEG_FACE_CALL(hessian_vector)
THALWEG_FACE_CALL(accuracy)
#undef THALWEG_FACE_CALL

/// A function of one variable: value(x), gradient(x), hessian(x) take and return a double.
template <class T>
concept OneVariable = Has_value<T, double> && !Has_value<T, ConstSpan>;
template <class T>
concept IsObjective = OneVariable<T> || Has_value<T, ConstSpan>;

template <class T> class ObjectiveFace {
    static constexpr bool one = OneVariable<T>;
    static constexpr bool has_g = one ? Has_gradient<T, double> : Has_gradient<T, ConstSpan, Span>;
    static constexpr bool has_h = one ? Has_hessian<T, double> : Has_hessian<T, ConstSpan, Span>;
    static constexpr bool has_accuracy = Has_accuracy<T, ConstSpan>;
    static constexpr bool has_hv = Has_hessian_vector<T, ConstSpan, ConstSpan, Span>;
    static constexpr std::uint32_t caps() {
        return THALWEG_W_F | (has_g ? THALWEG_W_G : 0u) | (has_h ? THALWEG_W_H : 0u) |
               (has_hv ? THALWEG_W_HV : 0u) | (requires { T::stochastic; } ? THALWEG_OBJ_STOCHASTIC : 0u);
    }
    static constexpr Dimensions dimensions() {
        if constexpr (requires { T::dimensions; })
            return T::dimensions;
        else
            return one ? only(1) : from(1);
    }

    struct Instance {
        T object{};
        std::size_t d = 0;
        Problem problem;
        std::vector<double> minimizers, local_minima; ///< the rows of problem's, one after the other
        Layout layout;
    };
    static Instance &of(void *self) { return *static_cast<Instance *>(self); }
    static std::vector<double> flat(const std::vector<std::vector<double>> &rows, std::size_t d) {
        std::vector<double> all;
        for (const auto &row : rows) {
            if (row.size() != d)
                throw std::logic_error("a known minimum of the wrong dimension");
            all.insert(all.end(), row.begin(), row.end());
        }
        return all;
    }

    /// Points that are not known are empty; the host reads d numbers of all others.
    static void check_lengths(const Problem &p, std::size_t d) {
        const auto check = [&](const std::vector<double> &point, const char *name) {
            if (!point.empty() && point.size() != d)
                throw std::logic_error(std::string(name) + " of problem() has " +
                                       std::to_string(point.size()) + " numbers in dimension " +
                                       std::to_string(d));
        };
        check(p.start, "start");
        check(p.region_lower, "region_lower");
        check(p.region_upper, "region_upper");
        check(p.lower, "lower");
        check(p.upper, "upper");
    }

    static thalweg_status create(const thalweg_host *, const thalweg_value *values, std::uint64_t n,
                                 std::uint64_t dim, [[maybe_unused]] std::uint64_t seed, void **self,
                                 thalweg_error *error) {
        return guarded(error, [&] {
            auto in = std::make_unique<Instance>();
            assign_all(in->object, values, n);
            in->d = dim ? dim : dimensions().standard;
            if constexpr (requires { in->object.create(in->d, seed); })
                in->d = in->object.create(in->d, seed); // returns the dimension it has
            in->problem = std::as_const(in->object).problem(in->d);
            check_lengths(in->problem, in->d);
            in->minimizers = flat(in->problem.minimizers, in->d);
            in->local_minima = flat(in->problem.local_minima, in->d);
            in->layout.set(in->problem.layout);
            *self = in.release();
        });
    }
    static void destroy(void *self) { delete static_cast<Instance *>(self); }

    static thalweg_status describe(void *self, thalweg_problem *out, thalweg_error *error) {
        return guarded(error, [&] {
            const Instance &in = of(self);
            const Problem &p = in.problem;
            const auto data = [](const std::vector<double> &v) { return v.empty() ? nullptr : v.data(); };
            const thalweg_problem all{.struct_size = out->struct_size,
                                      .caps = caps() | (p.f_opt ? THALWEG_OBJ_HAS_FOPT : 0u) |
                                              (p.minimizers.empty() ? 0u : THALWEG_OBJ_HAS_XOPT),
                                      .dim = in.d,
                                      .n_samples = p.n_samples,
                                      .lower = data(p.lower),
                                      .upper = data(p.upper),
                                      .region_lower = data(p.region_lower),
                                      .region_upper = data(p.region_upper),
                                      .f_opt = p.f_opt.value_or(std::nan("")),
                                      .n_xopt = p.minimizers.size(),
                                      .xopt = data(in.minimizers),
                                      .x0 = data(p.start),
                                      .layout = in.layout.table(),
                                      .differentiable = p.differentiable,
                                      .n_local = static_cast<std::uint32_t>(p.local_minima.size()),
                                      .xlocal = data(in.local_minima)};
            std::memcpy(out, &all, std::min<std::size_t>(out->struct_size, sizeof all));
        });
    }

    /// What `want` names, in one block, so that the compiler can share sin and cos of an argument.
    template <std::uint32_t want>
    static void eval_block(const T &t, const thalweg_eval &r, const Samples &samples) {
        const double x = *r.x;
        [[maybe_unused]] double f = 0, g = 0, h = 0;
        if constexpr ((want & THALWEG_W_F) != 0)
            f = call_value(t, samples, x);
        if constexpr (has_g && (want & THALWEG_W_G) != 0)
            g = call_gradient(t, samples, x);
        if constexpr (has_h && (want & THALWEG_W_H) != 0)
            h = call_hessian(t, samples, x);
        if constexpr ((want & THALWEG_W_F) != 0)
            *r.f = f;
        if constexpr ((want & THALWEG_W_G) != 0)
            *r.g = g;
        if constexpr ((want & THALWEG_W_H) != 0)
            *r.h = h;
    }
    static void eval_one(const T &t, const thalweg_eval &r, const Samples &samples) {
        constexpr std::uint32_t f = THALWEG_W_F, g = THALWEG_W_G, h = THALWEG_W_H;
        switch (r.want & (f | g | h)) {
        case f:
            return eval_block<f>(t, r, samples);
        case g:
            return eval_block<g>(t, r, samples);
        case h:
            return eval_block<h>(t, r, samples);
        case f | g:
            return eval_block<f | g>(t, r, samples);
        case g | h:
            return eval_block<g | h>(t, r, samples);
        case f | h:
            return eval_block<f | h>(t, r, samples);
        case f | g | h:
            return eval_block<f | g | h>(t, r, samples);
        default:
            return;
        }
    }
    static void eval_many(const T &t, const thalweg_eval &r, const Samples &samples) {
        const ConstSpan x(r.x, r.dim);
        const Span g(r.g, r.dim);
        constexpr std::uint32_t both = THALWEG_W_F | THALWEG_W_G;
        constexpr bool fused = Has_value_and_gradient<T, ConstSpan, Span>;
        bool f_done = false;
        if constexpr (has_g && fused) {
            if ((r.want & both) == both) {
                *r.f = call_value_and_gradient(t, samples, x, g);
                f_done = true;
            }
        }
        if ((r.want & THALWEG_W_F) && !f_done)
            *r.f = call_value(t, samples, x);
        if constexpr (has_g)
            if ((r.want & THALWEG_W_G) && !f_done)
                call_gradient(t, samples, x, g);
        if constexpr (has_h)
            if (r.want & THALWEG_W_H)
                call_hessian(t, samples, x, Span(r.h, r.dim * r.dim));
        if constexpr (has_hv)
            if (r.want & THALWEG_W_HV)
                call_hessian_vector(t, samples, x, ConstSpan(r.v, r.dim), Span(r.hv, r.dim));
    }
    static thalweg_status eval(void *self, thalweg_eval *request, thalweg_error *error) {
        constexpr std::uint32_t all = THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV;
        return guarded(error, [&] {
            if ((request->want & all & ~caps()) != 0 || request->n_points != 1)
                return THALWEG_E_UNSUPPORTED;
            const Instance &in = of(self);
            const Samples samples{request->split, request->batch};
            request->samples = 0;
            if constexpr ((caps() & THALWEG_OBJ_STOCHASTIC) != 0) {
                request->samples = request->batch ? request->batch->size : samples_of(in, request->split);
                if (request->samples == 0)
                    return THALWEG_E_UNSUPPORTED;
            }
            if constexpr (one)
                eval_one(in.object, *request, samples);
            else
                eval_many(in.object, *request, samples);
            return THALWEG_OK;
        });
    }

    /// Of one split; 0 of data that it has none of.
    static std::uint64_t samples_of(const Instance &in, [[maybe_unused]] std::uint32_t split) {
        if constexpr (requires { in.object.samples(split); })
            return in.object.samples(split);
        else
            return in.problem.n_samples;
    }
    static constexpr bool draws_starts = requires(const T t, Span x0) {
        t.start(std::uint64_t{}, std::uint64_t{}, x0);
    };
    static thalweg_status start(void *self, std::uint64_t index, std::uint64_t seed, double *x0,
                                thalweg_error *error) {
        return guarded(error, [&] {
            const Instance &in = of(self);
            if constexpr (draws_starts)
                in.object.start(index, seed, Span(x0, in.d));
        });
    }
    static thalweg_status accuracy(void *self, const double *x, std::uint32_t split, double *out,
                                   thalweg_error *error) {
        return guarded(error, [&] {
            const Instance &in = of(self);
            if constexpr (has_accuracy)
                *out = call_accuracy(in.object, Samples{split, nullptr}, ConstSpan(x, in.d));
        });
    }

public:
    static constexpr std::uint32_t kind = THALWEG_KIND_OBJECTIVE;
    ObjectiveFace() = default;
    ObjectiveFace(const ObjectiveFace &) = delete;

    thalweg_objective_vt vtable{.struct_size = sizeof(thalweg_objective_vt),
                                .caps = caps(),
                                .create = create,
                                .destroy = destroy,
                                .describe = describe,
                                .eval = eval,
                                .start = draws_starts ? start : nullptr,
                                .default_dim = dimensions().standard,
                                .min_dim = dimensions().min,
                                .max_dim = dimensions().max,
                                .accuracy = has_accuracy ? accuracy : nullptr};
};

} // namespace face
} // namespace thalweg
