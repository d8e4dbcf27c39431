// SPDX-License-Identifier: MIT
// Any bytes as an experiment file -> its matrix or its mistakes: never a crash, a hang or a gigabyte. What
// follows a NUL is an override, as --set gives it.
#include "plan/planned.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace thalweg;

namespace {

library::Component optimizer(const char *name, std::initializer_list<const char *> keys) {
    library::Component component = planned::component(library::Kind::optimizer, name);
    for (const char *key : keys)
        component.parameters.push_back(planned::real(key, 0.5, {0.0, std::nullopt, false, false}));
    return component;
}

/// The catalog of the tests of plan, and in outline what experiments/ names.
std::shared_ptr<const library::Catalog> make_catalog() {
    auto catalog = std::make_shared<library::Catalog>(*planned::catalog());
    for (const char *name :
         {"cliffs", "parabola", "parabola_cosine", "cosine_well", "x_cos_pi_x", "cubic", "tanh"}) {
        catalog->components.push_back(planned::component(library::Kind::objective, name));
        catalog->components.back().default_dim = catalog->components.back().max_dim = 1;
    }
    for (const auto &component : {optimizer("gradient_descent", {"learning_rate"}),
                                  optimizer("momentum", {"learning_rate", "momentum", "initial_velocity"}),
                                  optimizer("adagrad", {"learning_rate", "epsilon"}),
                                  optimizer("rmsprop", {"learning_rate", "decay", "epsilon"}),
                                  optimizer("adam", {"learning_rate", "beta1", "beta2", "epsilon"}),
                                  optimizer("adam_carried", {"learning_rate", "beta1", "beta2", "epsilon"}),
                                  optimizer("newton", {"damping"})})
        catalog->components.push_back(component);
    return catalog;
}

spec::Source source_of(std::string_view bytes) {
    spec::Source source{
        .file = "fuzz.toml", .text = std::string(bytes.substr(0, bytes.find('\0'))), .overrides = {}};
    for (auto at = bytes.find('\0'); at != std::string_view::npos;) {
        const auto next = bytes.find('\0', at + 1);
        source.overrides.emplace_back(
            bytes.substr(at + 1, next == std::string_view::npos ? next : next - at - 1));
        at = next;
    }
    return source;
}

void require(bool holds, const char *what) {
    if (holds)
        return;
    std::fprintf(stderr, "this does not hold: %s\n", what);
    std::abort();
}

void check_mistakes(const std::vector<Error> &mistakes) {
    require(!mistakes.empty() && mistakes.size() < 300, "some mistakes, and not more than can be read");
    std::size_t size = 0;
    for (const Error &mistake : mistakes) {
        require(!mistake.what.empty() && mistake.exit == Exit::wrong, "each mistake says what is wrong");
        size += to_text(mistake).size();
    }
    require(size < (std::size_t{64} << 20), "the mistakes are shorter than 64 MiB");
}

/// A machine refuses larger ones before they are made.
bool are_small(const std::vector<library::Probe> &probes) {
    std::uint64_t coordinates = 0;
    for (const library::Probe &probe : probes)
        coordinates = std::min<std::uint64_t>(UINT64_MAX / 2, coordinates + probe.dimension);
    return coordinates < 1'000'000;
}

void look_into(const plan::Matrix &matrix) {
    require(matrix.counts().cells == matrix.size(), "cells are counted as they are numbered");
    plan::Cell cell;
    for (const std::uint64_t id : {std::uint64_t{0}, matrix.size() / 2, matrix.size() - 1})
        if (matrix.size() > 0 && matrix.at(id, cell)) {
            require(cell.run_id == id, "a cell has the number it was asked for by");
            plan::labels(cell);
        }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    static const auto catalog = make_catalog();
    try {
        std::vector<Error> mistakes;
        const auto spec = std::make_shared<const spec::Spec>(
            spec::read_spec(source_of({reinterpret_cast<const char *>(data), size}), mistakes));
        const auto probes = plan::check(*spec, *catalog, mistakes);
        if (!are_small(probes))
            return 0;
        std::vector<library::ProbeAnswer> answers;
        for (const library::Probe &probe : probes)
            answers.push_back(planned::answer(probe));
        const plan::Matrix matrix = plan::make_matrix(spec, catalog, probes, answers, mistakes);
        if (mistakes.empty())
            look_into(matrix);
        else
            check_mistakes(mistakes);
    } catch (const Errors &errors) {
        check_mistakes(errors.list);
    }
    return 0;
}
