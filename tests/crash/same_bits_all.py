# SPDX-License-Identifier: MIT
"""A results file and a folder of others -> is each equal to it, as same_bits.py has it? One start of Python for all."""
import pathlib
import runpy
import sys

SAME_BITS = pathlib.Path(__file__).parent.parent / "end_to_end" / "same_bits.py"

reference, folder = sys.argv[1:]
files = sorted(pathlib.Path(folder).glob("*.h5"))
assert files, "nothing to compare"
for file in files:
    sys.argv = [str(SAME_BITS), reference, str(file)]
    runpy.run_path(str(SAME_BITS), run_name="__main__")
print(f"{len(files)} files: the same bits by h5py")
