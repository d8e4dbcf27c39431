// SPDX-License-Identifier: MIT
// Mistakes as they are met -> errors in file order.
#include "mistakes.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <string_view>
#include <tuple>

namespace thalweg::spec {

namespace {

constexpr std::size_t most_shown = 100;

/// The file's places in order, then the file as a whole, then the overrides.
auto rank(const Place &place) {
    const auto line = place.line > 0 ? place.line : std::numeric_limits<std::uint32_t>::max();
    return std::tuple(line, place.column);
}

/// The number that `text` ends in, which is taken off with the colon before it; 0 where there is none.
std::uint32_t take_number(std::string_view &text) {
    const std::size_t colon = text.rfind(':');
    std::uint32_t number = 0;
    if (colon == std::string_view::npos)
        return 0;
    const auto [end, code] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), number);
    if (code != std::errc{} || end != text.data() + text.size())
        return 0;
    text = text.substr(0, colon);
    return number;
}

/// The place that `where` of an error names.
Place place_of(const Error &error) {
    std::string_view where = error.where;
    if (where.starts_with("--set "))
        return {0, 1, 0};
    const std::uint32_t column = take_number(where), line = column > 0 ? take_number(where) : 0;
    return line > 0 ? Place{line, column, 1} : whole_file;
}

} // namespace

void sort_by_place(std::vector<Error> &mistakes) {
    std::ranges::stable_sort(mistakes, {}, [](const Error &error) { return rank(place_of(error)); });
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
