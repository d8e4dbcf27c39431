// SPDX-License-Identifier: MIT
#include "data_set.hpp"

#include "draws.hpp"
#include "refuse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>

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

std::string label_text(double label) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), label).ptr};
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
            refuse(
                {samples.place(row), "the label is " + label_text(label),
                 target == Target::binary ? std::string("labels are 0 and 1 here")
                 : wanted
                     ? "labels are 0 to " + std::to_string(wanted - 1) + ", since classes says so"
                     : std::string(
                           "labels are the whole numbers 0, 1, 2, ..., one a class, and a million at most")});
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
    const std::string source = options.file.empty() ? "the made-up set" : options.file;
    for (const auto &[name, part, count] :
         {std::tuple{"valid", options.valid, valid}, {"test", options.test, test}})
        if (part > 0 && count == 0)
            refuse({source, std::string(name) + " is no sample of " + std::to_string(n),
                    "raise it, or leave it out"});
    if (valid + test >= n)
        refuse({source,
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

/// Mean and population deviation of what `value` gives for rows. A column of equal numbers keeps its unit:
/// what rounding leaves of its deviation is none. Nothing where they are too large for doubles.
template <class Value> std::optional<Scale> scale_of(const std::vector<std::size_t> &rows, Value value) {
    const auto n = static_cast<double>(rows.size());
    double sum = 0, squares = 0, most = value(rows.front()), least = most;
    for (const std::size_t row : rows) {
        sum += value(row);
        most = std::max(most, value(row));
        least = std::min(least, value(row));
    }
    const double mean = sum / n;
    for (const std::size_t row : rows)
        squares += (value(row) - mean) * (value(row) - mean);
    if (!std::isfinite(mean) || !std::isfinite(squares))
        return std::nullopt;
    return most > least && squares > 0 ? Scale{mean, std::sqrt(squares / n)} : Scale{least, 1};
}

[[noreturn]] void refuse_scale(const Table &table, std::size_t column) {
    const std::string name = column < table.names.size() ? " (" + table.names[column] + ")" : "";
    refuse({table.file,
            "column " + std::to_string(column + 1) + name +
                " cannot be standardised: its deviation is beyond doubles",
            "scale its numbers down"});
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
        const auto scale = standardize == Standardize::none ? Scale{} : scale_of(rows, value);
        if (!scale)
            refuse_scale(samples.table, column);
        for (std::size_t i = 0; i < order.size(); ++i)
            set.x[i * set.stride() + k] = (*scale)(value(order[i]));
    }
    const auto label = [&](std::size_t row) { return samples.label(row); };
    const bool scaled = target == Target::real && standardize == Standardize::all;
    const auto scale = scaled ? scale_of(rows, label) : Scale{};
    if (!scale)
        refuse_scale(samples.apart() ? samples.labels : samples.table, samples.apart() ? 0 : samples.target);
    for (const std::size_t row : order)
        set.y.push_back((*scale)(label(row)));
    return set;
}

/// Three features in [-1, 1); the target a plane or a ridge of them, with noise.
Samples make_up(Target target) {
    constexpr std::size_t n = 64, width = 4;
    const Draws draws(0);
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

/// What says how a file is to be read says nothing without one: it was forgotten.
void require_file(const Options &options) {
    for (const auto &[name, is_set] : {std::pair{"labels", !options.labels.empty()},
                                       {"target", !options.target.empty()},
                                       {"skip_lines", options.skip_lines != 0},
                                       {"header", options.header != 0}})
        if (is_set)
            refuse({std::string(name) + " is set, and file is not", "there is nothing that it could be about",
                    "name the file, or leave it out: without one a made-up set is taken"});
}

} // namespace

DataSet load(const Options &options, Target target) {
    if (options.file.empty())
        require_file(options);
    return arrange(options, options.file.empty() ? make_up(target) : read_samples(options), target);
}

} // namespace data
