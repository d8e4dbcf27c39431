// SPDX-License-Identifier: MIT
// Built objectives on data, and the questions that thalweg::testing::Objective does not ask.
#pragma once

#include "written.hpp"

#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

namespace on_data {

using thalweg::Vector;
using thalweg::testing::Objective;

inline const thalweg::testing::Plugins &plugins() {
    static const thalweg::testing::Plugins all({std::begin(built_plugins), std::end(built_plugins)});
    return all;
}

/// A request at x on a minibatch of those samples; none: all data.
struct Request {
    Vector x, v, f{0}, g, hv;
    std::vector<std::uint64_t> indices;
    thalweg_batch batch{};
    thalweg_eval eval{};

    Request(std::uint32_t want, const std::vector<double> &at, std::vector<std::uint64_t> samples = {})
        : x(at.begin(), at.end()), v(at.size(), 0.0), g(at.size()), hv(at.size()),
          indices(std::move(samples)) {
        batch = {sizeof batch, 0, 0, 0, indices.size(), indices.data()};
        eval.struct_size = sizeof eval;
        eval.want = want;
        eval.n_points = 1;
        eval.dim = at.size();
        eval.ld = (at.size() + 7) / 8 * 8;
        eval.x = x.data();
        eval.v = v.data();
        eval.f = f.data();
        eval.g = g.data();
        eval.hv = hv.data();
        eval.batch = indices.empty() ? nullptr : &batch;
    }
    Request(const Request &) = delete;
    Request &operator=(const Request &) = delete;
};

inline Vector hessian_vector(const Objective &objective, const std::vector<double> &x,
                             const std::vector<double> &v) {
    Request request(THALWEG_W_HV, x);
    std::copy(v.begin(), v.end(), request.v.begin());
    REQUIRE(objective.evaluate(request.eval) == THALWEG_OK);
    return request.hv;
}

inline double accuracy(const Objective &objective, const std::vector<double> &x,
                       std::uint32_t split = THALWEG_SPLIT_TRAIN) {
    const Vector aligned(x.begin(), x.end());
    double share = -1;
    REQUIRE(objective.table().accuracy(objective.self(), aligned.data(), split, &share, nullptr) ==
            THALWEG_OK);
    return share;
}

inline std::vector<double> drawn_start(const Objective &objective, std::uint64_t index, std::uint64_t seed) {
    Vector x(objective.dimension(), 9.0);
    REQUIRE(objective.table().start(objective.self(), index, seed, x.data(), nullptr) == THALWEG_OK);
    return {x.begin(), x.end()};
}

} // namespace on_data
