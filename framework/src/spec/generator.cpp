// SPDX-License-Identifier: MIT
// { log = [1e-4, 1], count = 9 } and { schedule = "cosine", ... } -> rules that make values.
#include "parts.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

using Kind = Generator::Kind;

struct Form {
    std::string_view key;
    Kind kind;
    std::string_view example;
};
constexpr std::array forms = {Form{"linear", Kind::linear, "{ linear = [0.1, 1.0], count = 10 }"},
                              Form{"log", Kind::log, "{ log = [1e-4, 1.0], count = 9 }"},
                              Form{"formula", Kind::formula, "{ formula = \"2^-i\", count = 10 }"},
                              Form{"uniform", Kind::uniform, "{ uniform = [0.0, 0.1] }"},
                              Form{"log_uniform", Kind::log_uniform, "{ log_uniform = [1e-4, 0.1] }"}};

bool is_drawn(Kind kind) { return kind == Kind::uniform || kind == Kind::log_uniform; }

/// The one form that the table has; a mistake where it has none or two.
const Form *find_form(const Fields &fields) {
    const Form *found = nullptr;
    for (const Form &form : forms) {
        if (!fields.entry(form.key))
            continue;
        if (found) {
            fields.mistakes().add(fields.entry(form.key)->place,
                                  {fmt::format("{} has both {} and {}", fields.title(), found->key, form.key),
                                   "values are made by one rule", "remove one of the two"});
            return nullptr;
        }
        found = &form;
    }
    const auto absent = [&](const Form &form) { return fields.lacks(form.key); };
    if (!found && std::ranges::all_of(forms, absent) && fields.lacks("schedule"))
        fields.mistakes().add(
            fields.node().place,
            {fmt::format("{} is a table that makes no values", fields.title()),
             "it needs one of linear, log, formula, uniform, log_uniform or schedule, or roles of blocks",
             fmt::format("write {}", forms[0].example)});
    return found;
}

/// The ends in ascending order where the rule needs it, and positive where it takes logarithms.
bool check_ends(const Fields &fields, const Form &form, std::pair<double, double> ends) {
    const auto refuse = [&](std::string what, std::string why) {
        fields.mistakes().add(fields.node(form.key)->place,
                              {std::move(what), std::move(why), fmt::format("write {}", form.example)});
        return false;
    };
    const std::string subject = to_text(fields.subject(form.key));
    const bool logarithmic = form.kind == Kind::log || form.kind == Kind::log_uniform;
    if (logarithmic && (ends.first <= 0 || ends.second <= 0))
        return refuse(fmt::format("both ends of {} must be above 0", subject),
                      "there is no logarithm of 0 or less");
    if (is_drawn(form.kind) && ends.first >= ends.second)
        return refuse(fmt::format("the first end of {} must be below the second", subject), "");
    if (ends.first == ends.second)
        return refuse(fmt::format("the two ends of {} are equal", subject),
                      "all its values would be the same");
    return true;
}

bool read_count(const Fields &fields, const Form &form, Generator &generator) {
    const bool has_ends = form.kind != Kind::formula;
    if (is_drawn(form.kind)) {
        if (const Entry *count = fields.entry("count"))
            fields.mistakes().add(count->place,
                                  {fmt::format("{} takes no count", fields.title()),
                                   "the search of the table says how many settings are drawn", "remove it"});
        return true;
    }
    fields.require("count", fmt::format("{} makes as many values as count says", form.key),
                   fmt::format("write {}", form.example));
    const auto count =
        fields.whole("count", {.least = has_ends ? 2u : 1u, .most = largest_count, .example = "10"});
    generator.count = count.value_or(0);
    return count.has_value();
}

std::optional<Generator> read_form(const Fields &fields, const Form &form) {
    Generator generator{.kind = form.kind};
    const bool counted = read_count(fields, form, generator);
    if (form.kind == Kind::formula) {
        auto formula = read_formula(*fields.node("formula"), fields.reading("formula"));
        if (!formula)
            return std::nullopt;
        generator.text = fmt::format("formula({})", formula->text);
        generator.formula = std::move(*formula);
    } else {
        const auto ends = read_pair(*fields.node(form.key), fields.reading(form.key));
        if (!ends || !check_ends(fields, form, *ends))
            return std::nullopt;
        std::tie(generator.from, generator.to) = *ends;
        generator.text = is_drawn(form.kind) ? fmt::format("{}({},{})", form.key, ends->first, ends->second)
                                             : fmt::format("{}({},{},{})", form.key, ends->first,
                                                           ends->second, generator.count);
    }
    return counted ? std::optional(std::move(generator)) : std::nullopt;
}

} // namespace

std::optional<Formula> read_formula(const Node &node, const Reading &reading) {
    const auto *text = std::get_if<std::string>(&node.value);
    const std::string fix = "write formula = \"16 * 2^-i\"";
    if (!text) {
        refuse_type(node, "must be text", reading, fix);
        return std::nullopt;
    }
    const std::size_t first = text->find_first_not_of(" \t"), last = text->find_last_not_of(" \t");
    if (first == std::string::npos) {
        reading.mistakes.add(node.place, {"the formula is empty", "", fix});
        return std::nullopt;
    }
    if (text->size() > longest_formula) {
        reading.mistakes.add(node.place, {fmt::format("the formula has {} characters", text->size()),
                                          fmt::format("{} are the limit", longest_formula), "shorten it"});
        return std::nullopt;
    }
    return Formula{text->substr(first, last - first + 1)};
}

std::optional<Generator> read_generator(const Node &node, Drawn drawn, const Reading &reading) {
    const Fields fields(node, std::string(reading.subject.key), generator_keys(), reading.mistakes);
    const Form *form = find_form(fields);
    if (!form)
        return std::nullopt;
    auto generator = read_form(fields, *form);
    if (is_drawn(form->kind) && drawn == Drawn::refused) {
        reading.mistakes.add(
            fields.entry(form->key)->place,
            {fmt::format("{} draws from {} without a search", reading.subject.key, form->key),
             "drawn values need an [[optimizer]] table that says how many settings are drawn",
             "add search = { method = \"random\", count = 40 }, or write { linear = [a, b], count = n }"});
        return std::nullopt;
    }
    return generator;
}

std::optional<Schedule> read_schedule(const Node &node, const Reading &reading) {
    const Entry *entry = find(node, "schedule");
    const std::string title = fmt::format("the schedule of {}", reading.subject.key);
    const auto kind =
        read_choice(entry->node, schedule_kinds(), {{"schedule", reading.subject.key}, reading.mistakes});
    if (!kind)
        return std::nullopt;
    const Fields fields(node, title, schedule_keys(*kind), reading.mistakes);
    Schedule schedule{.kind = *kind};
    fields.require("from", "", "write from = 0.1");
    bool read = fields.entry("from") != nullptr;
    const auto take = [&](std::string_view key, auto value, auto &into) {
        if (value)
            into = *value;
        else if (fields.entry(key))
            read = false;
    };
    take("from", fields.number("from"), schedule.from);
    take("warmup", fields.whole("warmup"), schedule.warmup);
    if (*kind == "step") {
        fields.require("every", "a step schedule multiplies by factor every so many steps",
                       "write every = 100");
        read = read && fields.entry("every");
        take("factor", fields.number("factor"), schedule.factor);
        take("every", fields.whole("every"), schedule.every);
    } else if (*kind != "constant") {
        fields.require("to", fmt::format("a {} schedule goes from one value to another", *kind),
                       "write to = 0.01");
        read = read && fields.entry("to");
        take("to", fields.number("to"), schedule.to);
    }
    return read ? std::optional(std::move(schedule)) : std::nullopt;
}

} // namespace thalweg::spec
