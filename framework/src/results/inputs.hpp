// SPDX-License-Identifier: MIT
// Several results files -> one order of runs, and blocks of them with all that belongs to them. Private to
// results.
#pragma once

#include "results/input.hpp"
#include "results/results.hpp"

namespace thalweg::results {

/// A run in one of the inputs, and the number it gets.
struct Spot {
    std::uint32_t input = 0;
    std::uint64_t row = 0;
    std::uint64_t run_id = 0;
};

/// Two rows of one key and one attempt.
struct Twins {
    plan::Key key;
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

class Inputs {
public:
    void open(const std::filesystem::path &file, Trust trust);
    const Input &at(std::size_t i) const { return *list_.at(i); }
    std::size_t size() const { return list_.size(); }
    /// Tables and columns of all inputs together; `rows` are 0.
    const Block &layout() const { return layout_; }
    /// Throws Errors where `renumber` does not know a run, or two keys want one number.
    Order order(const Renumber &renumber) const;
    /// The layout with the rows that `spots` make.
    Block layout_of(std::span<const Spot> spots) const;
    /// Their runs with all rows, conformed to layout(); catalogs grow by what they point to.
    Block read(std::span<const Spot> spots, Cursor &cursor, Catalogs &catalogs) const;
    /// Only /runs and its parameters of them.
    Block read_run_tables(std::span<const Spot> spots, Cursor &cursor, Catalogs &catalogs) const;
    /// Calls `use` with blocks of about `rows` observations.
    template <class Use> void each_block(std::span<const Spot> spots, std::uint64_t rows, Use use) const {
        while (!spots.empty()) {
            const std::size_t count = block_size(spots, rows);
            use(spots.first(count));
            spots = spots.subspan(count);
        }
    }

private:
    std::size_t block_size(std::span<const Spot> spots, std::uint64_t rows) const;
    void read_runs(std::span<const Spot> spots, Table &table) const;
    void point(std::span<const Spot> spots, Table &runs, Catalogs &catalogs) const;
    void offset(Table &runs, Cursor &cursor) const;
    void read_rows(std::span<const Spot> spots, Table &table, std::uint64_t first_run) const;
    void use(std::uint32_t input) const;

    std::vector<std::unique_ptr<Input>> list_;
    Block layout_;
    mutable std::vector<std::uint32_t> opened_; ///< inputs whose files may be open, the oldest first
};

/// The `digest` of what a file holds, read in blocks of `rows` observations.
std::string digest_of(const std::filesystem::path &file, std::uint64_t rows = std::uint64_t{1} << 20);

/// Is every column of the two one-run blocks that is not volatile the same, bit for bit?
bool is_bit_equal(const Block &a, const Block &b);

} // namespace thalweg::results
