// SPDX-License-Identifier: MIT
// The text of an experiment over the odd plugins -> its runs, executed in this process.
#pragma once

#include "engine/engine.hpp"
#include "library/library.hpp"
#include "plan/matrix.hpp"

#include <filesystem>
#include <stdexcept>

namespace bench {

using namespace thalweg;

/// A library with its plugins, and their components as plain data.
struct Loaded {
    library::Library library;
    std::shared_ptr<library::Catalog> catalog = std::make_shared<library::Catalog>();

    /// Names of odd plugins, or paths.
    explicit Loaded(const std::vector<std::string> &plugins) {
        for (const std::string &plugin : plugins) {
            const library::Module &module =
                library.load((std::filesystem::path(THALWEG_ODD_PLUGINS) / plugin).replace_extension(".so"));
            for (const library::Offer &offer : module.offers()) {
                catalog->components.push_back(offer.description);
                catalog->components.back().plugin = catalog->plugins.size();
            }
            catalog->plugins.push_back(module.plugin());
            catalog->plugins.back().path = module.file().string();
        }
    }

    std::vector<library::ProbeAnswer> answer(const std::vector<library::Probe> &probes) const {
        std::vector<library::ProbeAnswer> answers;
        for (const library::Probe &probe : probes)
            answers.push_back(library::ObjectiveInstance(library, {.component = probe.objective,
                                                                   .parameters = probe.parameters,
                                                                   .dimension = probe.dimension,
                                                                   .seed = probe.seed})
                                  .description());
        return answers;
    }
};

/// All that is wrong with an experiment, for a test to see.
inline void require_none(const std::vector<Error> &mistakes) {
    std::string all;
    for (const Error &mistake : mistakes)
        all += to_text(mistake);
    if (!mistakes.empty())
        throw std::runtime_error(all);
}

inline std::vector<std::string> odd_plugins() {
    return {"odd_objectives", "odd_optimizers", "raw_optimizers", "bad_citizens"};
}

class Experiment {
public:
    /// `text` without its [experiment] table.
    explicit Experiment(const std::string &text, const std::vector<std::string> &plugins = odd_plugins())
        : loaded_(plugins), matrix_(make("[experiment]\nname = \"test\"\nseed = 11\n" + text)),
          engine_(loaded_.library, matrix_.spec().record) {}

    engine::Record run(std::uint64_t id = 0) {
        engine::Record record;
        execute(id, record);
        return record;
    }
    void execute(std::uint64_t id, engine::Record &record) {
        plan::Cell cell;
        if (!matrix_.at(id, cell))
            throw std::runtime_error("no such run");
        engine_.execute(cell, live, record);
    }
    const plan::Matrix &matrix() const { return matrix_; }
    const library::Library &library() const { return loaded_.library; }

    engine::Live live;

private:
    plan::Matrix make(const std::string &text) {
        std::vector<Error> mistakes;
        auto spec = std::make_shared<const spec::Spec>(spec::read_spec({"test.toml", text, {}}, mistakes));
        const auto probes = plan::check(*spec, *loaded_.catalog, mistakes);
        require_none(mistakes);
        plan::Matrix matrix =
            plan::make_matrix(spec, loaded_.catalog, probes, loaded_.answer(probes), mistakes);
        require_none(mistakes);
        return matrix;
    }

    Loaded loaded_;
    plan::Matrix matrix_;
    engine::Engine engine_;
};

/// An experiment of one objective and one optimizer.
inline std::string one(const std::string &stop, const std::string &objective, const std::string &optimizer) {
    return "[stop]\n" + stop + "\n[[objective]]\n" + objective + "\n[[optimizer]]\n" + optimizer + "\n";
}

} // namespace bench
