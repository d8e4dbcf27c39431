// SPDX-License-Identifier: MIT
#include "cli/statuses.hpp"

#include "error.hpp"
#include "spec/nearest.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>

namespace thalweg::cli {

namespace {

constexpr std::size_t statuses = std::size(engine::status_names);

std::string name_of(engine::Status status) { return engine::status_names[static_cast<std::size_t>(status)]; }

std::vector<engine::Status> repeatable() {
    std::vector<engine::Status> all;
    for (std::size_t i = 0; i < statuses; ++i)
        if (const auto status = static_cast<engine::Status>(i); engine::is_bad(status))
            all.push_back(status);
    return all;
}

std::optional<engine::Status> find_status(const std::string &word) {
    const auto *const found =
        std::find(std::begin(engine::status_names), std::end(engine::status_names), word);
    if (found == std::end(engine::status_names))
        return std::nullopt;
    return static_cast<engine::Status>(found - std::begin(engine::status_names));
}

std::string takes() {
    std::vector<std::string> words;
    for (const engine::Status status : repeatable())
        words.push_back(name_of(status));
    return fmt::format("--retry takes {}, several of them joined by commas, or all", fmt::join(words, ", "));
}

Errors unknown(const std::string &word) {
    std::vector<std::string> known{"all"};
    for (const engine::Status status : repeatable())
        known.push_back(name_of(status));
    const std::string guess = spec::nearest(word, known);
    return Errors(
        Error{.what = fmt::format("unknown status \"{}\"", word),
              .where = "--retry",
              .excerpt = {},
              .why = takes(),
              .fix = guess.empty() ? "`thalweg run --help` shows how it is used" : "write " + guess});
}

Errors is_result(const std::string &word) {
    return Errors(Error{
        .what = fmt::format("runs that ended as {} are not repeated", word),
        .where = "--retry",
        .excerpt = {},
        .why = fmt::format("a run that ended as {} is a result, and would end so again; {}", word, takes()),
        .fix = "leave it out; `--overwrite` executes everything afresh"});
}

} // namespace

std::vector<engine::Status> read_retried(const std::string &list) {
    std::vector<engine::Status> all;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        const std::string word = list.substr(begin, end - begin);
        begin = end + 1;
        if (word == "all") {
            const auto every = repeatable();
            all.insert(all.end(), every.begin(), every.end());
            continue;
        }
        const auto status = find_status(word);
        if (!status)
            throw unknown(word);
        if (!engine::is_bad(*status))
            throw is_result(word);
        all.push_back(*status);
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::string status_words(const std::vector<engine::Status> &statuses) {
    std::string text;
    for (std::size_t i = 0; i < statuses.size(); ++i)
        text += (i == 0 ? "" : i + 1 < statuses.size() ? ", " : " or ") + name_of(statuses[i]);
    return text;
}

} // namespace thalweg::cli
