#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The minimum of penalised logistic regression on experiments/data/breast_cancer.csv, by numpy's Newton method.

    logistic.py > logistic_optimum.csv

Columns standardised with mean and population deviation of all rows; f = mean log(1 + e^z) - y z + l2/2 |w|^2,
z = w u + b. Uses nothing of the project but the data file.
"""
import pathlib

import numpy

data = numpy.loadtxt(pathlib.Path(__file__).parents[2] / "experiments/data/breast_cancer.csv", delimiter=",", skiprows=1)
features, y = data[:, :-1], data[:, -1]
u = numpy.column_stack([(features - features.mean(axis=0)) / features.std(axis=0), numpy.ones(len(y))])

print("l2,f,gradient_norm,x")
for l2 in (1e-3, 1e-2, 1.0):
    penalty = numpy.full(u.shape[1], l2)
    penalty[-1] = 0
    x = numpy.zeros(u.shape[1])
    for _ in range(60):
        p = 1 / (1 + numpy.exp(-(u @ x)))
        gradient = u.T @ (p - y) / len(y) + penalty * x
        hessian = (u.T * (p * (1 - p))) @ u / len(y) + numpy.diag(penalty)
        step = numpy.linalg.solve(hessian, gradient)
        x -= step
        if numpy.linalg.norm(step) < 1e-13:
            break
    z = u @ x
    f = (numpy.logaddexp(0, z) - y * z).mean() + 0.5 * (penalty * x * x).sum()
    p = 1 / (1 + numpy.exp(-z))
    norm = numpy.linalg.norm(u.T @ (p - y) / len(y) + penalty * x)
    print(f"{l2!r},{float(f)!r},{float(norm)!r}," + " ".join(repr(float(c)) for c in x))
