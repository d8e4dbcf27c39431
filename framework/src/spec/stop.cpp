// SPDX-License-Identifier: MIT
// [stop] and [record] -> when a run ends and what is kept of it.
#include "parts.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

struct Unit {
    std::string_view name;
    double bytes;
};
constexpr std::array units = {Unit{"", 1},
                              Unit{"B", 1},
                              Unit{"kB", 1e3},
                              Unit{"MB", 1e6},
                              Unit{"GB", 1e9},
                              Unit{"TB", 1e12},
                              Unit{"KiB", 1024.0},
                              Unit{"MiB", 1048576.0},
                              Unit{"GiB", 1073741824.0},
                              Unit{"TiB", 1099511627776.0}};

/// "1.5 GiB" -> 1610612736.
std::optional<std::uint64_t> parse_memory(std::string_view text) {
    double amount = 0;
    const auto [end, code] =
        std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
    if (code != std::errc{})
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    for (const Unit &unit : units)
        if (unit.name == text && amount > 0 && amount * unit.bytes >= 1 && amount * unit.bytes < 0x1p63)
            return static_cast<std::uint64_t>(std::llround(amount * unit.bytes));
    return std::nullopt;
}

std::optional<std::uint64_t> read_memory(const Fields &fields) {
    const Node *node = fields.node("memory");
    if (!node)
        return std::nullopt;
    if (std::holds_alternative<std::int64_t>(node->value))
        return fields.whole("memory", {.least = 1, .example = "\"2 GiB\""});
    const std::string fix = "write a size such as memory = \"2 GiB\"";
    const auto *text = std::get_if<std::string>(&node->value);
    if (!text) {
        refuse_type(*node, "must be a size in quotes", fields.reading("memory"), fix);
        return std::nullopt;
    }
    const std::optional<std::uint64_t> bytes = parse_memory(*text);
    if (!bytes)
        fields.mistakes().add(
            node->place, {fmt::format("\"{}\" is not a size of memory", *text),
                          "a size is a positive number and B, kB, MB, GB, TB, KiB, MiB, GiB or TiB", fix});
    return bytes;
}

std::optional<Placed<Amount>> read_amount(const Fields &fields, std::string_view key, const Whole &bounds) {
    const Node *node = fields.node(key);
    if (!node)
        return std::nullopt;
    if (std::holds_alternative<Entries>(node->value)) {
        const Fields table(*node, std::string(key), amount_keys(), fields.mistakes());
        table.require("formula", "", fmt::format("write {} = {{ formula = \"1000*d\" }}", key));
        if (const Node *formula = table.node("formula"))
            if (auto read = read_formula(*formula, table.reading("formula")))
                return Placed<Amount>{std::move(*read), node->place};
        return std::nullopt;
    }
    if (const auto count = fields.whole(key, bounds))
        return Placed<Amount>{*count, node->place};
    return std::nullopt;
}

/// The K of "every:K"; nothing where the text is no such policy.
std::optional<std::uint64_t> parse_policy_number(std::string_view text, std::string_view head) {
    if (!text.starts_with(head))
        return std::nullopt;
    text.remove_prefix(head.size());
    std::uint64_t n = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (code != std::errc{} || end != text.data() + text.size() || n == 0 || n > largest_count)
        return std::nullopt;
    return n;
}

std::optional<Policy> parse_policy(std::string_view text) {
    using Kind = Policy::Kind;
    static constexpr std::array plain = {std::pair{"all", Kind::all},
                                         std::pair{"improvement", Kind::improvement},
                                         std::pair{"none", Kind::none}, std::pair{"auto", Kind::automatic}};
    for (const auto &[name, kind] : plain)
        if (text == name)
            return Policy{kind, 0};
    if (const auto n = parse_policy_number(text, "every:"))
        return Policy{Kind::every, *n};
    if (const auto n = parse_policy_number(text, "log:"))
        return Policy{Kind::log, *n};
    return std::nullopt;
}

bool takes(const Policies &policies, const Policy &policy) {
    const std::string text = policy.kind == Policy::Kind::every ? "every:K"
                             : policy.kind == Policy::Kind::log ? "log:N"
                                                                : to_text(policy);
    return std::ranges::find(policies.names, text) != policies.names.end();
}

void read_policy(const Fields &fields, std::string_view key, Policy &policy) {
    const Policies &policies = fields.shape<Policies>(key);
    const Node *node = fields.node(key);
    if (!node)
        return;
    const std::string fix = fmt::format("write {} = \"every:10\" or \"log:16\"", key);
    const auto *text = std::get_if<std::string>(&node->value);
    if (!text)
        return refuse_type(*node, "must be text", fields.reading(key), fix);
    const std::optional<Policy> parsed = parse_policy(*text);
    if (parsed && takes(policies, *parsed))
        policy = *parsed;
    else
        fields.mistakes().add(node->place,
                              {fmt::format("unknown {} \"{}\"", to_text(fields.subject(key)), *text),
                               fmt::format("it is one of {}; K and N from 1 to {}",
                                           fmt::join(policies.names, ", "), largest_count),
                               fix});
}

} // namespace

std::string to_text(const Policy &policy) {
    switch (policy.kind) {
    case Policy::Kind::automatic:
        return "auto";
    case Policy::Kind::all:
        return "all";
    case Policy::Kind::every:
        return fmt::format("every:{}", policy.n);
    case Policy::Kind::log:
        return fmt::format("log:{}", policy.n);
    case Policy::Kind::improvement:
        return "improvement";
    case Policy::Kind::none:
        return "none";
    }
    return {};
}

Stop read_stop(const Node &node, Mistakes &mistakes) {
    const Fields fields(node, "[stop]", stop_keys(), mistakes);
    Stop stop;
    stop.steps = read_amount(fields, "steps", {.example = "1000"});
    stop.evaluations = read_amount(fields, "evaluations", {.least = 1, .example = "100_000"});
    stop.seconds = fields.number("seconds");
    stop.timeout = fields.number("timeout");
    stop.memory = read_memory(fields);
    stop.target = fields.number("target");
    stop.gradient_norm = fields.number("gradient_norm");
    if (fields.lacks("steps") && fields.lacks("evaluations") && fields.lacks("seconds"))
        fields.require("steps, evaluations or seconds",
                       "a run must end, and the other rules may never be met", "write steps = 1000");
    return stop;
}

Record read_record(const Node &node, Mistakes &mistakes) {
    const Fields fields(node, "[record]", record_keys(), mistakes);
    Record record;
    read_policy(fields, "observations", record.observations);
    read_policy(fields, "iterates", record.iterates);
    read_policy(fields, "full", record.full);
    record.single_precision = fields.choice("precision") == "f32";
    record.time_observations = fields.choice("timing") == "observation";
    record.diagnostics = fields.flag("diagnostics").value_or(false);
    return record;
}

} // namespace thalweg::spec
