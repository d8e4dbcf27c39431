// SPDX-License-Identifier: MIT
// A plugin file -> what steps of its optimizers cost, measured in a child process that may crash or hang.
#pragma once

#include "bench/document.hpp"
#include "bench/messages.hpp"
#include "library/interview.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::bench {

/// An optimizer in one dimension. Times are the least processor time of all repetitions, ns a step.
struct Row {
    std::string optimizer{};
    std::uint64_t dimension = 0;
    std::string refusal{}, note{}; ///< why it was not measured; what to know where it was
    double step_ns = 0;
    std::optional<double>
        bytes_per_step{};              ///< of a rule: x and g read, x written, its state read and written
    std::optional<double> limit_ns{};  ///< of a rule: a loop of the same traffic
    std::optional<double> oracle_ns{}; ///< of one that asks: the part of step_ns that is the oracle's
};

/// One plugin file and its child. From the main thread only: the child dies with it.
class Bench {
public:
    /// `program`: the one that measures, beside the host. Throws Errors: it is missing (Exit::fault), the
    /// loader's refusal, or a plugin that ends the child.
    Bench(std::filesystem::path program, const std::filesystem::path &file, Terms terms);

    const std::vector<library::Component> &components() const { return components_; }
    /// Adds what Google Benchmark says to `document`. Throws Errors where the child dies of it; the next call
    /// has a new one.
    Row measure(const MeasureRequest &request, Document &document);

private:
    void load();

    std::filesystem::path program_, file_;
    Terms terms_;
    std::unique_ptr<library::Interview> child_;
    std::vector<library::Component> components_;
};

/// PREFIX/libexec/thalweg/measure for the host PREFIX/bin/thalweg.
std::filesystem::path measuring_program(const std::filesystem::path &host);

} // namespace thalweg::bench
