// SPDX-License-Identifier: MIT
#include "bench/document.hpp"

#include <algorithm>

namespace thalweg::bench {

namespace {

using Json = nlohmann::ordered_json;

template <class Visit> void for_each_repetition(const Json &document, const std::string &name, Visit visit) {
    for (const Json &run : document.at("benchmarks"))
        if (run.at("run_type") == "iteration" && run.at("run_name") == name)
            visit(run);
}

} // namespace

void Document::add(const Json &document) {
    if (context_.empty())
        context_ = document.at("context");
    std::size_t families = 0;
    for (Json run : document.at("benchmarks")) {
        const auto family = run.at("family_index").get<std::size_t>();
        families = std::max(families, family + 1);
        run["family_index"] = families_ + family;
        benchmarks_.push_back(std::move(run));
    }
    families_ += families;
}

Json Document::json() const {
    Json context = context_;
    context.update(said_);
    return {{"context", context}, {"benchmarks", benchmarks_}};
}

std::optional<double> least_ns(const Json &document, const std::string &benchmark) {
    std::optional<double> least;
    for_each_repetition(document, benchmark, [&](const Json &run) {
        const auto time = run.at("cpu_time").get<double>();
        least = least ? std::min(*least, time) : time;
    });
    return least;
}

std::optional<double> counter(const Json &document, const std::string &benchmark, const std::string &name) {
    std::optional<double> value;
    for_each_repetition(document, benchmark, [&](const Json &run) {
        if (run.contains(name))
            value = run.at(name).get<double>();
    });
    return value;
}

std::string failure(const Json &document) {
    for (const Json &run : document.at("benchmarks"))
        if (run.value("error_occurred", false))
            return run.value("error_message", "");
    return {};
}

} // namespace thalweg::bench
