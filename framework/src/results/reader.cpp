// SPDX-License-Identifier: MIT
// Results files -> windows of runs, catalogs and records.
#include "results/by_run.hpp"
#include "results/gather.hpp"
#include "results/inputs.hpp"
#include "results/scatter.hpp"
#include "results/schema.hpp"
#include "results/seal.hpp"
#include "results/store.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace thalweg::results {

namespace fs = std::filesystem;

/// Files, or, where they are still in memory, the runs themselves.
struct Reader::State {
    Inputs inputs;
    std::vector<Spot> spots;
    Catalogs catalogs = catalogs_of(inputs);

    std::vector<FinishedRun> finished; ///< in place of inputs
    Block finished_rows;               ///< their /runs and parameters
    nlohmann::json attributes = nlohmann::json::object();

    std::optional<std::vector<Run>> runs;
    std::array<std::optional<std::vector<CatalogRow>>, std::size(catalog_names)> rows;

    bool is_in_memory() const { return inputs.size() == 0; }
    void open(const fs::path &file, Trust trust) { inputs.open(file, trust); }
    void arrange();
    void begin(const nlohmann::json &manifest);
    Block run_tables(std::uint64_t first, std::uint64_t count);
};

/// Puts the runs of all inputs in order and their catalogs together; configurations and starts, of which
/// there may be one a run, come as they are met.
void Reader::State::arrange() {
    spots = inputs.order({}).spots;
    for (std::size_t which = 0; which < std::size(catalog_names); ++which)
        if (which != configuration_catalog && which != start_catalog)
            intern_all(inputs, which, catalogs);
}

namespace {

/// Rows [first, first + count) of each table.
Block slice(const Block &block, std::uint64_t first, std::uint64_t count) {
    Block part;
    for (const Table &table : block.tables) {
        if (!has_run_rows(table.path))
            continue;
        Table &rows = part.tables.emplace_back(Table{table.path, count, {}});
        for (const Column &column : table.columns) {
            Column &some = rows.add(column.about);
            const std::size_t size = column.about.row_bytes();
            if (column.about.type == Type::text)
                std::copy_n(column.texts.begin() + static_cast<std::ptrdiff_t>(first), count,
                            some.texts.begin());
            else
                std::copy_n(column.bytes.begin() + static_cast<std::ptrdiff_t>(first * size), count * size,
                            some.bytes.begin());
        }
    }
    return part;
}

} // namespace

Block Reader::State::run_tables(std::uint64_t first, std::uint64_t count) {
    if (is_in_memory())
        return slice(finished_rows, first, count);
    Cursor cursor;
    return inputs.read_run_tables(std::span(spots).subspan(first, count), cursor, catalogs);
}

/// An experiment of which no part is there yet: a process was stopped between its manifest and its first
/// part.
void Reader::State::begin(const nlohmann::json &manifest) {
    catalogs = Catalogs();
    finished_rows = gather({}, {}, plan::labels, catalogs).block;
    if (!manifest.is_object())
        return;
    attributes = manifest;
    for (const char *name : {"overrides", "conditions"}) // texts, as the attributes of a file are
        if (manifest.contains(name))
            attributes[name] = manifest[name].dump();
}

Reader::Reader() : state_(std::make_unique<State>()) {}
Reader::Reader(Reader &&) noexcept = default;
Reader &Reader::operator=(Reader &&) noexcept = default;
Reader::~Reader() = default;

Reader::Reader(const fs::path &file) : Reader() {
    state_->open(file, Trust::foreign);
    state_->arrange();
}

Reader Reader::of_own(const fs::path &file) {
    Reader reader;
    reader.state_->open(file, Trust::checked);
    reader.state_->arrange();
    return reader;
}

Reader write_and_read(const fs::path &out, const Head &head, std::span<const FinishedRun> runs) {
    Reader reader;
    Reader::State &state = *reader.state_;
    state.catalogs = Catalogs();
    Gathered gathered = gather(head, runs, plan::labels, state.catalogs);
    write_sealed(out, make_image(out, head, gathered, state.catalogs).bytes());
    state.finished_rows = std::move(gathered.block);
    state.finished = std::move(gathered.runs);
    state.attributes = {
        {"experiment_toml", head.experiment_toml},     {"overrides", nlohmann::json(head.overrides).dump()},
        {"experiment_folder", head.experiment_folder}, {"experiment_hash", head.experiment_hash},
        {"conditions", head.conditions.dump()},        {"runs_planned", head.runs_planned}};
    return reader;
}

Reader Reader::of_experiment(const fs::path &out, std::vector<std::string> &notes) {
    // A merge that ends meanwhile takes the parts away and leaves OUT in their place: then all is read again.
    for (int tries_left = 1;; --tries_left) {
        std::vector<std::string> remarks;
        const auto parts = Parts::open(out);
        const auto files =
            parts ? parts->files(remarks, Parts::Damaged::only_named) : std::vector<fs::path>();
        Reader reader;
        try {
            std::error_code error;
            if (!parts || (fs::exists(out, error) && !parts->replaces_out()))
                reader.state_->open(out, Trust::foreign);
            for (const fs::path &file : files)
                reader.state_->open(file, Trust::checked);
            if (reader.state_->inputs.size() > 0)
                reader.state_->arrange();
            else
                reader.state_->begin(parts->manifest());
            notes.insert(notes.end(), remarks.begin(), remarks.end());
            return reader;
        } catch (const Errors &) {
            const bool all_there = std::all_of(files.begin(), files.end(), [](const fs::path &file) {
                std::error_code error;
                return fs::exists(file, error);
            });
            if (tries_left == 0 || (all_there && !files.empty()))
                throw;
        }
    }
}

nlohmann::json Reader::attributes() const {
    return state_->is_in_memory() ? state_->attributes : state_->inputs.at(0).attributes();
}

std::uint64_t Reader::runs_planned() const {
    std::uint64_t planned = state_->attributes.value("runs_planned", std::uint64_t{0});
    for (std::size_t i = 0; i < state_->inputs.size(); ++i)
        planned =
            std::max(planned, state_->inputs.at(i).attributes().value("runs_planned", std::uint64_t{0}));
    return planned;
}

bool Reader::complete() const { return size() >= runs_planned(); }

std::uint64_t Reader::size() const {
    return state_->is_in_memory() ? state_->finished.size() : state_->spots.size();
}

namespace {

std::string_view parameters_path(library::Kind kind) {
    return kind == library::Kind::objective ? objective_parameters_path : optimizer_parameters_path;
}

nlohmann::json parameter_value(const Column &column, std::uint64_t row) {
    if (column.about.type == Type::text) {
        const std::string &text = column.texts[row];
        return text.empty() ? nlohmann::json() : nlohmann::json::parse(text, nullptr, false);
    }
    const double number = column.as<double>()[row];
    return number == number ? to_json(number) : nlohmann::json();
}

std::vector<std::vector<nlohmann::json>> parameter_values(const Block &block, library::Kind kind) {
    std::vector<std::vector<nlohmann::json>> lists;
    if (const Table *table = block.find(parameters_path(kind)); table != nullptr)
        for (const Column &column : table->columns) {
            auto &values = lists.emplace_back();
            for (std::uint64_t row = 0; row < table->rows; ++row)
                values.push_back(parameter_value(column, row));
        }
    return lists;
}

std::vector<Run> runs_of(const Table &table, const Catalogs &catalogs) {
    std::vector<Run> runs(table.rows);
    for (const auto &field : run_fields())
        field.set(runs, table.at(field.about.name).bytes.data());
    for (Run &run : runs) {
        run.end.run_id = run.run_id;
        run.objective = catalogs.text(0, run.objective_row).name;
        run.optimizer = catalogs.text(1, run.optimizer_row).name;
        run.configuration = catalogs.text(configuration_catalog, run.configuration_row).name;
        run.start = catalogs.text(start_catalog, run.start_row).name;
    }
    return runs;
}

} // namespace

Window Reader::window(std::uint64_t first, std::uint64_t count, const engine::Axis &axis) const {
    first = std::min(first, size());
    count = std::min(count, size() - first);
    const Block block = state_->run_tables(first, count);
    Window window{.first = first,
                  .runs = runs_of(*block.find(runs_path), state_->catalogs),
                  .objective_parameters = parameter_values(block, library::Kind::objective),
                  .optimizer_parameters = parameter_values(block, library::Kind::optimizer),
                  .hits = {},
                  .splits = {}};
    if (state_->is_in_memory()) {
        const auto finished = std::span(state_->finished).subspan(first, count);
        window.hits = hits_of(finished, axis);
        window.splits = splits_of(finished);
    } else {
        const auto spots = std::span(state_->spots).subspan(first, count);
        window.hits = hits_of(state_->inputs, spots, axis);
        window.splits = splits_of(state_->inputs, spots);
    }
    return window;
}

const std::vector<Run> &Reader::runs() const {
    if (!state_->runs)
        state_->runs = window(0, size()).runs;
    return *state_->runs;
}

void Reader::each_done(const std::function<void(const Done &)> &visit) const {
    for (std::uint32_t i = 0; i < state_->inputs.size(); ++i)
        state_->inputs.each_row(i, [&](const DoneRow &stored) { visit(stored.done); });
}

const std::vector<CatalogRow> &Reader::catalog(const std::string &which) const {
    const auto found = std::find(std::begin(catalog_names), std::end(catalog_names), which);
    if (found == std::end(catalog_names))
        throw std::invalid_argument("there is no catalog " + which);
    const auto index = static_cast<std::size_t>(found - std::begin(catalog_names));
    auto &rows = state_->rows.at(index);
    if (!rows) {
        intern_all(state_->inputs, index, state_->catalogs);
        rows.emplace();
        for (std::uint64_t row = 0; row < state_->catalogs.size(index); ++row) {
            const CatalogText text = state_->catalogs.text(index, row);
            rows->push_back({text.name, nlohmann::json::parse(text.json, nullptr, false)});
        }
    }
    return *rows;
}

std::vector<std::string> Reader::parameter_names(library::Kind kind) const {
    const Block &layout = state_->is_in_memory() ? state_->finished_rows : state_->inputs.layout();
    std::vector<std::string> names;
    if (const Table *table = layout.find(parameters_path(kind)); table != nullptr)
        for (const Column &column : table->columns)
            names.push_back(column.about.name);
    return names;
}

nlohmann::json Reader::parameter(library::Kind kind, const std::string &name, std::size_t row) const {
    const Block block = row < size() ? state_->run_tables(row, 1) : Block();
    const Table *table = block.find(parameters_path(kind));
    const Column *column = table != nullptr ? table->find(name) : nullptr;
    return column != nullptr ? parameter_value(*column, 0) : nlohmann::json();
}

std::vector<std::string> Reader::metric_names() const {
    std::vector<std::string> names;
    if (const Table *table = state_->inputs.layout().find(observations_path); table != nullptr)
        for (const Column &column : table->columns)
            if (column.about.name.starts_with(metric_prefix))
                names.push_back(column.about.name.substr(metric_prefix.size()));
    return names;
}

engine::Record Reader::record(std::size_t row) const {
    if (state_->is_in_memory())
        return *state_->finished.at(row).record;
    Cursor cursor;
    return scatter(state_->inputs.read(std::span(&state_->spots.at(row), 1), cursor, state_->catalogs));
}

void Reader::verify_digest() const {
    const Inputs &inputs = state_->inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const auto stored = inputs.at(i).attributes().value("digest", "");
        const auto computed = digest_of(inputs.at(i).path());
        if (stored != computed)
            throw Errors(unusable(
                inputs.at(i).path(),
                fmt::format("its content is not what its digest says: {} instead of {}", computed, stored)));
    }
}

} // namespace thalweg::results
