// SPDX-License-Identifier: MIT
// Spec x catalog -> the tables of an experiment, checked and resolved as far as that goes without the
// plugins.
#include "plan/tables.hpp"

#include "plan/by_role.hpp"
#include "plan/limits.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <thalweg/abi.h>

namespace thalweg::plan {

namespace {

using StartKind = spec::Start::Kind;

struct Reader {
    const spec::Spec &spec;
    const library::Catalog &catalog;
    Reading reading;
    std::uint64_t values_checked;
    Mistakes &mistakes;

    const library::Component *find(library::Kind kind, const spec::Placed<std::string> &name) const {
        if (name.value.empty())
            return nullptr; // spec has said so
        const library::Component *found = catalog.find(kind, name.value);
        if (found != nullptr)
            return found;
        const bool objective = kind == library::Kind::objective;
        const std::string_view word = objective ? "objective" : "optimizer";
        std::vector<std::string> names;
        for (const library::Component &component : catalog.components)
            if (component.kind == kind)
                names.push_back(component.name);
        const auto near = nearest(name.value, names);
        const bool other = catalog.find(objective ? library::Kind::optimizer : library::Kind::objective,
                                        name.value) != nullptr;
        const std::string list = fmt::format("`thalweg list {}s` shows all", word);
        mistakes.add(name.place, fmt::format("unknown {} \"{}\"", word, name.value),
                     other ? fmt::format("{} is an {}", name.value, objective ? "optimizer" : "objective")
                     : names.empty() ? fmt::format("no plugin with an {} was found", word)
                                     : fmt::format("no plugin on the plugin path offers it"),
                     near.empty() ? list : fmt::format("write {}; {}", listed(near, "or"), list));
        return nullptr;
    }

    Settings settings(const library::Component &component, const std::vector<spec::Parameter> &parameters,
                      const spec::Optimizer *optimizer, const std::vector<std::uint64_t> &dimensions,
                      spec::Place place) const {
        const std::vector<std::vector<spec::Placed<std::string>>> no_zips;
        const std::optional<spec::Search> no_search;
        return Settings({.component = component,
                         .parameters = parameters,
                         .zips = optimizer ? optimizer->zips : no_zips,
                         .search = optimizer ? optimizer->search : no_search,
                         .dimensions = dimensions,
                         .seed = spec.seed,
                         .values_checked = values_checked,
                         .place = place,
                         .complains_of_missing = reading == Reading::whole},
                        mistakes);
    }
};

std::string range_text(const library::Component &c) {
    if (c.max_dim == 0)
        return fmt::format("{} or more", c.min_dim);
    return c.min_dim == c.max_dim ? fmt::format("{}", c.min_dim)
                                  : fmt::format("{} to {}", c.min_dim, c.max_dim);
}

std::vector<std::uint64_t> read_dimensions(const spec::Objective &written,
                                           const library::Component &component, Mistakes &mistakes) {
    if (written.dimensions.empty())
        return {component.default_dim};
    std::vector<std::uint64_t> dimensions;
    for (const auto &dimension : written.dimensions) {
        const bool too_small = dimension.value < std::max<std::uint64_t>(1, component.min_dim);
        if (too_small || (component.max_dim != 0 && dimension.value > component.max_dim))
            mistakes.add(dimension.place,
                         fmt::format("{} is not defined in dimension {}", component.name, dimension.value),
                         fmt::format("its dimension is {}", range_text(component)),
                         component.min_dim == component.max_dim
                             ? fmt::format("write dimensions = [{}], or leave it out", component.min_dim)
                             : fmt::format("write dimensions in {}", range_text(component)));
        dimensions.push_back(dimension.value);
    }
    return dimensions;
}

void check_point(const spec::Start &start, const ObjectiveTable &table, Mistakes &mistakes) {
    for (std::size_t n = 0; n < table.dimensions.size(); ++n)
        if (const std::uint64_t d = table.dimensions[n]; d != 0 && d != start.point.size()) {
            mistakes.add(start.place,
                         fmt::format("the start has {} coordinate{}, but {} has dimension {} here",
                                     start.point.size(), start.point.size() == 1 ? "" : "s",
                                     table.component->name, d),
                         table.dimensions.size() > 1 ? "each start is used in each dimension of the table"
                                                     : "a start is a point of the objective's space",
                         fmt::format("give it {} coordinate{}, or put it into a table of its own", d,
                                     d == 1 ? "" : "s"));
            return;
        }
}

void read_starts(ObjectiveTable &table, Mistakes &mistakes) {
    std::vector<spec::Start> starts = table.written->starts;
    if (starts.empty()) {
        starts.emplace_back();
        starts.back().place = table.written->name.place;
    }
    std::uint64_t standard = 0;
    for (spec::Start &start : starts) {
        std::string bytes;
        put(bytes, static_cast<std::uint64_t>(start.kind));
        if (start.kind == StartKind::point) {
            check_point(start, table, mistakes);
            for (const double x : start.point)
                put(bytes, x);
        } else if (start.kind == StartKind::uniform) {
            put(bytes, start.from);
            put(bytes, start.to);
        }
        const std::uint64_t count = start.kind == StartKind::uniform ? start.count : 1;
        const bool counts_as_standard = start.kind == StartKind::standard;
        table.starts.push_back({std::move(start), table.start_count, standard, hash128(bytes)});
        table.start_count = saturating_sum(table.start_count, count);
        standard += counts_as_standard ? 1 : 0;
    }
}

std::string objective_head(const spec::Objective &written) {
    std::string head;
    put(head, written.name.value);
    put(head, static_cast<std::uint64_t>(written.transforms.size()));
    for (const spec::Transform &transform : written.transforms) {
        put(head, static_cast<std::uint64_t>(transform.kind));
        put(head, transform.amount);
    }
    const std::uint64_t batch = written.data ? written.data->batch : 0;
    put(head, batch); // all data and no data table are the same
    put(head, std::string_view(batch != 0 ? written.data->order : ""));
    return head;
}

void check_data(const spec::Objective &written, const library::Component &component, Mistakes &mistakes) {
    if (written.data && (component.caps & THALWEG_OBJ_STOCHASTIC) == 0)
        mistakes.add(written.data->place, fmt::format("{} has no data", component.name),
                     "data sets the minibatches of objectives that are sums over samples",
                     fmt::format("remove data from the table; `thalweg describe {}`", component.name));
}

} // namespace

std::uint64_t Tables::points() const {
    std::uint64_t sum = 0;
    for (const ObjectiveTable &table : objectives)
        sum = saturating_sum(sum, table.points());
    return sum;
}

std::uint64_t Tables::settings() const {
    std::uint64_t sum = 0;
    for (const OptimizerTable &table : optimizers)
        sum = saturating_sum(sum, table.settings.count());
    return sum;
}

Tables read_tables(const spec::Spec &spec, const library::Catalog &catalog, Reading reading,
                   Mistakes &mistakes) {
    const Reader reader{spec, catalog, reading, values_checked(spec), mistakes};
    Tables tables;
    std::set<std::uint64_t> met; // dimensions that an optimizer's formula may meet
    for (const spec::Objective &written : spec.objectives) {
        const library::Component *component = reader.find(library::Kind::objective, written.name);
        if (component == nullptr)
            continue;
        check_data(written, *component, mistakes);
        auto dimensions = read_dimensions(written, *component, mistakes);
        ObjectiveTable table{
            &written,
            component,
            reader.settings(*component, written.parameters, nullptr, dimensions, written.name.place),
            dimensions,
            {},
            0,
            objective_head(written)};
        read_starts(table, mistakes);
        met.insert(dimensions.begin(), dimensions.end());
        tables.objectives.push_back(std::move(table));
    }
    met.erase(0);
    const std::vector<std::uint64_t> all_dimensions(met.begin(), met.end());
    for (const spec::Optimizer &written : spec.optimizers) {
        const library::Component *component = reader.find(library::Kind::optimizer, written.name);
        if (component == nullptr)
            continue;
        OptimizerTable table{
            &written,
            component,
            reader.settings(*component, written.parameters, &written, all_dimensions, written.name.place),
            {}};
        put(table.head, written.name.value);
        tables.optimizers.push_back(std::move(table));
    }
    check_rotations(tables, mistakes);
    const std::size_t before = mistakes.size();
    check_excludes(spec, mistakes);
    if (mistakes.size() == before)
        tables.exclusions = read_exclusions(spec, tables, mistakes);
    check_size(spec, tables, mistakes);
    return tables;
}

} // namespace thalweg::plan
