#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the results of experiments/saddles.toml into counts of minima and maxima, and compares what is known exactly."""

import json
import math
import sys

import h5py
import numpy as np

GRADIENT_NORM = 4  # the status: at a stationary point
# Euler's characteristic for d = 2; Bardeen, Bond, Kaiser & Szalay 1986, eq. 4.11b and its counterpart for saddles for d = 3;
# above, the integrals of Cheng & Schwartzman 2018, as docs/how-many-saddles.md computes them
SHARES = {2: 1 / 4, 3: (29 - 6 * math.sqrt(6)) / 116, 4: 0.059886, 5: 0.028671, 6: 0.013552}


def stationary_points(results, dimension):
    """For each landscape its points inside the box of the starts, each once: coordinates and the number of directions down."""
    runs = results["runs"]
    of_run = {int(run): k for k, run in enumerate(runs["run_id"])}
    status, down, start = runs["status"][:], runs["hessian_negative"][:], runs["start"][:]
    landscape = runs["objective_parameters/instance"][:]
    starts = results["catalog/start/json"][:]
    final = results[f"final/d{dimension}"]
    points = {}
    for run, x in zip(final["run"][:], final["x_final"][:]):
        k = of_run[int(run)]
        if status[k] == GRADIENT_NORM and np.abs(x).max() <= json.loads(starts[start[k]])["to"]:
            points.setdefault(landscape[k], {})[tuple(np.round(x, 6))] = down[k]
    return points


def require(truth, what):
    if not truth:
        sys.exit(what)


def require_share(what, count, of, share):
    """Three standard deviations of as many independent points; neighbours of unlike kinds make it less."""
    allowed = 3 * math.sqrt(of * share * (1 - share))
    print(f"{what}: {count} of {of}, expected {of * share:.1f} +- {allowed:.1f}")
    require(abs(count - of * share) <= allowed, f"{what}: {count} of {of} is too far from {share:.4f}")


def main():
    with h5py.File(sys.argv[1], "r") as results:
        # on a line minima and maxima take turns
        for points in stationary_points(results, 1).values():
            in_order = [down for _, down in sorted(points.items())]
            require(len(in_order) > 1 and all(a != b for a, b in zip(in_order, in_order[1:])),
                    f"d = 1: along x the directions down are {in_order}")

        for d, share in SHARES.items():
            down = [kind for points in stationary_points(results, d).values() for kind in points.values()]
            require(len(down) > 600, f"d = {d}: only {len(down)} points")
            require_share(f"d = {d}, minima", down.count(0), len(down), share)
            require_share(f"d = {d}, maxima", down.count(d), len(down), share)


if __name__ == "__main__":
    main()
