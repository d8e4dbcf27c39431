// SPDX-License-Identifier: MIT
// Results files -> rows of runs, catalogs, parameters and records.
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

struct Reader::State {
    Inputs inputs;
    std::vector<Spot> spots;
    Block run_rows;    ///< /runs and its parameters of all spots, conformed
    Catalogs catalogs; ///< merged
    std::optional<std::vector<Run>> runs;
    std::vector<FinishedRun> finished;                        ///< in place of inputs: the runs themselves
    nlohmann::json own_attributes = nlohmann::json::object(); ///< likewise
    std::array<std::optional<std::vector<CatalogRow>>, std::size(catalog_names)> rows;

    void open(const fs::path &file, Trust trust) { inputs.open(file, trust); }
    void arrange();
    /// No run at all, of the experiment that the manifest tells of.
    void begin_with(const nlohmann::json &manifest);
};

/// Puts the runs of all inputs in order and their catalogs together.
void Reader::State::arrange() {
    spots = inputs.order({}).spots;
    Cursor cursor;
    run_rows = inputs.read_run_tables(spots, cursor, catalogs);
    constexpr std::size_t plugins = 5;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        for (const CatalogText &row : inputs.at(i).catalog(plugins))
            catalogs.intern(plugins, row.name, row.json);
}

void Reader::State::begin_with(const nlohmann::json &manifest) {
    for (const char *name : {"experiment_toml", "runs_planned"})
        if (const auto found = manifest.find(name); found != manifest.end())
            own_attributes[name] = *found;
    for (const char *name : {"overrides", "conditions"}) // JSON in a text, as the files have it
        if (const auto found = manifest.find(name); found != manifest.end())
            own_attributes[name] = found->dump();
    Table &runs = run_rows.tables.emplace_back(Table{std::string(runs_path), 0, {}});
    for (const Description &about : columns_of(runs_path))
        runs.add(about);
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
    Gathered gathered = gather(head, runs, plan::labels, state.catalogs);
    write_sealed(out, make_image(out, head, gathered, state.catalogs).bytes());
    state.run_rows = std::move(gathered.block);
    state.finished = std::move(gathered.runs);
    state.own_attributes = {{"experiment_toml", head.experiment_toml},
                            {"overrides", nlohmann::json(head.overrides).dump()},
                            {"experiment_hash", head.experiment_hash},
                            {"conditions", head.conditions.dump()},
                            {"runs_planned", head.runs_planned}};
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
            if (parts && files.empty() && !fs::exists(out, error)) {
                // The only parts there are, are damaged, or none was published yet.
                reader.state_->begin_with(parts->manifest());
                notes.insert(notes.end(), remarks.begin(), remarks.end());
                return reader;
            }
            if (fs::exists(out, error) || files.empty())
                reader.state_->open(out, Trust::foreign);
            for (const fs::path &file : files)
                reader.state_->open(file, Trust::checked);
            reader.state_->arrange();
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
    return state_->inputs.size() > 0 ? state_->inputs.at(0).attributes() : state_->own_attributes;
}

std::uint64_t Reader::runs_planned() const {
    std::uint64_t planned = state_->own_attributes.value("runs_planned", std::uint64_t{0});
    for (std::size_t i = 0; i < state_->inputs.size(); ++i)
        planned =
            std::max(planned, state_->inputs.at(i).attributes().value("runs_planned", std::uint64_t{0}));
    return planned;
}

bool Reader::complete() const {
    return std::max(state_->spots.size(), state_->finished.size()) >= runs_planned();
}

const std::vector<Run> &Reader::runs() const {
    if (state_->runs)
        return *state_->runs;
    const Table &table = *state_->run_rows.find(runs_path);
    std::vector<Run> runs(table.rows);
    for (const auto &field : run_fields())
        field.set(runs, table.at(field.about.name).bytes.data());
    for (Run &run : runs) {
        run.end.run_id = run.run_id;
        run.objective = state_->catalogs.rows(0)[run.objective_row].name;
        run.optimizer = state_->catalogs.rows(1)[run.optimizer_row].name;
        run.configuration = state_->catalogs.rows(2)[run.configuration_row].name;
        run.start = state_->catalogs.rows(3)[run.start_row].name;
    }
    return state_->runs.emplace(std::move(runs));
}

std::vector<Done> Reader::done() const {
    const Table &table = *state_->run_rows.find(runs_path);
    const auto hi = table.at("key_hi").as<std::uint64_t>(), lo = table.at("key_lo").as<std::uint64_t>();
    const auto ids = table.at("run_id").as<std::uint64_t>();
    const auto status = table.at("status").as<std::uint8_t>();
    const auto attempt = table.at("attempt").as<std::uint32_t>();
    std::vector<Done> list;
    list.reserve(table.rows);
    for (std::uint64_t i = 0; i < table.rows; ++i)
        list.push_back({{hi[i], lo[i]}, ids[i], static_cast<engine::Status>(status[i]), attempt[i]});
    return list;
}

const std::vector<CatalogRow> &Reader::catalog(const std::string &which) const {
    const auto found = std::find(std::begin(catalog_names), std::end(catalog_names), which);
    if (found == std::end(catalog_names))
        throw std::invalid_argument("there is no catalog " + which);
    const auto index = static_cast<std::size_t>(found - std::begin(catalog_names));
    auto &rows = state_->rows.at(index);
    if (!rows) {
        rows.emplace();
        for (const CatalogText &text : state_->catalogs.rows(index))
            rows->push_back({text.name, nlohmann::json::parse(text.json, nullptr, false)});
    }
    return *rows;
}

namespace {

std::string_view parameters_path(library::Kind kind) {
    return kind == library::Kind::objective ? objective_parameters_path : optimizer_parameters_path;
}

} // namespace

std::vector<std::string> Reader::parameter_names(library::Kind kind) const {
    std::vector<std::string> names;
    if (const Table *table = state_->run_rows.find(parameters_path(kind)); table != nullptr)
        for (const Column &column : table->columns)
            names.push_back(column.about.name);
    return names;
}

nlohmann::json Reader::parameter(library::Kind kind, const std::string &name, std::size_t row) const {
    const Table *table = state_->run_rows.find(parameters_path(kind));
    const Column *column = table != nullptr ? table->find(name) : nullptr;
    if (column == nullptr || row >= table->rows)
        return nullptr;
    if (column->about.type == Type::text) {
        const std::string &text = column->texts[row];
        return text.empty() ? nlohmann::json() : nlohmann::json::parse(text, nullptr, false);
    }
    const double number = column->as<double>()[row];
    return number == number ? to_json(number) : nlohmann::json();
}

std::uint64_t Reader::size() const { return state_->run_rows.runs(); }

Window Reader::window(std::uint64_t first, std::uint64_t count) const {
    Window window{
        .first = first, .runs = {}, .objective_parameters = {}, .optimizer_parameters = {}, .hits = {}};
    const auto &all = runs();
    const std::uint64_t end = std::min<std::uint64_t>(all.size(), first + count);
    for (std::uint64_t row = first; row < end; ++row) {
        window.runs.push_back(all[row]);
        auto &hits = window.hits.emplace_back();
        for (const engine::Hit &hit : record(row).hits)
            hits.push_back({hit.target, hit.cost.evaluations});
    }
    for (const auto kind : {library::Kind::objective, library::Kind::optimizer}) {
        auto &lists =
            kind == library::Kind::objective ? window.objective_parameters : window.optimizer_parameters;
        for (const std::string &name : parameter_names(kind)) {
            auto &values = lists.emplace_back();
            for (std::uint64_t row = first; row < end; ++row)
                values.push_back(parameter(kind, name, row));
        }
    }
    return window;
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
    if (!state_->finished.empty())
        return *state_->finished.at(row).record;
    Catalogs catalogs;
    Cursor cursor;
    const Spot &spot = state_->spots.at(row);
    try {
        return scatter(state_->inputs.read(std::span(&spot, 1), cursor, catalogs));
    } catch (const h5::Failure &failure) {
        throw Errors(unusable(state_->inputs.at(spot.input).path(), failure.what()));
    }
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
