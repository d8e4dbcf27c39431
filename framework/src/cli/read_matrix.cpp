// SPDX-License-Identifier: MIT
// Goes the straight line from a TOML file to a matrix.
#include "cli/read_matrix.hpp"
#include "experiment/machine_memory.hpp"
#include "spec/spec.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <memory>

namespace thalweg::cli {

namespace {

constexpr std::uintmax_t most_bytes = 64u << 20; // a longer one is a mistaken file name

Errors unreadable(const std::filesystem::path &file, const std::string &why) {
    return Errors(Error{"the experiment file cannot be read", file.string(), "", why, "check the name"});
}

PlannedExperiment plan_experiment(spec::Source source, const Globals &globals, const Context &context) {
    std::vector<Error> mistakes;
    auto spec = std::make_shared<const spec::Spec>(spec::read_spec(std::move(source), mistakes));
    auto catalog = std::make_shared<const library::Catalog>(load_catalog(globals, context));
    std::vector<library::Probe> probes = plan::check(*spec, *catalog, mistakes);
    const std::uint64_t memory = experiment::machine_memory();
    experiment::check_dimensions(*spec, memory, mistakes);
    if (!mistakes.empty())
        throw Errors(std::move(mistakes));
    auto answers = probes.empty() ? std::vector<library::ProbeAnswer>() : context.probe(probes);
    if (context.end_vetting)
        context.end_vetting();
    experiment::require_hessians(*spec, *catalog, answers, memory);
    plan::Matrix matrix = plan::make_matrix(spec, catalog, probes, answers, mistakes);
    if (!mistakes.empty())
        throw Errors(std::move(mistakes));
    return {pool::make_job(*spec, *catalog, std::move(probes), std::move(answers)), std::move(matrix)};
}

} // namespace

std::string read_text(const std::filesystem::path &file) {
    std::error_code failure;
    if (std::filesystem::is_directory(file, failure))
        throw unreadable(file, "it is a folder");
    if (const auto size = std::filesystem::file_size(file, failure); !failure && size > most_bytes)
        throw unreadable(file, fmt::format("it has {} bytes, no experiment file is that long", size));
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw unreadable(file, std::strerror(errno));
    std::string text;
    std::array<char, 1 << 16> block;
    while (stream.read(block.data(), block.size()), stream.gcount() > 0 && text.size() <= most_bytes)
        text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() > most_bytes) // a pipe or a device has no size, and may have no end
        throw unreadable(file, "it goes on for longer than any experiment file");
    if (stream.bad())
        throw unreadable(file, std::strerror(errno));
    return text;
}

PlannedExperiment read_experiment(const ExperimentFile &experiment, const Globals &globals,
                                  const Context &context) {
    PlannedExperiment planned =
        plan_experiment({experiment.file.string(), read_text(experiment.file), experiment.overrides,
                         std::filesystem::absolute(experiment.file).parent_path().string()},
                        globals, context);
    for (const std::string &warning : planned.matrix.warnings())
        warn(globals, context, warning);
    return planned;
}

PlannedExperiment read_stored_experiment(const spec::Source &source, const Globals &globals,
                                         const Context &context) {
    return plan_experiment(source, globals, context);
}

} // namespace thalweg::cli
