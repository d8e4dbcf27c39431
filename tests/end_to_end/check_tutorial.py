# SPDX-License-Identifier: MIT
"""A file of seven_optimizers -> what h5py, xarray (both engines) and pandas read in it. Argument: the file."""
import sys

import h5py
import numpy as np
import pandas as pd
import xarray as xr

path = sys.argv[1]
with h5py.File(path) as file:
    assert file.attrs["format"] == "thalweg-results" and file.attrs["complete"] == 1
    runs, observations = file["runs"], file["observations"]
    assert runs["run_id"][:].tolist() == list(range(170))
    assert (runs["steps"][:] == 1000).all() and (runs["status"][:] == 0).all()
    assert (runs["observations"][:] == 1001).all() and (runs["iterates"][:] == 1001).all()
    assert (runs["first_observation"][:] == 1001 * np.arange(170)).all()
    assert (observations["step"][:].reshape(170, 1001) == np.arange(1001)).all()
    f = observations["f"][:].reshape(170, 1001)
    assert (f[:, -1] == runs["f_final"][:]).all() and (f.min(axis=1) == runs["f_best"][:]).all()
    x = file["iterates/d1/x"][:, 0].reshape(170, 1001)
    assert (x[:, 0] == -20).all() and (x[:, -1] == file["final/d1/x_final"][:, 0]).all()
    # the tutorial's function, written down once more; numpy's cosine and glibc's differ in the last bits
    again = (0.15 * x) ** 2 + np.cos(x) + np.sin(3 * x) / 3 + np.cos(5 * x) / 5 + np.sin(7 * x) / 7
    assert np.allclose(f, again, rtol=1e-12, atol=1e-12)
    rates = runs["optimizer_parameters/learning_rate"][:10]
    assert rates.tolist() == [16 * 2.0**-i for i in range(10)]
    names = file["catalog/optimizer/name"].asstr()[:]
    optimizers = names[runs["optimizer"][:]]

counts = {"gradient_descent": 10, "momentum": 10, "adagrad": 15, "rmsprop": 15, "adam_carried": 48, "newton": 72}
with h5py.File(path) as file:
    columns = {name: item[:] for name, item in file["runs"].items() if isinstance(item, h5py.Dataset)}
frame = pd.DataFrame(columns).assign(optimizer=optimizers)
assert frame.groupby("optimizer").size().to_dict() == counts
assert frame.groupby("optimizer")["f_final"].min().idxmin() == "momentum"

for engine in ("netcdf4", "h5netcdf"):
    with xr.open_dataset(path, group="runs", engine=engine) as data:
        assert data.sizes["run"] == 170 and np.array_equal(data["f_final"].values, frame["f_final"])
    with xr.open_dataset(path, group="observations", engine=engine) as data:
        assert data.sizes["observation"] == 170 * 1001
    with xr.open_dataset(path, group="iterates/d1", engine=engine) as data:
        assert data["x"].shape == (170 * 1001, 1)
