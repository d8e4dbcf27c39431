// SPDX-License-Identifier: MIT
#include "experiment/machine_memory.hpp"

#include "experiment/control_groups.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/resource.h>
#include <thalweg/abi.h>
#include <unistd.h>

namespace thalweg::experiment {

namespace {

std::string gibibytes(std::uint64_t bytes) {
    return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1 << 30));
}

Error too_large(const spec::Spec &spec, spec::Place place, const std::string &what, std::uint64_t memory) {
    return spec::mistake(spec.source, place, what,
                         fmt::format("this machine gives a process {} at most", gibibytes(memory)),
                         "choose a smaller dimension, or a machine with more memory");
}

} // namespace

std::uint64_t machine_memory() {
    std::uint64_t memory = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    if (const auto group = group_limits("/").memory)
        memory = std::min(memory, *group);
    rlimit limit = {};
    if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        memory = std::min<std::uint64_t>(memory, limit.rlim_cur);
    return memory;
}

void check_dimensions(const spec::Spec &spec, std::uint64_t memory, std::vector<Error> &mistakes) {
    for (const spec::Objective &objective : spec.objectives)
        for (const auto &dimension : objective.dimensions)
            if (const auto bytes = engine::point_bytes(dimension.value, engine::Curvature::none);
                bytes > memory)
                mistakes.push_back(too_large(spec, dimension.place,
                                             fmt::format("a run of dimension {} takes {} of memory",
                                                         dimension.value, gibibytes(bytes)),
                                             memory));
    spec::sort_by_place(mistakes);
}

void require_hessians(const spec::Spec &spec, const library::Catalog &catalog,
                      const std::vector<library::ProbeAnswer> &answers, std::uint64_t memory) {
    std::uint64_t dimension = 0;
    for (const auto &answer : answers)
        if (const auto *problem = std::get_if<library::Problem>(&answer);
            problem != nullptr && (problem->caps & THALWEG_W_H) != 0)
            dimension = std::max<std::uint64_t>(dimension, problem->dim);
    const std::uint64_t bytes = engine::point_bytes(dimension, engine::Curvature::hessian);
    if (bytes <= memory)
        return;
    for (const spec::Optimizer &optimizer : spec.optimizers)
        if (const auto *component = catalog.find(library::Kind::optimizer, optimizer.name.value);
            component != nullptr && (component->needs & THALWEG_W_H) != 0)
            throw Errors(
                too_large(spec, optimizer.name.place,
                          fmt::format("{} asks for Hessians of dimension {}, which take {} of memory",
                                      component->name, dimension, gibibytes(bytes)),
                          memory));
}

void require_memory(const spec::Spec &spec, const engine::Memory &largest, unsigned workers) {
    constexpr double copies = 3; // the record, its columns, and the image of the part that they go to
    const std::uint64_t memory = machine_memory();
    const double here = copies * static_cast<double>(largest.record), run = static_cast<double>(largest.run);
    const auto available = static_cast<double>(memory);
    if (here + run * std::max(1u, workers) <= available)
        return;
    const auto fitting = available > here ? static_cast<std::uint64_t>((available - here) / run) : 0;
    throw Errors(Error{
        .what = fmt::format("{} runs at a time do not fit into memory", std::max(1u, workers)),
        .where = spec.source.file,
        .excerpt = {},
        .why = fmt::format("one takes up to {}, and this machine gives {} at most", gibibytes(largest.run),
                           gibibytes(memory)),
        .fix = fitting > 0
                   ? fmt::format("use fewer workers: `--jobs {}`", fitting)
                   : "record less (record.observations, record.iterates), or choose a smaller dimension"});
}

} // namespace thalweg::experiment
