# SPDX-License-Identifier: MIT
"""Turns packages.txt, and a machine made of stand-ins for dpkg-query and apt-get, into a verdict on the installation."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(sys.argv[2])
LINES = (ROOT / "packages.txt").read_text(encoding="utf-8").splitlines()
NAMES = [line.split("#")[0].strip() for line in LINES if line and not line.startswith("#")]
SECTIONS = re.findall(r"^## (\w+):", "\n".join(LINES), re.M)


def expect(condition, message):
    if not condition:
        sys.exit(message)


def install(sections, missing=(), user=0, sudo=False):
    """Runs install-packages where all packages but the missing are installed; returns it with the calls of apt-get."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        log.touch()
        tools = {
            "dpkg-query": f'for name; do :; done; case " {" ".join(missing)} " in *" $name "*) exit 1 ;; esac; printf installed',
            "apt-get": f'echo "apt-get $*" >>{log}',
            "id": f"echo {user}",
        }
        if sudo:
            tools["sudo"] = f'echo "sudo" >>{log}; exec "$@"'
        for name, body in tools.items():
            (Path(folder) / name).write_text(f"#!/bin/sh\n{body}\n")
            (Path(folder) / name).chmod(0o755)
        for name in ["sh", "sed", "dirname", "env"]:
            os.symlink(Path("/bin") / name if Path("/bin", name).exists() else Path("/usr/bin") / name, Path(folder) / name)
        done = subprocess.run([str(ROOT / ".ci/install-packages"), *sections], env={"PATH": folder}, capture_output=True, text=True)
        return done, log.read_text().splitlines()


def test_each_is_one_word_listed_once_with_its_purpose():
    for line in LINES:
        expect(not line or line.startswith("#") or re.fullmatch(r"[a-z0-9][a-z0-9+.-]+ +# \S.*", line), f"not a package: {line}")
    expect(len(NAMES) > 20, "packages.txt is nearly empty")
    expect(len(NAMES) == len(set(NAMES)), f"twice: {[n for n in NAMES if NAMES.count(n) > 1]}")


def test_the_sections_are_those_the_makefile_installs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    used = {name for names in re.findall(r"install-packages ([a-z ]+)$", makefile, re.M) for name in names.split()}
    expect(used == set(SECTIONS), f"Makefile uses {used}, packages.txt has {SECTIONS}")
    expect(len(SECTIONS) == len(set(SECTIONS)), f"a section twice: {SECTIONS}")
    for target, names in re.findall(r"^([a-z]+):.*\n\t@.ci/install-packages (.*)$", makefile, re.M):
        expect(target not in SECTIONS or target in names.split(), f"make {target} installs only {names}")


def test_nothing_is_said_or_done_when_none_is_missing():
    done, calls = install(SECTIONS)
    expect((done.returncode, done.stdout, done.stderr, calls) == (0, "", "", []), f"{done} {calls}")


def test_every_section_installs_what_it_lists_and_all_are_listed():
    done, calls = install(SECTIONS, missing=NAMES)
    expect(done.returncode == 0, done)
    expect(calls[0] == "apt-get -q update", calls)
    expect(calls[1].split("--no-install-recommends ")[1].split() == NAMES, calls)


def test_only_what_is_missing_is_installed_and_named():
    done, calls = install(["build"], missing=["g++", "libfmt-dev", "catch2"])
    expect(done.stdout == "Installing the missing packages: g++ libfmt-dev\n", done)
    expect(calls[1].endswith("--no-install-recommends g++ libfmt-dev"), calls)


def test_sudo_is_used_only_when_not_root():
    expect("sudo" not in install(["build"], missing=["cmake"], sudo=True)[1], "root used sudo")
    expect(install(["build"], missing=["cmake"], user=1000, sudo=True)[1].count("sudo") == 2, "a user did not use sudo")


def test_a_user_without_sudo_is_told_the_command():
    done, calls = install(["build"], missing=["cmake"], user=1000)
    expect(done.returncode == 2 and calls == [], f"{done} {calls}")
    expect("apt-get install --no-install-recommends cmake\n" in done.stderr, done.stderr)


def test_an_unknown_section_is_refused():
    done, calls = install(["bilud"])
    expect(done.returncode == 2 and 'no section "bilud"' in done.stderr and calls == [], f"{done} {calls}")


globals()[sys.argv[1]]()
