// SPDX-License-Identifier: MIT
// One results file -> its shape, and rows of its tables and catalogs on demand. Private to results.
#pragma once

#include "results/catalogs.hpp"
#include "results/column.hpp"
#include "results/h5.hpp"
#include "results/results.hpp"

#include <array>
#include <filesystem>
#include <map>

namespace thalweg::results {

/// Rows [first, first + count) of a table.
struct Range {
    std::uint64_t first = 0, count = 0;
    std::uint64_t end() const { return first + count; }
};

/// Holds no row of the file but those read last of its catalogs, and, of tables that name the run of each
/// row, where each run's rows begin. Throws Errors with Exit::wrong where the file is not ours or damaged; a
/// foreign one is tried in a child first.
class Input {
public:
    Input(std::filesystem::path file, Trust trust);

    const std::filesystem::path &path() const { return path_; }
    const nlohmann::json &attributes() const { return attributes_; }
    /// All tables as a layout, with their numbers of rows.
    const Block &layout() const { return layout_; }
    std::uint64_t runs() const { return layout_.runs(); }
    std::uint64_t catalog_rows(std::size_t which) const { return catalogs_.at(which).rows; }
    /// Cheap where rows are asked for in order.
    const CatalogText &catalog(std::size_t which, std::uint64_t row) const;
    /// The rows that belong to run number `row`, in a table that names the run of each of its rows.
    Range owned(const std::string &path, std::uint64_t row) const;
    /// Rows of a column of a table, in the type of `wanted`, into `column`, whose rows from `at` on are
    /// there.
    struct Rows {
        const std::string &path;
        Range range;
        std::uint64_t at = 0;
    };
    void read(const Rows &rows, Column &column) const;
    /// Closes the file, and forgets what was read, until it is needed again.
    void release() const;

private:
    struct Catalog {
        std::uint64_t rows = 0, first = 0; ///< `texts` are rows from `first` on
        std::vector<CatalogText> texts;
    };
    void load();
    void load_attributes();
    void load_group(const std::string &path);
    void load_catalogs();
    void check_columns() const;
    std::vector<std::uint64_t> read_starts(const Table &table) const;
    void read_values(hid_t set, const Rows &rows, Column &column) const;
    hid_t file() const;
    hid_t dataset(const std::string &name) const;
    [[noreturn]] void refuse(const std::string &why) const;

    std::filesystem::path path_;
    nlohmann::json attributes_;
    Block layout_;
    mutable std::array<Catalog, std::size(catalog_names)> catalogs_;
    mutable std::map<std::string, std::vector<std::uint64_t>, std::less<>>
        starts_; ///< first row of each run, and the end
    mutable h5::Handle file_;
    mutable std::map<std::string, h5::Handle> datasets_;
};

/// The error for a file that cannot be used, and why.
Error unusable(const std::filesystem::path &file, const std::string &why);

} // namespace thalweg::results
