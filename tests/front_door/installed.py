# SPDX-License-Identifier: MIT
"""Turns an installed copy of the build into a verdict on whether it works away from its build tree."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT, BUILD = Path(sys.argv[2]), Path(sys.argv[3])
EXPERIMENT = """
[experiment]
name = "author"
[[objective]]
name = "parabola"
starts = [[-20.0]]
[[optimizer]]
name = "sign_descent"
parameters.learning_rate = 3.0
[stop]
steps = 4
"""


def expect(condition, message):
    if not condition:
        sys.exit(message)


def call(*words, folder=None):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("THALWEG_")}
    done = subprocess.run([str(word) for word in words], cwd=folder, env=environment, capture_output=True, text=True)
    expect(done.returncode == 0, f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def install(folder):
    """The prefix, moved after the installation: nothing may remember where it was put."""
    call("cmake", "--install", BUILD, "--prefix", folder / "first")
    return shutil.move(folder / "first", folder / "prefix")


def test_a_moved_prefix_lists_the_plugins_the_build_made(folder):
    prefix = install(folder)
    installed = call(prefix / "bin/thalweg", "list", "--json", folder=folder)
    built = call(BUILD / "bin/thalweg", "list", "--json", folder=folder)
    expect('"license": "MIT"' in installed, f"no license is told: {installed}")
    expect({"cliffs", "adam"} <= names_of(installed), f"not among the installed: {installed}")
    expect(names_of(installed) == names_of(built), f"{names_of(installed)} is not {names_of(built)}")


def build_author(folder, prefix):
    project = ROOT / "tests/front_door/author"
    call("cmake", "-S", project, "-B", folder / "author", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_PREFIX_PATH={prefix}")
    call("cmake", "--build", folder / "author")


def test_the_build_tree_is_a_prefix_too(folder):
    build_author(folder, BUILD)
    listed = call(BUILD / "bin/thalweg", "list", "--json", "--plugin-path", folder / "author/lib/thalweg")
    expect("sign_descent" in names_of(listed), listed)


def test_a_project_of_somebody_else_builds_a_plugin_that_runs(folder):
    prefix = install(folder)
    build_author(folder, prefix)
    (folder / "author.toml").write_text(EXPERIMENT)
    thalweg = [prefix / "bin/thalweg", "--plugin-path", folder / "author/lib/thalweg"]
    described = call(*thalweg, "describe", "sign_descent")
    expect("x − lr · sign(g)" in described, described)
    expect("MIT" not in described, f"our license is said to be the author's: {described}")
    call(*thalweg, "run", folder / "author.toml", "-o", folder / "author.h5", folder=folder)
    # parabola is x^2 from -20: -17, -14, -11, -8 after four steps of 3, and 8^2 = 64
    shown = call(*thalweg, "show", folder / "author.h5")
    expect(re.search(r"\b64(\.0*)?\b", shown), shown)


def names_of(listing):
    """Every value that stands under "name" in a JSON document, wherever."""
    found = set()
    stack = [json.loads(listing)]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            found |= {value["name"]} if isinstance(value.get("name"), str) else set()
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    return found


with tempfile.TemporaryDirectory() as temporary:
    globals()[sys.argv[1]](Path(temporary))
