// SPDX-License-Identifier: MIT
// One parameter of a table -> its values by index, and what of it enters keys.
#include "plan/axis.hpp"

#include "plan/stream.hpp"
#include "plan/typed.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::plan {

using library::Type;
using Kind = spec::Generator::Kind;

namespace {

/// The digits of `index` in `base`, mirrored at the point.
double radical_inverse(std::uint64_t index, std::uint64_t base) {
    const double step = 1.0 / static_cast<double>(base);
    double sum = 0, weight = step;
    for (; index != 0; index /= base, weight *= step)
        sum += static_cast<double>(index % base) * weight;
    return sum;
}

} // namespace

double Draw::uniform(std::uint64_t index) const {
    const Stream stream(seed);
    if (base == 0)
        return stream.uniform(index);
    // Lane 1 keeps the shift (Cranley and Patterson 1976) apart from random draws of the same stream.
    const double moved = radical_inverse(index + 1, base) + stream.uniform(0, 1);
    return moved - std::floor(moved);
}

void put_value(std::string &bytes, const Value &value) {
    put(bytes, static_cast<std::uint64_t>(value.index()));
    if (const auto *real = std::get_if<double>(&value))
        put(bytes, *real);
    else if (const auto *integer = std::get_if<std::int64_t>(&value))
        put(bytes, static_cast<std::uint64_t>(*integer));
    else if (const auto *flag = std::get_if<bool>(&value))
        put(bytes, static_cast<std::uint64_t>(*flag));
    else if (const auto *text = std::get_if<std::string>(&value))
        put(bytes, *text);
    else if (const auto *reals = std::get_if<std::vector<double>>(&value)) {
        put(bytes, static_cast<std::uint64_t>(reals->size()));
        for (const double number : *reals)
            put(bytes, number);
    } else if (const auto *integers = std::get_if<std::vector<std::int64_t>>(&value)) {
        put(bytes, static_cast<std::uint64_t>(integers->size()));
        for (const std::int64_t number : *integers)
            put(bytes, static_cast<std::uint64_t>(number));
    } else {
        put(bytes, thalweg::to_json(value).dump());
    }
}

Axis::Axis(const Context &context, Mistakes &mistakes)
    : written_(&context.written), schema_(&context.schema), slot_(context.slot), draw_(context.draw) {
    generator_ = std::get_if<spec::Generator>(&written_->value);
    if (generator_ != nullptr)
        read_generator(context, mistakes);
    else
        read_literals(mistakes);
}

void Axis::add_literal(const Value &value, spec::Place place, Mistakes &mistakes) {
    Complaint complaint;
    auto converted = typed(value, *schema_, complaint);
    if (!converted) {
        mistakes.add(place, complaint.what, complaint.why, complaint.fix);
        return;
    }
    std::string entry;
    if (!schema_->fallback || *converted != *schema_->fallback) {
        put(entry, schema_->key);
        put_value(entry, *converted);
    }
    literals_.push_back(std::move(*converted));
    entries_.push_back(std::move(entry));
}

void Axis::read_literals(Mistakes &mistakes) {
    const auto *array = std::get_if<spec::Array>(&written_->value);
    if (array == nullptr) {
        add_literal(std::get<Value>(written_->value), written_->value_place, mistakes);
        return;
    }
    const bool takes_array = schema_->type == Type::real_array || schema_->type == Type::integer_array;
    const bool flat = std::all_of(array->elements.begin(), array->elements.end(), [](const auto &element) {
        return std::holds_alternative<double>(element.value) ||
               std::holds_alternative<std::int64_t>(element.value);
    });
    if (takes_array && flat) {
        const bool whole =
            std::all_of(array->elements.begin(), array->elements.end(), [](const auto &element) {
                return std::holds_alternative<std::int64_t>(element.value);
            });
        std::vector<double> reals;
        std::vector<std::int64_t> integers;
        for (const auto &element : array->elements) {
            const auto *integer = std::get_if<std::int64_t>(&element.value);
            reals.push_back(integer ? static_cast<double>(*integer) : std::get<double>(element.value));
            integers.push_back(integer ? *integer : 0);
        }
        add_literal(whole ? Value(integers) : Value(reals), written_->value_place, mistakes);
        return;
    }
    swept_ = true;
    for (const auto &element : array->elements)
        add_literal(element.value, element.place, mistakes);
    size_ = std::max<std::uint64_t>(1, literals_.size());
}

void Axis::read_generator(const Context &context, Mistakes &mistakes) {
    swept_ = true;
    const spec::Place place = written_->value_place;
    if (schema_->type != Type::real && schema_->type != Type::integer) {
        mistakes.add(place, fmt::format("{} cannot be made by a rule", schema_->key),
                     fmt::format("{} must be {}", schema_->key, wanted(*schema_)),
                     "write an array of its values");
        return;
    }
    const bool drawing = generator_->kind == Kind::uniform || generator_->kind == Kind::log_uniform;
    size_ = drawing ? context.search_count : generator_->count;
    if (size_ == 0 || drawing != draw_.has_value()) {
        mistakes.add(place, fmt::format("{} has no number of values", schema_->key),
                     drawing ? "uniform and log_uniform draw for a search" : "a rule needs a count",
                     drawing ? "add search = { method = \"random\", count = 40 }" : "add count = 10");
        return;
    }
    put(generated_entry_, schema_->key);
    put(generated_entry_, std::uint64_t{100}); // no alternative of Value has this number
    put(generated_entry_, generator_->text);
    put(generated_entry_, context.method);
    put(generated_entry_, draw_ ? draw_->base : 0); // a Halton parameter declared elsewhere has other values
    if (generator_->kind == Kind::linear || generator_->kind == Kind::log)
        put(generated_entry_, generator_->count); // value number 3 of 9 is not number 3 of 5
    const auto check = [&](double number) {
        Complaint complaint;
        if (typed_number(number, *schema_, complaint))
            return true;
        mistakes.add(place, complaint.what, complaint.why, complaint.fix);
        return false;
    };
    if (generator_->kind == Kind::formula) {
        tabulate(context, mistakes);
    } else if (check(generator_->from) && check(generator_->to) && !drawing &&
               schema_->type == Type::integer) {
        for (std::uint64_t i = 1; i + 1 < std::min(size_, context.values_checked); ++i)
            if (!check(number(i, 0)))
                break;
    }
}

void Axis::tabulate(const Context &context, Mistakes &mistakes) {
    const spec::Place place = written_->value_place;
    try {
        formula_.emplace(generator_->formula.text, Formula::Variables::index_and_dimension);
        const std::vector<std::uint64_t> wanted_dimensions =
            formula_->uses_dimension() ? context.dimensions : std::vector<std::uint64_t>{0};
        const std::uint64_t rows =
            std::min(size_, context.values_checked / std::max<std::size_t>(1, wanted_dimensions.size()));
        for (const std::uint64_t d : wanted_dimensions) {
            if (d == 0 && formula_->uses_dimension()) {
                mistakes.add(place, fmt::format("the formula of {} needs a dimension", schema_->key),
                             "it uses d, and the objective's own dimension is not known before it is made",
                             "write dimensions = [...], or a formula without d");
                return;
            }
            if (rows == 0)
                continue;
            std::vector<double> values;
            for (std::uint64_t i = 0; i < rows; ++i) {
                values.push_back((*formula_)(static_cast<double>(i), static_cast<double>(d)));
                Complaint complaint;
                if (!typed_number(values.back(), *schema_, complaint)) {
                    mistakes.add(place,
                                 fmt::format("{} at i = {}{}", complaint.what, i,
                                             d == 0 ? "" : fmt::format(", d = {}", d)),
                                 complaint.why, complaint.fix);
                    return;
                }
            }
            table_.emplace_back(d, std::move(values));
        }
    } catch (const BadFormula &bad) {
        mistakes.add(place, fmt::format("the formula of {} does not parse", schema_->key),
                     bad.position >= 0 ? fmt::format("{} (character {} of \"{}\")", bad.what(),
                                                     bad.position + 1, generator_->formula.text)
                                       : std::string(bad.what()),
                     "a formula is made of numbers, i, d, pi, + - * / ^ and functions of one argument");
    }
}

double Axis::drawn(std::uint64_t index) const {
    const double a = generator_->from, b = generator_->to, u = draw_->uniform(index);
    const bool whole = schema_->type == Type::integer;
    // Over integers each end gets a whole share: the unit interval is cut into b - a + 1 pieces.
    const double low = whole && generator_->kind == Kind::log_uniform ? a - 0.5 : a;
    const double high = whole ? (generator_->kind == Kind::log_uniform ? b + 0.5 : b + 1) : b;
    double value = generator_->kind == Kind::log_uniform
                       ? std::exp(std::log(low) + u * (std::log(high) - std::log(low)))
                       : low * (1 - u) + high * u;
    if (whole)
        value = generator_->kind == Kind::log_uniform ? std::nearbyint(value) : std::floor(value);
    return std::clamp(value, a, b);
}

double Axis::number(std::uint64_t index, std::uint64_t d) const {
    if (draw_)
        return drawn(index);
    if (generator_->kind == Kind::formula) {
        for (const auto &[dimension, values] : table_)
            if ((dimension == 0 || dimension == d) && index < values.size())
                return values[index];
        return (*formula_)(static_cast<double>(index), static_cast<double>(d));
    }
    if (index == 0)
        return generator_->from;
    if (index + 1 == size_)
        return generator_->to;
    const double t = static_cast<double>(index) / static_cast<double>(size_ - 1);
    const double a = generator_->from, b = generator_->to;
    const double value = generator_->kind == Kind::linear ? a * (1 - t) + b * t : a * std::pow(b / a, t);
    return std::clamp(value, std::min(a, b), std::max(a, b));
}

void Axis::write(std::uint64_t index, std::uint64_t d, Value &out) const {
    if (generator_ == nullptr) {
        out = literals_[index];
        return;
    }
    const double value = number(index, d);
    // Values of the table and of linear, log and searches were checked when the axis was made.
    if (schema_->type == Type::real &&
        (!formula_ || (!table_.empty() && index < table_.front().second.size()))) {
        out = value;
        return;
    }
    Complaint complaint;
    auto checked = typed_number(value, *schema_, complaint);
    if (!checked)
        throw BadFormula(fmt::format("{} at i = {}: {}", complaint.what, index, complaint.why), -1);
    out = std::move(*checked);
}

void Axis::enter(std::uint64_t index, Digest &digest) const {
    if (generator_ == nullptr) {
        digest.add(std::string_view(entries_[index]));
        return;
    }
    digest.add(std::string_view(generated_entry_));
    digest.add(index);
}

spec::Place Axis::place(std::uint64_t index) const {
    const auto *array = std::get_if<spec::Array>(&written_->value);
    return array != nullptr && index < array->elements.size() ? array->elements[index].place
                                                              : written_->place;
}

} // namespace thalweg::plan
