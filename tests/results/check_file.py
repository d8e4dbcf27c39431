# SPDX-License-Identifier: MIT
"""Two results files -> what h5py, xarray (both engines) and pandas make of them. Arguments: write_sample, a folder."""
import json
import math
import pathlib
import subprocess
import sys

import h5py
import netCDF4
import numpy as np
import pandas as pd
import xarray as xr

SCALE_ATTRIBUTES = {"DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME"}


def is_scale(dataset):
    return dataset.attrs.get("CLASS", b"") == b"DIMENSION_SCALE"


def datasets(file):
    found = []
    file.visititems(lambda name, item: found.append(item) if isinstance(item, h5py.Dataset) else None)
    return found


def check_type(where, dtype):
    text = h5py.check_string_dtype(dtype)
    if text is not None:
        assert text.encoding == "utf-8" and text.length is None, f"{where}: text that is not variable-length UTF-8"
        return
    assert dtype.kind in "uif" and dtype.fields is None, f"{where}: {dtype}"
    assert h5py.check_enum_dtype(dtype) is None and h5py.check_vlen_dtype(dtype) is None, where


def check_shape_of_schema(file):
    for dataset in datasets(file):
        if is_scale(dataset):
            continue
        check_type(dataset.name, dataset.dtype)
        for i, dimension in enumerate(dataset.dims):
            assert len(dimension) == 1, f"{dataset.name}: dimension {i} has no scale"
            assert dimension[0].shape == (dataset.shape[i],), dataset.name
        for name in ("units", "long_name"):
            assert isinstance(dataset.attrs[name], str) and dataset.attrs[name], f"{dataset.name}: {name}"
        assert dataset.attrs["volatile"] in (0, 1), dataset.name
        assert dataset.chunks is not None, dataset.name
        for name in set(dataset.attrs) - SCALE_ATTRIBUTES:
            check_type(f"{dataset.name}@{name}", dataset.attrs.get_id(name).dtype)


def check_values(file):
    # ids 4, 0, 7, 2 sorted: 0, 2, 4, 7; run 2 has nothing but its row; f = id + 0.375 - k / 8
    runs, observations = file["runs"], file["observations"]
    assert runs["run_id"][:].tolist() == [0, 2, 4, 7]
    assert runs["key_hi"].dtype == np.uint64 and int(runs["key_hi"][3]) == 2**64 - 1 - 7
    assert runs["status"].attrs["flag_meanings"].split()[runs["status"][3]] == "target"
    assert runs["status"].attrs["flag_values"].tolist() == list(range(12))
    assert runs["observations"][:].tolist() == [3, 0, 3, 3]
    assert runs["first_observation"][:].tolist() == [0, 3, 3, 6]
    assert runs["observations"].attrs["sample_dimension"] == "observation"
    assert int(runs["steps"][0]) == 2**64 - 6 and math.isinf(runs["f_final"][0]) and math.isnan(runs["f_final"][1])
    assert observations["f"][3:6].tolist() == [4.375, 4.25, 4.125]
    assert observations["samples"][:].tolist() == [60, 61, 62] * 3
    assert observations["metric_zeal"].attrs["long_name"] == "how much"
    assert observations["metric_angle"].attrs["units"] == "rad"
    assert math.isnan(observations["metric_zeal"][8]) and observations["metric_zeal"][4] == 24.375
    parameters = runs["optimizer_parameters"]
    assert parameters["learning_rate"][:3].tolist() == [0.25, 0.75, 1.25] and math.isnan(parameters["learning_rate"][3])
    assert json.loads(parameters["damping"].asstr()[3])["schedule"] == "cosine" and parameters["damping"].asstr()[0] == ""
    assert file["iterates/d3/x"].shape == (2, 3) and file["iterates/d2/x"].shape == (4, 2)
    assert file["final/d2/run"][:].tolist() == [2, 3] and file["final/d2/x_final"][1].tolist() == [7.375, 8.375]
    assert file["hits/run"][:].tolist() == [0, 0, 2, 2, 3, 3] and file["hits/target"][1] == 0.01
    assert file["full/split"][:].tolist() == [1, 2] * 3
    assert file["messages/text"].asstr()[0] == "grüße von 0"
    assert file["catalog/optimizer/name"].asstr()[:].tolist() == ["adam", "newton"]
    root = file.attrs
    assert (root["format"], root["format_version"], root["Conventions"]) == ("thalweg-results", "1.0", "CF-1.8")
    assert root["runs_planned"] == 4 and root["complete"] == 1 and len(root["digest"]) == 32
    assert root["experiment_toml"] == '[experiment]\nname = "täler"\n' and json.loads(root["overrides"]) == ["stop.steps=4"]


def check_versions(path):
    assert path.read_bytes()[8] == 2, "superblock of version 2, as libver bounds V18 give"
    with h5py.File(path) as file:
        for dataset in datasets(file):
            assert not dataset.id.get_create_plist().get_obj_track_times(), dataset.name


def check_seal(path):
    """What stands behind the end that HDF5 knows: all above has read the file with it; writing into it takes it off."""
    content = path.read_bytes()
    end_of_file_address = int.from_bytes(content[28:36], "little")
    assert end_of_file_address == len(content) - 32 and content[-32:-16] == b"thalweg-seal/1\r\n"
    copy = path.with_name("copy.h5")
    copy.write_bytes(content)
    with h5py.File(copy, "r+") as file:
        assert file["runs/run_id"][:].tolist() == [0, 2, 4, 7]
    assert copy.read_bytes() == content[:-32]
    with h5py.File(copy, "r+") as file:
        file.attrs["rating"] = 5
    with h5py.File(copy) as file:
        assert file.attrs["rating"] == 5 and file["observations/f"][3:6].tolist() == [4.375, 4.25, 4.125]
    assert b"thalweg-seal" not in copy.read_bytes()


def check_xarray(path):
    with h5py.File(path) as file:
        groups = ["/"]
        file.visititems(lambda name, item: groups.append(name) if isinstance(item, h5py.Group) else None)
        for engine in ("h5netcdf", "netcdf4"):
            for group in groups:
                with xr.open_dataset(path, group=group, engine=engine) as data:
                    data.load()
                    for name, item in file[group].items():
                        if isinstance(item, h5py.Dataset) and not is_scale(item):
                            assert data[name].shape == item.shape, f"{engine} {group}/{name}"
            with xr.open_dataset(path, group="runs", engine=engine) as runs:
                assert runs["f_start"].dims == ("run",) and float(runs["f_start"][0]) == 0.5
                assert str(runs["started_at"].values[0]).startswith("2020-09-13T12:26:40.2")  # xarray rounds to ns
                assert runs["seconds"].dtype == np.float64 and float(runs["seconds"][0]) == 1.5
            with xr.open_dataset(path, group="observations", engine=engine) as observations:
                assert observations["f"].dims == ("observation",)
            with xr.open_dataset(path, group="iterates/d2", engine=engine) as iterates:
                assert iterates["x"].dims == ("iterate", "coordinate")


def check_pandas(path):
    with h5py.File(path) as file:
        frame = pd.DataFrame({name: item[:] for name, item in file["runs"].items() if isinstance(item, h5py.Dataset)})
        names = file["catalog/optimizer/name"].asstr()[:]
    assert names[frame["optimizer"]].tolist() == ["adam", "adam", "adam", "newton"]
    assert frame.set_index("run_id").loc[7, "f_start"] == 7.5


def check_compressed(path):
    with h5py.File(path) as file:
        check_shape_of_schema(file)
        f = file["observations/f"]
        assert f.compression == "gzip" and f.compression_opts == 1 and f.shuffle and f.chunks == (8192,)
        expected = (np.arange(3000)[:, None] + 0.375 - np.arange(3) / 8).ravel()
        assert np.array_equal(f[:], expected)
        assert np.array_equal(file["runs/run_id"][:], np.arange(3000))
        assert file["iterates/d2/x"].chunks == (4096, 2) and file["iterates/d2/x"][5999].tolist() == [2999.5, 2999.5625]
        assert file["runs/optimizer_parameters/place"].asstr()[2998] == '"inside"'


def main(program, folder):
    plain, compressed = pathlib.Path(folder) / "plain.h5", pathlib.Path(folder) / "compressed.h5"
    subprocess.run([program, plain, compressed], check=True)
    with h5py.File(plain) as file:
        check_shape_of_schema(file)
        check_values(file)
    check_versions(plain)
    check_seal(plain)
    check_xarray(plain)
    check_pandas(plain)
    check_compressed(compressed)


main(*sys.argv[1:])
