#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the tutorial's functions and Rosenbrock's into their minima: f' = 0 by Newton's method in 50 decimal digits, rounded once.

It prints the numbers that stand in plugins/objectives; tests/conformance checks them against the built plugins.
"""

import math
from decimal import Decimal as D, getcontext

getcontext().prec = 50


def pi():
    """Machin's formula."""

    def arctan_of_inverse(n):
        total, power, k = D(0), D(1) / n, 0
        while abs(power) > D(10) ** -55:
            total += (power if k % 2 == 0 else -power) / (2 * k + 1)
            power /= n * n
            k += 1
        return total

    return 16 * arctan_of_inverse(5) - 4 * arctan_of_inverse(239)


PI = pi()


def cosine_and_sine(x):
    x = D(x) % (2 * PI)
    total, term, k = [D(0), D(0)], D(1), 0
    while abs(term) > D(10) ** -55 or k < 40:
        total[k % 2] += term if k % 4 < 2 else -term
        k += 1
        term *= x / k
    return total


def cos(x):
    return cosine_and_sine(x)[0]


def sin(x):
    return cosine_and_sine(x)[1]


def cliffs(x):
    return (D("0.15") * x) ** 2 + cos(x) + sin(3 * x) / 3 + cos(5 * x) / 5 + sin(7 * x) / 7


def cliffs_gradient(x, cos=cos, sin=sin, number=D):
    return number("0.045") * x - sin(x) - sin(5 * x) + cos(3 * x) + cos(7 * x)


def cliffs_hessian(x):
    return D("0.045") - cos(x) - 5 * cos(5 * x) - 3 * sin(3 * x) - 7 * sin(7 * x)


def x_cos_pi_x(x):
    return x * cos(PI * x)


def x_cos_pi_x_gradient(x, cos=cos, sin=sin, pi=PI, number=D):
    return cos(pi * x) - pi * x * sin(pi * x)


def x_cos_pi_x_hessian(x):
    return -2 * PI * sin(PI * x) - PI * PI * x * cos(PI * x)


def risk_test(x):
    return x_cos_pi_x(x) + cos(5 * PI * x) / 5


def risk_test_gradient(x, cos=cos, sin=sin, pi=PI, number=D):
    return x_cos_pi_x_gradient(x, cos, sin, pi, number) - pi * sin(5 * pi * x)


def risk_test_hessian(x):
    return x_cos_pi_x_hessian(x) - 5 * PI * PI * cos(5 * PI * x)


def minima(f, gradient, hessian, lower, upper, cells=200_000, **float_arguments):
    """(x, f) where the gradient goes from below to above 0 between two points of a fine grid."""
    double = lambda x: gradient(x, cos=math.cos, sin=math.sin, number=float, **float_arguments)
    left = lower
    for k in range(1, cells + 1):
        right = lower + (upper - lower) * k / cells
        if double(left) < 0 <= double(right):
            x = D((left + right) / 2)
            for _ in range(8):
                x -= gradient(x) / hessian(x)
            yield float(x), float(f(x))
        left = right


def rosenbrock(x):
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def rosenbrock_step(x):
    """(Newton's step, the least pivot: above 0 the Hessian, which is tridiagonal, is positive definite)."""
    d = len(x)
    g, diagonal, beside = [D(0)] * d, [D(0)] * d, [-400 * a for a in x]
    for i in range(d - 1):
        across = x[i + 1] - x[i] ** 2
        g[i] += -400 * x[i] * across - 2 * (1 - x[i])
        g[i + 1] += 200 * across
        diagonal[i] += 1200 * x[i] ** 2 - 400 * x[i + 1] + 2
        diagonal[i + 1] += 200
    for i in range(1, d):
        factor = beside[i - 1] / diagonal[i - 1]
        diagonal[i] -= factor * beside[i - 1]
        g[i] -= factor * g[i - 1]
    g[-1] /= diagonal[-1]
    for i in reversed(range(d - 1)):
        g[i] = (g[i] - beside[i] * g[i + 1]) / diagonal[i]
    return g, min(diagonal)


def rosenbrock_local_minimum(start):
    x = [D(a) for a in start]
    for _ in range(60):
        step, pivot = rosenbrock_step(x)
        x = [a - s for a, s in zip(x, step)]
    assert max(abs(s) for s in step) < D(10) ** -45 and pivot > 0
    return x


def main():
    for title, found in {
        "cliffs": minima(cliffs, cliffs_gradient, cliffs_hessian, -20.0, 20.0),
        "x_cos_pi_x": minima(x_cos_pi_x, x_cos_pi_x_gradient, x_cos_pi_x_hessian, -1.0, 2.0, pi=math.pi),
        "risk, test": minima(risk_test, risk_test_gradient, risk_test_hessian, 0.5, 1.5, pi=math.pi),
    }.items():
        print(title)
        for x, f in found:
            print(f"    {x!r}  f {f!r}")
    for start in (
        ("-0.78", "0.61", "0.38", "0.15"),
        ("-0.96", "0.94", "0.88", "0.78", "0.61"),
        ("-0.99", "0.98", "0.97", "0.95", "0.9", "0.81"),
        ("-0.99", "0.99", "0.99", "0.99", "0.98", "0.95", "0.91"),
    ):
        x = rosenbrock_local_minimum(start)
        print("rosenbrock, the local minimum in d =", len(x))
        print(f"    {', '.join(repr(float(a)) for a in x)}  f {float(rosenbrock(x))!r}")


if __name__ == "__main__":
    main()
