// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

#include <fmt/format.h>

namespace thalweg::cli {

namespace {

constexpr const char *head = R"bash(# bash completion of thalweg: source <(thalweg completion bash)
# What stands behind an option of a verb, or at a place among its arguments: a kind, and words.
_thalweg_values() {
    case "$1 $2" in
)bash";

constexpr const char *body = R"bash(    esac
}
_thalweg() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb='' place=0 values='' i
    if [[ $word == '=' ]]; then # --option=WORD arrives as three words
        word=''
    elif [[ $before == '=' ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case ${COMP_WORDS[i]} in
        =) ((++i)) ;;
        -*)
            if [[ ${COMP_WORDS[i + 1]} != '=' && -n $(_thalweg_values "$verb" "${COMP_WORDS[i]}") ]]; then
                ((++i))
            fi
            ;;
        *)
            if [[ -z $verb ]]; then
                verb=${COMP_WORDS[i]}
            else
                ((++place))
            fi
            ;;
        esac
    done
    if [[ $before == -* ]]; then
        values=$(_thalweg_values "$verb" "$before")
    fi
    if [[ -z $values && $word == -* ]]; then
        values=$(_thalweg_values "$verb" options)
    elif [[ -z $values ]]; then
        values=$(_thalweg_values "$verb" "$place")
    fi
    local rest=${values#* }
    case $values in
    words*) mapfile -t COMPREPLY < <(compgen -W "$rest" -- "$word") ;;
    components*)
        rest=${values#components}
        mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" __components $rest 2>/dev/null)" -- "$word")
        ;;
    files*)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -X "!*$rest" -- "$word"; compgen -d -- "$word")
        ;;
    folders*)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        ;;
    *) COMPREPLY=() ;;
    esac
}
complete -F _thalweg thalweg
)bash";

std::string text_of(const Values &values) {
    static constexpr const char *kinds[] = {"text", "words", "files", "folders", "components"};
    std::string text = kinds[static_cast<std::size_t>(values.kind)];
    for (const std::string &word : values.words)
        text += " " + word;
    return text;
}

/// One line of the table; `pattern` is quoted already.
std::string line(const std::string &pattern, const std::string &values) {
    return fmt::format("    {}) echo '{}' ;;\n", pattern, values);
}

std::string option_lines(const std::string &verb, const std::vector<CompletedOption> &options) {
    std::string text;
    for (const CompletedOption &option : options)
        for (const std::string &name : option.names)
            if (option.takes_value)
                text += line(fmt::format("{}' {}'", verb, name), text_of(option.values));
    return text;
}

std::string names_of(const std::vector<CompletedOption> &options) {
    std::string text;
    for (const CompletedOption &option : options)
        for (const std::string &name : option.names)
            text += " " + name;
    return text;
}

} // namespace

std::string bash_completion(const Grammar &grammar) {
    std::string text = head, verbs = "words";
    for (const CompletedVerb &verb : grammar.verbs) {
        verbs += " " + verb.name;
        text += option_lines(verb.name, verb.options);
        text += line(verb.name + "' options'", "words" + names_of(verb.options) + names_of(grammar.globals));
        for (std::size_t place = 0; place < verb.arguments.size(); ++place)
            text += line(fmt::format("{}' '{}", verb.name,
                                     verb.arguments[place].repeats ? "[0-9]*" : std::to_string(place)),
                         text_of(verb.arguments[place].values));
    }
    text += option_lines("*", grammar.globals);
    text += line("' options'", "words" + names_of(grammar.globals));
    return text + line("' 0'", verbs) + body;
}

} // namespace thalweg::cli
