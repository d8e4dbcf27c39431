#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A thousand to a million runs of 100 steps through the whole program -> time, memory and size, each beside its target.

Argument: the program thalweg; THALWEG_SCALE in the environment: the largest number of runs (1000000). Works in the current folder, which needs
20 GiB for a million.
"""
import os
import subprocess
import sys
import time
from pathlib import Path

import h5py

TEXT = """[experiment]
name = "scale"
seed = 1
[stop]
steps = 100
[record]
iterates = "none"
[[objective]]
name = "parabola"
starts = [{{ uniform = [-20, 20], count = {starts} }}]
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = {rates}
"""
OUT = Path("scale.h5")


def execute(thalweg, runs):
    """Seconds, CPU seconds and peak resident bytes of one `thalweg run`."""
    rates = "[0.001]" if runs == 1_000 else f"{{ linear = [0.001, 0.9], count = {runs // 1000} }}"
    Path("scale.toml").write_text(TEXT.format(starts=min(runs, 1000), rates=rates))
    OUT.unlink(missing_ok=True)
    begin = time.monotonic()
    process = subprocess.Popen([thalweg, "run", "scale.toml", "-o", str(OUT), "-q"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"thalweg ended with status {status}"
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def payload():
    """Bytes of all numbers and texts, as they are in memory."""
    total = 0

    def visit(_, item):
        nonlocal total
        if not isinstance(item, h5py.Dataset) or item.attrs.get("CLASS") is not None:
            return
        total += sum(map(len, item[:])) if item.dtype.kind == "O" else item.size * item.dtype.itemsize

    with h5py.File(OUT) as file:
        file.visititems(visit)
    return total


def least(read):
    """Milliseconds of the fastest of five."""
    times = []
    for _ in range(5):
        with h5py.File(OUT) as file:
            begin = time.perf_counter()
            read(file)
            times.append(1e3 * (time.perf_counter() - begin))
    return min(times)


def read_one(file):
    row = len(file["runs/run_id"]) // 2
    first, count = int(file["runs/first_observation"][row]), int(file["runs/observations"][row])
    for name in ("step", "f", "gradient_norm"):
        file[f"observations/{name}"][first:first + count]


def main(thalweg, largest=1_000_000):
    print(f"{'runs':>9} {'wall s':>8} {'CPU us a run':>13} {'peak MiB':>9} {'file MiB':>9} {'of payload':>11}")
    uncompressed = float("nan")
    for runs in (1_000, 7_000, 10_000, 100_000, 1_000_000):  # of 7,000 the file is nearly 64 MiB, uncompressed
        if runs > largest:
            break
        seconds, cpu, memory = execute(thalweg, runs)
        size = OUT.stat().st_size
        share = size / payload()
        if share >= 1:  # below 64 MiB nothing is compressed
            uncompressed = share
        print(f"{runs:>9} {seconds:>8.1f} {1e6 * cpu / runs:>13.1f} {memory / 2**20:>9.0f} {size / 2**20:>9.1f} "
              f"{share:>10.3f}x", flush=True)
    print(f"\n{'read by h5py':<46} {'figure':>10} {'target':>10}")
    print(f"{'final values of all these runs, ms':<46} {least(lambda file: file['runs/f_final'][:]):>10.1f} {'100':>10}")
    print(f"{'observations of one run, ms':<46} {least(read_one):>10.1f} {'2':>10}")
    print(f"{'largest uncompressed file by its payload':<46} {uncompressed:>10.3f} {'1.02':>10}")


main(sys.argv[1], int(os.environ.get("THALWEG_SCALE", "1000000")))
