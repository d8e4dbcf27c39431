# SPDX-License-Identifier: MIT
"""Turns a document into a verdict on whether what it tells the reader to do ends as it shows.

Fenced blocks are taken in order. One that begins with ```sh is executed, all of them in one shell with `set -e`. One with a file name after
its language (```cpp my_rule.cpp) becomes that file in the shell's current folder; with more words it goes into that file: `at the end`,
`before TEXT`, that is before the one line with that text, or `instead of TEXT`. Any other follows a ```sh block and is what
that printed, on stdout and stderr: a line `...` stands for any lines, `...` within a line for any text, two or more spaces for any number.
"""

import re
import shlex
import subprocess
from typing import NamedTuple, Optional

MARK = "--- end of block"
END_OF_FILE = "END_OF_THE_FILE_THAT_THE_DOCUMENT_SHOWS"
# Puts .block at the one line with TEXT; fails where there is none, or several.
EDIT = """
index($0, ENVIRON["TEXT"]) { while ((getline line <".block") > 0) print line; ++found; if (ENVIRON["PLACE"] != "before") next }
{ print }
END { exit found != 1 }
"""


class Block(NamedTuple):
    line: int
    language: str
    file: Optional[str]
    place: str
    text: str


def blocks_of(markdown):
    blocks = []
    fence = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.M | re.S)
    for found in fence.finditer(markdown):
        words = found[1].split()
        line = markdown.count("\n", 0, found.start()) + 1
        blocks.append(Block(line, words[0] if words else "", words[1] if len(words) > 1 else None, " ".join(words[2:]), found[2]))
    return blocks


def pattern_of(shown):
    """The regular expression of all outputs that a document shows so."""
    pattern = ""
    for line in shown.rstrip().split("\n"):
        if line.strip() == "...":
            pattern += r"(?:[^\n]*\n)*?"
            continue
        for part in re.split(r"(\.\.\.|  +)", line.rstrip()):
            pattern += r"[^\n]*?" if part == "..." else r" +" if part.startswith("  ") else re.escape(part)
        pattern += r" *\n"
    return re.compile(pattern)


def edit_of(block):
    """The shell commands that put a block's text where it belongs."""
    here = f"<<'{END_OF_FILE}'\n{block.text}{END_OF_FILE}\n"
    if not block.place:
        return f"cat >{block.file} {here}"
    if block.place == "at the end":
        return f"cat >>{block.file} {here}"
    found = re.fullmatch(r"(before|instead of) (.+)", block.place)
    if not found:
        raise ValueError(f"the block at line {block.line} does not say where in {block.file} it belongs")
    return f"cat >.block {here}PLACE='{found[1]}' TEXT={shlex.quote(found[2])} awk '{EDIT}' {block.file} >.edited\nmv .edited {block.file}\nrm .block\n"


def plan(blocks):
    """The shell script, and what its blocks shall print: a list of (block, output or None)."""
    script, expected = "set -e\n", []
    last = None
    for block in blocks:
        if block.file:
            script += edit_of(block)
        elif block.language == "sh":
            script += f"{block.text}printf '\\n{MARK}\\n'\n"
            expected.append((block, None))
        elif last and last.language == "sh":
            expected[-1] = (last, block)
        else:
            raise ValueError(f"the block at line {block.line} is neither a command, nor a file, nor an output")
        last = block
    return script, expected


def verify(path, folder, environment):
    """What is wrong with the document, executed in an empty folder; empty: nothing."""
    script, expected = plan(blocks_of(path.read_text(encoding="utf-8")))
    if not any(output for _, output in expected):
        return f"{path}: shows no output"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    printed = done.stdout.split(f"\n{MARK}\n")
    if done.returncode != 0:
        return f"{path}:{expected[len(printed) - 1][0].line}: ends with {done.returncode}\n{printed[-1]}"
    for (commands, output), text in zip(expected, printed):
        if output and not pattern_of(output.text).fullmatch(text.rstrip() + "\n"):
            return f"{path}:{output.line}: shows\n{output.text}\nbut it prints\n{text}"
    return ""
