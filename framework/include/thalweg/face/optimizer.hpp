// SPDX-License-Identifier: MIT
// A struct with update, step or run becomes an optimizer of the ABI.
#pragma once

#include "oracle.hpp"
#include "parameter.hpp"

namespace thalweg {

/// What `reset` may ask for instead of the bare dimension.
struct Start {
    std::size_t dimension = 0;
    ConstSpan x0;
    std::uint64_t seed = 0;
    std::uint64_t horizon = 0, budget = 0; ///< steps, requests; 0: unknown
    const thalweg_layout *layout = nullptr;
};

/// A scalar member that is shown at each step.
template <class T> struct Metric {
    const char *key;
    double T::*member;
    const char *doc;
    const char *unit = nullptr;
};

namespace face {

template <class T>
concept UpdatesWithF = requires(T t, Span x, Span g, double f) {
    t.update(x, g, f);
};
template <class T>
concept Updates = UpdatesWithF<T> || requires(T t, Span x, Span g) {
    t.update(x, g);
};
template <class T>
concept Steps = requires(T t, Oracle &o, Span x) {
    t.step(o, x);
};
template <class T>
concept Runs = requires(T t, Oracle &o, Span x) {
    t.run(o, x);
};
template <class T>
concept IsOptimizer = Updates<T> || Steps<T> || Runs<T>;
template <class T>
concept HasMetrics = requires {
    T::metrics[0].key;
};
template <class T>
concept HasSolution = requires(const T t, ConstSpan x, Span out) {
    t.solution(x, out);
};

/// Whether a struct says `static constexpr bool blockwise = true;`: see THALWEG_OPT_BLOCKWISE.
template <class T> constexpr bool is_blockwise() {
    if constexpr (requires { T::blockwise; })
        return T::blockwise;
    else
        return false;
}

template <class T> class OptimizerFace {
    static_assert(int(Updates<T>) + int(Steps<T>) + int(Runs<T>) == 1,
                  "an optimizer has exactly one of update(x, g), step(oracle, x) and run(oracle, x)");
    static_assert(Updates<T> || !is_blockwise<T>(), "only a rule, update(x, g), can be blockwise");

    struct Instance {
        T object{};
        const thalweg_host *host = nullptr;
        const thalweg_layout *layout = nullptr;
        std::size_t d = 0;
        std::array<double, n_parameters<T>() + 1>
            initial{}; ///< of real parameters, which schedules may change
    };
    static Instance &of(void *self) { return *static_cast<Instance *>(self); }

    static thalweg_status create(const thalweg_host *host, const thalweg_value *values, std::uint64_t n,
                                 const thalweg_layout *layout, std::uint64_t dim, void **self,
                                 thalweg_error *error) {
        return guarded(error, [&] {
            auto instance = std::make_unique<Instance>();
            assign_all(instance->object, values, n);
            for (std::size_t i = 0; i < n; ++i)
                instance->initial[i] = values[i].u.f;
            instance->host = host;
            instance->layout = layout;
            instance->d = dim;
            const Vector origin(dim, 0.0);
            Start start;
            start.dimension = dim;
            start.x0 = origin;
            start.layout = layout;
            restart(*instance, start); // allocates here, so that reset need not
            *self = instance.release();
        });
    }
    static void destroy(void *self) { delete static_cast<Instance *>(self); }

    static void restart(Instance &in, const Start &start) {
        if constexpr (HasParameters<T>)
            for (std::size_t i = 0; i < n_parameters<T>(); ++i)
                if (const auto *real = std::get_if<double T::*>(&T::parameters[i].member))
                    in.object.*(*real) = in.initial[i];
        if constexpr (requires { in.object.reset(start); })
            in.object.reset(start);
        else if constexpr (requires { in.object.reset(in.d); })
            in.object.reset(in.d);
    }
    static thalweg_status reset(void *self, const thalweg_run_info *info, thalweg_error *error) {
        return guarded(error, [&] {
            Instance &in = of(self);
            restart(in, {.dimension = in.d,
                         .x0 = {info->x0, info->x0 ? in.d : 0},
                         .seed = info->seed,
                         .horizon = info->horizon,
                         .budget = info->budget,
                         .layout = in.layout});
        });
    }

    static thalweg_status update(void *self, double *x, double *g, [[maybe_unused]] const double *f) {
        Instance &in = of(self);
        char text[256];
        thalweg_error error{sizeof error, 0, sizeof text, text};
        const thalweg_status status = guarded(&error, [&] {
            if constexpr (UpdatesWithF<T>)
                return in.object.update(Span(x, in.d), Span(g, in.d), *f);
            else if constexpr (Updates<T>)
                return in.object.update(Span(x, in.d), Span(g, in.d));
        });
        if (status < 0 && in.host)
            in.host->log(in.host->ctx, 4, text);
        return status;
    }

    /// step and run return nothing, a Status, or the value at the new x.
    template <class Call> static thalweg_status with_value(double *f, Call &&call) {
        using Result = decltype(call());
        if constexpr (std::is_void_v<Result>) {
            call();
        } else if constexpr (std::is_floating_point_v<Result>) {
            *f = call();
        } else {
            return static_cast<thalweg_status>(call());
        }
        return THALWEG_OK;
    }
    static thalweg_status step(void *self, const thalweg_oracle *oracle, double *x,
                               [[maybe_unused]] double *f, thalweg_error *error) {
        return guarded(error, [&] {
            Oracle ask(*oracle);
            if constexpr (Steps<T>)
                return with_value(f, [&] { return of(self).object.step(ask, Span(x, of(self).d)); });
        });
    }
    static thalweg_status run(void *self, const thalweg_oracle *oracle, double *x, [[maybe_unused]] double *f,
                              thalweg_error *error) {
        return guarded(error, [&] {
            Oracle ask(*oracle);
            if constexpr (Runs<T>)
                return with_value(f, [&] { return of(self).object.run(ask, Span(x, of(self).d)); });
        });
    }

    static void get_metrics(void *self, double *out) {
        if constexpr (HasMetrics<T>)
            for (std::size_t i = 0; i < std::size(T::metrics); ++i)
                out[i] = of(self).object.*(T::metrics[i].member);
    }
    static thalweg_status solution(void *self, const double *x, double *out) {
        return guarded(nullptr, [&] {
            if constexpr (HasSolution<T>)
                std::as_const(of(self).object).solution(ConstSpan(x, of(self).d), Span(out, of(self).d));
        });
    }
    static thalweg_status set_param(void *self, std::uint64_t index, const thalweg_value *value,
                                    thalweg_error *error) {
        return guarded(error, [&] {
            if constexpr (HasParameters<T>) {
                if (index >= n_parameters<T>() || !(T::parameters[index].range.flags & THALWEG_P_PER_STEP))
                    throw std::invalid_argument("this parameter does not change between steps");
                std::visit([&](auto member) { assign(of(self).object.*member, *value); },
                           T::parameters[index].member);
            }
        });
    }

    static constexpr std::size_t n_metrics() {
        if constexpr (HasMetrics<T>)
            return std::size(T::metrics);
        else
            return 0;
    }
    static constexpr std::uint32_t needs() {
        if constexpr (requires { T::needs; })
            return T::needs;
        else
            return Updates<T> ? THALWEG_W_G : 0u;
    }
    static constexpr bool any_per_step() {
        bool any = false;
        if constexpr (HasParameters<T>)
            for (const auto &p : T::parameters)
                any |= (p.range.flags & THALWEG_P_PER_STEP) != 0;
        return any;
    }

public:
    static constexpr std::uint32_t kind = THALWEG_KIND_OPTIMIZER;
    OptimizerFace() {
        if constexpr (HasMetrics<T>)
            for (std::size_t i = 0; i < n_metrics(); ++i) {
                metrics_[i] = {sizeof(thalweg_metric), 0, T::metrics[i].key, T::metrics[i].doc,
                               T::metrics[i].unit};
                pointers_[i] = &metrics_[i];
            }
        vtable.metrics = n_metrics() ? pointers_.data() : nullptr;
    }
    OptimizerFace(const OptimizerFace &) = delete;

    thalweg_optimizer_vt vtable{.struct_size = sizeof(thalweg_optimizer_vt),
                                .flags = (UpdatesWithF<T> ? THALWEG_OPT_NEEDS_F : 0u) |
                                         (is_blockwise<T>() ? THALWEG_OPT_BLOCKWISE : 0u),
                                .needs = needs(),
                                .n_metrics = n_metrics(),
                                .metrics = nullptr,
                                .create = create,
                                .destroy = destroy,
                                .reset = reset,
                                .update = Updates<T> ? update : nullptr,
                                .step = Steps<T> ? step : nullptr,
                                .run = Runs<T> ? run : nullptr,
                                .get_metrics = HasMetrics<T> ? get_metrics : nullptr,
                                .solution = HasSolution<T> ? solution : nullptr,
                                .set_param = any_per_step() ? set_param : nullptr};

private:
    std::array<thalweg_metric, n_metrics() + 1> metrics_{};
    std::array<const thalweg_metric *, n_metrics() + 1> pointers_{};
};

} // namespace face
} // namespace thalweg
