// SPDX-License-Identifier: MIT
// Mistakes found while planning, brought into the order of the file; and near misses of names.
#pragma once

#include "spec/spec.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace thalweg::plan {

/// Collects mistakes of one experiment file.
class Mistakes {
public:
    explicit Mistakes(const spec::Source &source) : source_(source) {}
    void add(spec::Place place, std::string what, std::string why, std::string fix);
    bool empty() const { return list_.empty(); }
    std::size_t size() const { return list_.size() + left_out_; }
    /// Whether what is added is only counted from now on: so that a hostile file costs no hours of messages.
    bool is_full() const { return list_.size() >= most_kept; }
    /// Appends the first 100 to `mistakes`, with a word on how many more there are, and sorts the whole by
    /// place.
    void append_to(std::vector<Error> &mistakes) const;

private:
    static constexpr std::size_t most_kept = 100;

    const spec::Source &source_;
    std::vector<Error> list_;
    std::size_t left_out_ = 0;
};

/// Stable, by line and column; those without a line (from --set, or of no place) come last.
void sort_by_place(std::vector<Error> &mistakes);

/// The names that `word` was probably meant to be, best first; empty where nothing is near.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string> &names);

/// "a, b and c" with `last` as the word before the last one: "beta1 or beta2".
std::string listed(const std::vector<std::string> &words, std::string_view last);

} // namespace thalweg::plan
