// SPDX-License-Identifier: MIT
// Spec x catalog -> mistakes, and what to ask of the objectives.
#include "plan/state.hpp"
#include "plan/stops.hpp"

#include <algorithm>
#include <set>

namespace thalweg::plan {

std::vector<library::Probe> check(const spec::Spec &spec, const library::Catalog &catalog,
                                  std::vector<Error> &mistakes) {
    Mistakes found(spec.source);
    const Tables tables =
        read_tables(spec, catalog, mistakes.empty() ? Reading::whole : Reading::partial, found);
    std::set<std::uint64_t> dimensions;
    for (const ObjectiveTable &table : tables.objectives)
        dimensions.insert(table.dimensions.begin(), table.dimensions.end());
    dimensions.erase(0);
    if (dimensions.empty())
        dimensions.insert(1); // a formula is parsed though no dimension is known yet
    read_stops(spec, {dimensions.begin(), dimensions.end()}, found);
    found.append_to(mistakes);
    if (!mistakes.empty())
        return {};
    std::vector<library::Probe> probes;
    std::set<Key> seen;
    each_probe(tables, Seeds{spec.seed},
               [&](std::size_t, std::size_t, std::uint64_t, library::Probe &&probe) {
                   if (!seen.insert(probe_identity(probe)).second)
                       return;
                   probe.folder = spec.source.folder;
                   probes.push_back(std::move(probe));
               });
    return probes;
}

} // namespace thalweg::plan
