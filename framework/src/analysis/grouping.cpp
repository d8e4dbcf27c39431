// SPDX-License-Identifier: MIT
// Names lines by hashes of what they have in common.
#include "analysis/grouping.hpp"
#include "plan/digest.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::analysis {

namespace {

std::string text_of(const Entry &entry) {
    if (const double *number = std::get_if<double>(&entry))
        return fmt::format("{}", *number);
    const std::string *text = std::get_if<std::string>(&entry);
    return text ? *text : std::string();
}

nlohmann::json json_of(const Entry &entry) {
    if (const double *number = std::get_if<double>(&entry)) {
        const bool whole = *number == std::floor(*number) && std::abs(*number) < 1e15;
        return whole ? nlohmann::json(static_cast<std::int64_t>(*number)) : to_json(*number);
    }
    const std::string *text = std::get_if<std::string>(&entry);
    return text ? nlohmann::json(*text) : nlohmann::json();
}

} // namespace

Grouping::Grouping(const Table &table, const std::vector<std::string> &by) {
    for (const std::string &name : by)
        columns_.push_back(find_column(table, name));
}

Hash Grouping::line(std::uint64_t problem, const Table &table, std::size_t row) const {
    if (columns_.empty()) {
        const results::Run &run = table.window.runs[row];
        const std::uint64_t words[] = {problem, run.optimizer_row, run.configuration_row};
        return hash_of(words);
    }
    std::string text = fmt::format("{}\x1f", problem);
    for (const Column &column : columns_)
        text += text_of(column.at(table, row)) + '\x1f';
    return plan::hash128(text);
}

bool Grouping::names_optimizer() const {
    return columns_.empty() || std::any_of(columns_.begin(), columns_.end(),
                                           [](const Column &c) { return c.name == "optimizer"; });
}

Kept Grouping::kept(const Table &table, std::size_t row, const Sweeps &sweeps) const {
    if (columns_.empty())
        return sweeps.kept(library::Kind::optimizer, table, row);
    Kept kept;
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (const std::string &name = columns_[i].name;
            name != "optimizer" && name != "objective" && name != "dimension")
            kept.emplace_back(static_cast<std::uint32_t>(i), json_of(columns_[i].at(table, row)));
    return kept;
}

Setting Grouping::setting(std::uint32_t optimizer_row, const Kept &kept, const Sweeps &sweeps) const {
    if (columns_.empty())
        return sweeps.setting(library::Kind::optimizer, optimizer_row, kept);
    Setting setting;
    setting.reserve(kept.size());
    for (const auto &[column, value] : kept)
        setting.emplace_back(columns_[column].name, value);
    return setting;
}

} // namespace thalweg::analysis
