// SPDX-License-Identifier: MIT
// A run -> the line of the ranking that it belongs to, and what that line shows of its setting.
#pragma once

#include "analysis/hash_set.hpp"
#include "analysis/sweeps.hpp"

namespace thalweg::analysis {

/// Which columns tell lines apart: those of --by, or optimizer and configuration.
class Grouping {
public:
    /// Throws Errors where `by` names what is no column.
    Grouping(const Table &table, const std::vector<std::string> &by);

    /// The line of a run of this problem.
    Hash line(std::uint64_t problem, const Table &table, std::size_t row) const;
    bool names_optimizer() const;
    bool is_default() const { return columns_.empty(); }

    /// What must be kept of a line's first run until setting() is asked for it.
    Kept kept(const Table &table, std::size_t row, const Sweeps &sweeps) const;
    Setting setting(std::uint32_t optimizer_row, const Kept &kept, const Sweeps &sweeps) const;

private:
    std::vector<Column> columns_;
};

} // namespace thalweg::analysis
