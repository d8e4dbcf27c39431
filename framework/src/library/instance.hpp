// SPDX-License-Identifier: MIT
// A component and values of its parameters -> an instance that is destroyed with its owner.
#pragma once

#include "error.hpp"
#include "library/error_buffer.hpp"
#include "library/library.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace thalweg::library {

/// A plugin had no memory for an instance.
class NoMemory : public Errors {
public:
    using Errors::Errors;
};

/// Which objective to make. dimension 0: the component's own.
struct ObjectiveOrder {
    std::string_view component;
    std::span<const Value> parameters; ///< one a schema entry, in order
    std::uint64_t dimension = 0;
    std::uint64_t seed = 0;
    std::string_view folder{}; ///< where names of files start; empty: the current one
    std::function<void(std::string_view function)> before_call = nullptr; ///< told of create and describe
};

/// An objective made and described. The hot loop calls vtable().eval(self(), ...) itself.
class ObjectiveInstance {
public:
    /// Throws Errors: no such component (Exit::fault), refused by create or describe (with the plugin's
    /// reason), or described against the ABI's rules.
    ObjectiveInstance(const Library &library, const ObjectiveOrder &order);

    const thalweg_objective_vt &vtable() const {
        return offer_->objective;
    } ///< whole; as long as the Library
    void *self() const { return self_.get(); }
    const thalweg_problem &problem() const { return problem_; } ///< pointers in it live as long as this
    const Component &component() const { return offer_->description; }
    /// The same as plain data.
    Problem description() const;
    /// Start number `index` of stream `seed`; throws Errors where the objective has no such function or
    /// refuses.
    std::vector<double> draw_start(std::uint64_t index, std::uint64_t seed) const;

private:
    const Offer *offer_;
    std::unique_ptr<void, void (*)(void *)> self_;
    thalweg_problem problem_{};
};

/// Which optimizer to make. layout NULL: one block of rank 1.
struct OptimizerOrder {
    std::string_view component;
    std::span<const Value> parameters;      ///< one a schema entry, in order
    const thalweg_layout *layout = nullptr; ///< of the objective: alive as long as the instance
    std::uint64_t dimension = 0;
    std::string_view folder{}; ///< where names of files start; empty: the current one
};

/// An optimizer made; reset before each run. The hot loop calls vtable().update(self(), ...) itself.
class OptimizerInstance {
public:
    /// Throws Errors: no such component (Exit::fault), or refused by create, with the plugin's reason.
    OptimizerInstance(const Library &library, const OptimizerOrder &order);

    const thalweg_optimizer_vt &vtable() const {
        return offer_->optimizer;
    } ///< whole; as long as the Library
    void *self() const { return self_.get(); }
    const Component &component() const { return offer_->description; }
    /// Throws Errors with the plugin's reason.
    void reset(const thalweg_run_info &info) const;
    /// Changes parameter number `index` between two steps; throws Errors with the plugin's reason.
    void set_parameter(std::size_t index, const Value &value) const;

private:
    struct FlatLayout; // one block of rank 1, for objectives that say nothing about x
    const Offer *offer_;
    std::unique_ptr<FlatLayout, void (*)(FlatLayout *)> flat_;
    std::unique_ptr<void, void (*)(void *)> self_; // goes before the layout it points to
};

} // namespace thalweg::library
