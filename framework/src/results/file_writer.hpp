// SPDX-License-Identifier: MIT
// Blocks of runs, in order -> one HDF5 file of the schema, in memory or on the disk. Private to results.
#pragma once

#include "results/catalogs.hpp"
#include "results/column.hpp"
#include "results/digest.hpp"
#include "results/h5.hpp"
#include "results/image.hpp"

#include <map>
#include <memory>

namespace thalweg::results {

/// Sizes from which a file is made in another way; tests make them small.
struct Thresholds {
    std::uint64_t compress_from = std::uint64_t{64} << 20; ///< bytes of payload
    std::uint64_t on_disk_from = std::uint64_t{64}
                                 << 20;        ///< bytes of payload; below, the file is made in memory
    std::uint64_t rows_at_a_time = block_rows; ///< observations that a merge holds
};

/// One dataset of numbers being filled from its first row to its last, chunk by chunk.
class ChunkedNumbers {
public:
    struct Shape {
        std::uint64_t rows, width, chunk_rows, chunk_width;
        std::size_t element;
        bool compressed;
    };
    ChunkedNumbers(h5::Handle dataset, Shape shape) : dataset_(std::move(dataset)), shape_(shape) {}
    void append(std::span<const std::byte> rows);
    void finish();

private:
    void write_chunks(std::span<const std::byte> whole_chunks);
    void write_tiles(std::span<const std::byte> rows);
    void put(hsize_t row, hsize_t column, std::span<const std::byte> bytes, std::uint32_t skipped);
    std::size_t row_bytes() const { return shape_.width * shape_.element; }

    h5::Handle dataset_;
    Shape shape_;
    std::vector<std::byte> pending_; ///< less than a chunk
    std::uint64_t next_row_ = 0;
};

/// How many rows the chunks of a column of `rows` rows have room for.
std::uint64_t stored_rows(const Description &about, std::uint64_t rows);

/// Where the file is made: with a path on the disk, without one in memory.
struct Place {
    std::filesystem::path path;
    std::uint64_t expected_bytes = 0;
};

class FileWriter {
public:
    /// `layout`: all tables with all their rows.
    FileWriter(const Place &place, const Block &layout, const Thresholds &thresholds);
    ~FileWriter();
    /// The next runs, conformed to the layout.
    void append(const Block &block, const Catalogs &catalogs);
    struct End {
        const Head &head;
        const Catalogs &catalogs;
    };
    /// Catalogs, attributes, scales. Returns the file's bytes where it is made in memory.
    Image finish(const End &end);

private:
    struct Scale;
    struct Sink;
    hid_t group(const std::string &path);
    Scale &scale(const std::string &path, std::uint64_t size);
    void add_table(const Table &layout);
    void add_column(const Table &layout, const Column &column);
    h5::Handle make_dataset(hid_t group, const Description &about, std::uint64_t rows,
                            ChunkedNumbers::Shape &shape);
    hid_t creation(const Description &about, const ChunkedNumbers::Shape &shape);
    void describe(hid_t dataset, const Description &about);
    void write_catalogs(const Catalogs &catalogs);
    void write_root(const End &end);

    Image image_;
    h5::Handle file_;
    h5::AttributeWriter attributes_;
    h5::Handle access_, text_type_;
    bool compressed_ = false;
    std::map<std::string, h5::Handle> groups_;
    std::map<std::string, std::unique_ptr<Scale>> scales_;
    std::map<std::string, h5::Handle> creations_;
    std::vector<std::vector<std::unique_ptr<Sink>>> sinks_; ///< as the tables and columns of the layout
    ColumnDigest digest_;
    std::uint64_t runs_ = 0;
};

} // namespace thalweg::results
