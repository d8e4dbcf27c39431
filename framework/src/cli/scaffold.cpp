// SPDX-License-Identifier: MIT
// The templates, which the build embeds from framework/templates, and what is put in the place of their
// @words@.
#include "cli/scaffold.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace thalweg::cli {

namespace {

struct Template {
    std::string_view name, text;
};
constexpr Template templates[] = {
#include THALWEG_TEMPLATES_FILE
};

constexpr std::size_t longest_name = 64;

/// Targets that CMake keeps for itself, of those that look like a name.
constexpr std::string_view of_cmake[] = {"all",
                                         "clean",
                                         "depend",
                                         "edit_cache",
                                         "help",
                                         "install",
                                         "install_local",
                                         "install_strip",
                                         "list_install_components",
                                         "package",
                                         "package_source",
                                         "preinstall",
                                         "rebuild_cache",
                                         "test"};

// of ASCII, whatever the locale says
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

/// What TOML, formulas or --where read as a value: in them such a component could not be named bare.
constexpr std::string_view values[] = {"e", "inf", "nan", "infinity", "pi", "true", "false"};

/// Words of C11 and C++20, which no identifier can be, and those that every program has.
constexpr std::string_view of_languages[] = {"alignas",
                                             "alignof",
                                             "and",
                                             "and_eq",
                                             "asm",
                                             "auto",
                                             "bitand",
                                             "bitor",
                                             "bool",
                                             "break",
                                             "case",
                                             "catch",
                                             "char",
                                             "char8_t",
                                             "char16_t",
                                             "char32_t",
                                             "class",
                                             "co_await",
                                             "co_return",
                                             "co_yield",
                                             "compl",
                                             "concept",
                                             "const",
                                             "const_cast",
                                             "consteval",
                                             "constexpr",
                                             "constinit",
                                             "continue",
                                             "decltype",
                                             "default",
                                             "delete",
                                             "do",
                                             "double",
                                             "dynamic_cast",
                                             "else",
                                             "enum",
                                             "explicit",
                                             "export",
                                             "extern",
                                             "float",
                                             "for",
                                             "friend",
                                             "goto",
                                             "if",
                                             "inline",
                                             "int",
                                             "long",
                                             "main",
                                             "mutable",
                                             "namespace",
                                             "new",
                                             "noexcept",
                                             "not",
                                             "not_eq",
                                             "nullptr",
                                             "operator",
                                             "or",
                                             "or_eq",
                                             "private",
                                             "protected",
                                             "public",
                                             "register",
                                             "reinterpret_cast",
                                             "requires",
                                             "restrict",
                                             "return",
                                             "short",
                                             "signed",
                                             "sizeof",
                                             "static",
                                             "static_assert",
                                             "static_cast",
                                             "std",
                                             "struct",
                                             "switch",
                                             "template",
                                             "this",
                                             "thread_local",
                                             "throw",
                                             "try",
                                             "typedef",
                                             "typeid",
                                             "typename",
                                             "union",
                                             "unsigned",
                                             "using",
                                             "virtual",
                                             "void",
                                             "volatile",
                                             "wchar_t",
                                             "while",
                                             "xor",
                                             "xor_eq"};

template <std::size_t n> bool is_in(const std::string_view (&words)[n], std::string_view word) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::string_view template_text(const std::string &name) {
    const auto *const found = std::find_if(std::begin(templates), std::end(templates),
                                           [&](const Template &t) { return t.name == name; });
    if (found == std::end(templates))
        throw std::logic_error("no template " + name);
    return found->text;
}

/// "adam_2" -> "Adam2".
std::string type_name(std::string_view name) {
    std::string type;
    for (std::size_t i = 0; i < name.size(); ++i)
        if (name[i] != '_')
            type += i == 0 || name[i - 1] == '_' ? upper(name[i]) : name[i];
    return type;
}

/// "sign_descent" -> "Sign descent", for prose.
std::string words_of(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    name.front() = upper(name.front());
    return name;
}

/// "0.1.0" -> "0.1": a patch of thalweg changes nothing for plugins.
std::string minor_version(const std::string &version) { return version.substr(0, version.rfind('.')); }

using Words = std::vector<std::pair<std::string, std::string>>;

std::string fill(std::string text, const Words &words) {
    for (const auto &[word, value] : words)
        for (std::size_t at = text.find(word); at != std::string::npos;
             at = text.find(word, at + value.size()))
            text.replace(at, word.size(), value);
    return text;
}

} // namespace

std::vector<ScaffoldFile> make_files(const Scaffold &scaffold) {
    const bool is_c = scaffold.language == Language::c;
    const std::string kind = scaffold.kind == library::Kind::optimizer ? "optimizer" : "objective";
    const std::string extension = is_c ? ".c" : ".cpp", &name = scaffold.name;
    const Words words = {{"@name@", name},
                         {"@Type@", type_name(name)},
                         {"@Words@", words_of(name)},
                         {"@source@", name + extension},
                         {"@LANGUAGE@", is_c ? "C" : "CXX"},
                         {"@compiler@", is_c ? "C11" : "C++20"},
                         {"@version@", minor_version(scaffold.version)}};
    const std::pair<std::string, std::string> made[] = {{"CMakeLists.txt", "CMakeLists.txt"},
                                                        {"README.md", kind + ".md"},
                                                        {"experiment.toml", kind + ".toml"},
                                                        {name + extension, kind + extension},
                                                        {"test_" + name + ".cpp", kind + "_test.cpp"}};
    std::vector<ScaffoldFile> files;
    for (const auto &[file, source] : made)
        files.push_back({file, fill(std::string(template_text(source)), words)});
    std::sort(files.begin(), files.end(),
              [](const ScaffoldFile &a, const ScaffoldFile &b) { return a.name < b.name; });
    return files;
}

std::string name_fault(std::string_view name) {
    const bool is_word =
        !name.empty() && name.size() <= longest_name && is_lower(name.front()) &&
        std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
    if (!is_word)
        return "it becomes a name in experiment files, a C identifier and a CMake target: at most 64 "
               "lower-case letters, digits and _, a letter first";
    if (is_in(of_cmake, name))
        return "it becomes a CMake target, and this is one of CMake's own";
    if (is_in(values, name))
        return "it stands in experiment files, formulas and conditions, and this is a number or a truth "
               "value "
               "there";
    if (is_in(of_languages, name))
        return "it becomes an identifier, and this is a word of C or C++";
    if (name == "thalweg" || name.starts_with("thalweg_"))
        return "it becomes an identifier and a CMake target, and names of thalweg begin so";
    return {};
}

std::string component_name_like(std::string_view text) {
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool is_word = is_lower(c) || is_upper(c) || is_digit(c);
        const bool begins_word = is_upper(c) && i > 0 && is_lower(text[i - 1]);
        if ((!is_word || begins_word) && !name.empty() && name.back() != '_')
            name += '_';
        if (is_word)
            name += lower(c);
    }
    name.resize(std::min(name.size(), longest_name - 3));
    while (!name.empty() && name.back() == '_')
        name.pop_back();
    return name_fault(name).empty() ? name : fmt::format("my_{}", name.empty() ? "component" : name);
}

} // namespace thalweg::cli
