// SPDX-License-Identifier: MIT
// The C++ face of the plugin ABI: structs in, one exported function out. docs/ and plugins/ show it at work.
//
//     struct Adam { static constexpr auto name = "adam"; ... void update(Span x, ConstSpan g); };
//     THALWEG_PLUGIN(Adam)
//
// A component has
//     name                      what experiment files call it, lower_snake
//     source                    where the formula stands: author, year, place
//     version                   optional, "1" unless said; raised when a default or a result changes
//     title, license, tags[]    optional; tags: words, then nullptr; "stochastic": it draws from the seed
//     parameters[]              optional: thalweg::Parameter<T>{key, &T::member, range, doc}
//     static void initialize()  optional: called once, when the host has accepted the plugin
// and its doc is the /// comment above the struct, which thalweg_add_plugin() takes from the source file.
#pragma once

#include "face/objective.hpp"
#include "face/optimizer.hpp"

#include <string_view>
#include <tuple>

#ifndef THALWEG_BUILD_INFO
#define THALWEG_BUILD_INFO "compiler " __VERSION__
#endif
#ifndef THALWEG_PLUGIN_NAME
#define THALWEG_PLUGIN_NAME "plugin"
#endif
#ifndef THALWEG_PLUGIN_VERSION
#define THALWEG_PLUGIN_VERSION "0"
#endif
#ifndef THALWEG_PLUGIN_LICENSE
#define THALWEG_PLUGIN_LICENSE nullptr
#endif

namespace thalweg::face {

/// The /// comments of the plugin's source, by the name of the struct they stand above.
struct Doc {
    std::string_view type;
    const char *text;
};
inline constexpr Doc docs[] = {
#ifdef THALWEG_DOCS_FILE
#include THALWEG_DOCS_FILE
#endif
    {"", nullptr}};

inline const char *doc_of(std::string_view type) {
    for (const Doc &doc : docs)
        if (doc.type == type)
            return doc.text;
    return nullptr;
}

/// One component: description, parameters and vtable, in memory that lives as long as the module.
template <class T> struct ComponentTable {
    using Face = typename std::conditional_t<IsOptimizer<T>, std::type_identity<OptimizerFace<T>>,
                                             std::type_identity<ObjectiveFace<T>>>::type;
    ParameterTable<T> parameters;
    Face face;
    std::string title;
    thalweg_component component{};

    explicit ComponentTable(std::string_view type) {
        static_assert(IsOptimizer<T> || IsObjective<T>, "a component has update, step, run or value");
        const char *doc = doc_of(type);
        if constexpr (requires { T::title; })
            title = T::title;
        else if (doc)
            title = std::string_view(doc).substr(0, std::string_view(doc).find('\n'));
        component = {.struct_size = sizeof(thalweg_component),
                     .kind = Face::kind,
                     .name = T::name,
                     .version = version(),
                     .title = title.empty() ? nullptr : title.c_str(),
                     .doc = doc,
                     .citation = source(),
                     .license = license(),
                     .tags = tags(),
                     .params = parameters.n ? parameters.pointers.data() : nullptr,
                     .n_params = parameters.n,
                     .vtable = &face.vtable,
                     .get_extension = nullptr};
    }

private:
    static const char *version() {
        if constexpr (requires { T::version; })
            return T::version;
        else
            return "1";
    }
    static const char *source() {
        if constexpr (requires { T::source; })
            return T::source;
        else
            return nullptr;
    }
    static const char *license() {
        if constexpr (requires { T::license; })
            return T::license;
        else
            return THALWEG_PLUGIN_LICENSE;
    }
    static const char *const *tags() {
        if constexpr (requires { T::tags[0]; })
            return T::tags;
        else
            return nullptr;
    }
};

/// "A, B" -> the next name; what is left of it stays in `list`.
inline std::string_view next_name(std::string_view &list) {
    const auto comma = list.find(',');
    const std::string_view name = list.substr(0, comma);
    list = comma == list.npos ? std::string_view{} : list.substr(list.find_first_not_of(' ', comma + 1));
    return name;
}

template <class T>
concept Initializes = requires {
    T::initialize();
};

template <class T> void initialize() {
    if constexpr (Initializes<T>)
        T::initialize();
}
template <class... T> thalweg_status initialize_all(const thalweg_host *, thalweg_error *error) {
    return guarded(error, [] { (initialize<T>(), ...); });
}

template <class... T> struct ModuleTable {
    std::tuple<ComponentTable<T>...> tables;
    std::array<const thalweg_component *, sizeof...(T)> pointers;
    thalweg_module module;

    explicit ModuleTable(std::string_view names)
        : tables{((void)sizeof(T), next_name(names))...},
          pointers{std::apply([](const auto &...table) { return std::array{&table.component...}; }, tables)},
          module{.magic = THALWEG_MAGIC,
                 .struct_size = sizeof(thalweg_module),
                 .abi_major = THALWEG_ABI_MAJOR,
                 .abi_minor = THALWEG_ABI_MINOR,
                 .min_host_minor = 0,
                 .reserved = 0,
                 .name = THALWEG_PLUGIN_NAME,
                 .version = THALWEG_PLUGIN_VERSION,
                 .build_info = THALWEG_BUILD_INFO,
                 .init = (Initializes<T> || ...) ? initialize_all<T...> : nullptr,
                 .components = pointers.data(),
                 .n_components = sizeof...(T)} {}
};

} // namespace thalweg::face

/// The plugin's entry. Once in a shared library, with all its components.
#define THALWEG_PLUGIN(...)                                                                                  \
    extern "C" THALWEG_EXPORT const thalweg_module *THALWEG_CALL thalweg_module_v1(void) {                   \
        static const thalweg::face::ModuleTable<__VA_ARGS__> table(#__VA_ARGS__);                            \
        return &table.module;                                                                                \
    }
