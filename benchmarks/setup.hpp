// SPDX-License-Identifier: MIT
// The text of an experiment and the built plugins that it names -> what the engine needs to execute it.
#pragma once

#include "library/instance.hpp"
#include "plan/matrix.hpp"

#include <filesystem>
#include <initializer_list>

namespace bench {

using namespace thalweg;

struct Setup {
    library::Library library;
    std::shared_ptr<library::Catalog> catalog = std::make_shared<library::Catalog>();
    plan::Matrix matrix;

    Setup(const std::string &text, std::initializer_list<const char *> plugins)
        : matrix(make(text, plugins)) {}

private:
    plan::Matrix make(const std::string &text, std::initializer_list<const char *> plugins) {
        for (const char *name : plugins) {
            const library::Module &module = library.load(std::filesystem::path(THALWEG_PLUGIN_DIR) / name);
            catalog->components.push_back(module.offers().at(0).description);
            catalog->components.back().plugin = catalog->plugins.size();
            catalog->plugins.push_back(module.plugin());
        }
        std::vector<Error> mistakes;
        auto spec = std::make_shared<const spec::Spec>(spec::read_spec({"benchmark", text, {}}, mistakes));
        const auto probes = plan::check(*spec, *catalog, mistakes);
        std::vector<library::ProbeAnswer> answers;
        for (const library::Probe &probe : probes)
            answers.push_back(library::ObjectiveInstance(library, {.component = probe.objective,
                                                                   .parameters = probe.parameters,
                                                                   .dimension = probe.dimension,
                                                                   .seed = probe.seed})
                                  .description());
        plan::Matrix made = plan::make_matrix(spec, catalog, probes, answers, mistakes);
        if (!mistakes.empty())
            throw Errors(std::move(mistakes));
        return made;
    }
};

} // namespace bench
