// SPDX-License-Identifier: MIT
#include "cli/bad_runs.hpp"

#include "cli/text_table.hpp"
#include "error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::cli {

namespace {

constexpr std::size_t most_lines = 5;
constexpr std::uint64_t most_read = 64; // runs whose messages are read: each is a search in the file

/// Runs of one optimizer that ended in one way, for one reason.
struct Line {
    std::string optimizer, reason;
    engine::Status status = engine::Status::failed;
    std::uint64_t count = 0, first = 0; ///< first: its run id
};

std::string reason_of(const results::Reader &reader, std::uint64_t row) {
    const engine::Record record = reader.record(row);
    if (record.messages.empty())
        return "";
    const std::string &message = record.messages.front();
    return without_controls(message.substr(0, message.find('\n')));
}

void count(std::vector<Line> &lines, Line line) {
    const auto same = std::find_if(lines.begin(), lines.end(), [&](const Line &other) {
        return other.optimizer == line.optimizer && other.reason == line.reason &&
               other.status == line.status;
    });
    if (same == lines.end())
        lines.push_back(std::move(line));
    else
        ++same->count;
}

std::string text_of(const Line &line) {
    return fmt::format(
        "{} run{} of {}: {}{}{} (run {}{})\n", line.count, line.count == 1 ? "" : "s",
        without_controls(line.optimizer), engine::status_names[static_cast<std::size_t>(line.status)],
        line.reason.empty() ? "" : ": ", line.reason, line.first, line.count == 1 ? "" : " is the first");
}

} // namespace

std::string bad_runs_text(analysis::Scan scan, const std::vector<analysis::Comparison> &where,
                          const results::Reader &reader) {
    std::vector<Line> lines;
    std::uint64_t seen = 0;
    analysis::Table &table = scan.table;
    while (scan.next(table.window))
        for (std::size_t i = 0; i < table.window.runs.size(); ++i) {
            const results::Run &run = table.window.runs[i];
            if (!engine::is_bad(run.end.status) || !matches(where, table, i) || ++seen > most_read)
                continue;
            count(lines, {analysis::optimizer_label(table, i), reason_of(reader, table.window.first + i),
                          run.end.status, 1, run.run_id});
        }
    std::uint64_t told = 0;
    std::string text = lines.empty() ? "" : "\n";
    for (std::size_t i = 0; i < std::min(lines.size(), most_lines); ++i) {
        text += text_of(lines[i]);
        told += lines[i].count;
    }
    if (told < seen)
        text += fmt::format("and {} more: `thalweg show --by optimizer,status` counts them\n", seen - told);
    return text;
}

} // namespace thalweg::cli
