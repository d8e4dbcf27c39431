// SPDX-License-Identifier: MIT
#include "results/inputs.hpp"

#include "results/digest.hpp"
#include "results/pieces.hpp"
#include "results/schema.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::results {

namespace {

constexpr std::uint64_t window_rows = std::uint64_t{1} << 14; // runs whose rows are looked up at a time

/// The columns of that name, without data.
Table columns_named(std::string_view path, std::initializer_list<std::string_view> names) {
    Table table{std::string(path), 0, {}};
    for (const Description &about : columns_of(path))
        if (std::find(names.begin(), names.end(), about.name) != names.end())
            table.columns.push_back({about, {}, {}});
    return table;
}

void resize(Table &table, std::uint64_t rows) {
    table.rows = rows;
    for (Column &column : table.columns)
        column.resize(rows);
}

} // namespace

/// Runs, and where their rows begin in the inputs' tables of observations and iterates.
struct Inputs::Places {
    std::span<const Spot> spots;
    std::vector<Range> observations, iterates;
    std::vector<std::uint32_t> dimension;
};

void Inputs::open(const std::filesystem::path &file, Trust trust) {
    list_.push_back(std::make_unique<Input>(file, trust));
    if (list_.back()->runs() > UINT32_MAX)
        throw Errors(unusable(file, "it holds more runs than there may be"));
    unite(layout_, list_.back()->layout());
    for (Table &table : layout_.tables)
        table.rows = 0;
    use(static_cast<std::uint32_t>(list_.size() - 1));
}

/// Keeps the number of open files, and what is remembered of them, small: there may be thousands of parts.
void Inputs::use(std::uint32_t input) const {
    constexpr std::size_t most = 32;
    if (!opened_.empty() && opened_.back() == input)
        return;
    std::erase(opened_, input);
    opened_.push_back(input);
    if (opened_.size() > most) {
        list_[opened_.front()]->release();
        opened_.erase(opened_.begin());
    }
}

const CatalogText &Inputs::catalog(std::size_t which, CatalogPlace origin) const {
    use(origin.input);
    return list_[origin.input]->catalog(which, origin.row);
}

void Inputs::each_row(std::uint32_t input, const std::function<void(const DoneRow &)> &visit) const {
    const Input &from = *list_[input];
    Table table = columns_named(runs_path, {"run_id", "key_hi", "key_lo", "status", "attempt"});
    use(input);
    for (std::uint64_t first = 0; first < from.runs(); first += window_rows) {
        const std::uint64_t count = std::min(window_rows, from.runs() - first);
        resize(table, count);
        for (Column &column : table.columns)
            from.read({table.path, {first, count}, 0}, column);
        const auto ids = table.at("run_id").as<std::uint64_t>(), hi = table.at("key_hi").as<std::uint64_t>(),
                   lo = table.at("key_lo").as<std::uint64_t>();
        const auto status = table.at("status").as<std::uint8_t>();
        const auto attempt = table.at("attempt").as<std::uint32_t>();
        for (std::uint64_t i = 0; i < count; ++i) {
            if (status[i] >= std::size(engine::status_names))
                throw Errors(unusable(from.path(), "it is damaged: /runs/status holds what is no status"));
            visit({{{hi[i], lo[i]}, ids[i], static_cast<engine::Status>(status[i]), attempt[i]},
                   static_cast<std::uint32_t>(first + i)});
        }
    }
}

Table Inputs::read_run_columns(std::span<const Spot> spots,
                               std::initializer_list<std::string_view> names) const {
    Table table = columns_named(runs_path, names);
    resize(table, spots.size());
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < spots.size(); ++i)
        pieces.push_back({spots[i].input, {spots[i].row, 1}, i});
    copy_pieces(
        std::move(pieces), list_, [this](std::uint32_t input) { use(input); }, table);
    return table;
}

Inputs::Places Inputs::places_of(std::span<const Spot> spots) const {
    Table table = read_run_columns(
        spots, {"first_observation", "observations", "first_iterate", "iterates", "dimension"});
    const auto numbers = [&](const char *name) { return table.at(name).as<std::uint64_t>(); };
    Places places{spots, {}, {}, {}};
    for (std::size_t i = 0; i < spots.size(); ++i) {
        places.observations.push_back({numbers("first_observation")[i], numbers("observations")[i]});
        places.iterates.push_back({numbers("first_iterate")[i], numbers("iterates")[i]});
        places.dimension.push_back(table.at("dimension").as<std::uint32_t>()[i]);
    }
    return places;
}

/// The rows of a table that belong to run number `i` of `places`.
Range Inputs::range(const std::string &path, const Places &places, std::size_t i) const {
    const Input &input = *list_[places.spots[i].input];
    const Table *table = input.layout().find(path);
    if (table == nullptr)
        return {};
    const bool is_iterates = path.starts_with(iterates_group);
    if (path != observations_path && !is_iterates) {
        use(places.spots[i].input);
        return input.owned(path, places.spots[i].row);
    }
    if (is_iterates && places.dimension[i] != dimension_of(path))
        return {};
    const Range range = is_iterates ? places.iterates[i] : places.observations[i];
    if (range.count > table->rows || range.first > table->rows - range.count)
        throw Errors(unusable(input.path(), "it is damaged: /runs points past the end of " + path));
    return range;
}

Block Inputs::layout_of(std::span<const Spot> spots) const {
    Block layout = layout_;
    for (std::size_t first = 0; first < spots.size(); first += window_rows) {
        const Places places = places_of(spots.subspan(first, std::min(window_rows, spots.size() - first)));
        for (Table &table : layout.tables)
            if (!has_run_rows(table.path))
                for (std::size_t i = 0; i < places.spots.size(); ++i)
                    table.rows += range(table.path, places, i).count;
    }
    for (Table &table : layout.tables)
        if (has_run_rows(table.path))
            table.rows = spots.size();
    return layout;
}

std::size_t Inputs::block_size(std::span<const Spot> spots, std::uint64_t rows) const {
    constexpr std::uint64_t most_bytes = std::uint64_t{16} << 20, most_runs = 8192;
    const Places places = places_of(spots.first(std::min<std::uint64_t>(spots.size(), most_runs)));
    std::uint64_t observations = 0, bytes = 0;
    std::size_t count = 0;
    for (; count < places.spots.size(); ++count) {
        observations += places.observations[count].count + 1;
        bytes += places.iterates[count].count * places.dimension[count] * sizeof(double);
        if (count > 0 && (observations > rows || bytes > most_bytes))
            break;
    }
    return count;
}

Block Inputs::read(std::span<const Spot> spots, Cursor &cursor, Catalogs &catalogs) const {
    const std::uint64_t first_run = cursor.runs;
    Block block = read_run_tables(spots, cursor, catalogs);
    const Places places = places_of(spots);
    for (const Table &wanted : layout_.tables) {
        if (has_run_rows(wanted.path))
            continue;
        Rows rows = read_rows(places, {wanted.path, 0, wanted.columns});
        if (Column *owner = rows.table.find("run"); owner != nullptr)
            for (std::size_t i = 0; i < spots.size(); ++i)
                std::fill(owner->as<std::uint64_t>().begin() + static_cast<std::ptrdiff_t>(rows.of[i]),
                          owner->as<std::uint64_t>().begin() + static_cast<std::ptrdiff_t>(rows.of[i + 1]),
                          first_run + i);
        block.tables.push_back(std::move(rows.table));
    }
    return block;
}

namespace {

/// Numbers the rows of observations and iterates anew.
void offset(Table &runs, Cursor &cursor) {
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

} // namespace

Block Inputs::read_run_tables(std::span<const Spot> spots, Cursor &cursor, Catalogs &catalogs) const {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < spots.size(); ++i)
        pieces.push_back({spots[i].input, {spots[i].row, 1}, i});
    Block block;
    for (const Table &wanted : layout_.tables) {
        if (!has_run_rows(wanted.path))
            continue;
        Table &table = block.tables.emplace_back(Table{wanted.path, 0, wanted.columns});
        resize(table, spots.size());
        copy_pieces(
            pieces, list_, [this](std::uint32_t input) { use(input); }, table);
    }
    Table &runs = *block.find(runs_path);
    check(spots, runs);
    std::transform(spots.begin(), spots.end(), runs.at("run_id").as<std::uint64_t>().begin(),
                   [](const Spot &spot) { return spot.run_id; });
    point(spots, runs, catalogs);
    offset(runs, cursor);
    return block;
}

/// Every number that is used as a place is one.
void Inputs::check(std::span<const Spot> spots, const Table &runs) const {
    const auto status = runs.at("status").as<std::uint8_t>();
    for (std::size_t i = 0; i < spots.size(); ++i)
        if (status[i] >= std::size(engine::status_names))
            throw Errors(unusable(list_[spots[i].input]->path(),
                                  "it is damaged: /runs/status holds a number that is no status"));
}

/// Rows of the inputs' catalogs become rows of `catalogs`, which thus are in the order of the runs.
void Inputs::point(std::span<const Spot> spots, Table &runs, Catalogs &catalogs) const {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> known;
    for (std::size_t which = 0; which < pointed_catalogs; ++which) {
        known.clear();
        const auto rows = runs.at(catalog_names[which]).as<std::uint32_t>();
        for (std::size_t i = 0; i < spots.size(); ++i) {
            const CatalogPlace origin{spots[i].input, rows[i]};
            const auto [place, is_new] = known.try_emplace({origin.input, origin.row}, 0);
            if (is_new)
                place->second = catalogs.intern(which, catalog(which, origin), origin);
            rows[i] = place->second;
        }
    }
}

Inputs::Rows Inputs::read_rows(std::span<const Spot> spots, Table columns) const {
    return read_rows(places_of(spots), std::move(columns));
}

Inputs::Rows Inputs::read_rows(const Places &places, Table columns) const {
    Rows rows{std::move(columns), {0}};
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < places.spots.size(); ++i) {
        const Range from = range(rows.table.path, places, i);
        if (from.count > 0)
            pieces.push_back({places.spots[i].input, from, rows.of.back()});
        rows.of.push_back(rows.of.back() + from.count);
    }
    resize(rows.table, rows.of.back());
    copy_pieces(
        std::move(pieces), list_, [this](std::uint32_t input) { use(input); }, rows.table);
    return rows;
}

Catalogs catalogs_of(const Inputs &inputs) {
    return Catalogs(
        [&inputs](std::size_t which, CatalogPlace origin) { return inputs.catalog(which, origin); });
}

void intern_all(const Inputs &inputs, std::size_t which, Catalogs &catalogs) {
    for (std::uint32_t i = 0; i < inputs.size(); ++i)
        for (std::uint32_t row = 0; row < inputs.at(i).catalog_rows(which); ++row)
            catalogs.intern(which, inputs.catalog(which, {i, row}), {i, row});
}

std::string digest_of(const std::filesystem::path &file, std::uint64_t rows) {
    Inputs inputs;
    inputs.open(file, Trust::checked);
    std::vector<Spot> all; // as they stand: in the order of run ids
    all.reserve(inputs.at(0).runs());
    inputs.each_row(0, [&](const DoneRow &stored) { all.push_back({stored.done.run_id, 0, stored.row}); });
    Catalogs catalogs = catalogs_of(inputs);
    Cursor cursor;
    ColumnDigest digest(inputs.layout_of(all));
    inputs.each_block(all, rows, [&](std::span<const Spot> spots) {
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
