// SPDX-License-Identifier: MIT
// A command line whose stdout, stderr, terminal and plugins a test decides.
#pragma once

#include "cli/cli.hpp"

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace screen {

/// A FILE that is a string.
class TextFile {
public:
    TextFile() : file_(open_memstream(&text_, &size_)) {}
    TextFile(const TextFile &) = delete;
    TextFile &operator=(const TextFile &) = delete;
    ~TextFile() {
        std::fclose(file_);
        std::free(text_);
    }
    std::FILE *file() { return file_; }
    std::string text() {
        std::fflush(file_);
        return std::string(text_, size_);
    }

private:
    char *text_ = nullptr;
    std::size_t size_ = 0;
    std::FILE *file_;
};

struct Outcome {
    int exit = -1;
    std::string out, err;
};

/// What tests set before they call run().
struct World {
    thalweg::library::Catalog catalog;
    std::vector<thalweg::library::ProbeAnswer> answers;
    std::map<std::string, std::string> variables;
    unsigned columns = 0;                          ///< of a terminal on stdout; 0: none
    std::vector<std::filesystem::path> asked_path; ///< that vet was called with
};

inline Outcome run(World &world, const std::vector<const char *> &arguments) {
    TextFile out, err;
    thalweg::cli::Context context;
    context.out = thalweg::cli::Output(out.file());
    context.err = err.file();
    context.out_is_terminal = [&world] { return world.columns > 0; };
    context.err_is_terminal = [] { return false; };
    context.terminal_width = [&world] { return world.columns; };
    context.monotonic_seconds = [] { return 0.0; };
    context.environment = [&world](const char *name) {
        const auto variable = world.variables.find(name);
        return variable == world.variables.end() ? std::string() : variable->second;
    };
    context.vet = [&world](const std::vector<std::filesystem::path> &path) {
        world.asked_path = path;
        return world.catalog;
    };
    context.probe = [&world](const std::vector<thalweg::library::Probe> &) { return world.answers; };
    context.estimate_seconds = [](const thalweg::plan::Matrix &, const thalweg::pool::Job &) {
        return std::optional<double>();
    };
    const auto exit = thalweg::cli::main_of(arguments, std::move(context));
    return {static_cast<int>(exit), out.text(), err.text()};
}

inline Outcome run(const std::vector<const char *> &arguments) {
    World world;
    return run(world, arguments);
}

} // namespace screen
