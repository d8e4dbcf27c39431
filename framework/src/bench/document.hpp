// SPDX-License-Identifier: MIT
// Google Benchmark's documents of single measurements -> one of them all, and the figures in each.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace thalweg::bench {

/// One document in Google Benchmark's format. Empty until something is added.
class Document {
public:
    /// Takes the benchmarks over; their families are numbered on.
    void add(const nlohmann::ordered_json &document);
    /// An entry of the context beside those of Google Benchmark.
    void say(const std::string &key, const std::string &value) { said_[key] = value; }
    nlohmann::ordered_json json() const;

private:
    nlohmann::ordered_json context_ = nlohmann::ordered_json::object(),
                           said_ = nlohmann::ordered_json::object(),
                           benchmarks_ = nlohmann::ordered_json::array();
    std::size_t families_ = 0;
};

/// The least processor time of an iteration over all repetitions of a benchmark, ns; nothing where there is
/// none of that name.
std::optional<double> least_ns(const nlohmann::ordered_json &document, const std::string &benchmark);
/// A counter of its repetitions; nothing where they have none of that name.
std::optional<double> counter(const nlohmann::ordered_json &document, const std::string &benchmark,
                              const std::string &name);
/// What went wrong in any of its repetitions; empty: nothing.
std::string failure(const nlohmann::ordered_json &document);

} // namespace thalweg::bench
