// SPDX-License-Identifier: MIT
#include "results/inputs.hpp"

#include "results/digest.hpp"
#include "results/schema.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace thalweg::results {

namespace {

template <class T> std::span<const T> numbers(const Input &input, const char *column) {
    return input.runs().at(column).as<T>();
}

plan::Key key_of(const Input &input, std::uint64_t row) {
    return {numbers<std::uint64_t>(input, "key_hi")[row], numbers<std::uint64_t>(input, "key_lo")[row]};
}

Errors refused(const std::string &what, const std::vector<std::string> &names, const char *fix) {
    std::string why;
    for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 10); ++i)
        why += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > 10)
        why += fmt::format(" and {} more", names.size() - 10);
    return Errors(
        Error{.what = what, .where = {}, .excerpt = {}, .why = why, .fix = fix, .exit = Exit::wrong});
}

/// One row of any input, as far as the order is concerned.
struct Candidate {
    plan::Key key;
    std::uint32_t attempt;
    Spot spot;
};

void check_ids(const std::vector<Spot> &spots) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i < spots.size(); ++i)
        if (spots[i].run_id == spots[i - 1].run_id)
            names.push_back(fmt::format("run {}", spots[i].run_id));
    if (!names.empty())
        throw refused("different runs have the same number", names, "merge files of one experiment only");
}

/// A part of a run's rows on their way from an input to a block.
struct Piece {
    std::uint32_t input;
    Range from;
    std::uint64_t to;
};

/// Pieces of one input that one read takes, with the gaps between them.
struct Extent {
    Range from;
    std::span<const Piece> pieces;
};

std::uint64_t end_of(Range range) { return range.first + range.count; }

/// The pieces from the front of `pieces` that lie close together in one input.
Extent next_extent(std::span<const Piece> pieces) {
    constexpr std::uint64_t smallest_gap = 64;
    Extent extent{pieces.front().from, {}};
    std::uint64_t wanted = 0;
    std::size_t count = 0;
    for (const Piece &piece : pieces) {
        const std::uint64_t end = end_of(extent.from);
        if (piece.input != pieces.front().input || piece.from.first > end + std::max(smallest_gap, wanted))
            break;
        extent.from.count = std::max(end, end_of(piece.from)) - extent.from.first;
        wanted += piece.from.count;
        ++count;
    }
    extent.pieces = pieces.first(count);
    return extent;
}

void copy_rows(const Column &from, std::uint64_t first, Column &to, const Piece &piece) {
    if (to.about.type == Type::text) {
        std::copy_n(from.texts.begin() + static_cast<std::ptrdiff_t>(first), piece.from.count,
                    to.texts.begin() + static_cast<std::ptrdiff_t>(piece.to));
        return;
    }
    const std::size_t row = to.about.row_bytes();
    std::memcpy(to.bytes.data() + piece.to * row, from.bytes.data() + first * row, piece.from.count * row);
}

void read_extent(const Input &input, const std::string &path, const Extent &extent, Column &column) {
    if (extent.pieces.size() == 1) {
        input.read({path, extent.from, extent.pieces.front().to}, column);
        return;
    }
    Column all{column.about, {}, {}};
    all.resize(extent.from.count);
    input.read({path, extent.from, 0}, all);
    for (const Piece &piece : extent.pieces)
        copy_rows(all, piece.from.first - extent.from.first, column, piece);
}

} // namespace

void Inputs::open(const std::filesystem::path &file, Trust trust) {
    list_.push_back(std::make_unique<Input>(file, trust));
    unite(layout_, list_.back()->tables());
    for (Table &table : layout_.tables) {
        table.rows = 0;
        for (Column &column : table.columns)
            column = {column.about, {}, {}};
    }
    use(static_cast<std::uint32_t>(list_.size() - 1));
}

/// Keeps the number of open files small: there may be thousands of parts.
void Inputs::use(std::uint32_t input) const {
    constexpr std::size_t most = 128;
    if (!opened_.empty() && opened_.back() == input)
        return;
    std::erase(opened_, input);
    opened_.push_back(input);
    if (opened_.size() > most) {
        list_[opened_.front()]->release();
        opened_.erase(opened_.begin());
    }
}

Order Inputs::order(const Renumber &renumber) const {
    std::vector<Candidate> all;
    std::vector<std::string> unknown;
    for (std::uint32_t i = 0; i < list_.size(); ++i) {
        const auto ids = numbers<std::uint64_t>(*list_[i], "run_id");
        const auto attempts = numbers<std::uint32_t>(*list_[i], "attempt");
        for (std::uint64_t row = 0; row < ids.size(); ++row) {
            const plan::Key key = key_of(*list_[i], row);
            const auto id = renumber ? renumber(key) : ids[row];
            if (!id)
                unknown.push_back(
                    fmt::format("run {} of {}", ids[row], list_[i]->path().filename().string()));
            all.push_back({key, attempts[row], {i, row, id.value_or(0)}});
        }
    }
    if (!unknown.empty())
        throw refused("the results hold runs that the experiment does not have", unknown,
                      "choose another results file with -o");
    // Inputs in the order given among equals, so that the outcome does not depend on the sort.
    std::stable_sort(all.begin(), all.end(), [](const Candidate &a, const Candidate &b) {
        return std::tie(a.key, b.attempt) < std::tie(b.key, a.attempt);
    });
    Order order;
    for (std::size_t i = 0; i < all.size();) {
        const Candidate &kept = all[i];
        order.spots.push_back(kept.spot);
        for (++i; i < all.size() && all[i].key == kept.key; ++i)
            if (all[i].attempt == kept.attempt)
                order.twins.push_back({kept.key, kept.spot, all[i].spot});
    }
    std::sort(order.spots.begin(), order.spots.end(), [](const Spot &a, const Spot &b) {
        return std::tie(a.run_id, a.input, a.row) < std::tie(b.run_id, b.input, b.row);
    });
    return order;
}

Block Inputs::layout_of(std::span<const Spot> spots) const {
    check_ids({spots.begin(), spots.end()});
    Block layout = layout_;
    for (Table &table : layout.tables) {
        if (has_run_rows(table.path)) {
            table.rows = spots.size();
            continue;
        }
        for (const Spot &spot : spots)
            table.rows += list_[spot.input]->range(table.path, spot.row).count;
    }
    return layout;
}

std::size_t Inputs::block_size(std::span<const Spot> spots, std::uint64_t rows) const {
    constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20;
    std::uint64_t observations = 0, bytes = 0;
    std::size_t count = 0;
    for (const Spot &spot : spots) {
        const Input &input = *list_[spot.input];
        observations += numbers<std::uint64_t>(input, "observations")[spot.row] + 1;
        bytes += numbers<std::uint64_t>(input, "iterates")[spot.row] *
                 numbers<std::uint32_t>(input, "dimension")[spot.row] * sizeof(double);
        if (count > 0 && (observations > rows || bytes > most_bytes))
            break;
        ++count;
    }
    return count;
}

Block Inputs::read(std::span<const Spot> spots, Cursor &cursor, Catalogs &catalogs) const {
    Block block = read_run_tables(spots, cursor, catalogs);
    for (const Table &wanted : layout_.tables)
        if (!has_run_rows(wanted.path)) {
            Table &table = block.tables.emplace_back(Table{wanted.path, 0, wanted.columns});
            read_rows(spots, table, cursor.runs - spots.size());
        }
    return block;
}

Block Inputs::read_run_tables(std::span<const Spot> spots, Cursor &cursor, Catalogs &catalogs) const {
    Block block;
    for (const Table &wanted : layout_.tables) {
        if (!has_run_rows(wanted.path))
            continue;
        Table &table = block.tables.emplace_back(Table{wanted.path, spots.size(), {}});
        for (const Column &column : wanted.columns)
            table.add(column.about);
        read_runs(spots, table);
    }
    Table &runs = *block.find(runs_path);
    std::transform(spots.begin(), spots.end(), runs.at("run_id").as<std::uint64_t>().begin(),
                   [](const Spot &spot) { return spot.run_id; });
    point(spots, runs, catalogs);
    offset(runs, cursor);
    return block;
}

/// Rows of /runs and its parameters, which the inputs hold in memory.
void Inputs::read_runs(std::span<const Spot> spots, Table &table) const {
    for (Column &column : table.columns) {
        std::vector<const Column *> sources;
        for (const auto &input : list_) {
            const Table *source = input->tables().find(table.path);
            sources.push_back(source != nullptr ? source->find(column.about.name) : nullptr);
        }
        for (std::size_t i = 0; i < spots.size(); ++i) {
            const Column *source = sources[spots[i].input];
            if (source == nullptr)
                continue;
            if (column.about.type != Type::text)
                copy_rows(*source, spots[i].row, column, {0, {0, 1}, i});
            else if (source->about.type == Type::text)
                column.texts[i] = source->texts[spots[i].row];
            else if (const double number = source->as<double>()[spots[i].row]; number == number)
                column.texts[i] = number_json(number);
        }
    }
}

/// Rows of the inputs' catalogs become rows of `catalogs`.
void Inputs::point(std::span<const Spot> spots, Table &runs, Catalogs &catalogs) const {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> known;
    for (std::size_t which = 0; which < pointed_catalogs; ++which) {
        known.clear();
        const auto rows = runs.at(catalog_names[which]).as<std::uint32_t>();
        for (std::size_t i = 0; i < spots.size(); ++i) {
            const auto [place, is_new] = known.try_emplace({spots[i].input, rows[i]}, 0);
            if (is_new) {
                const CatalogText &text = list_[spots[i].input]->catalog(which).at(rows[i]);
                place->second = catalogs.intern(which, text.name, text.json);
            }
            rows[i] = place->second;
        }
    }
}

void Inputs::offset(Table &runs, Cursor &cursor) const {
    const auto first_observation = runs.at("first_observation").as<std::uint64_t>();
    const auto observations = runs.at("observations").as<std::uint64_t>();
    const auto first_iterate = runs.at("first_iterate").as<std::uint64_t>();
    const auto iterates = runs.at("iterates").as<std::uint64_t>();
    const auto dimension = runs.at("dimension").as<std::uint32_t>();
    for (std::uint64_t i = 0; i < runs.rows; ++i) {
        first_observation[i] = cursor.observations;
        cursor.observations += observations[i];
        std::uint64_t &next = cursor.iterates[dimension[i]];
        first_iterate[i] = next;
        next += iterates[i];
    }
    cursor.runs += runs.rows;
}

void Inputs::read_rows(std::span<const Spot> spots, Table &table, std::uint64_t first_run) const {
    std::vector<Piece> pieces;
    std::vector<std::uint64_t> owners;
    const bool has_owner = table.find("run") != nullptr;
    for (std::size_t i = 0; i < spots.size(); ++i) {
        const Range range = list_[spots[i].input]->range(table.path, spots[i].row);
        if (range.count == 0)
            continue;
        pieces.push_back({spots[i].input, range, table.rows});
        table.rows += range.count;
        if (has_owner)
            owners.resize(table.rows, first_run + i);
    }
    for (Column &column : table.columns)
        column.resize(table.rows);
    std::sort(pieces.begin(), pieces.end(), [](const Piece &a, const Piece &b) {
        return std::tie(a.input, a.from.first) < std::tie(b.input, b.from.first);
    });
    for (std::span<const Piece> rest = pieces; !rest.empty();) {
        const Extent extent = next_extent(rest);
        rest = rest.subspan(extent.pieces.size());
        const std::uint32_t number = extent.pieces.front().input;
        use(number);
        for (Column &column : table.columns)
            if (list_[number]->tables().find(table.path)->find(column.about.name) != nullptr)
                read_extent(*list_[number], table.path, extent, column);
    }
    if (has_owner)
        std::copy(owners.begin(), owners.end(), table.at("run").as<std::uint64_t>().begin());
}

std::string digest_of(const std::filesystem::path &file, std::uint64_t rows) {
    Inputs inputs;
    inputs.open(file, Trust::checked);
    const Order order = inputs.order({});
    Catalogs catalogs;
    Cursor cursor;
    ColumnDigest digest(inputs.layout_of(order.spots));
    inputs.each_block(order.spots, rows, [&](std::span<const Spot> spots) {
        digest.append(inputs.read(spots, cursor, catalogs), catalogs);
    });
    return digest.hex();
}

bool is_bit_equal(const Block &a, const Block &b) {
    for (std::size_t t = 0; t < a.tables.size(); ++t)
        for (std::size_t c = 0; c < a.tables[t].columns.size(); ++c) {
            const Column &mine = a.tables[t].columns[c], &other = b.tables[t].columns[c];
            if (mine.about.changes == Volatile::no &&
                (mine.bytes != other.bytes || mine.texts != other.texts))
                return false;
        }
    return true;
}

} // namespace thalweg::results
