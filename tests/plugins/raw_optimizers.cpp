// SPDX-License-Identifier: MIT
// An optimizer without the C++ face, which asks its oracle for what the face would not let it ask.
#include <thalweg/abi.h>

#include <cstring>
#include <stdexcept>
#include <string>

namespace {

struct Raw {
    std::string act;
    alignas(64) double x[32] = {}, v[32] = {}, g[32] = {}, hv[32] = {}, h[64] = {};
    double f[4] = {};
    double last = 0;
};

thalweg_status create(const thalweg_host *, const thalweg_value *values, uint64_t, const thalweg_layout *,
                      uint64_t, void **self, thalweg_error *) {
    *self = new Raw{.act = std::string(values[0].u.s, values[0].count)};
    return THALWEG_OK;
}
void destroy(void *self) { delete static_cast<Raw *>(self); }
thalweg_status reset(void *self, const thalweg_run_info *, thalweg_error *) {
    static_cast<Raw *>(self)->last = 0;
    return THALWEG_OK;
}

/// A request at three points x, x + 1, x + 2, rows of 8.
thalweg_eval request_at(Raw &raw, const thalweg_oracle &oracle, const double *x, uint32_t n) {
    for (uint64_t p = 0; p < n; ++p)
        for (uint64_t i = 0; i < oracle.dim; ++i)
            raw.x[8 * p + i] = x[i] + static_cast<double>(p);
    thalweg_eval r{};
    r.struct_size = sizeof r;
    r.want = THALWEG_W_F;
    r.n_points = n;
    r.dim = oracle.dim;
    r.ld = 8;
    r.x = raw.x;
    r.v = raw.v;
    r.f = raw.f;
    r.g = raw.g;
    r.h = raw.h;
    r.hv = raw.hv;
    r.samples = 77; // what a careless caller leaves there
    return r;
}

/// What it does by `act`; the status of the oracle, and what it answered last, become the metrics.
thalweg_status act(Raw &raw, const thalweg_oracle &oracle, const double *x) {
    thalweg_eval r = request_at(raw, oracle, x, raw.act == "points" || raw.act == "short_rows" ? 3 : 1);
    if (raw.act == "gradients") {
        r.n_points = 2;
        r.want = THALWEG_W_F | THALWEG_W_G;
    } else if (raw.act == "test_split") {
        r.split = THALWEG_SPLIT_TEST;
    } else if (raw.act == "valid_split") {
        r.split = THALWEG_SPLIT_VALID;
    } else if (raw.act == "nothing") {
        r.want = THALWEG_W_FULL;
    } else if (raw.act == "missing") {
        r.f = nullptr;
    } else if (raw.act == "old_struct") {
        r.struct_size = 64;
    } else if (raw.act == "no_points") {
        r.n_points = 0;
    } else if (raw.act == "wrong_dimension") {
        ++r.dim;
    } else if (raw.act == "short_rows") {
        r.ld = 0;
    } else if (raw.act == "null") {
        return oracle.eval(oracle.ctx, nullptr);
    } else if (raw.act == "report") {
        return oracle.report(oracle.ctx, x, 0, nullptr);
    }
    const thalweg_status status = oracle.eval(oracle.ctx, &r);
    raw.last = raw.f[r.n_points > 0 ? r.n_points - 1 : 0];
    return status;
}

thalweg_status step(void *self, const thalweg_oracle *oracle, double *x, double *f, thalweg_error *error) {
    Raw &raw = *static_cast<Raw *>(self);
    if (raw.act == "throws")
        throw std::runtime_error("over the fence");
    if (raw.act == "throws_int")
        throw 7;
    if (raw.act == "throws_memory")
        throw std::bad_alloc();
    if (raw.act == "budget" || raw.act == "cancelled")
        return raw.act == "budget" ? THALWEG_E_BUDGET : THALWEG_E_CANCELLED;
    if (raw.act == "nonfinite")
        return THALWEG_E_NONFINITE;
    if (raw.act == "unterminated") {
        std::memset(error->msg, 'x', error->msg_cap);
        return THALWEG_E_FAIL;
    }
    if (raw.act == "bounds") {
        raw.last = oracle->lower ? oracle->lower[0] : 0;
        raw.f[0] = oracle->upper ? oracle->upper[0] : 0;
    } else {
        raw.f[0] = act(raw, *oracle, x);
    }
    for (uint64_t i = 0; i < oracle->dim; ++i)
        x[i] -= 1;
    *f = -1e300; // a lie, which nobody believes
    return THALWEG_OK;
}

void get_metrics(void *self, double *out) {
    out[0] = static_cast<Raw *>(self)->f[0];
    out[1] = static_cast<Raw *>(self)->last;
}

constexpr thalweg_metric first{sizeof(thalweg_metric), 0, "answer", "status, or upper bound", nullptr},
    second{sizeof(thalweg_metric), 0, "last", "value, or lower bound", nullptr};
constexpr const thalweg_metric *metrics[] = {&first, &second};

constexpr thalweg_optimizer_vt vtable{.struct_size = sizeof(thalweg_optimizer_vt),
                                      .flags = 0,
                                      .needs = THALWEG_W_F,
                                      .n_metrics = 2,
                                      .metrics = metrics,
                                      .create = create,
                                      .destroy = destroy,
                                      .reset = reset,
                                      .update = nullptr,
                                      .step = step,
                                      .run = nullptr,
                                      .get_metrics = get_metrics,
                                      .solution = nullptr,
                                      .set_param = nullptr};

thalweg_param make_parameter() {
    thalweg_param p{};
    p.struct_size = sizeof p;
    p.key = "act";
    p.doc = "what it does";
    p.def.type = THALWEG_T_STR;
    p.def.u.s = "points";
    p.def.count = 6;
    return p;
}

} // namespace

extern "C" THALWEG_EXPORT const thalweg_module *THALWEG_CALL thalweg_module_v1(void) {
    static const thalweg_param parameter = make_parameter();
    static const thalweg_param *const parameters[] = {&parameter};
    static const thalweg_component component{.struct_size = sizeof(thalweg_component),
                                             .kind = THALWEG_KIND_OPTIMIZER,
                                             .name = "raw",
                                             .version = "1",
                                             .title = nullptr,
                                             .doc = nullptr,
                                             .citation = nullptr,
                                             .license = nullptr,
                                             .tags = nullptr,
                                             .params = parameters,
                                             .n_params = 1,
                                             .vtable = &vtable,
                                             .get_extension = nullptr};
    static const thalweg_component *const components[] = {&component};
    static const thalweg_module module{.magic = THALWEG_MAGIC,
                                       .struct_size = sizeof(thalweg_module),
                                       .abi_major = THALWEG_ABI_MAJOR,
                                       .abi_minor = THALWEG_ABI_MINOR,
                                       .min_host_minor = 0,
                                       .reserved = 0,
                                       .name = "raw_optimizers",
                                       .version = "1",
                                       .build_info = nullptr,
                                       .init = nullptr,
                                       .components = components,
                                       .n_components = 1};
    return &module;
}
