#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the results of experiments/saddles.toml into counts of minima and maxima, and compares what is known exactly."""

import math
import sys

import h5py
import numpy as np

GRADIENT_NORM = 4  # the status: at a stationary point
WIDTH = 4  # starts are drawn from here; Newton's method also finds points far outside


def stationary_points(results, dimension):
    """For each landscape its points inside the box, each once: coordinates and the number of directions down."""
    runs = results["runs"]
    of_run = {int(run): k for k, run in enumerate(runs["run_id"])}
    status, down = runs["status"][:], runs["hessian_negative"][:]
    landscape = runs["objective_parameters/instance"][:]
    final = results[f"final/d{dimension}"]
    points = {}
    for run, x in zip(final["run"][:], final["x_final"][:]):
        k = of_run[int(run)]
        if status[k] == GRADIENT_NORM and np.abs(x).max() <= WIDTH:
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
        dimensions = results["runs/dimension"][:]
        converged = results["runs/status"][:] == GRADIENT_NORM
        for d in sorted(set(dimensions)):
            require(converged[dimensions == d].mean() > 0.9, f"d = {d}: Newton's method rarely ends at a point")

        # on a line minima and maxima take turns
        for points in stationary_points(results, 1).values():
            in_order = [down for _, down in sorted(points.items())]
            require(len(in_order) > 1 and all(a != b for a, b in zip(in_order, in_order[1:])),
                    f"d = 1: along x the directions down are {in_order}")

        # Euler's characteristic; Bardeen, Bond, Kaiser & Szalay 1986, eq. 4.11b and its counterpart for saddles
        for d, share in ((2, 1 / 4), (3, (29 - 6 * math.sqrt(6)) / 116)):
            down = [kind for points in stationary_points(results, d).values() for kind in points.values()]
            require_share(f"d = {d}, minima", down.count(0), len(down), share)
            require_share(f"d = {d}, maxima", down.count(d), len(down), share)

        # the tutorial's argument, that saddles win, holds whatever the law is
        shares = []
        for d in range(1, 7):
            down = [kind for points in stationary_points(results, d).values() for kind in points.values()]
            shares.append(down.count(0) / len(down))
        print("share of minima:", *(f"{share:.4f}" for share in shares))
        require(all(a > b for a, b in zip(shares, shares[1:])), f"the share of minima does not fall: {shares}")


if __name__ == "__main__":
    main()
