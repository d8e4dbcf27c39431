#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns a JSON Schema and files with the reader's verdict on each into the files of which the schema thinks otherwise.

Usage: check_schema.py CASES.json, which holds {"schema": ..., "files": [{"toml": text, "verdict": word}]}; the word is
"valid", "wrong", or "either" where a schema cannot say it."""

import json
import math
import sys
import tomllib

import jsonschema


def as_json(value):
    """As taplo makes JSON of TOML: what is not finite is null, dates are text."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    jsonschema.Draft7Validator.check_schema(cases["schema"])
    validator = jsonschema.Draft7Validator(cases["schema"])
    different = 0
    for case in cases["files"]:
        error = jsonschema.exceptions.best_match(validator.iter_errors(as_json(tomllib.loads(case["toml"]))))
        verdict = "wrong" if error else "valid"
        if verdict != case["verdict"] and case["verdict"] != "either":
            different += 1
            print(f"{case['verdict']} for the reader, {verdict} for the schema:\n{case['toml']}")
            if error:
                print(f"{error.json_path}: {error.message}")
    print(f"{different} of {len(cases['files'])} differ")
    return 1 if different or not cases["files"] else 0


if __name__ == "__main__":
    sys.exit(main())
