#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the results of experiments/risk.toml into a verdict: train and test are recorded, and part ways."""

import sys

import h5py
import numpy as np

TRAIN, TEST = 0, 2
LEAST_TRAIN, LEAST_TEST = -1.0467211246605712, -1.2084614338727624  # tests/reference/minima.py


def require(truth, what):
    if not truth:
        sys.exit(what)


def main():
    with h5py.File(sys.argv[1], "r") as results:
        run, split, step, f = (results["full"][name][:] for name in ("run", "split", "step", "f"))
        optimizers = [name.decode() if isinstance(name, bytes) else name
                      for name in results["catalog/optimizer/name"][:]]
        of_run = dict(zip(results["runs/run_id"][:], results["runs/optimizer"][:]))
    first = {int(k): optimizers[of_run[k]] for k in np.unique(run)}
    require(len(set(first.values())) == 8, f"optimizers: {sorted(set(first.values()))}")
    descent = [k for k, name in first.items() if name == "gradient_descent"][0]
    train, test = (f[(run == descent) & (split == which)] for which in (TRAIN, TEST))
    require(len(train) == len(test) == 201, f"{len(train)} values of train and {len(test)} of test")
    require((np.diff(step[(run == descent) & (split == TEST)]) == 1).all(), "not one value a step")
    require(abs(train[-1] - LEAST_TRAIN) < 1e-12, f"train ends at {train[-1]}")
    # at 1.0904 the test split is cos-shaped away from its least value at 1.0170
    require(test.min() < test[-1] - 0.05, f"test ends at {test[-1]} and was {test.min()} on the way")
    require(test.min() >= LEAST_TEST - 1e-12, f"test is {test.min()}, below its least value")


if __name__ == "__main__":
    main()
