#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the 170 settings of experiments/seven_optimizers.toml into lists of iterates, in plain Python floats.

It does what the tutorial's script does, with math.* in place of numpy: each run appends its iterates to a list, and
f is computed for each of them at the end, as for a picture. Its wall time, start of the interpreter included, is
what `thalweg run` is measured against: `time python3 benchmarks/seven_optimizers_plain.py`.
With --ends it prints method, setting, last x and last f of each run.
"""

import sys
from math import cos, sin, sqrt

STEPS = 1000
START = -20.0


def f(x):
    return (0.15 * x) * (0.15 * x) + cos(x) + sin(3 * x) / 3 + cos(5 * x) / 5 + sin(7 * x) / 7


def gradient(x):
    return 9 / 200 * x - sin(x) - sin(5 * x) + cos(3 * x) + cos(7 * x)


def hessian(x):
    return 0.045 - cos(x) - 5 * cos(5 * x) - 3 * sin(3 * x) - 7 * sin(7 * x)


def momentum(learning_rate, m):
    x, v, xs = START, 1.0, [START]
    for _ in range(STEPS):
        v = m * v - learning_rate * gradient(x)
        x += v
        xs.append(x)
    return xs


def gradient_descent(learning_rate):
    x, xs = START, [START]
    for _ in range(STEPS):
        x -= learning_rate * gradient(x)
        xs.append(x)
    return xs


def adagrad(learning_rate, epsilon=1e-7):
    x, r, xs = START, 0.0, [START]
    for _ in range(STEPS):
        g = gradient(x)
        r += g * g
        x -= learning_rate / (epsilon + sqrt(r)) * g
        xs.append(x)
    return xs


def rmsprop(learning_rate, decay=0.8, epsilon=1e-6):
    x, r, xs = START, 0.0, [START]
    for _ in range(STEPS):
        g = gradient(x)
        r = decay * r + (1 - decay) * g * g
        x -= learning_rate / (epsilon + sqrt(r)) * g
        xs.append(x)
    return xs


def adam_carried(learning_rate, beta1=0.9, beta2=0.9, epsilon=1e-8):
    x, s, r, xs = START, 0.0, 0.0, [START]
    for t in range(1, STEPS + 1):
        g = gradient(x)
        s = (beta1 * s + (1 - beta1) * g) / (1 - beta1**t)
        r = (beta2 * r + (1 - beta2) * g * g) / (1 - beta2**t)
        x -= learning_rate / (epsilon + sqrt(r)) * s
        xs.append(x)
    return xs


def newton(damping):
    x, xs = START, [START]
    for _ in range(STEPS):
        x -= gradient(x) / (hessian(x) + damping)
        xs.append(x)
    return xs


def runs():
    """Method, setting and iterates, in the order of the experiment file."""
    for i in range(10):
        yield "gradient_descent", 16 * 2.0**-i, gradient_descent(16 * 2.0**-i)
    for i in range(10):
        yield "momentum", 1 - 0.5**i, momentum(0.002, 1 - 0.5**i)
    for method, first, factor, count in (
        (adagrad, 32, 1.5, 15),
        (rmsprop, 32, 1.5, 15),
        (adam_carried, 2, 1.2, 48),
        (newton, 20, 1.2, 72),
    ):
        for i in range(count):
            setting = first * factor**-i
            yield method.__name__, setting, method(setting)


def main():
    all_runs = [(method, setting, xs, [f(x) for x in xs]) for method, setting, xs in runs()]
    if "--ends" in sys.argv:
        for method, setting, xs, fs in all_runs:
            print(f"{method},{setting!r},{xs[-1]!r},{fs[-1]!r}")
    else:
        best = min(min(fs) for _, _, _, fs in all_runs)
        print(f"{len(all_runs)} runs, {sum(len(xs) for _, _, xs, _ in all_runs)} iterates, least f {best!r}")


if __name__ == "__main__":
    main()
