# SPDX-License-Identifier: MIT
"""Turns the commands of docs/abi.md that build plugins into a verdict on whether they do."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT, BUILD = Path(sys.argv[2]), Path(sys.argv[3])
SKIPPED = 77


def execute(language, compiler):
    """Runs the block of a language, line by line, beside copies of its sources."""
    if not shutil.which(compiler):
        print(f"no {compiler}")
        sys.exit(SKIPPED)
    text = (ROOT / "docs/abi.md").read_text(encoding="utf-8")
    sources, commands = re.search(rf"<!-- executed: {language} ([^\n]*) -->\n```sh\n(.*?)```", text, re.S).groups()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("THALWEG_")}
    # the distribution's rustc before one of the user's own
    environment |= {"THALWEG": str(ROOT), "PATH": f"{BUILD}/bin:/usr/bin:/bin:{environment['PATH']}"}
    with tempfile.TemporaryDirectory() as folder:
        for source in sources.split():
            shutil.copy(ROOT / "tests/abi" / source, folder)
        done = subprocess.run(["sh", "-e", "-c", commands], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0 or "learning_rate" not in done.stdout:
        sys.exit(f"{commands} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")


def test_the_plugin_in_c_is_built_by_the_commands_of_docs_abi():
    execute("c", "cc")


def test_the_plugin_in_rust_is_built_by_the_commands_of_docs_abi():
    execute("rust", "rustc")


def test_the_plugin_in_fortran_is_built_by_the_commands_of_docs_abi():
    execute("fortran", "gfortran")


def test_the_plugin_in_cpp_is_built_by_the_commands_of_docs_abi():
    execute("cpp", "clang++")


globals()[sys.argv[1]]()
