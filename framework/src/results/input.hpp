// SPDX-License-Identifier: MIT
// One results file -> its /runs and catalogs in memory, and rows of its other tables on demand. Private to
// results.
#pragma once

#include "results/catalogs.hpp"
#include "results/column.hpp"
#include "results/h5.hpp"

#include <array>
#include <filesystem>
#include <map>

namespace thalweg::results {

enum class Trust { checked, foreign };

/// Rows [first, first + count) of a table.
struct Range {
    std::uint64_t first = 0, count = 0;
};

/// Throws Errors with Exit::wrong where the file is not ours or damaged; a foreign one is tried in a child
/// first.
class Input {
public:
    Input(std::filesystem::path file, Trust trust);

    const std::filesystem::path &path() const { return path_; }
    const nlohmann::json &attributes() const { return attributes_; }
    /// All tables; /runs and its parameters with data, the others as a layout.
    const Block &tables() const { return tables_; }
    const Table &runs() const { return *tables_.find(runs_path); }
    const std::vector<CatalogText> &catalog(std::size_t which) const { return catalogs_.at(which); }
    /// The rows of a table that belong to run number `row` of this file.
    Range range(const std::string &path, std::uint64_t row) const;
    /// Rows of a column of a table, in the type of `wanted`, into `column`, whose rows from `at` on are
    /// there.
    struct Rows {
        const std::string &path;
        Range range;
        std::uint64_t at = 0;
    };
    void read(const Rows &rows, Column &column) const;
    /// Closes the file until it is needed again.
    void release() const;

private:
    void load();
    void load_attributes();
    void load_group(const std::string &path);
    void load_catalogs();
    void load_starts(const Table &table);
    void check_runs() const;
    hid_t file() const;
    hid_t dataset(const std::string &name) const;

    std::filesystem::path path_;
    nlohmann::json attributes_;
    Block tables_;
    std::array<std::vector<CatalogText>, std::size(catalog_names)> catalogs_;
    std::map<std::string, std::vector<std::uint64_t>, std::less<>>
        starts_; ///< first row of each run, and the end
    mutable h5::Handle file_;
    mutable std::map<std::string, h5::Handle> datasets_;
};

/// The error for a file that cannot be used, and why.
Error unusable(const std::filesystem::path &file, const std::string &why);

} // namespace thalweg::results
