// SPDX-License-Identifier: MIT
#include "results/gather.hpp"

#include "results/parameters.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace thalweg::results {

namespace {

using Runs = std::vector<FinishedRun>;

Runs sorted(std::span<const FinishedRun> runs) {
    Runs list(runs.begin(), runs.end());
    std::stable_sort(list.begin(), list.end(), [](const FinishedRun &a, const FinishedRun &b) {
        return a.cell->run_id < b.cell->run_id;
    });
    return list;
}

/// Finds the catalog rows of a cell; asks for its labels, which are JSON, only where a part of it is new.
class Pointers {
public:
    Pointers(const Labeller &labels, Catalogs &catalogs) : labels_(labels), catalogs_(catalogs) {}
    std::array<std::uint32_t, stable_catalogs> rows(const plan::Cell &cell) {
        const auto parts = parts_of(cell);
        std::array<std::uint32_t, stable_catalogs> rows{};
        bool known = true;
        for (std::size_t i = 0; i < stable_catalogs; ++i) {
            const auto found = known_[i].find(parts[i]);
            known = known && found != known_[i].end();
            rows[i] = found != known_[i].end() ? found->second : 0;
        }
        if (known)
            return rows;
        const bool rest_is_known =
            known_[0].contains(parts[0]) && known_[1].contains(parts[1]) && known_[3].contains(parts[3]);
        if (rest_is_known) {
            plan::Labels l = labels_(cell, plan::Naming::configuration);
            rows[configuration_catalog] = catalogs_.intern(
                configuration_catalog, {std::move(l.configuration), std::move(l.configuration_json)});
            known_[configuration_catalog].emplace(parts[configuration_catalog], rows[configuration_catalog]);
            return rows;
        }
        plan::Labels l = labels_(cell, plan::Naming::whole);
        rows = {catalogs_.intern(0, {std::move(l.objective), std::move(l.objective_json)}),
                catalogs_.intern(1, {std::move(l.optimizer), std::move(l.optimizer_json)}),
                catalogs_.intern(2, {std::move(l.configuration), std::move(l.configuration_json)}),
                catalogs_.intern(3, {std::move(l.start), std::move(l.start_json)})};
        for (std::size_t i = 0; i < stable_catalogs; ++i)
            known_[i].emplace(parts[i], rows[i]);
        return rows;
    }

private:
    /// What each label depends on, as text of bytes.
    static std::array<std::string, stable_catalogs> parts_of(const plan::Cell &cell) {
        const auto number = [](std::string &into, std::uint64_t value) {
            into.append(reinterpret_cast<const char *>(&value), sizeof value);
        };
        std::string objective, optimizer;
        number(objective, cell.objective_table);
        number(objective, cell.dimension);
        for (const Value &value : cell.objective_parameters)
            append_bytes(objective, value);
        number(optimizer, cell.optimizer_table);
        std::string configuration = optimizer, start = objective;
        for (const Value &value : cell.optimizer_parameters)
            append_bytes(configuration, value);
        number(start, cell.start_index);
        number(start, cell.start_draw);
        for (const double x : cell.start)
            start.append(reinterpret_cast<const char *>(&x), sizeof x);
        return {objective, optimizer, configuration, start};
    }

    const Labeller &labels_;
    Catalogs &catalogs_;
    std::array<std::unordered_map<std::string, std::uint32_t>, stable_catalogs> known_;
};

Table run_table(const Runs &runs, const Labeller &labels, std::uint32_t environment, Catalogs &catalogs) {
    Pointers pointers(labels, catalogs);
    std::map<std::uint64_t, std::uint64_t> iterates;
    std::uint64_t observations = 0;
    std::vector<RunRow> rows;
    rows.reserve(runs.size());
    for (const auto &[cell, record] : runs) {
        const auto catalog = pointers.rows(*cell);
        std::uint64_t &first = iterates[record->dimension];
        rows.push_back({cell->run_id, cell->key, cell->repetition, catalog[0], catalog[1], catalog[2],
                        catalog[3], environment, observations, record->observations.size(), first,
                        record->iterate_steps.size(), *record});
        observations += record->observations.size();
        first += record->iterate_steps.size();
    }
    Table table{std::string(runs_path), rows.size(), {}};
    for (const auto &field : run_fields())
        field.get(rows, table.add(field.about).bytes.data());
    return table;
}

/// Drops columns that no run fills.
void drop_unfilled(Table &table) {
    std::erase_if(table.columns, [](const Column &column) {
        return column.about.presence == Presence::if_filled && !column.is_filled();
    });
}

/// Looks before a column is made: touching new memory costs more than reading twice.
template <class Row>
bool is_filled(const Runs &runs, const Field<Row> &field, std::vector<Row> engine::Record::*rows) {
    Column probe{field.about, {}, {}};
    return std::any_of(runs.begin(), runs.end(), [&](const FinishedRun &run) {
        probe.bytes.resize((run.record->*rows).size() * size_of(field.about.type));
        field.get(run.record->*rows, probe.bytes.data());
        return probe.is_filled();
    });
}

/// The columns of the diagnostics that any of the runs has.
void add_diagnostics(Table &table, const Runs &runs) {
    for (const auto &field : diagnostic_fields())
        if (is_filled(runs, field, &engine::Record::diagnostics))
            table.columns.push_back({field.about, {}, {}});
}

/// One of the diagnostics of the runs, NaN where a run has none.
void fill_diagnostic(Column &column, std::span<const FinishedRun> runs,
                     const Field<engine::Diagnostics> &field) {
    column.bytes.clear();
    std::uint64_t rows = 0;
    for (const auto &[cell, record] : runs) {
        const std::uint64_t first = rows * column.about.row_bytes();
        rows += record->observations.size();
        column.resize(rows);
        if (record->diagnostics.size() == record->observations.size())
            field.get(record->diagnostics, column.bytes.data() + first);
    }
}

/// The columns of the metrics that any of the optimizers has.
void add_metrics(Table &table, const Runs &runs) {
    for (const auto &[cell, record] : runs)
        if (!record->observations.empty() &&
            record->metrics.size() == record->observations.size() * cell->optimizer->metrics.size())
            for (const auto &metric : cell->optimizer->metrics)
                if (const auto about = metric_description(metric); table.find(about.name) == nullptr)
                    table.columns.push_back({about, {}, {}});
}

/// One metric of the runs, NaN where their optimizer has none of that name.
void fill_metric(Column &column, std::span<const FinishedRun> runs) {
    column.bytes.clear();
    std::uint64_t rows = 0;
    for (const auto &[cell, record] : runs) {
        const std::uint64_t first = rows;
        rows += record->observations.size();
        column.resize(rows);
        const auto &metrics = cell->optimizer->metrics;
        const auto numbers = column.as<double>();
        for (std::size_t m = 0; m < metrics.size(); ++m)
            if (metric_description(metrics[m]).name == column.about.name &&
                record->metrics.size() == (rows - first) * metrics.size())
                for (std::uint64_t i = first; i < rows; ++i)
                    numbers[i] = record->metrics[(i - first) * metrics.size() + m];
    }
}

/// Puts the rows of `runs` into a column of one field.
template <class Row>
void fill(Column &column, std::span<const FinishedRun> runs, const Field<Row> &field,
          std::vector<Row> engine::Record::*rows) {
    std::uint64_t count = 0;
    for (const auto &run : runs)
        count += (run.record->*rows).size();
    column.bytes.resize(count * size_of(field.about.type));
    std::byte *into = column.bytes.data();
    for (const auto &run : runs) {
        field.get(run.record->*rows, into);
        into += (run.record->*rows).size() * size_of(field.about.type);
    }
}

/// The table whose rows are the elements of one vector of each record, with `run` in front where it has that
/// column.
template <class Row>
Table row_table(std::string_view path, const Runs &runs, const std::vector<Field<Row>> &fields,
                std::vector<Row> engine::Record::*rows) {
    Table table{std::string(path), 0, {}};
    for (const auto &run : runs)
        table.rows += (run.record->*rows).size();
    if (table.rows == 0)
        return table;
    if (path != observations_path) {
        auto numbers = table.add(run_description()).as<std::uint64_t>().begin();
        for (std::size_t i = 0; i < runs.size(); ++i)
            numbers = std::fill_n(numbers, (runs[i].record->*rows).size(), i);
    }
    for (const auto &field : fields) {
        if (field.about.presence == Presence::if_filled && !is_filled(runs, field, rows))
            continue;
        Column &column = table.columns.emplace_back(Column{field.about, {}, {}});
        if (path != observations_path) // those are filled piece by piece
            fill(column, std::span(runs), field, rows);
    }
    return table;
}

Table message_table(const Runs &runs) {
    Table table{std::string(messages_path), 0, {}};
    std::vector<std::uint64_t> owners;
    for (std::size_t i = 0; i < runs.size(); ++i)
        owners.insert(owners.end(), runs[i].record->messages.size(), i);
    table.rows = owners.size();
    std::copy(owners.begin(), owners.end(), table.add(run_description()).as<std::uint64_t>().begin());
    auto text = table.add(text_description()).texts.begin();
    for (const auto &run : runs)
        text = std::copy(run.record->messages.begin(), run.record->messages.end(), text);
    return table;
}

/// Copies points into a column of f64 or f32.
void put_point(Column &column, std::uint64_t row, const std::vector<double> &point) {
    const std::uint64_t at = row * column.about.width;
    if (column.about.type == Type::f64)
        std::copy(point.begin(), point.end(), column.as<double>().begin() + static_cast<std::ptrdiff_t>(at));
    else
        std::transform(point.begin(), point.end(),
                       column.as<float>().begin() + static_cast<std::ptrdiff_t>(at),
                       [](double x) { return static_cast<float>(x); });
}

/// Without its values, which come piece by piece.
Table iterate_table(const Runs &runs, std::uint64_t dimension, Type type) {
    Table table{iterates_path(dimension), 0, {}};
    for (const auto &run : runs)
        if (run.record->dimension == dimension) {
            if (run.record->iterates.size() != run.record->iterate_steps.size() * dimension)
                throw std::logic_error("iterates of a record are not its steps times its dimension");
            table.rows += run.record->iterate_steps.size();
        }
    table.columns = {{iterate_step_description(), {}, {}}, {point_description("x", type, dimension), {}, {}}};
    return table;
}

void fill_iterates(Table &table, std::span<const FinishedRun> runs) {
    Column &steps = *table.find(iterate_step_description().name), &points = *table.find("x");
    const std::uint64_t dimension = points.about.width;
    std::uint64_t rows = 0;
    for (const auto &run : runs)
        if (run.record->dimension == dimension)
            rows += run.record->iterate_steps.size();
    steps.bytes.resize(rows * steps.about.row_bytes());
    points.bytes.resize(rows * points.about.row_bytes());
    auto step = steps.as<std::uint64_t>().begin();
    std::uint64_t row = 0;
    for (const auto &run : runs)
        if (run.record->dimension == dimension) {
            const auto &record = *run.record;
            step = std::copy(record.iterate_steps.begin(), record.iterate_steps.end(), step);
            put_point(points, row, record.iterates);
            row += record.iterate_steps.size();
        }
}

Table final_table(const Runs &runs, std::uint64_t dimension, Type iterate_type) {
    constexpr std::uint64_t all_points_up_to = 10'000;
    std::vector<std::uint64_t> owners;
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (runs[i].record->dimension == dimension && runs[i].record->x_final.size() == dimension)
            owners.push_back(i);
    Table table{final_path(dimension), owners.size(), {}};
    if (owners.empty())
        return table;
    std::copy(owners.begin(), owners.end(), table.add(run_description()).as<std::uint64_t>().begin());
    const auto add = [&](const char *name, Type type, const std::vector<double> engine::Record::*point) {
        Column &column = table.add(point_description(name, type, dimension));
        for (std::size_t row = 0; row < owners.size(); ++row)
            if (const auto &x = runs[owners[row]].record->*point; x.size() == dimension)
                put_point(column, row, x);
    };
    const bool is_huge = dimension > all_points_up_to;
    add("x_final", is_huge ? iterate_type : Type::f64, &engine::Record::x_final);
    if (!is_huge) {
        add("x_best", Type::f64, &engine::Record::x_best);
        add("x_solution", Type::f64, &engine::Record::x_solution);
    }
    drop_unfilled(table);
    return table;
}

template <class Row>
const Field<Row> *field_of(const std::vector<Field<Row>> &fields, const std::string &name) {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto &field) { return field.about.name == name; });
    return found != fields.end() ? &*found : nullptr;
}

void fill_piece(Block &piece, std::span<const FinishedRun> runs) {
    for (Table &table : piece.tables) {
        if (table.path.starts_with(iterates_group))
            fill_iterates(table, runs);
        if (table.path != observations_path)
            continue;
        for (Column &column : table.columns) {
            const auto &name = column.about.name;
            if (const auto *field = field_of(observation_fields(), name))
                fill(column, runs, *field, &engine::Record::observations);
            else if (const auto *diagnostic = field_of(diagnostic_fields(), name))
                fill_diagnostic(column, runs, *diagnostic);
            else
                fill_metric(column, runs);
        }
    }
}

std::string text_of(const nlohmann::json &json, const char *key) {
    return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>()
                                                                           : "";
}

} // namespace

Gathered gather(const Head &head, std::span<const FinishedRun> given, const Labeller &labels,
                Catalogs &catalogs) {
    Runs runs = sorted(given);
    const auto environment = catalogs.intern(4, {text_of(head.environment, "host"), head.environment.dump()});
    for (const auto &plugin : head.plugins)
        catalogs.intern(5, {text_of(plugin, "name"), plugin.dump()});

    Block block;
    const auto add = [&](Table table) {
        if (table.rows != 0 && !table.columns.empty())
            block.tables.push_back(std::move(table));
    };
    block.tables.push_back(run_table(runs, labels, environment, catalogs));
    add(parameter_table(runs, library::Kind::objective));
    add(parameter_table(runs, library::Kind::optimizer));
    Table observations =
        row_table(observations_path, runs, observation_fields(), &engine::Record::observations);
    add_diagnostics(observations, runs);
    add_metrics(observations, runs);
    add(std::move(observations));
    add(row_table(full_path, runs, full_fields(), &engine::Record::full));
    add(row_table(hits_path, runs, hit_fields(), &engine::Record::hits));
    add(message_table(runs));
    const Type type = head.record.single_precision ? Type::f32 : Type::f64;
    std::set<std::uint64_t> dimensions;
    for (const auto &run : runs)
        dimensions.insert(run.record->dimension);
    for (const std::uint64_t dimension : dimensions) {
        add(iterate_table(runs, dimension, type));
        add(final_table(runs, dimension, type));
    }
    for (Table &table : block.tables)
        sort_columns(table);
    sort_tables(block);
    return {std::move(runs), std::move(block)};
}

void each_piece(const Gathered &gathered, const std::function<void(const Block &)> &append) {
    constexpr std::uint64_t rows_of_a_piece = 16'384; // its columns stay in the cache
    Block piece;
    for (const Table &table : gathered.block.tables) {
        piece.tables.push_back({table.path, 0, {}});
        for (const Column &column : table.columns)
            piece.tables.back().columns.push_back({column.about, {}, {}});
    }
    const std::span<const FinishedRun> runs = gathered.runs;
    for (std::size_t first = 0, last = 0; first < runs.size(); first = last) {
        for (std::uint64_t rows = 0; last < runs.size() && (last == first || rows < rows_of_a_piece); ++last)
            rows += std::max(runs[last].record->observations.size(), runs[last].record->iterates.size());
        fill_piece(piece, runs.subspan(first, last - first));
        append(piece);
    }
}

} // namespace thalweg::results
