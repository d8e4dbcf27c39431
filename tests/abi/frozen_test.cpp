// SPDX-License-Identifier: MIT
// The headers as 1.0 froze them and the headers of today: every field of 1.0 is where it was.
// NOLINTBEGIN: C headers inside of a namespace, compared by macros
#include <stddef.h>
#include <stdint.h>

#define thalweg_module_v1 thalweg_module_of_v1_0 // a C function has one type in all namespaces
namespace v1_0 {
#include <v1_0/thalweg/abi.h>
}
#undef thalweg_module_v1
#undef THALWEG_ABI_H
#undef THALWEG_ABI_BASE_H
#undef THALWEG_ABI_EVALUATION_H
#undef THALWEG_ABI_HOST_H
#undef THALWEG_ABI_LAYOUT_H
#undef THALWEG_ABI_MODULE_H
#undef THALWEG_ABI_OBJECTIVE_H
#undef THALWEG_ABI_OPTIMIZER_H
#undef THALWEG_ABI_PARAMETER_H
#undef THALWEG_ABI_MINOR
#include <thalweg/abi.h>

#include <catch2/catch.hpp>

#define SAME(type, field)                                                                                    \
    static_assert(offsetof(v1_0::type, field) == offsetof(::type, field));                                   \
    static_assert(sizeof(v1_0::type::field) == sizeof(::type::field))

SAME(thalweg_error, struct_size);
SAME(thalweg_error, code);
SAME(thalweg_error, msg_cap);
SAME(thalweg_error, msg);

SAME(thalweg_value, type);
SAME(thalweg_value, count);
SAME(thalweg_value, u);
static_assert(sizeof(v1_0::thalweg_value) ==
              sizeof(::thalweg_value)); // lies inside of others: can never grow

SAME(thalweg_param, struct_size);
SAME(thalweg_param, flags);
SAME(thalweg_param, key);
SAME(thalweg_param, doc);
SAME(thalweg_param, unit);
SAME(thalweg_param, def);
SAME(thalweg_param, lo);
SAME(thalweg_param, hi);
SAME(thalweg_param, choices);

SAME(thalweg_batch, struct_size);
SAME(thalweg_batch, seed);
SAME(thalweg_batch, counter);
SAME(thalweg_batch, size);
SAME(thalweg_batch, indices);

SAME(thalweg_eval, struct_size);
SAME(thalweg_eval, want);
SAME(thalweg_eval, split);
SAME(thalweg_eval, n_points);
SAME(thalweg_eval, dim);
SAME(thalweg_eval, ld);
SAME(thalweg_eval, x);
SAME(thalweg_eval, v);
SAME(thalweg_eval, f);
SAME(thalweg_eval, g);
SAME(thalweg_eval, h);
SAME(thalweg_eval, hv);
SAME(thalweg_eval, batch);
SAME(thalweg_eval, samples);

SAME(thalweg_host, struct_size);
SAME(thalweg_host, abi_major);
SAME(thalweg_host, abi_minor);
SAME(thalweg_host, ctx);
SAME(thalweg_host, name);
SAME(thalweg_host, version);
SAME(thalweg_host, log);
SAME(thalweg_host, get_extension);

SAME(thalweg_oracle, struct_size);
SAME(thalweg_oracle, caps);
SAME(thalweg_oracle, ctx);
SAME(thalweg_oracle, eval);
SAME(thalweg_oracle, dim);
SAME(thalweg_oracle, lower);
SAME(thalweg_oracle, upper);
SAME(thalweg_oracle, next_batch);
SAME(thalweg_oracle, report);

SAME(thalweg_block, struct_size);
SAME(thalweg_block, role);
SAME(thalweg_block, name);
SAME(thalweg_block, offset);
SAME(thalweg_block, rank);
SAME(thalweg_block, shape);

SAME(thalweg_layout, struct_size);
SAME(thalweg_layout, n_blocks);
SAME(thalweg_layout, blocks);

SAME(thalweg_problem, struct_size);
SAME(thalweg_problem, caps);
SAME(thalweg_problem, dim);
SAME(thalweg_problem, n_samples);
SAME(thalweg_problem, lower);
SAME(thalweg_problem, upper);
SAME(thalweg_problem, region_lower);
SAME(thalweg_problem, region_upper);
SAME(thalweg_problem, f_opt);
SAME(thalweg_problem, n_xopt);
SAME(thalweg_problem, xopt);
SAME(thalweg_problem, x0);
SAME(thalweg_problem, layout);
SAME(thalweg_problem, differentiable);
SAME(thalweg_problem, n_local);
SAME(thalweg_problem, xlocal);

SAME(thalweg_objective_vt, struct_size);
SAME(thalweg_objective_vt, caps);
SAME(thalweg_objective_vt, create);
SAME(thalweg_objective_vt, destroy);
SAME(thalweg_objective_vt, describe);
SAME(thalweg_objective_vt, eval);
SAME(thalweg_objective_vt, start);
SAME(thalweg_objective_vt, default_dim);
SAME(thalweg_objective_vt, min_dim);
SAME(thalweg_objective_vt, max_dim);

SAME(thalweg_metric, struct_size);
SAME(thalweg_metric, flags);
SAME(thalweg_metric, key);
SAME(thalweg_metric, doc);
SAME(thalweg_metric, unit);

SAME(thalweg_run_info, struct_size);
SAME(thalweg_run_info, x0);
SAME(thalweg_run_info, seed);
SAME(thalweg_run_info, horizon);
SAME(thalweg_run_info, budget);

SAME(thalweg_optimizer_vt, struct_size);
SAME(thalweg_optimizer_vt, flags);
SAME(thalweg_optimizer_vt, needs);
SAME(thalweg_optimizer_vt, n_metrics);
SAME(thalweg_optimizer_vt, metrics);
SAME(thalweg_optimizer_vt, create);
SAME(thalweg_optimizer_vt, destroy);
SAME(thalweg_optimizer_vt, reset);
SAME(thalweg_optimizer_vt, update);
SAME(thalweg_optimizer_vt, step);
SAME(thalweg_optimizer_vt, run);
SAME(thalweg_optimizer_vt, get_metrics);
SAME(thalweg_optimizer_vt, solution);
SAME(thalweg_optimizer_vt, set_param);

SAME(thalweg_component, struct_size);
SAME(thalweg_component, kind);
SAME(thalweg_component, name);
SAME(thalweg_component, version);
SAME(thalweg_component, title);
SAME(thalweg_component, doc);
SAME(thalweg_component, citation);
SAME(thalweg_component, license);
SAME(thalweg_component, tags);
SAME(thalweg_component, params);
SAME(thalweg_component, n_params);
SAME(thalweg_component, vtable);
SAME(thalweg_component, get_extension);

SAME(thalweg_module, magic);
SAME(thalweg_module, struct_size);
SAME(thalweg_module, abi_major);
SAME(thalweg_module, abi_minor);
SAME(thalweg_module, min_host_minor);
SAME(thalweg_module, name);
SAME(thalweg_module, version);
SAME(thalweg_module, build_info);
SAME(thalweg_module, init);
SAME(thalweg_module, components);
SAME(thalweg_module, n_components);

// NOLINTEND

#define NO_SHORTER(type) CHECK(sizeof(::type) >= sizeof(v1_0::type))

TEST_CASE("the ABI: no struct is shorter than it was in 1.0") {
    NO_SHORTER(thalweg_error);
    NO_SHORTER(thalweg_param);
    NO_SHORTER(thalweg_batch);
    NO_SHORTER(thalweg_eval);
    NO_SHORTER(thalweg_host);
    NO_SHORTER(thalweg_oracle);
    NO_SHORTER(thalweg_block);
    NO_SHORTER(thalweg_layout);
    NO_SHORTER(thalweg_problem);
    NO_SHORTER(thalweg_objective_vt);
    NO_SHORTER(thalweg_metric);
    NO_SHORTER(thalweg_run_info);
    NO_SHORTER(thalweg_optimizer_vt);
    NO_SHORTER(thalweg_component);
    NO_SHORTER(thalweg_module);
}
