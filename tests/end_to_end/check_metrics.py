# SPDX-License-Identifier: MIT
"""A results file of the metered optimizers on f = x^2 from a start -> are its metrics and diagnostics those worked by hand?

With the rate 1/4 each step halves x, which is exact: x_k = x_0 / 2^k, and the step to it is as long.
Arguments: the file, how many runs it has, and |x_0|.
"""
import sys

import h5py
import numpy as np

START = float(sys.argv[3])
METRICS = {  # value at step k of a run, by optimizer
    "metered_rule": {"pace": lambda k: np.where(k == 0, 0, START / 2.0**k), "count": lambda k: k},
    "metered_step": {"pace": lambda k: np.where(k == 0, 0, START / 2.0**k), "asked": lambda k: k},
    "metered_loop": {"round": lambda k: np.where(k == 0, np.nan, k)},
    "gradient_descent": {},
}
DIAGNOSTICS = {
    "step_length": lambda k: np.where(k == 0, np.nan, START / 2.0**k),
    "step_cosine": lambda k: np.where(k == 0, np.nan, 1),
    "x_norm": lambda k: START / 2.0**k,
}
ABOUT = {
    "metric_pace": ("m", "length of the last step"),
    "metric_count": ("1", "steps so far"),
    "metric_asked": ("1", "gradients so far"),
    "metric_round": ("1", "of its loop"),
    "step_length": ("1", "Euclidean length of the step to the iterate"),
    "step_cosine": ("1", "cosine of the angle between the step and the negative gradient where it began"),
    "x_norm": ("1", "Euclidean norm of the iterate"),
}

with h5py.File(sys.argv[1]) as file:
    observations, runs = file["observations"], file["runs"]
    names = file["catalog/optimizer/name"].asstr()[...][runs["optimizer"][...]]
    assert len(names) == int(sys.argv[2]), names
    for column, (units, long_name) in ABOUT.items():
        attributes = observations[column].attrs
        assert (attributes["units"], attributes["long_name"], attributes["volatile"]) == (units, long_name, 0), column
        assert observations[column].dtype == np.float64, column
    for name, first, count in zip(names, runs["first_observation"][...], runs["observations"][...]):
        rows = slice(int(first), int(first + count))
        k = observations["step"][rows].astype(float)
        assert k[0] == 0 and k[-1] == runs["steps"][0] and count > 3, k
        exact = k < 1000  # below, x is denormal
        for metric in ("pace", "count", "asked", "round"):
            expected = METRICS[name].get(metric, lambda k: np.full(len(k), np.nan))(k[exact])
            np.testing.assert_array_equal(observations["metric_" + metric][rows][exact], expected, f"{name}: {metric}")
            if metric != "pace" and metric in METRICS[name]:
                np.testing.assert_array_equal(observations["metric_" + metric][rows][1:], k[1:], f"{name}: {metric}")
        for column, formula in DIAGNOSTICS.items():
            np.testing.assert_array_equal(observations[column][rows][exact], formula(k[exact]), f"{name}: {column}")
