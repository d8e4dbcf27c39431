// SPDX-License-Identifier: MIT
// The words of `thalweg bench` -> which optimizers of which plugin files are measured, and in which
// dimensions.
#pragma once

#include "bench/bench.hpp"
#include "cli/context.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace thalweg::cli {

/// The plugin files that are measured, each with its child.
class Benches {
public:
    Benches(std::filesystem::path program, bench::Terms terms)
        : program_(std::move(program)), terms_(terms) {}
    /// Loads the file where that has not been done. Throws Errors as bench::Bench.
    bench::Bench &of(const std::filesystem::path &file);

private:
    std::filesystem::path program_;
    bench::Terms terms_;
    std::map<std::filesystem::path, std::unique_ptr<bench::Bench>> all_;
};

struct Candidate {
    std::filesystem::path file;
    library::Component component;
};

/// Names of optimizers on the plugin path, and paths of plugin files (what has a slash or ends in .so), of
/// which all optimizers are taken; no word: all on the plugin path. Throws Errors, one a word that is
/// neither.
std::vector<Candidate> choose_optimizers(const std::vector<std::string> &words, Benches &benches,
                                         const Globals &globals, const Context &context);

/// "1,1000,1e6". Throws Errors: one a word that is no dimension, or more than `memory` bytes can hold.
std::vector<std::uint64_t> read_dimensions(const std::string &text, std::uint64_t memory);

/// Why this optimizer cannot be measured in that dimension with so much memory; empty: it can.
std::string lacking_memory(const library::Component &optimizer, std::uint64_t dimension,
                           std::uint64_t memory);

} // namespace thalweg::cli
