// SPDX-License-Identifier: MIT
// `thalweg completion`: what shells offer at some places of a command line.
#include "program.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <sstream>

using namespace end_to_end;
using Catch::Contains;

namespace {

using Words = std::set<std::string>;

Words lines_of(const std::string &text) {
    std::istringstream stream(text);
    Words lines;
    for (std::string line; std::getline(stream, line);)
        if (!line.empty())
            lines.insert(line);
    return lines;
}

/// What bash offers for the last of the words, which it splits at "=" as it does on a terminal.
Words bash_offers(const Folder &folder, const Process::Words &words) {
    folder.write("ask.bash", "source <(\"$1\" completion bash)\n"
                             "COMP_WORDS=(\"$@\")\nCOMP_CWORD=$(($# - 1))\n"
                             "_thalweg\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
    Process::Words all{"bash", "--norc", "ask.bash"};
    const auto line = with_thalweg(words);
    all.insert(all.end(), line.begin(), line.end());
    const Result result = program(folder, all);
    CHECK(result.err == "");
    CHECK(result.code == 0);
    Words offered = lines_of(result.out);
    offered.erase("ask.bash");
    return offered;
}

/// As they are on the search path; empty: not installed.
std::string path_of(const Folder &folder, const std::string &name) {
    const Result found = program(folder, {"bash", "-c", "command -v " + name});
    return found.out.substr(0, found.out.find('\n'));
}

} // namespace

TEST_CASE("completion: bash offers verbs, then options of that verb and of all") {
    const Folder folder;
    CHECK(bash_offers(folder, {"ver"}) == Words{"verify", "version"});
    CHECK(bash_offers(folder, {"-q", "comp"}) == Words{"compare", "completion"});
    CHECK(bash_offers(folder, {"run", "--re"}) == Words{"--rerun-changed", "--retry"});
    CHECK(bash_offers(folder, {"--ver"}) == Words{"--verbose", "--version"});
    CHECK(bash_offers(folder, {"plan", "--pro"}) == Words{"--progress"});
    CHECK(bash_offers(folder, {"__"}).empty());
}

TEST_CASE("completion: bash offers the words that an option takes, also behind =") {
    const Folder folder;
    const Words colours{"always", "auto", "never"};
    CHECK(bash_offers(folder, {"--color", ""}) == colours);
    CHECK(bash_offers(folder, {"run", "x.toml", "--color", "=", "al"}) == Words{"always"});
    CHECK(bash_offers(folder, {"run", "--color", "="}) == colours);
    CHECK(bash_offers(folder, {"new", "o"}) == Words{"objective", "optimizer"});
    CHECK(bash_offers(folder, {"new", "--language", ""}) == Words{"c", "cpp"});
    CHECK(bash_offers(folder, {"completion", ""}) == Words{"bash", "fish", "zsh"});
    CHECK(bash_offers(folder, {"run", "--jobs", ""}).empty()); // a number, which nobody can guess
}

TEST_CASE("completion: bash offers files of the ending that belongs there, and folders") {
    const Folder folder;
    folder.write("first.toml", "");
    folder.write("first.h5", "");
    folder.write("two words.h5", "");
    fs::create_directory(folder / "below");
    CHECK(bash_offers(folder, {"run", ""}) == Words{"first.toml", "below"});
    CHECK(bash_offers(folder, {"run", "-o", "out.h5", "--jobs=2", "f"}) == Words{"first.toml"});
    CHECK(bash_offers(folder, {"show", ""}) == Words{"first.h5", "two words.h5", "below"});
    CHECK(bash_offers(folder, {"compare", "first.h5", "f"}) == Words{"first.h5"});
    CHECK(bash_offers(folder, {"merge", "a.h5", "b.h5", "c.h5", "f"}) == Words{"first.h5"});
    CHECK(bash_offers(folder, {"--plugin-path", ""}) == Words{"below"});
    CHECK(bash_offers(folder, {"show", "first.h5", ""}).empty()); // it takes one
}

TEST_CASE("completion: bash offers components that are found, where one is asked for") {
    const Folder folder;
    CHECK(bash_offers(folder, {"describe", "half"}) == Words{"half_parabola"});
    CHECK(bash_offers(folder, {"describe", "rmsprop_"}) == Words{"rmsprop_centered"});
    CHECK(bash_offers(folder, {"list", "--fits", "half"}) == Words{"half_parabola"});
    CHECK(bash_offers(folder, {"list", "--fits", "half_parabola", ""}) == Words{"objectives", "optimizers"});
    CHECK(bash_offers(folder, {"new", "optimizer", "rms"}).empty()); // a name that is taken
}

TEST_CASE("completion: fish offers the same") {
    const Folder folder;
    const std::string fish = path_of(folder, "fish");
    if (fish.empty()) {
        WARN("fish is not installed");
        return;
    }
    folder.write("first.toml", "");
    const fs::path program_path = with_thalweg({}).front();
    const auto offers = [&](const std::string &line) {
        const Result result = program(
            folder,
            {"env", "HOME=" + folder.path().string(),
             "PATH=" + program_path.parent_path().string() + ":/usr/bin:/bin", fish, "--no-config", "-c",
             "thalweg completion fish | source; complete -C '" + line + "' | string split -f 1 \\t"});
        CHECK(result.err == "");
        return lines_of(result.out);
    };
    CHECK(offers("thalweg ver") == Words{"verify", "version"});
    CHECK(offers("thalweg run --re") == Words{"--rerun-changed", "--retry"});
    CHECK(offers("thalweg --color ") == Words{"always", "auto", "never"});
    CHECK(offers("thalweg describe half") == Words{"half_parabola"});
    CHECK(offers("thalweg list --fits half") == Words{"half_parabola"});
    CHECK(offers("thalweg run fi") == Words{"first.toml"});
}

TEST_CASE("completion: zsh understands its script, and asks for names as it says") {
    const Folder folder;
    const std::string zsh = path_of(folder, "zsh");
    if (zsh.empty()) {
        WARN("zsh is not installed");
        return;
    }
    // _arguments and _describe are zsh's own and need a terminal: they are made to print what they are given
    folder.write("ask.zsh",
                 "compdef() { print defined $2; }\n"
                 "source <($1 completion zsh)\n"
                 "_describe() { print -rl ${(P)2}; }\n"
                 "_arguments() { if [[ $1 == -C ]]; then state=$asked; else print -rl -- $@; fi; }\n"
                 "asked=verb; _thalweg\n"
                 "asked=rest; words=(run); _thalweg\n"
                 "words=(describe); _thalweg\n");
    const Result result = program(folder, {zsh, "-f", "ask.zsh", with_thalweg({}).front()});
    CHECK(result.err == "");
    for (const char *line :
         {"defined thalweg\n", "\nverify:", "\n--overwrite[start afresh\\: parts of",
          "\n--color=[auto, always or never; NO_COLOR is respected]:word:(always auto never)\n",
          "\n:file:_files -g \"*.toml\"\n", "\n:component:_thalweg_components \n"})
        CHECK_THAT(result.out, Contains(line));
}

TEST_CASE("completion: a shell that is none is refused") {
    const Folder folder;
    const Result result = call(folder, {"completion", "tcsh"});
    CHECK(result.code == 2);
    CHECK_THAT(result.err, Contains("tcsh"));
}
