// SPDX-License-Identifier: MIT
// Mistakes as they are met -> errors in file order.
#include "mistakes.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <tuple>

namespace thalweg::spec {

namespace {

constexpr std::size_t most_shown = 100;

/// The file's places in order, then the file as a whole, then the overrides.
auto rank(const Place &place) {
    const auto line = place.line > 0 ? place.line : std::numeric_limits<std::uint32_t>::max();
    return std::tuple(line, place.column);
}

} // namespace

void sort_by_place(std::vector<Error> &mistakes) {
    std::ranges::stable_sort(mistakes, {}, [](const Error &error) {
        return rank({error.line, error.column});
    });
}

void Mistakes::add(Place place, Complaint complaint) {
    if (!is_full())
        entries_.push_back({place, std::move(complaint)});
    else
        ++left_out_;
}

void Mistakes::move_into(std::vector<Error> &errors) {
    std::ranges::stable_sort(entries_, {}, [](const Entry &entry) { return rank(entry.place); });
    const std::size_t shown = std::min(entries_.size(), most_shown);
    left_out_ += entries_.size() - shown;
    for (std::size_t i = 0; i < shown; ++i) {
        Complaint &complaint = entries_[i].complaint;
        errors.push_back(mistake(source_, entries_[i].place, std::move(complaint.what),
                                 std::move(complaint.why), std::move(complaint.fix)));
    }
    if (left_out_ > 0)
        errors.push_back(mistake(source_, whole_file, fmt::format("{} more mistakes", left_out_),
                                 fmt::format("only the first {} are shown", most_shown),
                                 "correct those above first"));
    entries_.clear();
}

} // namespace thalweg::spec
