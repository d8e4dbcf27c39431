// SPDX-License-Identifier: MIT
#include "results/deviation.hpp"

#include "results/deviation_text.hpp"
#include "results/inputs.hpp"
#include "results/schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

namespace thalweg::results {

namespace {

struct Rows {
    std::uint64_t first = 0, count = 0;
};

/// `run` is a place in a table, which differs where an earlier run's rows are more.
bool counts(const Column &column) {
    return column.about.changes == Volatile::no && column.about.name != run_description().name;
}

bool is_stepwise(const Table &table) {
    return table.path == observations_path || table.path.starts_with(iterates_group) ||
           table.path == full_path;
}

/// Where each run's rows are in each table of a block.
class Places {
public:
    explicit Places(const Block &block) {
        for (const Table &table : block.tables)
            starts_.push_back(starts_of(table, block));
    }
    Rows rows(std::size_t table, std::uint64_t run) const {
        const auto &starts = starts_[table];
        return {starts[run], starts[run + 1] - starts[run]};
    }

private:
    static std::vector<std::uint64_t> starts_of(const Table &table, const Block &block) {
        const Table &runs = *block.find(runs_path);
        std::vector<std::uint64_t> counts(runs.rows, 0);
        const Column *owners = table.find(run_description().name);
        if (has_run_rows(table.path))
            counts.assign(runs.rows, 1);
        else if (owners != nullptr)
            for (const std::uint64_t run : owners->as<std::uint64_t>())
                ++counts.at(run);
        else
            counts = counted(table, runs);
        std::vector<std::uint64_t> starts(1, 0);
        for (const std::uint64_t count : counts)
            starts.push_back(starts.back() + count);
        return starts;
    }
    static std::vector<std::uint64_t> counted(const Table &table, const Table &runs) {
        const bool is_iterates = table.path.starts_with(iterates_group);
        const auto numbers = runs.at(is_iterates ? "iterates" : "observations").as<std::uint64_t>();
        std::vector<std::uint64_t> counts(numbers.begin(), numbers.end());
        const auto dimensions = runs.at("dimension").as<std::uint32_t>();
        for (std::uint64_t run = 0; is_iterates && run < runs.rows; ++run)
            if (dimensions[run] != dimension_of(table.path))
                counts[run] = 0;
        return counts;
    }

    std::vector<std::vector<std::uint64_t>> starts_; ///< by table: the first row of each run, and the end
};

bool is_same(const Column &a, std::uint64_t row_a, const Column &b, std::uint64_t row_b,
             std::uint64_t count) {
    if (a.about.type == Type::text)
        return std::equal(a.texts.begin() + static_cast<std::ptrdiff_t>(row_a),
                          a.texts.begin() + static_cast<std::ptrdiff_t>(row_a + count),
                          b.texts.begin() + static_cast<std::ptrdiff_t>(row_b));
    const std::size_t bytes = a.about.row_bytes();
    return count == 0 ||
           std::memcmp(a.bytes.data() + row_a * bytes, b.bytes.data() + row_b * bytes, count * bytes) == 0;
}

/// A clock or a signal ended it, at a step of no meaning.
bool is_cut(engine::Status status) {
    return status == engine::Status::seconds || status == engine::Status::timed_out ||
           status == engine::Status::crashed || status == engine::Status::out_of_memory;
}

/// Metrics and diagnostics of a run that was killed are lost, unless it shared them in time.
bool is_known(const Column &column, std::uint64_t row) {
    return column.about.presence == Presence::always || column.about.type != Type::f64 ||
           !std::isnan(column.as<double>()[row]);
}

/// What is known before the first step, of /runs.
bool is_known_at_start(const Table &table, const std::string &column) {
    static constexpr std::array known = {"key_hi",        "key_lo", "objective",  "optimizer",
                                         "configuration", "start",  "repetition", "dimension"};
    return table.path != runs_path || std::find(known.begin(), known.end(), column) != known.end();
}

/// A difference, and what makes one come before another.
struct Found {
    int rank = 0;
    std::uint64_t step = 0;
    std::size_t table = 0, column = 0;
    std::uint64_t row_a = 0, row_b = 0; ///< where `column` is the number of columns: counts of rows
    auto order() const { return std::tie(rank, step, table, column); }
};

/// One run of both blocks.
class RunComparison {
public:
    struct Sides {
        const BlockPair &pair;
        const Places &a, &b;
    };
    RunComparison(const Sides &sides, std::uint64_t run) : sides_(sides), run_(run) {}

    bool is_cut() const {
        return results::is_cut(status(sides_.pair.a)) || results::is_cut(status(sides_.pair.b));
    }
    bool ended_otherwise() const { return status(sides_.pair.a) != status(sides_.pair.b); }

    std::optional<Deviation> find() {
        const bool cut = is_cut();
        for (std::size_t table = 0; table < sides_.pair.a.tables.size(); ++table)
            if (cut)
                compare_start(table);
            else
                compare_all(table);
        if (!first_)
            return std::nullopt;
        return describe();
    }

private:
    engine::Status status(const Block &block) const {
        return static_cast<engine::Status>(block.find(runs_path)->at("status").as<std::uint8_t>()[run_]);
    }
    const Table &table_a(std::size_t table) const { return sides_.pair.a.tables[table]; }
    const Table &table_b(std::size_t table) const { return sides_.pair.b.tables[table]; }

    void compare_all(std::size_t table) {
        const Rows a = sides_.a.rows(table, run_), b = sides_.b.rows(table, run_);
        const std::uint64_t both = std::min(a.count, b.count);
        compare_rows(table, {a.first, both}, b.first);
        if (a.count != b.count)
            note({3, 0, table, table_a(table).columns.size(), a.count, b.count});
    }

    /// Rows of a, and as many of b from `first_b` on.
    void compare_rows(std::size_t table, Rows a, std::uint64_t first_b) {
        const auto &columns_a = table_a(table).columns;
        for (std::size_t c = 0; c < columns_a.size(); ++c) {
            const Column &mine = columns_a[c], &other = table_b(table).columns[c];
            if (!counts(mine) || is_same(mine, a.first, other, first_b, a.count))
                continue;
            std::uint64_t k = 0;
            while (is_same(mine, a.first + k, other, first_b + k, 1))
                ++k;
            note(found(table, c, a.first + k, first_b + k));
        }
    }

    /// Of a run that was cut: what was known at its start, and the steps that both have.
    void compare_start(std::size_t table) {
        const Rows a = sides_.a.rows(table, run_), b = sides_.b.rows(table, run_);
        const Table &mine = table_a(table);
        if (is_stepwise(mine))
            compare_common_steps(table, a, b);
        else if (mine.path == hits_path) // they come in the order of the steps
            compare_rows(table, {a.first, std::min(a.count, b.count)}, b.first);
        else if (has_run_rows(mine.path))
            for (std::size_t c = 0; c < mine.columns.size(); ++c)
                if (is_known_at_start(mine, mine.columns[c].about.name))
                    compare_value(table, c, a.first, b.first);
    }

    void compare_common_steps(std::size_t table, Rows a, Rows b) {
        if (a.count == 0 || b.count == 0)
            return;
        const auto steps_a = table_a(table).at("step").as<std::uint64_t>(),
                   steps_b = table_b(table).at("step").as<std::uint64_t>();
        std::uint64_t i = 0, j = 0;
        while (i < a.count && j < b.count) {
            const std::uint64_t step_a = steps_a[a.first + i], step_b = steps_b[b.first + j];
            if (step_a == step_b)
                for (std::size_t c = 0; c < table_a(table).columns.size(); ++c)
                    if (is_known(table_a(table).columns[c], a.first + i) &&
                        is_known(table_b(table).columns[c], b.first + j))
                        compare_value(table, c, a.first + i, b.first + j);
            i += step_a <= step_b ? 1 : 0;
            j += step_b <= step_a ? 1 : 0;
        }
    }

    void compare_value(std::size_t table, std::size_t column, std::uint64_t row_a, std::uint64_t row_b) {
        const Column &mine = table_a(table).columns[column], &other = table_b(table).columns[column];
        if (counts(mine) && !is_same(mine, row_a, other, row_b, 1))
            note(found(table, column, row_a, row_b));
    }

    Found found(std::size_t table, std::size_t column, std::uint64_t row_a, std::uint64_t row_b) const {
        const Table &mine = table_a(table);
        const std::string &name = mine.columns[column].about.name;
        const int rank = has_run_rows(mine.path) && is_known_at_start(mine, name) ? 0
                         : is_stepwise(mine)                                      ? 1
                                                                                  : 2;
        const Column *steps = is_stepwise(mine) ? mine.find("step") : nullptr;
        return {rank, steps != nullptr ? steps->as<std::uint64_t>()[row_a] : 0, table, column, row_a, row_b};
    }

    void note(const Found &found) {
        columns_.emplace(found.table, found.column);
        if (!first_ || found.order() < first_->order())
            first_ = found;
    }

    Deviation describe() const {
        const Found &f = *first_;
        const Table &mine = table_a(f.table), &other = table_b(f.table);
        const auto number = [&](const Block &block, const char *column) {
            return block.find(runs_path)->at(column).as<std::uint64_t>()[run_];
        };
        Deviation deviation;
        deviation.key = {number(sides_.pair.a, "key_hi"), number(sides_.pair.a, "key_lo")};
        deviation.run_a = number(sides_.pair.a, "run_id");
        deviation.run_b = number(sides_.pair.b, "run_id");
        deviation.table = mine.path;
        deviation.columns = columns_.size();
        if (f.column == mine.columns.size()) {
            deviation.column = "number of rows";
            deviation.a = std::to_string(f.row_a);
            deviation.b = std::to_string(f.row_b);
            return deviation;
        }
        if (const Column *steps = mine.find("step"); steps != nullptr)
            deviation.step = steps->as<std::uint64_t>()[f.row_a];
        put_values({mine.columns[f.column], f.row_a}, {other.columns[f.column], f.row_b},
                   sides_.pair.catalogs, deviation);
        return deviation;
    }

    const Sides &sides_;
    std::uint64_t run_;
    std::optional<Found> first_;
    std::set<std::pair<std::size_t, std::size_t>> columns_;
};

bool has_cut(const Block &block) {
    const auto statuses = block.find(runs_path)->at("status").as<std::uint8_t>();
    return std::any_of(statuses.begin(), statuses.end(),
                       [](std::uint8_t status) { return is_cut(static_cast<engine::Status>(status)); });
}

} // namespace

std::size_t count_columns(const Block &layout) {
    std::size_t count = 0;
    for (const Table &table : layout.tables)
        count += static_cast<std::size_t>(std::count_if(table.columns.begin(), table.columns.end(), counts));
    return count;
}

void add_runs(const BlockPair &pair, Differences &differences) {
    if (!has_cut(pair.a) && !has_cut(pair.b) && is_bit_equal(pair.a, pair.b)) {
        differences.equal += pair.a.runs();
        return;
    }
    const Places a(pair.a), b(pair.b);
    const RunComparison::Sides sides{pair, a, b};
    for (std::uint64_t run = 0; run < pair.a.runs(); ++run) {
        RunComparison comparison(sides, run);
        auto deviation = comparison.find();
        ++(deviation ? differences.differing : differences.equal);
        differences.prefixes += comparison.is_cut() ? 1 : 0;
        differences.ended_otherwise += comparison.is_cut() && comparison.ended_otherwise() ? 1 : 0;
        if (deviation && differences.named.size() < Differences::most_named)
            differences.named.push_back(std::move(*deviation));
    }
}

} // namespace thalweg::results
