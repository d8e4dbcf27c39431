// SPDX-License-Identifier: MIT
// The path of a table -> its columns and its place in the order of the schema.
#include "results/schema.hpp"

#include <algorithm>
#include <charconv>

namespace thalweg::results {

namespace {

template <class In, class Out>
std::vector<Description> descriptions(const std::vector<Field<In, Out>> &fields) {
    std::vector<Description> list;
    for (const auto &field : fields)
        list.push_back(field.about);
    return list;
}

template <class In, class Out> std::vector<Description> after_run(const std::vector<Field<In, Out>> &fields) {
    auto list = descriptions(fields);
    list.insert(list.begin(), run_description());
    return list;
}

std::vector<Description> observation_descriptions() {
    auto list = descriptions(observation_fields());
    for (const auto &field : diagnostic_fields())
        list.push_back(field.about);
    return list;
}

} // namespace

std::string iterates_path(std::uint64_t dimension) {
    return std::string(iterates_group) + "/d" + std::to_string(dimension);
}
std::string final_path(std::uint64_t dimension) {
    return std::string(final_group) + "/d" + std::to_string(dimension);
}

std::uint64_t dimension_of(std::string_view path) {
    for (const std::string_view group : {iterates_group, final_group})
        if (path.starts_with(group) && path.substr(group.size()).starts_with("/d")) {
            std::uint64_t dimension = 0;
            const auto digits = path.substr(group.size() + 2);
            const auto end = digits.data() + digits.size();
            const auto result = std::from_chars(digits.data(), end, dimension);
            return result.ec == std::errc{} && result.ptr == end ? dimension : 0;
        }
    return 0;
}

std::vector<Description> columns_of(std::string_view path) {
    if (path == runs_path)
        return descriptions(run_fields());
    if (path == observations_path)
        return observation_descriptions();
    if (path == full_path)
        return after_run(full_fields());
    if (path == hits_path)
        return after_run(hit_fields());
    if (path == messages_path)
        return {run_description(), text_description()};
    const std::uint64_t dimension = dimension_of(path);
    if (path.starts_with(iterates_group))
        return {iterate_step_description(), point_description("x", Type::f64, dimension)};
    if (path.starts_with(final_group))
        return {run_description(), point_description("x_final", Type::f64, dimension),
                point_description("x_best", Type::f64, dimension),
                point_description("x_solution", Type::f64, dimension)};
    return {};
}

bool has_run_rows(std::string_view path) { return path.starts_with(runs_path); }

std::pair<int, std::uint64_t> rank(std::string_view path) {
    constexpr std::string_view order[] = {
        runs_path, objective_parameters_path, optimizer_parameters_path, observations_path, full_path,
        hits_path};
    const auto found = std::find(std::begin(order), std::end(order), path);
    if (found != std::end(order))
        return {static_cast<int>(found - std::begin(order)), 0};
    const int base = static_cast<int>(std::size(order));
    if (path.starts_with(iterates_group))
        return {base, dimension_of(path)};
    return path.starts_with(final_group) ? std::pair{base + 1, dimension_of(path)}
                                         : std::pair{base + 2, std::uint64_t{0}};
}

void sort_columns(Table &table) {
    const auto order = columns_of(table.path);
    const auto place = [&](const Column &column) {
        const auto found = std::find_if(order.begin(), order.end(), [&](const Description &known) {
            return known.name == column.about.name;
        });
        return std::pair(found - order.begin(), std::string_view(column.about.name));
    };
    std::sort(table.columns.begin(), table.columns.end(),
              [&](const Column &a, const Column &b) { return place(a) < place(b); });
}

} // namespace thalweg::results
