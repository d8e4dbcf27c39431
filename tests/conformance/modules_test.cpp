// SPDX-License-Identifier: MIT
// What the house asks of its own plugins beyond the promises: components, sources, formulas.
#include "built.hpp"

#include <algorithm>
#include <set>

using namespace thalweg::testing;
using namespace conformance;

namespace {

/// [a-z][a-z0-9_]*
bool lower_snake(const char *name) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto further = [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; };
    const std::string_view text = name ? name : "";
    return !text.empty() && lower(text[0]) && std::all_of(text.begin(), text.end(), further);
}
bool some_text(const char *text) { return text && *text; }

/// Whether a value lies in the parameter's range, open ends left out.
bool in_range(const thalweg_param &param, double value) {
    const auto number = [](const thalweg_value &end) {
        return end.type == THALWEG_T_I64 ? static_cast<double>(end.u.i) : end.u.f;
    };
    const double lo = number(param.lo), hi = number(param.hi);
    const bool above =
        param.lo.type == THALWEG_T_NONE || value > lo || (value == lo && !(param.flags & THALWEG_P_MIN_OPEN));
    const bool below =
        param.hi.type == THALWEG_T_NONE || value < hi || (value == hi && !(param.flags & THALWEG_P_MAX_OPEN));
    return above && below;
}

} // namespace

TEST_CASE("plugins: all of mission's components are built") {
    std::set<std::string> names;
    for (const thalweg_component *component : plugins().all())
        CHECK(names.insert(component->name).second); // no name twice
    for (const char *name : {"cliffs",        "parabola",     "parabola_cosine",
                             "cosine_well",   "x_cos_pi_x",   "risk",
                             "cubic",         "saddle",       "tanh",
                             "half_parabola", "cosine_pi",    "exp_half",
                             "bowl_ripple",   "adagrad",      "adadelta",
                             "adam",          "rmsprop",      "newton",
                             "momentum",      "adam_carried", "gradient_descent"}) {
        INFO(name);
        CHECK(names.contains(name));
    }
}

TEST_CASE("plugins: the handshake tells magic, sizes and versions") {
    for (const char *file : built_plugins) {
        INFO(file);
        const thalweg_module &module = open(file);
        CHECK(module.magic == THALWEG_MAGIC);
        CHECK(module.struct_size == sizeof(thalweg_module));
        CHECK(module.abi_major == THALWEG_ABI_MAJOR);
        CHECK(module.min_host_minor <= THALWEG_ABI_MINOR);
        CHECK((some_text(module.name) && some_text(module.version) && some_text(module.build_info)));
        CHECK(module.n_components > 0);
    }
}

TEST_CASE("plugins: each component has a name, a version, a title of one line, a formula and a source") {
    for (const thalweg_component *component : plugins().all()) {
        INFO(component->name);
        CHECK(component->struct_size == sizeof(thalweg_component));
        CHECK(lower_snake(component->name));
        CHECK(some_text(component->version));
        CHECK(some_text(component->title));
        CHECK(std::string(component->title).find('\n') == std::string::npos);
        CHECK(some_text(component->citation));
        REQUIRE(some_text(component->doc));
        const bool objective = component->kind == THALWEG_KIND_OBJECTIVE;
        CHECK(std::string(component->doc).find(objective ? "f(x" : "x ←") != std::string::npos);
        CHECK((objective || std::string(component->doc).find("Differs from the ") != std::string::npos));
    }
}

TEST_CASE("plugins: each parameter has a name, a doc, and a default within its range") {
    for (const thalweg_component *component : plugins().all())
        for (std::size_t i = 0; i < component->n_params; ++i) {
            const thalweg_param &param = *component->params[i];
            INFO(component->name << "." << param.key);
            CHECK(param.struct_size == sizeof(thalweg_param));
            CHECK(lower_snake(param.key));
            CHECK(some_text(param.doc));
            if (param.def.type == THALWEG_T_F64)
                CHECK(in_range(param, param.def.u.f));
            if (param.def.type == THALWEG_T_I64)
                CHECK(in_range(param, static_cast<double>(param.def.u.i)));
            if (param.def.type == THALWEG_T_CHOICE) {
                std::int64_t n = 0;
                while (param.choices[n])
                    CHECK(lower_snake(param.choices[n++]));
                CHECK((param.def.u.i >= 0 && param.def.u.i < n));
            }
        }
}
