// SPDX-License-Identifier: MIT
#include "cli/bench_text.hpp"

#include "cli/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::cli {

namespace {

/// Three digits: times of this kind have no more.
std::string measured(double number) {
    return number >= 1000 ? fmt::format("{:.0f}", number) : fmt::format("{:.3g}", number);
}

std::vector<std::string> cells(const bench::Row &row) {
    const auto d = static_cast<double>(row.dimension);
    if (!row.refusal.empty())
        return {row.optimizer, std::to_string(row.dimension), "", "", "", "", "", "", row.refusal};
    return {row.optimizer,
            std::to_string(row.dimension),
            measured(row.step_ns),
            measured(row.step_ns / d),
            row.bytes_per_step ? measured(*row.bytes_per_step / row.step_ns) : "",
            row.limit_ns ? measured(*row.limit_ns / d) : "",
            row.limit_ns ? fmt::format("{:.2f}", *row.limit_ns / row.step_ns) : "",
            row.oracle_ns ? measured(*row.oracle_ns) : "",
            row.note};
}

} // namespace

std::string bench_text(const std::vector<bench::Row> &rows, std::size_t width) {
    TextTable table{.columns = {{"optimizer"},
                                {"d", Align::right},
                                {"ns/step", Align::right},
                                {"ns/parameter", Align::right},
                                {"GB/s", Align::right, 2},
                                {"limit", Align::right},
                                {"of the limit", Align::right},
                                {"oracle ns/step", Align::right},
                                {"note", Align::left, 1}},
                    .rows = {}};
    std::transform(rows.begin(), rows.end(), std::back_inserter(table.rows), cells);
    const auto any = [&](auto has) { return std::any_of(rows.begin(), rows.end(), has); };
    std::string text = table_text(table, width) + "\ntimes: the least processor time of the repetitions\n";
    if (any([](const bench::Row &row) { return row.limit_ns.has_value(); }))
        text += "limit: ns/parameter of a loop that moves the same vectors and computes next to nothing\n";
    if (any([](const bench::Row &row) { return row.oracle_ns.has_value(); }))
        text += "oracle: the part of ns/step that is the objective's; the others are rules, called with no "
                "objective\n";
    return text;
}

} // namespace thalweg::cli
