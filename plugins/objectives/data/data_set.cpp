// SPDX-License-Identifier: MIT
#include "data_set.hpp"

#include "draws.hpp"
#include "refuse.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace data {

namespace {

/// The table without its target, and the target with the way to name its cells.
struct Samples {
    Table table;
    std::size_t target = 0; ///< column of `table`; its number of columns: there is none, all are features
    Table labels;           ///< of a second file; empty where `target` is a column

    bool apart() const { return target == table.columns; }
    std::size_t features() const { return table.columns - (apart() ? 0 : 1); }
    double label(std::size_t row) const { return apart() ? labels(row, 0) : table(row, target); }
    std::string place(std::size_t row) const {
        return apart() ? labels.place(row, 0) : table.place(row, target);
    }
    /// Of feature k: its column.
    std::size_t column(std::size_t k) const { return k + (k >= target ? 1 : 0); }
};

/// A name, or a number from 1 on.
std::size_t find_target(const Table &table, const std::string &name) {
    if (name.empty())
        return table.columns - 1;
    const auto found = std::find(table.names.begin(), table.names.end(), name);
    if (found != table.names.end())
        return static_cast<std::size_t>(found - table.names.begin());
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size() || number < 1 || number > table.columns)
        refuse({table.file, "it has no column \"" + name + "\" to be the target",
                table.names.empty()
                    ? "it has no header: name a column by its number, 1 to " + std::to_string(table.columns)
                    : "take a name of its header, or a number from 1 to " + std::to_string(table.columns)});
    return number - 1;
}

Samples read_samples(const Options &options) {
    Samples samples;
    samples.table = read_table(
        options.file, {static_cast<std::size_t>(options.skip_lines), static_cast<Header>(options.header)});
    const Table &table = samples.table;
    if (options.labels.empty()) {
        samples.target = find_target(table, options.target);
        if (table.columns < 2)
            refuse(
                {table.file, "it has one column", "give a second file in labels, or a table with features"});
        return samples;
    }
    samples.labels = read_table(options.labels, {});
    samples.target = table.columns;
    if (!options.target.empty())
        refuse({table.file, "both target and labels are given", "leave one of them out"});
    if (samples.labels.columns != 1)
        refuse({options.labels, "it has " + std::to_string(samples.labels.columns) + " columns",
                "labels are one number a row"});
    if (samples.labels.rows != table.rows)
        refuse({options.labels,
                "it has " + std::to_string(samples.labels.rows) + " labels, and " + table.file + " has " +
                    std::to_string(table.rows) + " samples",
                "give the two files that belong together"});
    return samples;
}

/// How many classes there are; each label is one of them.
std::size_t count_classes(const Samples &samples, Target target, std::int64_t wanted) {
    if (target == Target::real)
        return 1;
    const double limit = target == Target::binary ? 2 : wanted ? static_cast<double>(wanted) : 1e6;
    double most = 1;
    for (std::size_t row = 0; row < samples.table.rows; ++row) {
        const double label = samples.label(row);
        if (label < 0 || label >= limit || label != std::floor(label))
            refuse({samples.place(row), "the label is " + std::to_string(label),
                    target == Target::binary ? std::string("labels are 0 and 1 here")
                    : wanted ? "labels are 0 to " + std::to_string(wanted - 1) + ", since classes says so"
                             : std::string("labels are the whole numbers 0, 1, 2, ..., one a class")});
        most = std::max(most, label);
    }
    return target == Target::binary ? 2
           : wanted                 ? static_cast<std::size_t>(wanted)
                                    : static_cast<std::size_t>(most) + 1;
}

/// The rows in the order of the splits, and how many each has.
std::vector<std::size_t> split(const Options &options, std::size_t available, DataSet &set) {
    if (options.rows > static_cast<std::int64_t>(available))
        refuse({options.file,
                "rows asks for " + std::to_string(options.rows) + ", and it has " + std::to_string(available),
                "ask for fewer, or 0 for all"});
    const std::size_t n = options.rows ? static_cast<std::size_t>(options.rows) : available;
    const auto share = [&](double part) {
        return static_cast<std::size_t>(std::floor(part * static_cast<double>(n) + 0.5));
    };
    const std::size_t valid = share(options.valid), test = share(options.test);
    if (valid + test >= n)
        refuse({options.file.empty() ? "the made-up set" : options.file,
                "the shares valid and test leave nothing of " + std::to_string(n) + " samples to train on",
                "lower them"});
    set.rows = {n - valid - test, valid, test};
    set.begin = {0, n - valid - test, n - test};
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (options.split_seed) {
        const Draws draws(static_cast<std::uint64_t>(options.split_seed));
        for (std::size_t i = n - 1; i > 0; --i) // Fisher-Yates
            std::swap(order[i], order[draws.below(i + 1, i)]);
    }
    return order;
}

struct Scale {
    double mean = 0, deviation = 1;
    double operator()(double value) const { return (value - mean) / deviation; }
};

/// Mean and population deviation of what `value` gives for rows; a constant column keeps its unit.
template <class Value> Scale scale_of(const std::vector<std::size_t> &rows, Value value) {
    const auto n = static_cast<double>(rows.size());
    double sum = 0, squares = 0;
    for (const std::size_t row : rows)
        sum += value(row);
    const double mean = sum / n;
    for (const std::size_t row : rows)
        squares += (value(row) - mean) * (value(row) - mean);
    const double deviation = std::sqrt(squares / n);
    return {mean, deviation > 0 ? deviation : 1};
}

/// The rows whose statistics count.
std::vector<std::size_t> counted(const Options &options, const std::vector<std::size_t> &order,
                                 const DataSet &set, std::size_t available) {
    if (static_cast<Statistics>(options.statistics) == Statistics::train) {
        std::vector<std::size_t> rows(order.begin(),
                                      order.begin() + static_cast<std::ptrdiff_t>(set.rows[0]));
        std::sort(rows.begin(), rows.end());
        return rows;
    }
    std::vector<std::size_t> rows(available);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

DataSet arrange(const Options &options, const Samples &samples, Target target) {
    DataSet set;
    set.features = samples.features();
    set.classes = count_classes(samples, target, options.classes);
    const std::vector<std::size_t> order = split(options, samples.table.rows, set);
    require_memory(options.file, static_cast<double>(order.size() * set.stride()) * sizeof(double));
    const auto standardize = static_cast<Standardize>(options.standardize);
    std::vector<std::size_t> rows;
    if (standardize != Standardize::none)
        rows = counted(options, order, set, samples.table.rows);
    set.x.assign(order.size() * set.stride(), 1.0);
    for (std::size_t k = 0; k < set.features; ++k) {
        const std::size_t column = samples.column(k);
        const auto value = [&](std::size_t row) { return samples.table(row, column) / options.divide_by; };
        const Scale scale = standardize == Standardize::none ? Scale{} : scale_of(rows, value);
        for (std::size_t i = 0; i < order.size(); ++i)
            set.x[i * set.stride() + k] = scale(value(order[i]));
    }
    const auto label = [&](std::size_t row) { return samples.label(row); };
    const bool scaled = target == Target::real && standardize == Standardize::all;
    const Scale scale = scaled ? scale_of(rows, label) : Scale{};
    for (const std::size_t row : order)
        set.y.push_back(scale(label(row)));
    return set;
}

/// Three features in [-1, 1); the target a plane or a ridge of them, with noise.
Samples make_up(Target target, std::uint64_t seed) {
    constexpr std::size_t n = 64, width = 4;
    const Draws draws(seed);
    Samples samples;
    samples.target = width - 1;
    samples.table = {
        .file = "the made-up set", .rows = n, .columns = width, .values = {}, .names = {}, .first_line = 0};
    for (std::size_t row = 0; row < n; ++row) {
        double score = 0.5 * draws.between(-1, 1, row * width + 3);
        for (std::size_t k = 0; k < 3; ++k) {
            const double x = draws.between(-1, 1, row * width + k);
            samples.table.values.push_back(x);
            score += x / static_cast<double>(k + 1);
        }
        const double label = score < -0.3 ? 0 : score < 0.3 ? 1 : 2;
        samples.table.values.push_back(target == Target::real     ? score
                                       : target == Target::binary ? (score > 0 ? 1 : 0)
                                                                  : label);
    }
    return samples;
}

} // namespace

DataSet load(const Options &options, Target target, std::uint64_t seed) {
    return arrange(options, options.file.empty() ? make_up(target, seed) : read_samples(options), target);
}

} // namespace data
