// SPDX-License-Identifier: MIT
// Writes differences of bits for people.
#include "cli/difference_text.hpp"
#include "counted.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::cli {

using results::Differences;

std::string deviations_text(const Differences &differences, const SideNames &names) {
    std::string text;
    for (const results::Deviation &d : differences.named) {
        const std::string numbers = d.run_a == d.run_b ? fmt::format("run {}", d.run_a)
                                                       : fmt::format("run {} / {}", d.run_a, d.run_b);
        const std::string step = d.step ? fmt::format(" at step {}", *d.step) : "";
        text += fmt::format("  {} (key {}): {}/{}{}: {} in {}, {} in {}", numbers,
                            plan::to_hex(d.key).substr(0, 8), d.table, d.column, step, d.a, names.a, d.b,
                            names.b);
        text += d.columns > 1 ? fmt::format("; {} columns differ\n", d.columns) : "\n";
    }
    if (differences.differing > differences.named.size())
        text += fmt::format("  and {} more\n", differences.differing - differences.named.size());
    return text;
}

std::string only_text(const std::string &where, std::uint64_t count,
                      const std::vector<results::Identity> &named) {
    if (count == 0)
        return "";
    std::string runs;
    for (const results::Identity &run : named)
        runs += fmt::format("{}run {}", runs.empty() ? "" : ", ", run.run_id);
    if (count > named.size())
        runs += fmt::format(" and {} more", count - named.size());
    return fmt::format("only in {}: {} ({})\n", where, counted(count, "run"), runs);
}

std::string prefixes_text(const Differences &differences) {
    if (differences.prefixes == 0)
        return "";
    const bool one = differences.prefixes == 1;
    std::string text = fmt::format(
        "{} ended by a clock or a signal, which no second execution ends at the same step: of "
        "{} only the steps that both sides have are compared",
        one ? "1 run was" : fmt::format("{} runs were", differences.prefixes), one ? "it" : "those");
    if (differences.ended_otherwise > 0)
        text += fmt::format("; {} ended with another status", differences.ended_otherwise);
    return text + "\n";
}

std::string conditions_text(const std::vector<results::Difference> &conditions, const SideNames &names) {
    if (conditions.empty())
        return "";
    constexpr std::size_t widest = 40;
    std::size_t name = 4, before = names.a.size();
    for (const results::Difference &d : conditions) {
        name = std::max(name, d.name.size());
        before = std::max(before, std::min(widest, d.before.size()));
    }
    const auto line = [&](const std::string &what, const std::string &a, const std::string &b) {
        return fmt::format("  {:<{}}  {:<{}}  {}\n", what, name, a.substr(0, widest), before,
                           b.substr(0, widest));
    };
    std::string text = line("what", names.a, names.b);
    for (const results::Difference &d : conditions)
        text += line(d.name, d.before, d.now);
    return text;
}

} // namespace thalweg::cli
