#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""scipy's iterates and results, for scipy_test.cpp: `python3 scipy_optimizers.py` writes scipy_nelder_mead.csv.gz
and scipy_results.csv beside this file. Needs Debian's python3-scipy (1.10.1); the tests do not."""
import gzip
import pathlib

import numpy as np
from scipy import optimize

HERE = pathlib.Path(__file__).parent


def rosenbrock(x):
    f = 0.0
    for i in range(len(x) - 1):
        valley, rest = x[i + 1] - x[i] * x[i], 1.0 - x[i]
        f += 100.0 * valley * valley + rest * rest
    return f


def quadratic(x):
    f = 0.0
    for i in range(len(x)):
        f += (i + 1) * x[i] * x[i] / 2
    return f


STARTS = {
    "rosenbrock": [[-1.2, 1.0], [-1.2, 1.0, -0.5, 0.75], [0.0, 0.0, 0.0, 0.0, 0.0]],
    "quadratic": [[1.5, -2.0, 0.0], [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]],
}
FUNCTIONS = {"rosenbrock": rosenbrock, "quadratic": quadratic}


def text(x):
    return " ".join(repr(float(v)) for v in x)


with gzip.GzipFile(HERE / "scipy_nelder_mead.csv.gz", "wb", mtime=0) as out:
    out.write(b"objective,adaptive,run,step,x\n")
    run = 0
    for name, starts in STARTS.items():
        for start in starts:
            for adaptive in (0, 1):
                steps = [np.array(start)]
                optimize.minimize(FUNCTIONS[name], start, method="Nelder-Mead",
                                  callback=lambda x: steps.append(np.array(x)),
                                  options={"adaptive": bool(adaptive), "xatol": 1e-10, "fatol": 1e-10, "maxiter": 300,
                                           "maxfev": 10**6})
                for step, x in enumerate(steps):
                    out.write(f"{name},{adaptive},{run},{step},{text(x)}\n".encode())
                run += 1

with open(HERE / "scipy_results.csv", "w") as out:
    out.write("method,objective,start,x,f\n")
    for method in ("CG", "BFGS", "Newton-CG", "trust-exact"):
        for start in STARTS["rosenbrock"]:
            options = {"gtol": 1e-9} if method != "Newton-CG" else {"xtol": 1e-12}
            arguments = {} if method in ("CG", "BFGS") else {"hess": optimize.rosen_hess}
            r = optimize.minimize(optimize.rosen, start, method=method, jac=optimize.rosen_der, options=options,
                                  **arguments)
            out.write(f"{method},rosenbrock,{text(start)},{text(r.x)},{float(r.fun)!r}\n")
