// SPDX-License-Identifier: MIT
// Turns a built plugin into objects that a test can drive, as the host does: for the tests of plugin authors.
//
//     thalweg::testing::Plugins plugins({"build/lib/thalweg/adam.so"});
//     thalweg::testing::Optimizer adam(plugins["adam"], {0.0}, {{"learning_rate", 1.0}});
//     adam.update({3.0});
//     CHECK(adam.x()[0] == Approx(-1.0));
#pragma once

#include "abi.h"
#include "face/basics.hpp"
#include "face/layout.hpp"

#include <dlfcn.h>

#include <cmath>
#include <string_view>
#include <variant>

namespace thalweg::testing {

/// A parameter and its value; a word for choices and texts.
struct Setting {
    std::string_view key;
    std::variant<double, std::string_view, std::vector<std::int64_t>> value;
};
using Settings = std::vector<Setting>;

/// A call that the plugin answered with an error.
struct Failed : std::runtime_error {
    Failed(thalweg_status status, const std::string &what) : std::runtime_error(what), code(status) {}
    thalweg_status code;
};

/// The buffer for a plugin's reason.
class Reason {
public:
    operator thalweg_error *() { return &error_; }
    void check(thalweg_status status) const {
        if (status < 0)
            throw Failed(status, text_);
    }

private:
    char text_[256] = {};
    thalweg_error error_{sizeof(thalweg_error), 0, sizeof text_, text_};
};

/// A host that listens to nothing, for components that keep a pointer to it.
inline const thalweg_host &host() {
    static const thalweg_host silent{
        .struct_size = sizeof(thalweg_host),
        .abi_major = THALWEG_ABI_MAJOR,
        .abi_minor = THALWEG_ABI_MINOR,
        .ctx = nullptr,
        .name = "thalweg testing",
        .version = "0",
        .log = [](void *, std::int32_t, const char *) {},
        .get_extension = [](void *, const char *) -> const void * { return nullptr; }};
    return silent;
}

/// The module in a shared library. Never unloaded: code of it may still be reachable.
inline const thalweg_module &open(const std::string &file) {
    void *const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library)
        throw std::runtime_error(dlerror()); // NOLINT(concurrency-mt-unsafe): a test loads on one thread
    const auto entry = reinterpret_cast<thalweg_module_v1_fn>(dlsym(library, THALWEG_ENTRY_NAME));
    if (!entry)
        throw std::runtime_error(file + " has no " THALWEG_ENTRY_NAME);
    const thalweg_module &module = *entry();
    Reason reason;
    if (module.init)
        reason.check(module.init(&host(), reason));
    return module;
}

/// The components of some plugins, by name.
class Plugins {
public:
    explicit Plugins(const std::vector<std::string> &files) {
        for (const std::string &file : files) {
            const thalweg_module &module = open(file);
            components_.insert(components_.end(), module.components, module.components + module.n_components);
        }
    }
    const std::vector<const thalweg_component *> &all() const { return components_; }
    const thalweg_component &operator[](std::string_view name) const {
        for (const thalweg_component *component : components_)
            if (component->name == name)
                return *component;
        throw std::invalid_argument("no component " + std::string(name));
    }

private:
    std::vector<const thalweg_component *> components_;
};

/// Points into the setting.
inline thalweg_value value_of(const thalweg_param &param, const Setting &setting) {
    thalweg_value value = param.def;
    if (const auto *array = std::get_if<std::vector<std::int64_t>>(&setting.value)) {
        value.u.iv = array->data();
        value.count = array->size();
        return value;
    }
    if (const auto *word = std::get_if<std::string_view>(&setting.value)) {
        if (value.type == THALWEG_T_STR) {
            value.u.s = word->data();
            value.count = word->size();
            return value;
        }
        for (std::int64_t i = 0; param.choices && param.choices[i]; ++i)
            if (param.choices[i] == *word) {
                value.u.i = i;
                return value;
            }
        throw std::invalid_argument("no choice " + std::string(*word));
    }
    const double number = std::get<double>(setting.value);
    if (value.type == THALWEG_T_F64)
        value.u.f = number;
    else
        value.u.i = static_cast<std::int64_t>(number);
    return value;
}

/// The place of a parameter in its component's list.
inline std::size_t index_of(const thalweg_component &component, std::string_view key) {
    for (std::size_t i = 0; i < component.n_params; ++i)
        if (component.params[i]->key == key)
            return i;
    throw std::invalid_argument("no parameter " + std::string(key));
}

/// The defaults, but for the settings.
inline std::vector<thalweg_value> values_of(const thalweg_component &component, const Settings &settings) {
    std::vector<thalweg_value> values;
    for (std::size_t i = 0; i < component.n_params; ++i)
        values.push_back(component.params[i]->def);
    for (const Setting &setting : settings) {
        const std::size_t i = index_of(component, setting.key);
        values[i] = value_of(*component.params[i], setting);
    }
    return values;
}

class Objective {
public:
    explicit Objective(const thalweg_component &component, const Settings &settings = {}, std::size_t d = 0)
        : vt_(*static_cast<const thalweg_objective_vt *>(component.vtable)) {
        const auto values = values_of(component, settings);
        Reason reason;
        reason.check(vt_.create(&host(), values.data(), values.size(), d, 0, &self_, reason));
        problem_.struct_size = sizeof problem_;
        reason.check(vt_.describe(self_, &problem_, reason));
    }
    ~Objective() { vt_.destroy(self_); }
    Objective(const Objective &) = delete;
    Objective &operator=(const Objective &) = delete;

    const thalweg_problem &problem() const { return problem_; }
    std::size_t dimension() const { return problem_.dim; }
    const thalweg_objective_vt &table() const { return vt_; }
    void *self() const { return self_; }
    thalweg_status evaluate(thalweg_eval &request) const { return vt_.eval(self_, &request, nullptr); }

    double value(ConstSpan x, std::uint32_t split = THALWEG_SPLIT_TRAIN) const {
        double f = 0;
        ask({.want = THALWEG_W_F, .split = split, .f = &f}, x);
        return f;
    }
    Vector gradient(ConstSpan x, std::uint32_t split = THALWEG_SPLIT_TRAIN) const {
        Vector g(x.size());
        ask({.want = THALWEG_W_G, .split = split, .g = g.data()}, x);
        return g;
    }
    /// The square, row by row.
    Vector hessian(ConstSpan x, std::uint32_t split = THALWEG_SPLIT_TRAIN) const {
        Vector h(x.size() * x.size());
        ask({.want = THALWEG_W_H, .split = split, .h = h.data()}, x);
        return h;
    }

private:
    struct Ask {
        std::uint32_t want = 0, split = 0;
        double *f = nullptr, *g = nullptr, *h = nullptr;
    };
    void ask(const Ask &ask, ConstSpan x) const {
        const Vector aligned(x.begin(), x.end());
        thalweg_eval request{};
        request.struct_size = sizeof request;
        request.want = ask.want;
        request.split = ask.split;
        request.n_points = 1;
        request.dim = x.size();
        request.ld = (x.size() + 7) / 8 * 8;
        request.x = aligned.data();
        request.f = ask.f;
        request.g = ask.g;
        request.h = ask.h;
        Reason reason;
        reason.check(vt_.eval(self_, &request, reason));
    }

    const thalweg_objective_vt &vt_;
    void *self_ = nullptr;
    thalweg_problem problem_{};
};

/// An oracle on an objective: grants `budget` requests and keeps what `run` reports.
class Oracle {
public:
    explicit Oracle(const Objective &objective, std::uint64_t budget = UINT64_MAX)
        : objective_(objective), left_(budget) {
        const thalweg_problem &p = objective.problem();
        oracle_ = {.struct_size = sizeof oracle_,
                   .caps = p.caps & (THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV),
                   .ctx = this,
                   .eval = eval,
                   .dim = p.dim,
                   .lower = p.lower,
                   .upper = p.upper,
                   .next_batch = next_batch,
                   .report = report};
    }
    Oracle(const Oracle &) = delete;
    Oracle &operator=(const Oracle &) = delete;

    operator const thalweg_oracle *() const { return &oracle_; }
    std::uint64_t requests() const { return requests_; }
    const std::vector<std::vector<double>> &reported() const { return reported_; }

private:
    static thalweg_status eval(void *self, thalweg_eval *request) {
        Oracle &oracle = *static_cast<Oracle *>(self);
        if (request->n_points > oracle.left_)
            return THALWEG_E_BUDGET;
        oracle.left_ -= request->n_points;
        oracle.requests_ += request->n_points;
        return oracle.objective_.evaluate(*request);
    }
    static thalweg_status next_batch(void *) { return THALWEG_OK; }
    static thalweg_status report(void *self, const double *x, double, const double *) {
        Oracle &oracle = *static_cast<Oracle *>(self);
        oracle.reported_.emplace_back(x, x + oracle.objective_.dimension());
        return THALWEG_OK;
    }

    const Objective &objective_;
    std::uint64_t left_, requests_ = 0;
    std::vector<std::vector<double>> reported_;
    thalweg_oracle oracle_{};
};

class Optimizer {
public:
    /// `blocks`: of x; by default it is one, of no role.
    Optimizer(const thalweg_component &component, const std::vector<double> &x0,
              const Settings &settings = {}, const std::vector<Block> &blocks = {})
        : component_(component), vt_(*static_cast<const thalweg_optimizer_vt *>(component.vtable)),
          x0_(x0.begin(), x0.end()),
          layout_(blocks.empty() ? std::vector<Block>{{.shape = {x0.size()}}} : blocks) {
        const auto values = values_of(component, settings);
        Reason reason;
        reason.check(
            vt_.create(&host(), values.data(), values.size(), layout_.table(), x0.size(), &self_, reason));
        reset();
    }
    ~Optimizer() { vt_.destroy(self_); }
    Optimizer(const Optimizer &) = delete;
    Optimizer &operator=(const Optimizer &) = delete;

    const Vector &x() const { return x_; }
    const thalweg_optimizer_vt &table() const { return vt_; }
    void *self() const { return self_; }

    /// Back to x0, as new.
    void reset() {
        x_ = x0_;
        const thalweg_run_info info{sizeof info, 0, x0_.data(), 0, 0, 0};
        Reason reason;
        reason.check(vt_.reset(self_, &info, reason));
    }
    /// One step of a rule, for the gradient g at x; f: the value there, for rules that ask for it.
    thalweg_status update(const std::vector<double> &g, double f = std::nan("")) {
        Vector scratch(g.begin(), g.end());
        const bool needs_f = (vt_.flags & THALWEG_OPT_NEEDS_F) != 0;
        return checked(vt_.update(self_, x_.data(), scratch.data(), needs_f ? &f : nullptr), "update failed");
    }
    thalweg_status step(const thalweg_oracle *oracle) {
        double f = std::nan("");
        Reason reason;
        const thalweg_status status = vt_.step(self_, oracle, x_.data(), &f, reason);
        reason.check(status);
        return status;
    }
    thalweg_status run(const thalweg_oracle *oracle) {
        double f = std::nan("");
        Reason reason;
        const thalweg_status status = vt_.run(self_, oracle, x_.data(), &f, reason);
        reason.check(status);
        return status;
    }
    /// One iteration on an objective, whether it is a rule or asks the oracle itself.
    thalweg_status iterate(const Objective &objective) {
        if (vt_.step) {
            const Oracle oracle(objective);
            return step(oracle);
        }
        const Vector g = objective.gradient(x_);
        const bool needs_f = (vt_.flags & THALWEG_OPT_NEEDS_F) != 0;
        return update({g.begin(), g.end()}, needs_f ? objective.value(x_) : std::nan(""));
    }
    void set(const Setting &setting) {
        const std::size_t i = index_of(component_, setting.key);
        const thalweg_value value = value_of(*component_.params[i], setting);
        Reason reason;
        reason.check(vt_.set_param(self_, i, &value, reason));
    }
    std::vector<double> metrics() const {
        std::vector<double> out(vt_.n_metrics);
        if (vt_.get_metrics)
            vt_.get_metrics(self_, out.data());
        return out;
    }
    /// The point it would return now.
    Vector solution() const {
        Vector out = x_;
        if (vt_.solution)
            checked(vt_.solution(self_, x_.data(), out.data()), "solution failed");
        return out;
    }

private:
    static thalweg_status checked(thalweg_status status, const char *what) {
        if (status < 0)
            throw Failed(status, what);
        return status;
    }

    const thalweg_component &component_;
    const thalweg_optimizer_vt &vt_;
    Vector x0_, x_;
    const face::Layout layout_;
    void *self_ = nullptr;
};

} // namespace thalweg::testing
