// SPDX-License-Identifier: MIT
// A struct's members as the parameters of a component: key, member, range, doc; the default is the member
// initialiser.
#pragma once

#include "basics.hpp"

#include <array>
#include <limits>
#include <memory>
#include <variant>

namespace thalweg {

/// Which values are allowed. For choices the words; for arrays the range of each element.
struct Range {
    double lo = -std::numeric_limits<double>::infinity();
    double hi = std::numeric_limits<double>::infinity();
    std::uint32_t flags = 0; ///< THALWEG_P_*
    const char *const *choices = nullptr;

    /// The host may change it between steps: schedules.
    constexpr Range per_step() const { return {lo, hi, flags | THALWEG_P_PER_STEP, choices}; }
    /// Sweeps of it are best drawn on a log scale.
    constexpr Range log_scale() const { return {lo, hi, flags | THALWEG_P_LOG, choices}; }
    /// A text that names a file: relative to the experiment file's folder there, absolute when it comes here.
    constexpr Range file() const { return {lo, hi, flags | THALWEG_P_FILE, choices}; }
    /// It has no default: the experiment file must set it.
    constexpr Range required() const { return {lo, hi, flags | THALWEG_P_REQUIRED, choices}; }
};

inline constexpr Range any_number{};
inline constexpr Range any_text{};
inline constexpr Range positive{.lo = 0, .flags = THALWEG_P_MIN_OPEN | THALWEG_P_LOG};
inline constexpr Range non_negative{.lo = 0};
inline constexpr Range unit_interval{.lo = 0, .hi = 1};
/// [0, 1): a memory of 1 would never forget.
inline constexpr Range unit_interval_open{.lo = 0, .hi = 1, .flags = THALWEG_P_MAX_OPEN};
/// For learning rates: a schedule may change it and let it end at 0.
inline constexpr Range step_length = non_negative.log_scale().per_step();
inline constexpr Range at_least(double lo) { return {.lo = lo}; }
inline constexpr Range between(double lo, double hi) { return {.lo = lo, .hi = hi}; }
/// The member is an std::int64_t, an index into words; the words end in nullptr.
inline constexpr Range one_of(const char *const *words) { return {.choices = words}; }

template <class T> struct Parameter {
    using Member = std::variant<double T::*, std::int64_t T::*, bool T::*, std::string T::*,
                                std::vector<double> T::*, std::vector<std::int64_t> T::*>;
    const char *key;
    Member member;
    Range range;
    const char *doc;
    const char *unit = nullptr;
};

namespace face {

template <class T>
concept HasParameters = requires {
    T::parameters[0].key;
};

template <class T> constexpr std::size_t n_parameters() {
    if constexpr (HasParameters<T>)
        return std::size(T::parameters);
    else
        return 0;
}

/// A value that points into `member`, which must outlive it.
template <class M> thalweg_value value_of(const M &member, bool choice) {
    thalweg_value value{};
    if constexpr (std::is_same_v<M, double>) {
        value.type = THALWEG_T_F64;
        value.u.f = member;
    } else if constexpr (std::is_same_v<M, std::int64_t>) {
        value.type = choice ? THALWEG_T_CHOICE : THALWEG_T_I64;
        value.u.i = member;
    } else if constexpr (std::is_same_v<M, bool>) {
        value.type = THALWEG_T_BOOL;
        value.u.i = member;
    } else if constexpr (std::is_same_v<M, std::string>) {
        value.type = THALWEG_T_STR;
        value.u.s = member.c_str();
        value.count = member.size();
    } else if constexpr (std::is_same_v<M, std::vector<double>>) {
        value.type = THALWEG_T_F64_ARRAY;
        value.u.fv = member.data();
        value.count = member.size();
    } else {
        value.type = THALWEG_T_I64_ARRAY;
        value.u.iv = member.data();
        value.count = member.size();
    }
    return value;
}

template <class M> void assign(M &member, const thalweg_value &value) {
    if constexpr (std::is_same_v<M, double>)
        member = value.u.f;
    else if constexpr (std::is_same_v<M, std::int64_t>)
        member = value.u.i;
    else if constexpr (std::is_same_v<M, bool>)
        member = value.u.i != 0;
    else if constexpr (std::is_same_v<M, std::string>)
        member.assign(value.u.s, value.count);
    else if constexpr (std::is_same_v<M, std::vector<double>>)
        member.assign(value.u.fv, value.u.fv + value.count);
    else
        member.assign(value.u.iv, value.u.iv + value.count);
}

template <class T> void assign_all(T &object, const thalweg_value *values, std::uint64_t n) {
    if (n != n_parameters<T>())
        throw std::invalid_argument("wrong number of parameter values");
    if constexpr (HasParameters<T>)
        for (std::size_t i = 0; i < n; ++i)
            std::visit([&](auto member) { assign(object.*member, values[i]); }, T::parameters[i].member);
}

/// The C descriptions of T's parameters; the defaults are read from `defaults`, a T as the author initialised
/// it.
template <class T> struct ParameterTable {
    static constexpr std::size_t n = n_parameters<T>();
    T defaults{};
    std::array<thalweg_param, n> params{};
    std::array<const thalweg_param *, n> pointers{};

    ParameterTable() {
        if constexpr (HasParameters<T>)
            for (std::size_t i = 0; i < n; ++i) {
                params[i] = describe(T::parameters[i]);
                pointers[i] = &params[i];
            }
    }

private:
    thalweg_param describe(const Parameter<T> &p) const {
        const bool whole = std::holds_alternative<std::int64_t T::*>(p.member) ||
                           std::holds_alternative<std::vector<std::int64_t> T::*>(p.member);
        const auto bound = [&](double end) {
            thalweg_value value{};
            if (end - end != 0 || p.range.choices) // infinite: no bound
                return value;
            if (whole) {
                value.type = THALWEG_T_I64;
                value.u.i = static_cast<std::int64_t>(end);
            } else {
                value.type = THALWEG_T_F64;
                value.u.f = end;
            }
            return value;
        };
        return {.struct_size = sizeof(thalweg_param),
                .flags = p.range.flags,
                .key = p.key,
                .doc = p.doc,
                .unit = p.unit,
                .def = std::visit(
                    [&](auto member) { return value_of(defaults.*member, p.range.choices != nullptr); },
                    p.member),
                .lo = bound(p.range.lo),
                .hi = bound(p.range.hi),
                .choices = p.range.choices};
    }
};

} // namespace face
} // namespace thalweg
