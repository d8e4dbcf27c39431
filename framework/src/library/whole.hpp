// SPDX-License-Identifier: MIT
// A struct of the ABI that its maker may have known in a shorter form -> the same as this host knows it,
// absent fields 0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <thalweg/abi.h>
#include <type_traits>

namespace thalweg::library {

/// Reads no byte beyond p->struct_size; NULL gives all zeros. struct_size of the copy says what was there, so
/// that THALWEG_HAS holds for it. Only whole words of 8 bytes count: no field of the ABI lies across two.
template <class T> T whole(const T *p) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) == 8);
    T copy{};
    if (p == nullptr)
        return copy;
    const auto size = std::min<std::uint32_t>(p->struct_size, sizeof(T)) & ~7u;
    std::memcpy(&copy, p, size);
    copy.struct_size = size;
    return copy;
}

/// As whole(), for the struct that holds values of 24 bytes: one that is there in part counts as absent.
inline thalweg_param whole_param(const thalweg_param *p) {
    thalweg_param copy = whole(p);
    const auto drop = [&](thalweg_value &value, std::size_t end) {
        if (copy.struct_size < end)
            value = thalweg_value{};
    };
    drop(copy.def, offsetof(thalweg_param, def) + sizeof(thalweg_value));
    drop(copy.lo, offsetof(thalweg_param, lo) + sizeof(thalweg_value));
    drop(copy.hi, offsetof(thalweg_param, hi) + sizeof(thalweg_value));
    return copy;
}

} // namespace thalweg::library
