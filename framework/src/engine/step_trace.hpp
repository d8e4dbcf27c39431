// SPDX-License-Identifier: MIT
// Where steps begin and end -> how long the last one was, and how far from steepest descent it pointed.
#pragma once

#include "engine/record.hpp"

#include <span>
#include <thalweg/face/basics.hpp>

namespace thalweg::engine {

/// Holds the last observed step and the one under way, which may come to nothing: then the last one is still
/// known.
class StepTrace {
public:
    void reset(std::size_t dimension);
    /// A step begins at x. g: the gradient there, empty where nobody knows it.
    void begin(std::span<const double> x, std::span<const double> g);
    /// Somebody has asked for the gradient at x: it is taken where the step under way began there without
    /// one.
    void see_gradient(std::span<const double> x, std::span<const double> g);
    /// The step under way, if there is one, has led to an iterate.
    void end();
    /// Of the last step that ended; x is where it did.
    Diagnostics facts(std::span<const double> x) const;
    /// The iterate that the last step led to, where another step has begun from there; else empty.
    std::span<const double> left() const {
        return is_under_way_ ? std::span<const double>(under_way_.x) : std::span<const double>();
    }

private:
    struct Origin {
        Vector x, g;
        bool has_g = false;
    };
    Origin under_way_, ended_;
    bool is_under_way_ = false, has_ended_ = false;
    mutable Vector step_;
};

} // namespace thalweg::engine
