# SPDX-License-Identifier: MIT
"""Two results files -> are they equal, bit for bit, in every column that is not volatile? Arguments: the files."""
import sys

import h5py
import numpy as np

CATALOGS = ("objective", "optimizer", "configuration", "start")


def columns(file):
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and item.attrs.get("CLASS", b"") != b"DIMENSION_SCALE":
            if not name.startswith("catalog/") and not item.attrs["volatile"]:
                found[name] = item[...]

    file.visititems(visit)
    for catalog in CATALOGS:  # their indices are compared by content
        rows = np.char.add(file[f"catalog/{catalog}/name"].asstr()[...].astype(str),
                           file[f"catalog/{catalog}/json"].asstr()[...].astype(str))
        found[f"runs/{catalog}"] = rows[file[f"runs/{catalog}"][...]]
    return found


with h5py.File(sys.argv[1]) as a, h5py.File(sys.argv[2]) as b:
    first, second = columns(a), columns(b)
    assert a.attrs["digest"] == b.attrs["digest"], "digest"
    assert a["runs/run_id"][...].tolist() == b["runs/run_id"][...].tolist(), "run_id"
assert first.keys() == second.keys(), first.keys() ^ second.keys()
assert len(first) > 30, "hardly a column was compared"
for name, values in first.items():
    other = second[name]
    same = values.tolist() == other.tolist() if values.dtype.kind in "OU" else values.tobytes() == other.tobytes()
    assert values.dtype == other.dtype or values.dtype.kind in "OU", name
    assert same, name
