# SPDX-License-Identifier: MIT
# The front door: each target does its own set-up on a fresh Debian 12 machine (packages.txt), then builds with CMake's presets.

PREFIX ?= /usr/local
JOBS ?= $(shell nproc)

thalweg := build/release/bin/thalweg
demo_results := build/demo/seven_optimizers.h5
# A first configuration leaves the tests and benchmarks out; a later one keeps what make test and make bench chose.
configure := cmake --preset release $$(test -f build/release/CMakeCache.txt || echo -DTHALWEG_TESTS=OFF -DTHALWEG_BENCHMARKS=OFF)

# Ninja and ctest are parallel, each with $(JOBS); make itself takes one step after the other, whatever its -j.
.NOTPARALLEL:
.PHONY: help demo test build bench bench-scale lint install test-crash test-dev test-tsan test-fresh clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r target text; do printf 'make %-11s %s\n' "$$target" "$$text"; done

demo: build ## run the seven optimizers of the tutorial, 170 runs, into build/demo/
	rm -rf build/demo
	mkdir -p build/demo
	$(thalweg) run experiments/seven_optimizers.toml -o $(demo_results)

test: ## build everything and run all tests
	@.ci/install-packages build optional test
	$(configure) -DTHALWEG_TESTS=ON
	cmake --build --preset release --parallel $(JOBS)
	ctest --preset release --parallel $(JOBS)

build: ## the host in build/release/bin/, the plugins in build/release/lib/thalweg/
	@.ci/install-packages build
	$(configure)
	cmake --build --preset release --parallel $(JOBS)

bench: ## what a step, its request, storing and derivatives cost, beside their targets
	@.ci/install-packages build
	$(configure) -DTHALWEG_BENCHMARKS=ON
	cmake --build --preset release --parallel $(JOBS)
	cmake --build --preset release --target run_benchmarks

bench-scale: ## a thousand to a million runs through the whole program: time, memory, size (some minutes, 20 GiB)
	@.ci/install-packages build test
	$(configure) -DTHALWEG_BENCHMARKS=ON
	cmake --build --preset release --parallel $(JOBS) --target run_scale

lint: ## layout, bugs, names, spelling, each header alone; mistakes are errors
	@.ci/install-packages build optional test clang lint
	.ci/lint $(JOBS)

install: build ## into PREFIX (/usr/local), below DESTDIR
	DESTDIR="$(DESTDIR)" cmake --install build/release --prefix "$(abspath $(PREFIX))"

test-crash: ## 200 kills, every power cut, failing calls, and the fuzzers
	@.ci/install-packages build test clang
	$(configure) -DTHALWEG_TESTS=ON
	cmake --build --preset release --parallel $(JOBS)
	cmake --preset fuzz
	cmake --build --preset fuzz --parallel $(JOBS) --target run_fuzzers
	ctest --preset crash --parallel $(JOBS)

test-dev: ## all tests under the address and undefined-behaviour sanitizers
	@.ci/install-packages build test
	cmake --preset dev
	cmake --build --preset dev --parallel $(JOBS)
	ctest --preset dev --parallel $(JOBS)

test-tsan: ## all tests under the thread sanitizer
	@.ci/install-packages build test
	cmake --preset tsan
	cmake --build --preset tsan --parallel $(JOBS)
	ctest --preset tsan --parallel $(JOBS)

test-fresh: ## make demo and make test in a minimal Debian 12 (root only)
	@.ci/install-packages fresh
	.ci/fresh-machine

clean: ## remove build/
	rm -rf build
