// SPDX-License-Identifier: MIT
// Cells and records made by hand, in which every field differs from every other.
#pragma once

#include "results/results.hpp"

#include <array>
#include <deque>
#include <filesystem>
#include <memory>

namespace thalweg::results::samples {

/// Runs that live as long as it does.
class Experiment {
public:
    Experiment();
    /// Another run; its numbers follow from `id`.
    void add(std::uint64_t id, std::uint64_t dimension);
    std::vector<FinishedRun> runs() const;
    engine::Record &record(std::size_t i) { return records_[i]; }
    plan::Cell &cell(std::size_t i) { return cells_[i]; }
    Head head;

private:
    std::unique_ptr<std::array<library::Component, 3>> components_; ///< stay in place when this is moved
    std::deque<plan::Cell> cells_;
    std::deque<engine::Record> records_;
};

/// Four runs in two dimensions: with metrics, hits, full values, messages; one without anything.
Experiment small();

/// A folder that is empty at first and gone at the end.
class Folder {
public:
    Folder();
    ~Folder();
    std::filesystem::path operator/(const std::string &name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

} // namespace thalweg::results::samples
