// SPDX-License-Identifier: MIT
#include "experiment/conditions.hpp"

#include "experiment/math.hpp"
#include "library/sha256.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::experiment {

namespace {

constexpr const char *plugin_suffix = ".plugin_sha256", *version_suffix = ".version", *file_prefix = "file ";

constexpr std::size_t widest_value = 24;

std::string short_text(const std::string &text) {
    return text.size() > widest_value ? text.substr(0, widest_value - 3) + "..." : text;
}

template <class T> nlohmann::json optional(const std::optional<T> &value) {
    return value ? nlohmann::json(*value) : nlohmann::json();
}
nlohmann::json amount(const std::optional<spec::Placed<spec::Amount>> &amount) {
    if (!amount)
        return {};
    if (const auto *formula = std::get_if<spec::Formula>(&amount->value))
        return formula->text;
    return std::get<std::uint64_t>(amount->value);
}

void add_component(nlohmann::json &values, const library::Catalog &catalog, library::Kind kind,
                   const std::string &name) {
    const library::Component *component = catalog.find(kind, name);
    if (!component)
        return;
    const std::string prefix = (kind == library::Kind::objective ? "objective." : "optimizer.") + name;
    values[prefix + version_suffix] = component->version;
    values[prefix + plugin_suffix] = catalog.plugins.at(component->plugin).sha256;
}

/// The files that a parameter's values name, each by what the experiment file calls it.
void add_files(nlohmann::json &values, const library::Component &component, const spec::Parameter &parameter,
               const std::filesystem::path &folder) {
    const auto add = [&](const Value &value) {
        const auto *name = std::get_if<std::string>(&value);
        if (name && !name->empty())
            values[file_prefix + *name] = library::sha256_of_file(folder / *name);
    };
    const auto names_file = [&](const library::Parameter &p) { return p.is_file && p.key == parameter.key; };
    if (std::ranges::none_of(component.parameters, names_file))
        return;
    if (const auto *value = std::get_if<Value>(&parameter.value))
        add(*value);
    else if (const auto *array = std::get_if<spec::Array>(&parameter.value))
        for (const auto &element : array->elements)
            add(element.value);
}

template <class Table>
void add_table(nlohmann::json &values, const plan::Matrix &matrix, library::Kind kind, const Table &table) {
    add_component(values, matrix.catalog(), kind, table.name.value);
    if (const library::Component *component = matrix.catalog().find(kind, table.name.value))
        for (const spec::Parameter &parameter : table.parameters)
            add_files(values, *component, parameter, matrix.spec().source.folder);
}

} // namespace

results::Conditions make_conditions(const plan::Matrix &matrix) {
    const spec::Spec &spec = matrix.spec();
    nlohmann::json values = {{"seed", spec.seed},
                             {"stop.steps", amount(spec.stop.steps)},
                             {"stop.evaluations", amount(spec.stop.evaluations)},
                             {"stop.seconds", optional(spec.stop.seconds)},
                             {"stop.timeout", optional(spec.stop.timeout)},
                             {"stop.memory", optional(spec.stop.memory)},
                             {"stop.target", optional(spec.stop.target)},
                             {"stop.gradient_norm", optional(spec.stop.gradient_norm)},
                             {"record.observations", spec::to_text(spec.record.observations)},
                             {"record.iterates", spec::to_text(spec.record.iterates)},
                             {"record.full", spec::to_text(spec.record.full)},
                             {"record.precision", spec.record.single_precision ? "f32" : "f64"},
                             {"record.timing", spec.record.time_observations ? "observation" : "run"},
                             {"record.diagnostics", spec.record.diagnostics},
                             {"format", "thalweg-results 1.0"},
                             {"math", math_variant()}};
    for (const auto &objective : spec.objectives)
        add_table(values, matrix, library::Kind::objective, objective);
    for (const auto &optimizer : spec.optimizers)
        add_table(values, matrix, library::Kind::optimizer, optimizer);
    return {values};
}

std::string table_of(const std::vector<results::Difference> &differences, const std::string &before,
                     const std::string &now) {
    std::size_t width = 4;
    for (const auto &d : differences)
        width = std::max(width, d.name.size());
    std::string table = fmt::format("       {:<{}}  {:<{}}  {}\n", "what", width, short_text(before),
                                    widest_value, short_text(now));
    for (const auto &d : differences)
        table += fmt::format("       {:<{}}  {:<{}}  {}\n", d.name, width, short_text(d.before), widest_value,
                             short_text(d.now));
    return table;
}

bool is_rebuilt(const results::Difference &difference) {
    return difference.name.ends_with(plugin_suffix) ||
           (difference.name.ends_with(version_suffix) && difference.name != "format");
}

std::string way_to_equal_math(const std::vector<results::Difference> &conflicts) {
    const auto is_math = [](const results::Difference &d) { return d.name == "math"; };
    const auto math = std::find_if(conflicts.begin(), conflicts.end(), is_math);
    if (math == conflicts.end() || !std::all_of(conflicts.begin(), conflicts.end(),
                                                [&](const auto &d) { return is_math(d) || is_rebuilt(d); }))
        return {};
    if (math->before == portable_math_variant())
        return "continue with `--portable-math`, which gives the math of the results; or ";
    if (math->before == default_math_variant())
        return "continue without `--portable-math` or GLIBC_TUNABLES, which gives the math of the results; "
               "or ";
    return {};
}

std::string component_of(const results::Difference &difference) {
    return difference.name.substr(0, difference.name.rfind('.'));
}

std::vector<results::Difference> conflicts(const results::Conditions &before,
                                           const results::Conditions &now) {
    std::vector<results::Difference> all = results::differences(before, now);
    std::erase_if(all, [&](const results::Difference &d) {
        return (is_rebuilt(d) || d.name.starts_with(file_prefix)) &&
               !(before.values.contains(d.name) && now.values.contains(d.name));
    });
    return all;
}

} // namespace thalweg::experiment
