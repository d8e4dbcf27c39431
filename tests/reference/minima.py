#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the tutorial's functions into their minima: f' = 0 by Newton's method in 50 decimal digits, rounded once.

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


def main():
    for title, found in {
        "cliffs": minima(cliffs, cliffs_gradient, cliffs_hessian, -20.0, 20.0),
        "x_cos_pi_x": minima(x_cos_pi_x, x_cos_pi_x_gradient, x_cos_pi_x_hessian, -1.0, 2.0, pi=math.pi),
        "risk, test": minima(risk_test, risk_test_gradient, risk_test_hessian, 0.5, 1.5, pi=math.pi),
    }.items():
        print(title)
        for x, f in found:
            print(f"    {x!r}  f {f!r}")


if __name__ == "__main__":
    main()
