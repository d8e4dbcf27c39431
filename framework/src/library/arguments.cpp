// SPDX-License-Identifier: MIT
// Value -> thalweg_value, by the type that the schema gives.
#include "library/arguments.hpp"

#include "error.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace thalweg::library {

namespace {

[[noreturn]] void mismatch(const Parameter &parameter, const Value &value) {
    throw Errors(Error{.what = fmt::format("parameter \"{}\" cannot be {}", parameter.key, to_text(value)),
                       .where = {},
                       .excerpt = {},
                       .why = "the value is not of the parameter's type",
                       .fix = {},
                       .exit = Exit::fault});
}

thalweg_value make(std::int32_t type, std::uint64_t count = 0) {
    thalweg_value made{};
    made.type = type;
    made.count = count;
    return made;
}

thalweg_value real(const Parameter &parameter, const Value &value) {
    thalweg_value made = make(THALWEG_T_F64);
    if (const auto *number = std::get_if<double>(&value))
        made.u.f = *number;
    else if (const auto *integer = std::get_if<std::int64_t>(&value))
        made.u.f = static_cast<double>(*integer);
    else if (const auto *schedule = std::get_if<Schedule>(&value))
        made.u.f = schedule->from;
    else
        mismatch(parameter, value);
    return made;
}

thalweg_value word(const Parameter &parameter, const Value &value) {
    const auto *text = std::get_if<std::string>(&value);
    if (text == nullptr)
        mismatch(parameter, value);
    if (parameter.type == Type::text) {
        thalweg_value made = make(THALWEG_T_STR, text->size());
        made.u.s = text->c_str();
        return made;
    }
    const auto found = std::find(parameter.choices.begin(), parameter.choices.end(), *text);
    if (found == parameter.choices.end())
        mismatch(parameter, value);
    thalweg_value made = make(THALWEG_T_CHOICE);
    made.u.i = found - parameter.choices.begin();
    return made;
}

} // namespace

thalweg_value to_abi(const Parameter &parameter, const Value &value) {
    switch (parameter.type) {
    case Type::real:
        return real(parameter, value);
    case Type::text:
    case Type::choice:
        return word(parameter, value);
    case Type::integer:
        if (const auto *number = std::get_if<std::int64_t>(&value)) {
            thalweg_value made = make(THALWEG_T_I64);
            made.u.i = *number;
            return made;
        }
        break;
    case Type::boolean:
        if (const auto *flag = std::get_if<bool>(&value)) {
            thalweg_value made = make(THALWEG_T_BOOL);
            made.u.i = *flag ? 1 : 0;
            return made;
        }
        break;
    case Type::real_array:
        if (const auto *array = std::get_if<std::vector<double>>(&value)) {
            thalweg_value made = make(THALWEG_T_F64_ARRAY, array->size());
            made.u.fv = array->data();
            return made;
        }
        break;
    case Type::integer_array:
        if (const auto *array = std::get_if<std::vector<std::int64_t>>(&value)) {
            thalweg_value made = make(THALWEG_T_I64_ARRAY, array->size());
            made.u.iv = array->data();
            return made;
        }
        break;
    }
    mismatch(parameter, value);
}

std::vector<Value> with_paths(const Component &component, std::span<const Value> values,
                              std::string_view folder) {
    std::vector<Value> resolved(values.begin(), values.end());
    for (std::size_t i = 0; i < std::min(values.size(), component.parameters.size()); ++i)
        if (auto *name = std::get_if<std::string>(&resolved[i]);
            component.parameters[i].is_file && name && !name->empty())
            *name =
                std::filesystem::absolute(std::filesystem::path(folder) / *name).lexically_normal().string();
    return resolved;
}

std::vector<thalweg_value> to_abi(const Component &component, std::span<const Value> values) {
    if (values.size() != component.parameters.size())
        throw Errors(Error{.what = fmt::format("{} takes {} parameters, not {}", component.name,
                                               component.parameters.size(), values.size()),
                           .where = {},
                           .excerpt = {},
                           .why = "values come one a parameter, in the order of the schema",
                           .fix = {},
                           .exit = Exit::fault});
    std::vector<thalweg_value> converted;
    converted.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        converted.push_back(to_abi(component.parameters[i], values[i]));
    return converted;
}

} // namespace thalweg::library
