# SPDX-License-Identifier: MIT
"""Turns the tutorials, executed word for word with an installed copy of the build, into a verdict on whether they hold."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True  # the sources are not ours to write in
from document import verify

BUILD = Path(sys.argv[3])


def expect(condition, message):
    if not condition:
        sys.exit(message)


def make_environment(prefix):
    """The reader's: Thalweg is on PATH, nothing else is said about it. Where there is a ccache, it saves time, and changes nothing that is shown."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("THALWEG_", "CMAKE_", "CTEST_"))}
    if shutil.which("ccache"):
        environment |= {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache", "CCACHE_BASEDIR": str(prefix.parent)}
    # the distribution's python3, which has its numpy, before one of the user's own
    return environment | {"PATH": f"{prefix}/bin:/usr/bin:/bin:{environment['PATH']}", "LC_ALL": "C.UTF-8"}


def execute(name, folder):
    prefix, empty = folder / "prefix", folder / "reader"
    empty.mkdir()
    subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, capture_output=True)
    expect((wrong := verify(prefix / "share/doc/thalweg" / name, empty, make_environment(prefix))) == "", wrong)


def verdict_on(folder, document):
    """Of a document that needs no Thalweg."""
    path = folder / "document.md"
    path.write_text(document)
    return verify(path, folder, dict(os.environ))


def test_write_an_optimizer_holds_word_for_word(folder):
    execute("write-an-optimizer.md", folder)


def test_write_an_objective_holds_word_for_word(folder):
    execute("write-an-objective.md", folder)


def test_the_authors_loop_holds_word_for_word(folder):
    execute("the-authors-loop.md", folder)


def test_experiment_files_holds_word_for_word(folder):
    execute("experiment-files.md", folder)


def test_how_many_saddles_holds_word_for_word(folder):
    execute("how-many-saddles.md", folder)
    picture = "how-many-saddles.svg"
    committed = (folder / "prefix/share/doc/thalweg" / picture).read_text(encoding="utf-8")
    expect((folder / "reader" / picture).read_text(encoding="utf-8") == committed, f"docs/{picture} is not what its commands draw")
    check = Path(__file__).parent / "check_saddles.py"
    done = subprocess.run(["/usr/bin/python3", check, folder / "reader/saddles.h5"], capture_output=True, text=True)
    expect(done.returncode == 0, done.stdout + done.stderr)


def test_a_document_that_shows_what_is_printed_is_right(folder):
    document = "```text a.txt\none  two\nthree\n```\n\n```sh\ncat a.txt\ncd ..\n```\n```\none     t...\n...\n```\n"
    expect(verdict_on(folder, document) == "", verdict_on(folder, document))


def test_a_block_goes_where_its_fence_says(folder):
    document = "```text a.txt\none\n[.*] two\n```\n```text a.txt before .*]\nhalf way\n```\n```text a.txt instead of one\n1\n```\n"
    document += "```text a.txt at the end\nthree\n```\n```sh\ncat a.txt\n```\n```\n1\nhalf way\n[.*] two\nthree\n```\n"
    expect(verdict_on(folder, document) == "", verdict_on(folder, document))
    nowhere = document.replace("instead of one", "instead of four")
    expect(": ends with 1" in verdict_on(folder, nowhere), "a place that there is not was found")


def test_a_document_that_shows_something_else_is_wrong(folder):
    wrong = verdict_on(folder, "```sh\necho one\n```\n```\none\n```\n```sh\necho two\n```\n```\ntoo\n```\n")
    expect(":10: shows\ntoo\n\nbut it prints\ntwo" in wrong, wrong)


def test_a_document_with_a_command_that_fails_is_wrong(folder):
    wrong = verdict_on(folder, "```sh\necho one\n```\n```\none\n```\n```sh\necho so\nfalse\necho on\n```\n")
    expect(":7: ends with 1\nso\n" in wrong, wrong)


with tempfile.TemporaryDirectory() as temporary:
    globals()[sys.argv[1]](Path(temporary))
