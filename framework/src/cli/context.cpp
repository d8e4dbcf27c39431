// SPDX-License-Identifier: MIT
// Reads the process's surroundings, and derives from them and the global options what verbs ask.
#include "cli/context.hpp"

#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>

namespace thalweg::cli {

namespace {

unsigned columns_of(int descriptor) {
    winsize size{};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

unsigned terminal_columns() {
    for (int descriptor : {STDERR_FILENO, STDOUT_FILENO})
        if (const unsigned columns = columns_of(descriptor); columns > 0)
            return columns;
    const char *text = std::getenv("COLUMNS");
    const long columns = text ? std::strtol(text, nullptr, 10) : 0;
    return columns > 0 && columns < 10'000 ? static_cast<unsigned>(columns) : 80;
}

} // namespace

Context make_context() {
    Context context;
    context.out_is_terminal = [] { return isatty(STDOUT_FILENO) == 1; };
    context.err_is_terminal = [] { return isatty(STDERR_FILENO) == 1; };
    context.terminal_width = terminal_columns;
    context.monotonic_seconds = [] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    };
    context.environment = [](const char *name) {
        const char *value = std::getenv(name);
        return std::string(value ? value : "");
    };
    std::error_code ignored; // without /proc only the default plugin folder is not found
    context.executable = std::filesystem::read_symlink("/proc/self/exe", ignored);
    context.estimate_seconds = [](const plan::Matrix &, const pool::Job &) {
        return std::optional<double>();
    };
    return context;
}

std::vector<std::filesystem::path> plugin_path(const Globals &globals, const Context &context) {
    std::vector<std::filesystem::path> path = globals.plugin_path;
    const std::string variable = context.environment("THALWEG_PLUGIN_PATH");
    for (std::size_t begin = 0; begin < variable.size();) {
        const std::size_t end = std::min(variable.find(':', begin), variable.size());
        if (end > begin)
            path.emplace_back(variable.substr(begin, end - begin));
        begin = end + 1;
    }
    const std::filesystem::path beside = context.executable.parent_path().parent_path() / "lib" / "thalweg";
    std::error_code ignored; // a folder that cannot be seen is no folder
    if (!context.executable.empty() && std::filesystem::is_directory(beside, ignored))
        path.push_back(beside);
    return path;
}

bool is_coloured(const Globals &globals, const Context &context) {
    if (globals.colour != Colour::automatic)
        return globals.colour == Colour::always;
    return context.environment("NO_COLOR").empty() && context.err_is_terminal();
}

unsigned table_width(const Context &context) {
    return context.out_is_terminal() ? context.terminal_width() : 0;
}

void say(const Context &context, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), context.err); // a terminal that is gone is no reason to fail
}

void warn(const Globals &globals, const Context &context, const std::string &text) {
    if (globals.verbosity == Verbosity::quiet)
        return;
    const bool coloured = is_coloured(globals, context);
    say(context,
        fmt::format("{}warning:{} {}\n", coloured ? "\x1b[1;33m" : "", coloured ? "\x1b[0m" : "", text));
}

library::Catalog load_catalog(const Globals &globals, const Context &context) {
    library::Catalog catalog = context.vet(plugin_path(globals, context));
    for (const std::string &note : catalog.notes)
        warn(globals, context, note);
    return catalog;
}

} // namespace thalweg::cli
