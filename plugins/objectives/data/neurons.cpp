// SPDX-License-Identifier: MIT
#include "neurons.hpp"

#include <algorithm>
#include <cmath>

#include <thalweg/face/basics.hpp>

namespace data {

namespace {

double sigmoid(double z) {
    const double e = std::exp(-std::abs(z));
    return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}
double softplus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }

} // namespace

THALWEG_KERNEL void activate(Activation kind, double *z, std::size_t n) {
    switch (kind) {
    case Activation::relu:
        for (std::size_t i = 0; i < n; ++i)
            z[i] = z[i] < 0 ? 0.0 : z[i]; // NaN stays NaN
        return;
    case Activation::tanh:
        for (std::size_t i = 0; i < n; ++i)
            z[i] = std::tanh(z[i]);
        return;
    case Activation::sigmoid:
        for (std::size_t i = 0; i < n; ++i)
            z[i] = sigmoid(z[i]);
        return;
    case Activation::softplus:
        for (std::size_t i = 0; i < n; ++i)
            z[i] = softplus(z[i]);
        return;
    }
}

THALWEG_KERNEL void times_slope(Activation kind, const double *a, double *d, std::size_t n) {
    switch (kind) {
    case Activation::relu:
        for (std::size_t i = 0; i < n; ++i)
            d[i] = a[i] > 0 ? d[i] : 0.0;
        return;
    case Activation::tanh:
        for (std::size_t i = 0; i < n; ++i)
            d[i] *= 1 - a[i] * a[i];
        return;
    case Activation::sigmoid:
        for (std::size_t i = 0; i < n; ++i)
            d[i] *= a[i] * (1 - a[i]);
        return;
    case Activation::softplus:
        for (std::size_t i = 0; i < n; ++i)
            d[i] *= -std::expm1(-a[i]);
        return;
    }
}

void bends(Activation kind, const double *a, double *out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
        switch (kind) {
        case Activation::relu:
            out[i] = 0;
            break;
        case Activation::tanh:
            out[i] = -2 * a[i];
            break;
        case Activation::sigmoid:
            out[i] = 1 - 2 * a[i];
            break;
        case Activation::softplus:
            out[i] = std::exp(-a[i]);
            break;
        }
}

double predict(Loss loss, double *z, std::size_t outputs, double y) {
    switch (loss) {
    case Loss::squared:
        return 0.5 * (z[0] - y) * (z[0] - y);
    case Loss::logistic: {
        const double value = softplus(z[0]) - y * z[0];
        z[0] = sigmoid(z[0]);
        return value;
    }
    case Loss::softmax:
        break;
    }
    double most = z[0];
    for (std::size_t j = 1; j < outputs; ++j)
        most = std::max(most, z[j]);
    const double chosen = z[static_cast<std::size_t>(y)];
    double sum = 0;
    for (std::size_t j = 0; j < outputs; ++j)
        sum += z[j] = std::exp(z[j] - most);
    for (std::size_t j = 0; j < outputs; ++j)
        z[j] /= sum;
    return most + std::log(sum) - chosen;
}

void slope(Loss loss, double *p, std::size_t outputs, double y, double scale) {
    if (loss == Loss::softmax)
        p[static_cast<std::size_t>(y)] -= 1;
    else
        p[0] -= y;
    for (std::size_t j = 0; j < outputs; ++j)
        p[j] *= scale;
}

void curve(Loss loss, const double *p, double *r, std::size_t outputs, double scale) {
    if (loss != Loss::softmax) {
        r[0] *= scale * (loss == Loss::squared ? 1 : p[0] * (1 - p[0]));
        return;
    }
    double mean = 0;
    for (std::size_t j = 0; j < outputs; ++j)
        mean += p[j] * r[j];
    for (std::size_t j = 0; j < outputs; ++j)
        r[j] = scale * p[j] * (r[j] - mean);
}

double hit(Loss loss, const double *p, std::size_t outputs, double y) {
    if (loss == Loss::squared)
        return std::nan("");
    if (loss == Loss::logistic)
        return (p[0] > 0.5) == (y > 0.5) ? 1 : 0;
    const auto first_largest = std::max_element(p, p + outputs) - p;
    return static_cast<double>(first_largest) == y ? 1 : 0;
}

} // namespace data
