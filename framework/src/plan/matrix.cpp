// SPDX-License-Identifier: MIT
// A run id -> its cell: arithmetic on the tables' sizes, then values, key and streams.
#include "plan/matrix.hpp"

#include "plan/state.hpp"
#include "plan/stream.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <thalweg/abi.h>

namespace thalweg::plan {

namespace {

using StartKind = spec::Start::Kind;

// Purposes of streams and tags of starts; frozen, since results follow from them.
constexpr std::uint64_t purpose_start = 1, purpose_instance = 2, purpose_transform = 3, purpose_data = 4,
                        purpose_optimizer = 5;
constexpr std::uint64_t tag_own = 3; // after point, standard, uniform
constexpr std::uint64_t key_version = 1;

std::size_t table_of(const std::vector<std::uint64_t> &first, std::uint64_t index) {
    return static_cast<std::size_t>(std::upper_bound(first.begin(), first.end(), index) - first.begin() - 1);
}

} // namespace

std::string to_hex(Key key) { return fmt::format("{:016x}{:016x}", key.hi, key.lo); }

std::uint64_t Seeds::instance(const ObjectiveTable &table, std::uint64_t d, std::uint64_t setting) const {
    Digest digest;
    std::string name;
    put(name, table.component->name);
    digest.add(std::string_view(name));
    table.settings.enter(setting, digest);
    const Key key = digest.value();
    // Where the parameters decide the dimension it adds nothing, and is not known yet.
    const std::uint64_t dimension = table.component->default_dim == 0 ? 0 : d;
    return seed_of(purpose_instance, {seed, key.hi, key.lo, dimension});
}

std::uint64_t Seeds::start(const ObjectiveTable &table, std::uint64_t d) const {
    return seed_of(purpose_start, {seed, stream_seed(table.component->name), d});
}

Position Matrix::State::position(std::uint64_t run_id) const {
    Position p;
    p.repetition = static_cast<std::uint32_t>(run_id % spec->repetitions);
    const std::uint64_t pair = run_id / spec->repetitions;
    const std::uint64_t setting = pair % first_setting.back(), point = pair / first_setting.back();
    p.optimizer = table_of(first_setting, setting);
    p.optimizer_setting = setting - first_setting[p.optimizer];
    p.objective = table_of(first_point, point);
    const ObjectiveTable &table = tables.objectives[p.objective];
    const std::uint64_t local = point - first_point[p.objective], index = local / table.start_count;
    p.start = local % table.start_count;
    p.objective_setting = index % table.settings.count();
    p.dimension = static_cast<std::size_t>(index / table.settings.count());
    const auto after =
        std::upper_bound(table.starts.begin(), table.starts.end(), p.start,
                         [](std::uint64_t s, const StartRange &range) { return s < range.first; });
    p.range = static_cast<std::size_t>(after - table.starts.begin() - 1);
    return p;
}

const Instance &Matrix::State::probed(std::size_t table, std::size_t dimension, std::uint64_t setting) const {
    const ObjectiveTable &objective = tables.objectives[table];
    if (objective.instances() > probe_limit)
        return instances[table][dimension];
    return instances[table][dimension * objective.settings.count() + setting];
}

Instance Matrix::State::instance(std::size_t table, std::size_t dimension, std::uint64_t setting) const {
    const ObjectiveTable &objective = tables.objectives[table];
    Instance made = probed(table, dimension, setting);
    if (objective.instances() <= probe_limit && made.digest != Key{})
        return made;
    const Seeds seeds{spec->seed};
    made.instance_seed = seeds.instance(objective, objective.dimensions[dimension], setting);
    made.transform_seed = seed_of(purpose_transform, {made.instance_seed});
    made.start_seed = seeds.start(objective, made.dimension);
    Digest digest;
    digest.add(std::string_view(objective.head));
    objective.settings.enter(setting, digest);
    digest.add(made.dimension);
    made.digest = digest.value();
    return made;
}

bool Matrix::State::is_supported(const OptimizerTable &optimizer, const library::Problem &problem) const {
    return library::unmet_needs(*optimizer.component, problem.caps) == 0;
}

bool Matrix::State::is_excluded(std::size_t objective, std::size_t optimizer,
                                const std::vector<Value> &objective_values,
                                const std::vector<Value> &optimizer_values) const {
    const auto all_hold = [](const std::vector<Test> &tests, const std::vector<Value> &values) {
        return std::all_of(tests.begin(), tests.end(), [&](const Test &test) { return test.holds(values); });
    };
    return std::any_of(tables.exclusions.begin(), tables.exclusions.end(), [&](const Exclusion &exclusion) {
        const auto &a = exclusion.objectives[objective];
        const auto &b = exclusion.optimizers[optimizer];
        return a && b && all_hold(*a, objective_values) && all_hold(*b, optimizer_values);
    });
}

Key Matrix::State::start_digest(const StartRange &range, std::uint64_t start,
                                const library::Problem &problem) const {
    const bool own = range.written.kind == StartKind::standard && problem.start.empty();
    const std::uint64_t index = own ? range.standard : start - range.first;
    const std::uint64_t bytes[] = {own ? tag_own : static_cast<std::uint64_t>(range.written.kind),
                                   range.entry.hi, range.entry.lo, index};
    return hash128(bytes, sizeof bytes);
}

Key Matrix::State::setting_digest(const OptimizerTable &table, std::uint64_t setting) const {
    Digest digest;
    digest.add(std::string_view(table.head));
    table.settings.enter(setting, digest);
    return digest.value();
}

void Matrix::State::fill_start(Cell &cell, const StartRange &range, std::uint64_t start) const {
    const spec::Start &written = range.written;
    cell.start_spec = &written;
    cell.start_is_component_own = written.kind == StartKind::standard;
    cell.start_draw = start - range.first;
    if (written.kind == StartKind::point) {
        cell.start = written.point;
    } else if (written.kind == StartKind::standard) {
        cell.start = cell.problem->start;
        cell.start_draw = cell.start.empty() ? range.standard : 0;
    } else {
        const Stream stream(cell.start_seed);
        cell.start.resize(cell.dimension);
        for (std::size_t j = 0; j < cell.start.size(); ++j) {
            const double u = stream.uniform(cell.start_draw, j);
            cell.start[j] = written.from * (1 - u) + written.to * u;
        }
    }
}

Key Matrix::State::key_of(const Position &p, const Instance &made) const {
    const Key start = start_digest(tables.objectives[p.objective].starts[p.range], p.start, *made.problem);
    const Key setting = setting_digest(tables.optimizers[p.optimizer], p.optimizer_setting);
    const std::uint64_t identity[] = {key_version, spec->seed, made.digest.hi, made.digest.lo, start.hi,
                                      start.lo,    setting.hi, setting.lo,     p.repetition};
    return hash128(identity, sizeof identity);
}

std::optional<Key> Matrix::State::key(std::uint64_t run_id) const {
    if (!tables.exclusions.empty()) {
        Cell cell;
        return fill(run_id, cell) ? std::optional(cell.key) : std::nullopt;
    }
    const Position p = position(run_id);
    const Instance made = instance(p.objective, p.dimension, p.objective_setting);
    if (!is_supported(tables.optimizers[p.optimizer], *made.problem))
        return std::nullopt;
    return key_of(p, made);
}

bool Matrix::State::fill(std::uint64_t run_id, Cell &cell) const {
    const Position p = position(run_id);
    const ObjectiveTable &objective = tables.objectives[p.objective];
    const OptimizerTable &optimizer = tables.optimizers[p.optimizer];
    const Instance made = instance(p.objective, p.dimension, p.objective_setting);
    if (!is_supported(optimizer, *made.problem))
        return false;
    // A formula in an objective's parameters sees the dimension that the file asks for, as its probe did.
    objective.settings.write(p.objective_setting, objective.dimensions[p.dimension],
                             cell.objective_parameters);
    optimizer.settings.write(p.optimizer_setting, made.dimension, cell.optimizer_parameters);
    if (!tables.exclusions.empty() &&
        is_excluded(p.objective, p.optimizer, cell.objective_parameters, cell.optimizer_parameters))
        return false;
    cell.run_id = run_id;
    cell.dimension = made.dimension;
    cell.repetition = p.repetition;
    cell.objective_table = static_cast<std::uint32_t>(p.objective);
    cell.optimizer_table = static_cast<std::uint32_t>(p.optimizer);
    cell.start_index = p.start;
    cell.objective = objective.component;
    cell.optimizer = optimizer.component;
    cell.problem = made.problem;
    cell.objective_spec = objective.written;
    cell.folder = spec->source.folder;
    cell.optimizer_spec = optimizer.written;
    cell.start_seed = made.start_seed;
    cell.instance_seed = made.instance_seed;
    cell.transform_seed = made.transform_seed;
    const StartRange &range = objective.starts[p.range];
    fill_start(cell, range, p.start);
    cell.stop =
        std::lower_bound(stops.begin(), stops.end(), made.dimension, [](const auto &s, std::uint64_t d) {
            return s.first < d;
        })->second;

    cell.key = key_of(p, made);
    // Draws from different boxes are paired by their index; a point is what it is.
    const bool drawn = range.written.kind == StartKind::uniform;
    const Key entry = drawn ? Key{} : range.entry;
    cell.data_seed = seed_of(purpose_data, {made.start_seed, static_cast<std::uint64_t>(range.written.kind),
                                            entry.hi, entry.lo, cell.start_draw, p.repetition});
    cell.optimizer_seed = seed_of(purpose_optimizer, {cell.key.hi, cell.key.lo});
    return true;
}

Matrix::Matrix(std::unique_ptr<State> state) : state_(std::move(state)) {}
Matrix::Matrix(Matrix &&) noexcept = default;
Matrix &Matrix::operator=(Matrix &&) noexcept = default;
Matrix::~Matrix() = default;

std::uint64_t Matrix::size() const { return state_->counts.cells; }
Counts Matrix::counts() const { return state_->counts; }
const spec::Spec &Matrix::spec() const { return *state_->spec; }
const library::Catalog &Matrix::catalog() const { return *state_->catalog; }
const std::vector<std::string> &Matrix::warnings() const { return state_->warnings; }

bool Matrix::at(std::uint64_t run_id, Cell &cell) const {
    if (run_id >= size())
        return false;
    try {
        return state_->fill(run_id, cell);
    } catch (const BadFormula &bad) {
        throw Errors(Error{fmt::format("run {} has no setting: {}", run_id, bad.what()),
                           state_->spec->source.file, "", "a formula gives no usable value here",
                           "change the formula or its count"});
    }
}

std::optional<Key> Matrix::key(std::uint64_t run_id) const {
    return run_id < size() ? state_->key(run_id) : std::nullopt;
}

std::optional<Cell> Matrix::at(std::uint64_t run_id) const {
    std::optional<Cell> cell(std::in_place);
    if (!at(run_id, *cell))
        cell.reset();
    return cell;
}

} // namespace thalweg::plan
