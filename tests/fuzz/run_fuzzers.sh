#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run_fuzzers.sh BIN FOLDER: each fuzzer for THALWEG_FUZZ_SECONDS -> exit 0, or the input that broke it in FOLDER.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
bin=$1 folder=$2
seconds=${THALWEG_FUZZ_SECONDS:-60}

fuzz() { # fuzz NAME SEEDS...
    mkdir -p "$folder/corpus_$1"
    echo "fuzz: $1 for $seconds s"
    "$bin/fuzz_$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1024 -malloc_limit_mb=512 -detect_leaks=0 \
        -artifact_prefix="$folder/$1-" -print_final_stats=1 "${options[@]}" "$folder/corpus_$1" "${@:2}" \
        >"$folder/$1.log" 2>&1 || { tail -n 60 "$folder/$1.log"; return 1; }
    grep -E 'stat::(number_of_executed_units|peak_rss_mb)' "$folder/$1.log"
}

options=(-dict="$here/toml.dict" -max_len=8192)
fuzz spec "$here/../../experiments" "$here/../messages" "$here/regressions/spec"
options=(-max_len=768)
fuzz reader "$here/regressions/reader"
