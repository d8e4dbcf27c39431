// SPDX-License-Identifier: MIT
// Several results files -> one order of runs, and blocks of them with all that belongs to them. Private to
// results.
#pragma once

#include "results/input.hpp"
#include "results/results.hpp"

namespace thalweg::results {

/// A run in one of the inputs, and the number it gets. There may be a million of them.
struct Spot {
    std::uint64_t run_id = 0;
    std::uint32_t input = 0, row = 0;
};

/// Two rows of one key and one attempt.
struct Twins {
    Spot kept, other;
};

struct Order {
    std::vector<Spot> spots; ///< by run id; of each key the highest attempt
    std::vector<Twins> twins;
};

/// How far a file that is written block by block has come.
struct Cursor {
    std::uint64_t runs = 0, observations = 0;
    std::map<std::uint64_t, std::uint64_t> iterates; ///< by dimension
};

/// What identifies a run, and how it ended.
struct DoneRow {
    Done done;
    std::uint32_t row = 0;
};

class Inputs {
public:
    void open(const std::filesystem::path &file, Trust trust);
    const Input &at(std::size_t i) const { return *list_.at(i); }
    std::size_t size() const { return list_.size(); }
    /// A row of a catalog of one input.
    const CatalogText &catalog(std::size_t which, CatalogPlace origin) const;
    /// Tables and columns of all inputs together; `rows` are 0.
    const Block &layout() const { return layout_; }
    /// Calls visit(row) for each run of one input, in its order.
    void each_row(std::uint32_t input, const std::function<void(const DoneRow &)> &visit) const;
    /// Throws Errors where `renumber` does not know a run.
    Order order(const Renumber &renumber) const;
    /// The layout with the rows that `spots` make.
    Block layout_of(std::span<const Spot> spots) const;
    /// Their runs with all rows, conformed to layout(); catalogs grow by what they point to.
    Block read(std::span<const Spot> spots, Cursor &cursor, Catalogs &catalogs) const;
    /// Only /runs and its parameters of them.
    Block read_run_tables(std::span<const Spot> spots, Cursor &cursor, Catalogs &catalogs) const;
    /// Only these columns of /runs, as they are stored.
    Table read_run_columns(std::span<const Spot> spots, std::initializer_list<std::string_view> names) const;
    /// Only the columns of `table`, rows that belong to the runs `spots`; `of` says where each run's begin.
    struct Rows {
        Table table;
        std::vector<std::uint64_t> of; ///< spots.size() + 1 of them
    };
    Rows read_rows(std::span<const Spot> spots, Table columns) const;
    /// Calls `use` with blocks of about `rows` observations.
    template <class Use> void each_block(std::span<const Spot> spots, std::uint64_t rows, Use use) const {
        while (!spots.empty()) {
            const std::size_t count = block_size(spots, rows);
            use(spots.first(count));
            spots = spots.subspan(count);
        }
    }

private:
    struct Places;
    Places places_of(std::span<const Spot> spots) const;
    Range range(const std::string &path, const Places &places, std::size_t i) const;
    std::size_t block_size(std::span<const Spot> spots, std::uint64_t rows) const;
    void check(std::span<const Spot> spots, const Table &runs) const;
    void point(std::span<const Spot> spots, Table &runs, Catalogs &catalogs) const;
    Rows read_rows(const Places &places, Table columns) const;
    void use(std::uint32_t input) const;

    std::vector<std::unique_ptr<Input>> list_;
    Block layout_;
    mutable std::vector<std::uint32_t> opened_; ///< inputs whose files may be open, the oldest first
};

/// Throws Errors where two runs, in the order of their numbers, have one number.
void require_distinct_ids(std::span<const Spot> spots);

/// Catalogs whose texts are fetched from `inputs`, which outlive them.
Catalogs catalogs_of(const Inputs &inputs);

/// Every row of one catalog of all inputs, in their order.
void intern_all(const Inputs &inputs, std::size_t which, Catalogs &catalogs);

/// The `digest` of what a file holds, read in blocks of `rows` observations.
std::string digest_of(const std::filesystem::path &file, std::uint64_t rows = block_rows);

/// Is every column of the two blocks that is not volatile the same, bit for bit? Catalogs of both are the
/// same.
bool is_bit_equal(const Block &a, const Block &b);

} // namespace thalweg::results
