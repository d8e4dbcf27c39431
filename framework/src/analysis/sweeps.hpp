// SPDX-License-Identifier: MIT
// Parameters of runs, one run after the other -> those that are swept, and what each line shows of them.
#pragma once

#include "analysis/summary.hpp"

namespace thalweg::analysis {

/// Values of a group's first run that are kept until all runs are known: number of a column, and its value.
using Kept = std::vector<std::pair<std::uint32_t, nlohmann::json>>;

/// For each row of a catalog the first row of the same label: compared instead of texts, a million times.
std::vector<std::uint32_t> label_ids(const std::vector<std::string> &labels);

/// A parameter is swept where it takes more than one value within the components of one label. Which ones do
/// is known after the last run; until then a group keeps of its first run only what the first run of that
/// label has otherwise.
class Sweeps {
public:
    explicit Sweeps(const Table &table);

    void add(const Table &table, std::size_t row);
    /// Of a row that was added.
    Kept kept(library::Kind kind, const Table &table, std::size_t row) const;
    /// The swept parameters of a component, with the values of the row whose `kept` these are.
    Setting setting(library::Kind kind, std::uint32_t component_row, const Kept &kept) const;

private:
    /// The values of a label's first run, one a parameter of its kind, and which of them others differ from.
    struct Label {
        std::vector<nlohmann::json> first;
        std::vector<bool> varies;
    };
    struct Side {
        std::vector<Parameter> parameters;
        std::vector<std::uint32_t> ids; ///< by row of the catalog
        std::vector<Label> labels;      ///< by id
    };
    static Side make_side(library::Kind kind, const Table &table);
    static void add(Side &side, std::uint32_t component_row, const Table &table, std::size_t row);
    const Side &side(library::Kind kind) const {
        return kind == library::Kind::objective ? objectives_ : optimizers_;
    }

    Side objectives_, optimizers_;
};

} // namespace thalweg::analysis
