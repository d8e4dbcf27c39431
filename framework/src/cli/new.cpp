// SPDX-License-Identifier: MIT
// `thalweg new`: a folder in which somebody writes a plugin.
#include "cli/choices.hpp"
#include "cli/scaffold.hpp"
#include "cli/verbs.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <sys/stat.h>

namespace thalweg::cli {

namespace {

namespace fs = std::filesystem;

struct NewOptions {
    std::string kind, name;
    Language language = Language::cpp;
    fs::path parent = ".";
};

std::string command(const NewOptions &options, const std::string &name) {
    return fmt::format("`thalweg new {} {}`", options.kind, name);
}

void check_name(const NewOptions &options) {
    if (const std::string fault = name_fault(options.name); !fault.empty())
        throw Errors(Error{fmt::format("\"{}\" is no name for an {}", options.name, options.kind),
                           fmt::format("NAME of `thalweg new {} NAME`", options.kind), "", fault,
                           "write " + command(options, component_name_like(options.name))});
}

/// A component that hides one of its name would make comparisons with that one impossible.
void check_is_free(const Session &session, const NewOptions &options, library::Kind kind) {
    const library::Catalog catalog = load_catalog(session.globals, session.context);
    const library::Component *const taken = catalog.find(kind, options.name);
    if (taken != nullptr)
        throw Errors(Error{fmt::format("there is an {} \"{}\" already", options.kind, options.name),
                           catalog.plugins.at(taken->plugin).path, "",
                           "the new one would hide it, and no experiment could compare the two",
                           "write " + command(options, "my_" + options.name)});
}

Errors not_made(const fs::path &path, int number) {
    return Errors(
        Error{"the folder of the new plugin could not be made", path.string(), "", std::strerror(number),
              number == ENOENT ? "make the folder it is to stand in first, or name another with -o DIR"
                               : "make this place writable, or name another with -o DIR",
              Exit::not_written});
}

void write_file(const fs::path &path, const std::string &text) {
    errno = 0;
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file)
        throw not_made(path, errno != 0 ? errno : EIO);
}

/// All of the files in a new folder, or no folder.
void make_folder(const fs::path &folder, const std::vector<ScaffoldFile> &files) {
    if (::mkdir(folder.c_str(), 0777) != 0) {
        if (errno == EEXIST)
            throw Errors(Error{fmt::format("{} is there already", folder.string()), "", "",
                               "nothing that exists is written over",
                               "choose another name, or another place with -o DIR"});
        throw not_made(folder, errno);
    }
    try {
        for (const ScaffoldFile &file : files)
            write_file(folder / file.name, file.text);
    } catch (const Errors &) {
        std::error_code ignored; // the first failure is what counts
        fs::remove_all(folder, ignored);
        throw;
    }
}

/// For a POSIX shell.
std::string quoted(const std::string &word) {
    if (!word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                "0123456789_-+./=:,@%") == std::string::npos)
        return word;
    std::string text = "'";
    for (const char c : word)
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

/// Whether a shell, and CMake, which looks beside the folders of PATH, find this program and its package.
bool is_on_path(const Context &context) {
    const std::string path = context.environment("PATH");
    for (std::size_t begin = 0; begin < path.size();) {
        const std::size_t end = std::min(path.find(':', begin), path.size());
        std::error_code missing; // a folder of PATH that is not there
        if (fs::equivalent(path.substr(begin, end - begin), context.executable.parent_path(), missing))
            return true;
        begin = end + 1;
    }
    return false;
}

std::string text_of(const fs::path &folder, const std::vector<ScaffoldFile> &files, const Context &context) {
    const bool on_path = is_on_path(context);
    const std::string program = on_path ? "thalweg" : quoted(context.executable.string());
    const fs::path prefix = context.executable.parent_path().parent_path();
    std::string text = folder.string() + "/\n";
    for (const ScaffoldFile &file : files)
        text += fmt::format("  {}\n", file.name);
    return text + fmt::format("\nnext:\n"
                              "  cd {} && cmake -B build{} && cmake --build build\n"
                              "  ctest --test-dir build --output-on-failure\n"
                              "  {} run experiment.toml --plugin-path build\n",
                              quoted(folder.string()),
                              on_path ? "" : " " + quoted("-DCMAKE_PREFIX_PATH=" + prefix.string()), program);
}

Exit make_new(Session &session, const NewOptions &options) {
    check_name(options);
    const library::Kind kind =
        options.kind == "optimizer" ? library::Kind::optimizer : library::Kind::objective;
    check_is_free(session, options, kind);
    const fs::path folder = (options.parent / options.name).lexically_normal();
    const auto files = make_files(
        {.kind = kind, .language = options.language, .name = options.name, .version = THALWEG_VERSION});
    make_folder(folder, files);
    session.context.out.print(text_of(folder, files, session.context));
    return Exit::done;
}

} // namespace

void add_new(CLI::App &app, Session &session) {
    static const std::map<std::string, Language> languages = {{"c", Language::c}, {"cpp", Language::cpp}};
    CLI::App *verb =
        add_verb(app, "new", "a folder in which to write a plugin: source, test, CMakeLists, README",
                 "thalweg new optimizer sign_descent");
    auto options = std::make_shared<NewOptions>();
    one_of(verb->add_option("kind", options->kind, "optimizer or objective")->required()->type_name(""),
           {"optimizer", "objective"});
    verb->add_option("NAME", options->name, "what experiment files will call it, as lower_snake")
        ->required()
        ->type_name("");
    one_of(verb->add_option("--language", options->language, "c or cpp (the default)"), languages)
        ->type_name("LANGUAGE");
    verb->add_option("-o,--output", options->parent, "the folder to make it in, by default the current one")
        ->type_name("DIR");
    verb->callback([&session, options] {
        session.action = [&session, options] { return make_new(session, *options); };
    });
}

} // namespace thalweg::cli
