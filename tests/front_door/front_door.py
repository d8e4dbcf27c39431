# SPDX-License-Identifier: MIT
"""Turns the root files, which name each other, into a verdict on whether they agree."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(sys.argv[2])
SOURCES = {".c", ".cpp", ".h", ".hpp", ".cmake", ".py", ".rs", ".f90"}


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def tracked():
    """The tracked files that exist; a source archive has no list, and these tests are skipped there."""
    if not (ROOT / ".git").exists():
        print("skipped: not a git clone")
        sys.exit(77)
    # The clone may belong to somebody else than the one who tests it.
    output = subprocess.run(["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True)
    return [name for name in output.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def targets():
    return set(re.findall(r"^([a-z-]+):(?!=)", text("Makefile"), re.M))


def expect(condition, message):
    if not condition:
        sys.exit(message)


def test_the_documents_commands_are_make_targets():
    for path in ["README.md", "CONTRIBUTING.md", ".ci/run"]:
        named = set(re.findall(r"(?:`|^|&& )make ([a-z][a-z-]*)", text(path), re.M))
        expect(named, f"{path} names no make target")
        expect(named <= targets(), f"{path} names {named - targets()}, which the Makefile has not")


def test_the_targets_are_phony_and_explained():
    phony = set(re.search(r"^\.PHONY: (.*)$", text("Makefile"), re.M)[1].split())
    explained = set(re.findall(r"^([a-z-]+):.* ## \S", text("Makefile"), re.M))
    expect(phony == targets(), f"phony and defined differ: {phony ^ targets()}")
    expect(explained == targets(), f"without explanation: {targets() - explained}")
    expect({"demo", "test", "build", "bench", "lint", "install"} <= targets(), "a promised target is missing")


def test_the_gate_ends_with_make_test_after_make_lint():
    commands = re.findall(r"^make ([a-z]+)$", text(".ci/run"), re.M)
    expect(commands == ["lint", "test"], f".ci/run calls {commands}")


def test_the_presets_named_exist():
    presets = json.loads(text("CMakePresets.json"))
    names = {kind: {p["name"] for p in presets[kind + "Presets"]} for kind in ["configure", "build", "test"]}
    commands = text("Makefile") + text(".ci/lint")
    for kind, pattern in {"configure": r"cmake --preset (\w+)", "build": r"--build --preset (\w+)", "test": r"ctest --preset (\w+)"}.items():
        named = set(re.findall(pattern, commands))
        expect(named, f"no {kind} preset is used")
        expect(named <= names[kind], f"no {kind} preset {named - names[kind]}")


def test_the_newest_changelog_entry_is_the_project_version():
    version = re.search(r"project\(thalweg VERSION ([0-9.]+)", text("CMakeLists.txt"))[1]
    newest = re.search(r"^## (?:Unreleased: )?([0-9.]+)", text("CHANGELOG.md"), re.M)[1]
    expect(newest == version, f"CHANGELOG.md is at {newest}, project() at {version}")


def test_the_map_in_the_readme_is_the_tree():
    block = re.search(r"^## The tree\n+```\n(.*?)^```", text("README.md"), re.M | re.S)[1]
    mapped = {name for line in block.splitlines() for name in re.findall(r"[\w./-]+/(?= |$)", line.split("  ")[0])}
    folders = {name.split("/")[0] + "/" for name in tracked() if "/" in name and not name.startswith(".")}
    expect(folders <= mapped, f"the map lacks {folders - mapped}")
    expect(all((ROOT / name).is_dir() for name in mapped), f"the map has folders that are not: {mapped}")


def test_the_links_of_documents_lead_somewhere():
    for path in [name for name in tracked() if name.endswith(".md")]:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text(path)):
            expect((ROOT / path).parent.joinpath(link).exists(), f"{path} links to {link}")


def test_code_quoted_in_documents_stands_in_its_source():
    quotes = 0
    executed = {"docs/write-an-optimizer.md", "docs/write-an-objective.md"}  # by tutorials.py: their code is a source itself
    for path in sorted({name for name in tracked() if re.fullmatch(r"docs/[^/]+\.md", name)} - executed):
        blocks = re.findall(r"^([^\n]*)\n```(c|cpp|rust|fortran)\n(.*?)\n```$", text(path), re.M | re.S)
        for mark, language, code in blocks:
            source = re.fullmatch(r"<!-- quoted from (\S+) -->", mark)
            expect(source, f"{path} has {language} that is quoted from nowhere: {code[:60]}")
            expect(code in text(source[1]), f"{path} quotes what is not in {source[1]}: {code[:60]}")
            quotes += 1
    expect(quotes >= 15, f"only {quotes} quotations")


def test_tracked_files_name_no_place_of_one_machine():
    places = re.compile(rb"(?<![\w.$}])/(?:work|root|home/\w+|Users)/\w|\.\./shared\b")
    for path in tracked():
        data = (ROOT / path).read_bytes()
        found = None if b"\0" in data else places.search(data)
        expect(not found, f"{path} names {found and found[0].decode()}")


def test_sources_start_with_their_licence():
    for path in map(Path, tracked()):
        if path.suffix in SOURCES or path.name in {"CMakeLists.txt", "Makefile"} or str(path).startswith(".ci/"):
            head = text(path).splitlines()[:2]
            expect(any("SPDX-License-Identifier: MIT" in line for line in head), f"{path} does not start with its licence")


def test_sources_have_at_most_400_lines():
    for path in map(Path, tracked()):
        lines = len(text(path).splitlines()) if path.suffix in SOURCES else 0
        expect(lines <= 400, f"{path} has {lines} lines")


globals()[sys.argv[1]]()
