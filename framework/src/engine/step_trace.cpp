// SPDX-License-Identifier: MIT
#include "engine/step_trace.hpp"

#include "engine/norm.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace thalweg::engine {

void StepTrace::reset(std::size_t dimension) {
    for (Vector *v : {&under_way_.x, &under_way_.g, &ended_.x, &ended_.g, &step_})
        v->assign(dimension, 0.0);
    is_under_way_ = has_ended_ = false;
}

void StepTrace::begin(std::span<const double> x, std::span<const double> g) {
    std::copy(x.begin(), x.end(), under_way_.x.begin());
    std::copy(g.begin(), g.end(), under_way_.g.begin());
    under_way_.has_g = !g.empty();
    is_under_way_ = true;
}

void StepTrace::see_gradient(std::span<const double> x, std::span<const double> g) {
    if (!is_under_way_ || under_way_.has_g || std::memcmp(under_way_.x.data(), x.data(), x.size_bytes()) != 0)
        return;
    std::copy(g.begin(), g.end(), under_way_.g.begin());
    under_way_.has_g = true;
}

void StepTrace::end() {
    if (!is_under_way_)
        return;
    std::swap(ended_, under_way_);
    has_ended_ = true;
    is_under_way_ = false;
}

Diagnostics StepTrace::facts(std::span<const double> x) const {
    Diagnostics facts{.x_norm = norm(x)};
    if (!has_ended_)
        return facts;
    std::transform(x.begin(), x.end(), ended_.x.begin(), step_.begin(), std::minus<>());
    facts.step_length = norm(step_);
    if (ended_.has_g)
        facts.step_cosine = 0.0 - cosine(step_, ended_.g); // a difference, so that a right angle is no -0
    return facts;
}

} // namespace thalweg::engine
