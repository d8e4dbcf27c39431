// SPDX-License-Identifier: MIT
// Compares the parameters of each run with those of the first of its label.
#include "analysis/sweeps.hpp"

#include <bit>
#include <unordered_map>

namespace thalweg::analysis {

namespace {

/// Whether both are written alike: 0 and -0, 1 and 1.0 are equal, and yet two texts.
bool is_same(const nlohmann::json &a, const nlohmann::json &b) {
    if (a.type() != b.type())
        return false;
    if (a.is_number_float())
        return std::bit_cast<std::uint64_t>(a.get<double>()) == std::bit_cast<std::uint64_t>(b.get<double>());
    return a.is_structured() ? a.dump() == b.dump() : a == b;
}

std::uint32_t component_row(library::Kind kind, const results::Run &run) {
    return kind == library::Kind::objective ? run.objective_row : run.optimizer_row;
}

} // namespace

std::vector<std::uint32_t> label_ids(const std::vector<std::string> &labels) {
    std::unordered_map<std::string_view, std::uint32_t> first;
    std::vector<std::uint32_t> ids;
    ids.reserve(labels.size());
    for (const std::string &label : labels)
        ids.push_back(first.try_emplace(label, static_cast<std::uint32_t>(ids.size())).first->second);
    return ids;
}

Sweeps::Sweeps(const Table &table)
    : objectives_(make_side(library::Kind::objective, table)),
      optimizers_(make_side(library::Kind::optimizer, table)) {}

Sweeps::Side Sweeps::make_side(library::Kind kind, const Table &table) {
    Side side;
    for (const Parameter &parameter : table.parameters)
        if (parameter.kind == kind)
            side.parameters.push_back(parameter);
    side.ids = label_ids(kind == library::Kind::objective ? table.objective_labels : table.optimizer_labels);
    side.labels.resize(side.ids.size());
    return side;
}

void Sweeps::add(const Table &table, std::size_t row) {
    add(objectives_, table.window.runs[row].objective_row, table, row);
    add(optimizers_, table.window.runs[row].optimizer_row, table, row);
}

void Sweeps::add(Side &side, std::uint32_t component_row, const Table &table, std::size_t row) {
    Label &label = side.labels.at(side.ids.at(component_row));
    const std::size_t count = side.parameters.size();
    if (label.first.size() < count) {
        label.varies.resize(count);
        for (const Parameter &parameter : side.parameters)
            label.first.push_back(value_of(table, parameter, row));
        return;
    }
    for (std::size_t i = 0; i < count; ++i)
        if (!label.varies[i] && label.first[i] != value_of(table, side.parameters[i], row))
            label.varies[i] = true;
}

Kept Sweeps::kept(library::Kind kind, const Table &table, std::size_t row) const {
    const Side &of = side(kind);
    const Label &label = of.labels.at(of.ids.at(component_row(kind, table.window.runs[row])));
    Kept kept;
    for (std::size_t i = 0; i < of.parameters.size(); ++i)
        if (const auto &value = value_of(table, of.parameters[i], row); !is_same(label.first[i], value))
            kept.emplace_back(static_cast<std::uint32_t>(i), value);
    kept.shrink_to_fit(); // there may be a million
    return kept;
}

Setting Sweeps::setting(library::Kind kind, std::uint32_t component_row, const Kept &kept) const {
    const Side &of = side(kind);
    const Label &label = of.labels.at(of.ids.at(component_row));
    Setting setting;
    auto next = kept.begin();
    for (std::size_t i = 0; i < of.parameters.size(); ++i) {
        const bool is_kept = next != kept.end() && next->first == i;
        const nlohmann::json &value = is_kept ? (next++)->second : label.first[i];
        if (label.varies[i])
            setting.emplace_back(of.parameters[i].name, value);
    }
    return setting;
}

} // namespace thalweg::analysis
