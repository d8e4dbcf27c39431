// SPDX-License-Identifier: MIT
// The functions of one variable between layers, and the losses of one sample, with what the chain rule asks
// of them.
#pragma once

#include <cstddef>

namespace data {

enum class Activation { relu, tanh, sigmoid, softplus };
enum class Loss { squared, logistic, softmax };

inline constexpr const char *activations[] = {"relu", "tanh", "sigmoid", "softplus", nullptr};

/// Many values at once. `a` is what the activation gave; slope φ', and bend φ''/φ', are told from it alone:
///     relu       max(z, 0)       φ' = [a > 0]       φ''/φ' = 0
///     tanh       tanh z          φ' = 1 − a²        φ''/φ' = −2 a
///     sigmoid    1/(1 + e^−z)    φ' = a (1 − a)     φ''/φ' = 1 − 2 a
///     softplus   log(1 + e^z)    φ' = 1 − e^−a      φ''/φ' = e^−a
void activate(Activation kind, double *z, std::size_t n);
void times_slope(Activation kind, const double *a, double *d, std::size_t n);
void bends(Activation kind, const double *a, double *out, std::size_t n);

/// From the outputs z of one sample with target y: the loss, and in z the prediction: z itself, the sigmoid
/// of z, or softmax(z).
///     squared    ½ (z − y)²                  logistic   log(1 + e^z) − y z
///     softmax    log Σ e^zⱼ − z_y
double predict(Loss loss, double *z, std::size_t outputs, double y);
/// The loss' slope in z from the prediction: p − y, for softmax p − e_y; times `scale`.
void slope(Loss loss, double *p, std::size_t outputs, double y, double scale);
/// The loss' Hessian in z, at the prediction p, times r, in place; times `scale`.
void curve(Loss loss, const double *p, double *r, std::size_t outputs, double scale);
/// Whether the prediction says y: above ½, or the first largest.
double hit(Loss loss, const double *p, std::size_t outputs, double y);

} // namespace data
