// SPDX-License-Identifier: MIT
// Two values that differ -> texts that show how. Private to results.
#pragma once

#include "results/catalogs.hpp"
#include "results/column.hpp"
#include "results/difference.hpp"

namespace thalweg::results {

struct StoredValue {
    const Column &column;
    std::uint64_t row;
};

/// Sets column, a and b of `deviation`.
void put_values(const StoredValue &a, const StoredValue &b, const Catalogs &catalogs, Deviation &deviation);

} // namespace thalweg::results
