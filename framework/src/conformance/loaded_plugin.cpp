// SPDX-License-Identifier: MIT
#include "conformance/loaded_plugin.hpp"

#include "conformance/surroundings.hpp"

namespace thalweg::conformance {

LoadedPlugin::LoadedPlugin(library::Library &library, const std::filesystem::path &file) {
    const Surroundings before;
    module_ = &library.load(file);
    changes_ = module_->notes(); // the loader has put back arithmetic and locale
    for (std::string &change : before.changes())
        changes_.push_back(std::move(change));
    for (const library::Offer &offer : module_->offers()) {
        thalweg_component &component = components_.emplace_back(offer.component);
        const bool is_objective = offer.description.kind == library::Kind::objective;
        component.vtable = is_objective ? static_cast<const void *>(&offer.objective) : &offer.optimizer;
    }
}

} // namespace thalweg::conformance
