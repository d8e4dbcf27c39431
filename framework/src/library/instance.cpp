// SPDX-License-Identifier: MIT
// create, describe, reset and destroy of components, with the plugin's reason for each refusal.
#include "library/instance.hpp"

#include "library/arguments.hpp"
#include "library/problem.hpp"

#include <fmt/format.h>

namespace thalweg::library {

namespace {

const Offer *find_offer(const Library &library, Kind kind, std::string_view name) {
    if (const Offer *offer = library.find(kind, name))
        return offer;
    throw Errors(Error{.what = fmt::format("there is no {} \"{}\" in the plugins that are loaded",
                                           kind == Kind::objective ? "objective" : "optimizer", name),
                       .where = {},
                       .excerpt = {},
                       .why = {},
                       .fix = {},
                       .exit = Exit::fault});
}

Error refusal(const Component &component, std::string_view function, std::string why) {
    return Error{.what = fmt::format("{} \"{}\" failed in {}",
                                     component.kind == Kind::objective ? "objective" : "optimizer",
                                     component.name, function),
                 .where = {},
                 .excerpt = {},
                 .why = std::move(why),
                 .fix = fmt::format("`thalweg describe {}` lists what it takes", component.name)};
}

Errors refused(const Component &component, std::string_view function, std::string why) {
    return Errors(refusal(component, function, std::move(why)));
}

/// Calls a function of a plugin; throws Errors where it fails, with the reason it gives.
template <class Call> void ask(const Component &component, std::string_view function, Call &&call) {
    ErrorBuffer reason;
    thalweg_status status = THALWEG_OK;
    try {
        status = call(reason.table());
    } catch (const std::exception &thrown) {
        throw refused(component, function, fmt::format("it threw a C++ exception: {}", thrown.what()));
    } catch (...) {
        throw refused(component, function, "it threw an exception");
    }
    if (status == THALWEG_E_NOMEM)
        throw NoMemory(refusal(component, function, reason.message(status)));
    if (status < 0)
        throw refused(component, function, reason.message(status));
}

} // namespace

ObjectiveInstance::ObjectiveInstance(const Library &library, const ObjectiveOrder &order)
    : offer_(find_offer(library, Kind::objective, order.component)),
      self_(nullptr, offer_->objective.destroy) {
    const auto named = with_paths(component(), order.parameters, order.folder);
    const auto values = to_abi(component(), named);
    const auto announce = [&](std::string_view function) {
        if (order.before_call)
            order.before_call(function);
    };
    void *made = nullptr;
    announce("create");
    ask(component(), "create", [&](thalweg_error *error) {
        return vtable().create(&library.host(), values.data(), values.size(), order.dimension, order.seed,
                               &made, error);
    });
    if (made == nullptr)
        throw refused(component(), "create", "it returned OK, but made no instance");
    self_.reset(made);
    problem_.struct_size = sizeof(problem_);
    announce("describe");
    ask(component(), "describe",
        [&](thalweg_error *error) { return vtable().describe(made, &problem_, error); });
    problem_.struct_size = sizeof(problem_);
    if (auto fault = find_fault(problem_, order.dimension); !fault.empty())
        throw refused(component(), "describe", std::move(fault));
}

Problem ObjectiveInstance::description() const {
    Problem problem = to_problem(problem_);
    problem.draws_starts = vtable().start != nullptr;
    return problem;
}

std::vector<double> ObjectiveInstance::draw_start(std::uint64_t index, std::uint64_t seed) const {
    if (vtable().start == nullptr)
        throw refused(component(), "start", "it draws no starts of its own");
    std::vector<double> start(problem_.dim);
    ask(component(), "start",
        [&](thalweg_error *error) { return vtable().start(self(), index, seed, start.data(), error); });
    return start;
}

struct OptimizerInstance::FlatLayout {
    thalweg_block block;
    const thalweg_block *blocks[1];
    thalweg_layout layout;

    explicit FlatLayout(std::uint64_t dimension)
        : block{sizeof(thalweg_block), THALWEG_ROLE_OTHER, "x", 0, 1, {dimension, 1, 1, 1}}, blocks{&block},
          layout{sizeof(thalweg_layout), 0, 1, blocks} {}
};

OptimizerInstance::OptimizerInstance(const Library &library, const OptimizerOrder &order)
    : offer_(find_offer(library, Kind::optimizer, order.component)),
      flat_(nullptr, [](FlatLayout *layout) { delete layout; }), self_(nullptr, offer_->optimizer.destroy) {
    const auto named = with_paths(component(), order.parameters, order.folder);
    const auto values = to_abi(component(), named);
    const thalweg_layout *layout = order.layout;
    if (layout == nullptr) {
        flat_.reset(new FlatLayout(order.dimension));
        layout = &flat_->layout;
    }
    void *made = nullptr;
    ask(component(), "create", [&](thalweg_error *error) {
        return vtable().create(&library.host(), values.data(), values.size(), layout, order.dimension, &made,
                               error);
    });
    if (made == nullptr)
        throw refused(component(), "create", "it returned OK, but made no instance");
    self_.reset(made);
}

void OptimizerInstance::reset(const thalweg_run_info &info) const {
    ask(component(), "reset", [&](thalweg_error *error) { return vtable().reset(self(), &info, error); });
}

void OptimizerInstance::set_parameter(std::size_t index, const Value &value) const {
    if (vtable().set_param == nullptr || index >= component().parameters.size())
        throw refused(component(), "set_param", "it has no such function or parameter");
    const thalweg_value converted = to_abi(component().parameters[index], value);
    ask(component(), "set_param",
        [&](thalweg_error *error) { return vtable().set_param(self(), index, &converted, error); });
}

} // namespace thalweg::library
