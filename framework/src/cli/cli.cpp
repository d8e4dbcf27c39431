// SPDX-License-Identifier: MIT
// Parses the command line, calls the verb, and turns what it throws into text and exit codes.
#include "cli/cli.hpp"
#include "cli/choices.hpp"
#include "cli/completion.hpp"
#include "cli/verbs.hpp"
#include "spec/nearest.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <new>

namespace thalweg::cli {

namespace {

void add_globals(CLI::App &app, Globals &globals) {
    static const std::map<std::string, Colour> colours = {
        {"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}};
    static const std::map<std::string, ProgressKind> kinds = {{"auto", ProgressKind::automatic},
                                                              {"bar", ProgressKind::bar},
                                                              {"counter", ProgressKind::counter},
                                                              {"none", ProgressKind::none}};
    one_of(app.add_option("--color", globals.colour, "auto, always or never; NO_COLOR is respected"), colours)
        ->type_name("WHEN");
    one_of(app.add_option("--progress", globals.progress, "auto, bar, counter or none"), kinds)
        ->type_name("KIND");
    app.add_option("--plugin-path", globals.plugin_path,
                   "look for plugins here first (may be repeated; also THALWEG_PLUGIN_PATH)")
        ->type_name("DIR")
        ->allow_extra_args(false);
    app.add_flag_callback(
        "-q,--quiet", [&globals] { globals.verbosity = Verbosity::quiet; }, "no warnings, no progress");
    app.add_flag_callback(
        "-v,--verbose", [&globals] { globals.verbosity = Verbosity::verbose; }, "say more");
}

void add_verbs(CLI::App &app, Session &session) {
    add_run(app, session);
    add_plan(app, session);
    add_list(app, session);
    add_describe(app, session);
    add_show(app, session);
    add_compare(app, session);
    add_verify(app, session);
    add_check(app, session);
    add_bench(app, session);
    add_merge(app, session);
    add_schema(app, session);
    add_doctor(app, session);
    add_new(app, session);
    add_completion(app, session);
    add_version(app, session);
}

std::unique_ptr<CLI::App> make_app(Session &session) {
    auto app = std::make_unique<CLI::App>("thalweg: experiments with optimization algorithms", "thalweg");
    app->fallthrough();  // global options may follow the verb
    app->allow_extras(); // what is left over is refused by check_extras, with the nearest word
    app->require_subcommand(0, 1);
    app->get_formatter()->column_width(32);
    app->set_help_flag("-h,--help", "this text");
    app->add_flag_callback(
        "--version",
        [&session] {
            session.action = [&session] {
                session.context.out.print("thalweg " THALWEG_VERSION "\n");
                return Exit::done;
            };
        },
        "the version, and nothing else");
    app->footer("Example:\n  thalweg list optimizers\n`thalweg VERB --help` tells more of each.");
    add_globals(*app, session.globals);
    add_verbs(*app, session);
    return app;
}

std::vector<std::string> shown_verbs(const CLI::App &app) {
    std::vector<std::string> names;
    for (const CLI::App *verb : app.get_subcommands([](const CLI::App *) { return true; }))
        if (!verb->get_group().empty())
            names.push_back(verb->get_name());
    return names;
}

std::vector<std::string> flags_of(const CLI::App &app, const CLI::App *verb) {
    std::vector<std::string> flags;
    for (const CLI::App *part : {verb, &app})
        if (part)
            for (const CLI::Option *option : part->get_options())
                for (const std::string &name : option->get_lnames())
                    flags.push_back("--" + name);
    return flags;
}

const CLI::App *chosen_verb(const CLI::App &app) {
    const auto verbs = app.get_subcommands();
    return verbs.empty() ? nullptr : verbs.front();
}

std::string help_command(const CLI::App *verb) {
    return verb ? fmt::format("`thalweg {} --help`", verb->get_name()) : "`thalweg --help`";
}

/// Throws Errors for a word that the command line does not know.
void check_extras(const CLI::App &app) {
    const auto extras = app.remaining(true);
    if (extras.empty())
        return;
    const CLI::App *verb = chosen_verb(app);
    const std::string &word = extras.front();
    if (word.starts_with("-")) {
        const std::string name = word.substr(0, word.find('='));
        const std::string guess = spec::nearest(name, flags_of(app, verb));
        throw Errors(Error{fmt::format("unknown option \"{}\"", name), "", "", "",
                           guess.empty() ? help_command(verb) + " lists the options" : "write " + guess});
    }
    if (verb)
        throw Errors(Error{fmt::format("unexpected argument \"{}\"", word), "", "",
                           fmt::format("`{}` takes no more arguments", verb->get_name()),
                           help_command(verb) + " shows how it is used"});
    const auto verbs = shown_verbs(app);
    const std::string guess = spec::nearest(word, verbs);
    throw Errors(
        Error{fmt::format("unknown verb \"{}\"", word), "", "",
              fmt::format("the verbs are {}", fmt::join(verbs, ", ")),
              guess.empty() ? "`thalweg --help` explains them" : fmt::format("write `thalweg {}`", guess)});
}

/// Parses; nothing where --help was printed.
std::optional<std::function<Exit()>> parse(CLI::App &app, Session &session,
                                           std::span<const char *const> arguments) {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend()); // CLI11 takes them from the back
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::CallForHelp &) {
        if (chosen_verb(app) == nullptr)
            check_extras(app); // help for a verb that there is not
        session.context.out.print(app.help());
        return std::nullopt;
    } catch (const CLI::ParseError &error) {
        check_extras(app); // a mistyped word explains more than what is missing because of it
        const CLI::App *verb = chosen_verb(app);
        throw Errors(Error{error.what(), "", "", "", help_command(verb) + " shows how it is used"});
    }
    check_extras(app);
    if (!session.action)
        throw Errors(Error{"no verb is given", "", "",
                           fmt::format("the verbs are {}", fmt::join(shown_verbs(app), ", ")),
                           "`thalweg --help` explains them"});
    return session.action;
}

/// Colours the words that begin the lines of an error.
std::string paint(const std::string &text) {
    static constexpr std::pair<std::string_view, std::string_view> words[] = {{"error:", "\x1b[1;31m"},
                                                                              {"   at:", "\x1b[1;36m"},
                                                                              {"  why:", "\x1b[1;36m"},
                                                                              {"  fix:", "\x1b[1;32m"}};
    std::string painted;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        std::string line = text.substr(begin, end - begin);
        for (const auto &[word, code] : words)
            if (line.starts_with(word))
                line = fmt::format("{}{}\x1b[0m{}", code, word, line.substr(word.size()));
        painted += line;
        begin = end;
    }
    return painted;
}

Exit report(const Session &session, const std::vector<Error> &errors) {
    Exit exit = errors.empty() ? Exit::fault : errors.front().exit;
    for (const Error &error : errors) {
        const std::string text = to_text(error);
        const std::string shown = is_coloured(session.globals, session.context) ? paint(text) : text;
        std::fwrite(shown.data(), 1, shown.size(), session.context.err);
    }
    if (errors.size() > 1)
        say(session.context, fmt::format("{} errors\n", errors.size()));
    return exit;
}

Exit run_verb(Session &session, std::span<const char *const> arguments) {
    const auto app = make_app(session);
    const auto action = parse(*app, session, arguments);
    const Exit exit = action ? (*action)() : Exit::done;
    session.context.out.flush();
    return exit;
}

} // namespace

CLI::App *add_verb(CLI::App &app, const std::string &name, const std::string &description,
                   const std::string &example) {
    CLI::App *verb = app.add_subcommand(name, description);
    verb->footer("Example:\n  " + example);
    verb->set_help_flag("-h,--help", "this text");
    if (name.starts_with("__"))
        verb->group("");
    return verb;
}

Exit main_of(std::span<const char *const> arguments, Context context) {
    Session session{{}, std::move(context), {}};
    try {
        return run_verb(session, arguments);
    } catch (const OutputClosed &) {
        return Exit::done;
    } catch (const Errors &errors) {
        return report(session, errors.list);
    } catch (const std::bad_alloc &) {
        return report(session, {{"not enough memory", "", "", "the machine, or a limit of it, gave no more",
                                 "", Exit::fault}});
    } catch (const std::exception &error) {
        return report(session,
                      {{fmt::format("thalweg met a fault of its own: {}", error.what()), "", "", "",
                        "please report it, with the command and the files that led to it", Exit::fault}});
    }
}

std::string help_of(const std::string &verb) {
    Session session;
    const auto app = make_app(session);
    return verb.empty() ? app->help() : app->get_subcommand(verb)->help("thalweg");
}

std::vector<std::string> verb_names() {
    Session session;
    return shown_verbs(*make_app(session));
}

} // namespace thalweg::cli
