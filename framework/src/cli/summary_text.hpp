// SPDX-License-Identifier: MIT
// Summary -> the tables of show and of the end of run, and their JSON.
#pragma once

#include "analysis/summary.hpp"
#include "cli/text_table.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace thalweg::cli {

/// How much of a summary is shown.
struct TableOptions {
    std::size_t width = 0; ///< no line is wider; 0: no limit
    std::size_t most_lines =
        0;            ///< of standings; 0: all of them. Else the best of each optimizer, as far as they fit
    std::string out;  ///< named in the line that says how to see the rest
    std::string sort; ///< as in analysis::Options: shown as a column where the table has no such
};

/// One table a problem, line by line.
void print_tables(const analysis::Summary &summary, const TableOptions &options, const Print &print);
/// The same as one text.
std::string to_table(const analysis::Summary &summary, const TableOptions &options);

/// "165 steps, 5 diverged": what occurs, in the order of the statuses.
std::string status_text(const analysis::StatusCounts &counts);

/// `head`, an object that is not empty, with the member "problems" of thalweg-show/1 as its last; a standing
/// at a time, since a million of them take gigabytes as JSON values.
void print_json(const nlohmann::ordered_json &head, const analysis::Summary &summary, const Print &print);
/// {"steps": 165, ...}: all statuses that occur.
nlohmann::ordered_json status_json(const analysis::StatusCounts &counts);

} // namespace thalweg::cli
