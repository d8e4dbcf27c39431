// SPDX-License-Identifier: MIT
#include "plan/transforms.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::plan {

using Kind = spec::Transform::Kind;
using nlohmann::json;

namespace {

bool has(const Transforms &transforms, Kind kind) {
    return std::any_of(transforms.begin(), transforms.end(), [&](const auto &t) { return t.kind == kind; });
}
bool has_noise(const Transforms &transforms) {
    return has(transforms, Kind::additive_noise) || has(transforms, Kind::multiplicative_noise);
}
bool is_upside_down(const Transforms &transforms) {
    return std::ranges::count(transforms, Kind::negate, &spec::Transform::kind) % 2 != 0;
}

json transform_json(const spec::Transform &transform) {
    const json amount = to_json(transform.amount);
    switch (transform.kind) {
    case Kind::shift:
        return {{"shift", amount}};
    case Kind::scale:
        return {{"scale", amount}};
    case Kind::rotate:
        return {{"rotate", true}};
    case Kind::negate:
        return {{"negate", true}};
    case Kind::additive_noise:
        return {{"noise", {{"additive", amount}}}};
    case Kind::multiplicative_noise:
        return {{"noise", {{"multiplicative", amount}}}};
    case Kind::quantize:
        return {{"quantize", amount}};
    case Kind::nan_failure:
        return {{"nan_failure", amount}};
    }
    return nullptr;
}

std::string transform_text(const spec::Transform &transform) {
    static constexpr const char *names[] = {"shift", "rotate",         "scale",    "negate",
                                            "noise", "relative noise", "quantize", "nan_failure"};
    const char *name = names[static_cast<std::size_t>(transform.kind)];
    const bool has_amount = transform.kind != Kind::rotate && transform.kind != Kind::negate;
    return has_amount ? fmt::format(", {}={}", name, transform.amount) : fmt::format(", {}", name);
}

} // namespace

double quantized(double value, double step) {
    const double multiple = std::round(value / step) * step;
    return std::isfinite(multiple) ? multiple : value; // beyond the range of the quotient nothing is lost
}

bool is_random(const Transforms &transforms) {
    return has_noise(transforms) || has(transforms, Kind::nan_failure);
}

std::optional<double> least_value(const Transforms &transforms, std::optional<double> f_opt) {
    if (!f_opt || is_upside_down(transforms) || has_noise(transforms))
        return std::nullopt;
    for (const spec::Transform &transform : transforms)
        if (transform.kind == Kind::quantize)
            f_opt = quantized(*f_opt, transform.amount);
    return f_opt;
}

bool keeps_minima(const Transforms &transforms) {
    return !is_upside_down(transforms) && !has_noise(transforms);
}

std::optional<std::vector<double>> seen_by_optimizer(std::vector<double> x, const Transforms &transforms) {
    if (has(transforms, Kind::rotate))
        return std::nullopt;
    for (const spec::Transform &transform : transforms)
        for (double &coordinate : x)
            if (transform.kind == Kind::shift)
                coordinate += transform.amount;
            else if (transform.kind == Kind::scale)
                coordinate /= transform.amount;
    return x;
}

std::optional<std::vector<double>> seen_by_component(std::vector<double> x, const Transforms &transforms) {
    if (has(transforms, Kind::rotate))
        return std::nullopt;
    for (auto transform = transforms.rbegin(); transform != transforms.rend(); ++transform)
        for (double &coordinate : x)
            if (transform->kind == Kind::shift)
                coordinate -= transform->amount;
            else if (transform->kind == Kind::scale)
                coordinate *= transform->amount;
    return x;
}

json transforms_json(const Transforms &transforms) {
    json array = json::array();
    for (const spec::Transform &transform : transforms)
        array.push_back(transform_json(transform));
    return array;
}

std::string transforms_text(const Transforms &transforms) {
    std::string text;
    for (const spec::Transform &transform : transforms)
        text += transform_text(transform);
    return text;
}

} // namespace thalweg::plan
