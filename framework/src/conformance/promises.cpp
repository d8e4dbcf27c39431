// SPDX-License-Identifier: MIT
#include "conformance/promise.hpp"

#include "conformance/surroundings.hpp"

#include <exception>
#include <fmt/format.h>

namespace thalweg::conformance {

std::span<const Promise> promises_of(library::Kind kind) {
    return kind == library::Kind::objective ? promises_of_objectives() : promises_of_optimizers();
}

Outcome keep(const Promise &promise, const Subject &subject) {
    const Surroundings before;
    const auto threw = [&](const char *reason) {
        return Outcome{
            {{fmt::format("a call failed: {}", reason), subject.plugin.file().string(), promise.says,
              "return OK for what the description allows, and let no exception out"}}};
    };
    Outcome outcome;
    try {
        outcome = promise.test(subject);
    } catch (const std::exception &failed) {
        outcome = threw(failed.what());
    } catch (...) {
        outcome = threw("an exception left the plugin");
    }
    before.changes(); // put back, for the next promise
    return outcome;
}

} // namespace thalweg::conformance
