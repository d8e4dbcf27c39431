// SPDX-License-Identifier: MIT
// This program: its version, compiler, libraries and math.
#include "doctor/doctor.hpp"

#include "experiment/environment.hpp"
#include "experiment/math.hpp"
#include "results/hdf5_version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::doctor {

namespace {

Finding math() {
    const std::string now = experiment::math_variant();
    const auto portable = experiment::portable_math_variant();
    if (!portable)
        return {"math", State::warning, now,
                "--portable-math is not possible here, so results may differ in bits from those of other "
                "machines",
                "compare results of one machine, or use glibc on x86-64"};
    return {"math", State::ok,
            now == *portable ? now + ", the portable variant"
                             : fmt::format("{}; --portable-math gives {}", now, *portable),
            "", ""};
}

} // namespace

Findings look_at_build() {
    const nlohmann::json environment = experiment::environment();
    const auto text = [&](const char *key) { return environment.at(key).get<std::string>(); };
    return {{"version", State::ok,
             fmt::format("thalweg {}, {}, {}", text("thalweg"), text("compiler"), text("flags")), "", ""},
            {"libraries", State::ok,
             fmt::format("{}; running with HDF5 {}", text("libraries"), results::hdf5_version()), "", ""},
            {"system", State::ok, fmt::format("{}, {}", text("kernel"), text("cpu")), "", ""},
            math()};
}

} // namespace thalweg::doctor
