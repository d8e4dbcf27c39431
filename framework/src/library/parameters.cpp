// SPDX-License-Identifier: MIT
// thalweg_param -> Parameter: key, type, default, range and choices, each against the rule that the header
// gives.
#include "library/parameters.hpp"

#include "library/whole.hpp"

#include <cmath>
#include <fmt/format.h>
#include <set>

namespace thalweg::library {

namespace {

/// Reads one parameter; remembers where it stands for its messages.
class Reader {
public:
    Reader(const thalweg_param &source, std::string place, std::vector<Fault> &faults)
        : source_(source), place_(std::move(place)), faults_(faults) {}

    Parameter read() {
        Parameter parameter;
        parameter.key = source_.key;
        parameter.doc = source_.doc ? source_.doc : "";
        parameter.unit = source_.unit ? source_.unit : "";
        parameter.log_scale = (source_.flags & THALWEG_P_LOG) != 0;
        parameter.per_step = (source_.flags & THALWEG_P_PER_STEP) != 0;
        parameter.is_file = (source_.flags & THALWEG_P_FILE) != 0;
        if (source_.def.type < THALWEG_T_F64 || source_.def.type > THALWEG_T_I64_ARRAY) {
            fault(fmt::format("has the unknown type {}", source_.def.type),
                  "def.type is one of THALWEG_T_F64 (1) to "
                  "THALWEG_T_I64_ARRAY (7)");
            return parameter;
        }
        parameter.type = static_cast<Type>(source_.def.type - THALWEG_T_F64);
        if (parameter.is_file && parameter.type != Type::text)
            fault("is FILE, but no text", "only a parameter of type THALWEG_T_STR names a file");
        read_range(parameter);
        if (parameter.type == Type::choice)
            read_choices(parameter);
        if ((source_.flags & THALWEG_P_REQUIRED) == 0)
            read_default(parameter);
        return parameter;
    }

private:
    void fault(const std::string &what, std::string why) {
        faults_.push_back(
            {place_ + " " + what, std::move(why), "correct the parameter in the plugin's source"});
    }

    std::optional<double> read_end(const thalweg_value &end, Type type, const char *which) {
        if (end.type == THALWEG_T_NONE)
            return std::nullopt;
        const bool is_real = type == Type::real || type == Type::real_array;
        const bool is_integer = type == Type::integer || type == Type::integer_array;
        if (is_real && end.type == THALWEG_T_F64 && !std::isnan(end.u.f))
            return end.u.f;
        if (is_integer && end.type == THALWEG_T_I64)
            return static_cast<double>(end.u.i);
        fault(fmt::format("has a {} end of its range that does not fit its type", which),
              "only numbers have a range; its ends are numbers of the same type, and not NaN");
        return std::nullopt;
    }

    void read_range(Parameter &parameter) {
        Range &range = parameter.range;
        range.lo = read_end(source_.lo, parameter.type, "lower");
        range.hi = read_end(source_.hi, parameter.type, "upper");
        range.lo_open = range.lo && (source_.flags & THALWEG_P_MIN_OPEN) != 0;
        range.hi_open = range.hi && (source_.flags & THALWEG_P_MAX_OPEN) != 0;
        const bool touching =
            range.lo && range.hi && *range.lo == *range.hi && (range.lo_open || range.hi_open);
        if (touching || (range.lo && range.hi && *range.lo > *range.hi))
            fault(fmt::format("has an empty range, from {} to {}", *range.lo, *range.hi),
                  "no value can be in it");
    }

    void read_choices(Parameter &parameter) {
        for (const char *const *word = source_.choices; word != nullptr && *word != nullptr; ++word)
            parameter.choices.emplace_back(*word);
        if (parameter.choices.empty())
            fault("is a choice without choices", "a choice lists its words, then NULL");
        if (std::set<std::string>(parameter.choices.begin(), parameter.choices.end()).size() !=
            parameter.choices.size())
            fault("lists a choice twice", "the words of a choice are distinct");
    }

    void check_element(const Parameter &parameter, double number) {
        const Range &range = parameter.range;
        const bool low = range.lo && (range.lo_open ? !(number > *range.lo) : !(number >= *range.lo));
        const bool high = range.hi && (range.hi_open ? !(number < *range.hi) : !(number <= *range.hi));
        if (std::isnan(number) || low || high)
            fault(fmt::format("has the default {}, which is outside of its range {}{}, {}{}", number,
                              range.lo_open || !range.lo ? "(" : "[", range.lo.value_or(-INFINITY),
                              range.hi.value_or(INFINITY), range.hi_open || !range.hi ? ")" : "]"),
                  "a default is a value like any other");
    }

    template <class T> Value read_array(const Parameter &parameter, const T *data) {
        std::vector<T> elements;
        if (source_.def.count > 0 && data == nullptr)
            fault("has a default array that is NULL", "an array of count elements points to them");
        else
            elements.assign(data, data + source_.def.count);
        for (const T element : elements)
            check_element(parameter, static_cast<double>(element));
        return elements;
    }

    void read_default(Parameter &parameter) {
        const thalweg_value &def = source_.def;
        switch (parameter.type) {
        case Type::real:
            check_element(parameter, def.u.f);
            parameter.fallback = def.u.f;
            break;
        case Type::integer:
            check_element(parameter, static_cast<double>(def.u.i));
            parameter.fallback = def.u.i;
            break;
        case Type::boolean:
            if (def.u.i != 0 && def.u.i != 1)
                fault(fmt::format("has the default {}", def.u.i), "a boolean is 0 or 1");
            parameter.fallback = def.u.i != 0;
            break;
        case Type::text:
            if (def.u.s == nullptr)
                fault("has a default text that is NULL", "an empty text is \"\"");
            else
                parameter.fallback = std::string(def.u.s, def.count);
            break;
        case Type::choice:
            if (def.u.i < 0 || static_cast<std::uint64_t>(def.u.i) >= parameter.choices.size())
                fault(fmt::format("has the default choice {} of {}", def.u.i, parameter.choices.size()),
                      "the default is an index into the choices");
            else
                parameter.fallback = parameter.choices[static_cast<std::size_t>(def.u.i)];
            break;
        case Type::real_array:
            parameter.fallback = read_array(parameter, def.u.fv);
            break;
        case Type::integer_array:
            parameter.fallback = read_array(parameter, def.u.iv);
            break;
        }
    }

    const thalweg_param &source_;
    std::string place_;
    std::vector<Fault> &faults_;
};

} // namespace

std::vector<Parameter> read_parameters(const thalweg_component &component, const std::string &owner,
                                       std::vector<Fault> &faults) {
    std::vector<Parameter> parameters;
    if (component.n_params > 0 && component.params == nullptr) {
        faults.push_back({fmt::format("{} has {} parameters, but params is NULL", owner, component.n_params),
                          "params points to n_params pointers", "set params"});
        return parameters;
    }
    std::set<std::string> keys;
    for (std::uint64_t i = 0; i < component.n_params; ++i) {
        const thalweg_param source = whole_param(component.params[i]);
        std::string place = fmt::format("parameter {} of {}", i, owner);
        if (!THALWEG_HAS(thalweg_param, &source, def)) {
            faults.push_back({fmt::format("{} is NULL, or its struct_size {} ends before its field def",
                                          place, source.struct_size),
                              "a field is read only where struct_size covers it, and this one is required",
                              "set struct_size = sizeof(thalweg_param)"});
            continue;
        }
        if (!is_lower_snake(source.key)) {
            faults.push_back({fmt::format("{} has the key \"{}\"", place, source.key ? source.key : "NULL"),
                              "keys are [a-z][a-z0-9_]*, as experiment files write them",
                              "rename the parameter"});
            continue;
        }
        place = fmt::format("parameter \"{}\" of {}", source.key, owner);
        if (!keys.insert(source.key).second)
            faults.push_back({place + " is there twice", "keys are distinct", "rename one of them"});
        parameters.push_back(Reader(source, place, faults).read());
    }
    return parameters;
}

} // namespace thalweg::library
