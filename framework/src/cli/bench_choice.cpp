// SPDX-License-Identifier: MIT
#include "cli/bench_choice.hpp"

#include "cli/text_table.hpp"
#include "spec/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <thalweg/abi.h>

namespace thalweg::cli {

namespace {

constexpr double vectors_held = 16; ///< by rule and limit together, with five vectors of state each
constexpr double matrices_held = 3; ///< the optimizer's, the oracle's, and a factorisation

bool is_path(const std::string &word) { return word.find('/') != std::string::npos || word.ends_with(".so"); }

bool is_optimizer(const library::Component &component) { return component.kind == library::Kind::optimizer; }

void take_file(const std::string &word, Benches &benches, std::vector<Candidate> &chosen) {
    const std::size_t before = chosen.size();
    for (const library::Component &component : benches.of(word).components())
        if (is_optimizer(component))
            chosen.push_back({word, component});
    if (chosen.size() == before)
        throw Errors(Error{"the plugin has no optimizer", word, "", "bench measures optimizers",
                           "`thalweg check` looks at objectives too"});
}

Error unknown(const library::Catalog &catalog, const std::string &word) {
    std::vector<std::string> names;
    for (const library::Component &component : catalog.components)
        if (is_optimizer(component))
            names.push_back(component.name);
    if (catalog.find(library::Kind::objective, word) != nullptr)
        return {fmt::format("\"{}\" is an objective", word), "", "", "bench measures optimizers",
                "`thalweg list optimizers` shows all of them"};
    const std::string guess = spec::nearest(word, names);
    return {fmt::format("no optimizer is called \"{}\"", word), "", "",
            names.empty() ? "no plugin with an optimizer was found; --plugin-path DIR says where they are"
                          : "",
            guess.empty() ? "`thalweg list optimizers` shows all of them; a plugin file is meant by ./FILE.so"
                          : "write " + guess};
}

void take_name(const std::string &word, const library::Catalog &catalog, std::vector<Candidate> &chosen) {
    const library::Component *component = catalog.find(library::Kind::optimizer, word);
    if (component == nullptr)
        throw Errors(unknown(catalog, word));
    chosen.push_back({catalog.plugins.at(component->plugin).path, *component});
}

std::vector<Candidate> all_rules(const library::Catalog &catalog) {
    std::vector<Candidate> chosen;
    for (const library::Component &component : catalog.components)
        if (is_optimizer(component) && component.shape == library::Shape::update)
            chosen.push_back({catalog.plugins.at(component.plugin).path, component});
    if (chosen.empty())
        throw Errors(Error{"there is no rule to measure", "", "", "no plugin with a rule was found",
                           "say where plugins are, --plugin-path DIR, or name a file: ./FILE.so"});
    std::sort(chosen.begin(), chosen.end(),
              [](const Candidate &a, const Candidate &b) { return a.component.name < b.component.name; });
    return chosen;
}

Error no_dimension(const std::string &word, std::string why) {
    return {fmt::format("\"{}\" is no dimension to measure in", word), "--dims", "", std::move(why),
            "for example --dims 1,1000,1e6"};
}

} // namespace

bench::Bench &Benches::of(const std::filesystem::path &file) {
    auto &one = all_[file];
    if (!one)
        one = std::make_unique<bench::Bench>(program_, file, terms_);
    return *one;
}

std::vector<Candidate> choose_optimizers(const std::vector<std::string> &words, Benches &benches,
                                         const Globals &globals, const Context &context) {
    library::Catalog catalog;
    if (words.empty() || !std::all_of(words.begin(), words.end(), is_path))
        catalog = load_catalog(globals, context);
    if (words.empty())
        return all_rules(catalog);
    std::vector<Candidate> chosen;
    std::vector<Error> errors;
    for (const std::string &word : words) {
        try {
            if (is_path(word))
                take_file(word, benches, chosen);
            else
                take_name(word, catalog, chosen);
        } catch (const Errors &wrong) {
            errors.insert(errors.end(), wrong.list.begin(), wrong.list.end());
        }
    }
    if (!errors.empty())
        throw Errors(std::move(errors));
    return chosen;
}

std::vector<std::uint64_t> read_dimensions(const std::string &text, std::uint64_t memory) {
    std::vector<std::uint64_t> dimensions;
    std::vector<Error> errors;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        begin = end + 1;
        char *rest = nullptr;
        const double number = std::strtod(word.c_str(), &rest); // 1e6 is a whole number too
        const double bytes = vectors_held * sizeof(double) * number;
        if (word.empty() || *rest != '\0' || !(number >= 1) || number != std::floor(number))
            errors.push_back(no_dimension(word, "dimensions are whole numbers from 1 on"));
        else if (bytes > static_cast<double>(memory))
            errors.push_back(no_dimension(
                word,
                fmt::format("a rule and its limit take {} there, and this machine gives a process {} at most",
                            byte_size(bytes), byte_size(static_cast<double>(memory)))));
        else
            dimensions.push_back(static_cast<std::uint64_t>(number));
    }
    if (!errors.empty())
        throw Errors(std::move(errors));
    return dimensions;
}

std::string lacking_memory(const library::Component &optimizer, std::uint64_t dimension,
                           std::uint64_t memory) {
    const double bytes = sizeof(double) * static_cast<double>(dimension) * static_cast<double>(dimension);
    if ((optimizer.needs & THALWEG_W_H) == 0 || matrices_held * bytes <= static_cast<double>(memory))
        return {};
    return fmt::format("not measured: it asks for Hessians, {} each", byte_size(bytes));
}

} // namespace thalweg::cli
