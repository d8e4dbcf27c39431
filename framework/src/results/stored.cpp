// SPDX-License-Identifier: MIT
#include "results/stored.hpp"

#include "results/schema.hpp"
#include "results/store.hpp"
#include "results/stored_state.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace thalweg::results {

namespace fs = std::filesystem;

namespace {

/// JSON, or the text of one, as attributes of HDF5 hold it.
nlohmann::json unpacked(const nlohmann::json &from, const char *name) {
    const nlohmann::json value =
        from.is_object() && from.contains(name) ? from[name] : nlohmann::json(nullptr);
    return value.is_string() ? nlohmann::json::parse(value.get<std::string>(), nullptr, false) : value;
}

std::string text_of(const nlohmann::json &from, const char *name) {
    return from.is_object() && from.contains(name) && from[name].is_string() ? from[name].get<std::string>()
                                                                             : std::string();
}

/// Of root attributes, or of a manifest.
Origin origin_of(const nlohmann::json &from) {
    Origin origin;
    origin.experiment_toml = text_of(from, "experiment_toml");
    const nlohmann::json overrides = unpacked(from, "overrides");
    if (overrides.is_array())
        for (const auto &entry : overrides)
            if (entry.is_string())
                origin.overrides.push_back(entry.get<std::string>());
    origin.experiment_folder = text_of(from, "experiment_folder");
    origin.experiment_hash = text_of(from, "experiment_hash");
    const nlohmann::json conditions = unpacked(from, "conditions");
    origin.conditions = {conditions.is_object() ? conditions : nlohmann::json::object()};
    origin.runs_planned = from.is_object() ? from.value("runs_planned", std::uint64_t{0}) : 0;
    const nlohmann::json least = unpacked(from, "least_attempts");
    origin.has_least_attempts = least.is_object() && !least.empty();
    return origin;
}

/// Opens all files of `out`, or throws Errors.
void open(const fs::path &out, std::vector<std::string> &remarks, std::vector<fs::path> &parts_files,
          Stored::State &state) {
    const auto parts = Parts::open(out);
    if (parts)
        parts_files = parts->files(remarks, Parts::Damaged::only_named);
    std::error_code error;
    const bool exists = fs::exists(out, error);
    state.replaces_out = exists && parts && parts->replaces_out();
    if (state.replaces_out && parts_files.empty())
        throw Errors(unusable(out, "`run --overwrite` replaces it, and no run of what does is finished yet"));
    if ((exists && !state.replaces_out) || parts_files.empty())
        state.inputs.open(out, Trust::foreign);
    state.parts_from = state.inputs.size();
    for (const fs::path &file : parts_files)
        state.inputs.open(file, Trust::checked);
    state.origin = origin_of(state.inputs.at(state.inputs.size() - 1).attributes());
    state.has_manifest = parts.has_value();
    if (!parts)
        return;
    const std::string hash = state.origin.experiment_hash;
    state.origin = origin_of(parts->manifest());
    state.origin.experiment_hash = hash;
}

} // namespace

Stored::Stored(const fs::path &out, std::vector<std::string> &notes) {
    // A merge that ends meanwhile takes the parts away and leaves OUT in their place: then all is read again.
    for (int tries_left = 1;; --tries_left) {
        std::vector<std::string> remarks;
        std::vector<fs::path> parts;
        state_ = std::make_unique<State>();
        state_->path = out;
        try {
            open(out, remarks, parts, *state_);
            notes.insert(notes.end(), remarks.begin(), remarks.end());
            return;
        } catch (const Errors &) {
            const bool all_there = std::all_of(parts.begin(), parts.end(), [](const fs::path &file) {
                std::error_code error;
                return fs::exists(file, error);
            });
            if (tries_left == 0 || (all_there && !parts.empty()))
                throw;
        }
    }
}

Stored::Stored(Stored &&) noexcept = default;
Stored &Stored::operator=(Stored &&) noexcept = default;
Stored::~Stored() = default;

const fs::path &Stored::path() const { return state_->path; }
const Origin &Stored::origin() const { return state_->origin; }
bool Stored::has_parts() const { return state_->has_manifest; }

bool Stored::replaces_out() const { return state_->replaces_out; }

std::vector<Origin> Stored::origins() const {
    std::vector<Origin> origins;
    for (std::size_t i = 0; i < state_->inputs.size(); ++i)
        origins.push_back(origin_of(state_->inputs.at(i).attributes()));
    return origins;
}

const Stored::State &Stored::state() const { return *state_; }

std::vector<fs::path> Stored::files() const {
    std::vector<fs::path> files;
    for (std::size_t i = 0; i < state_->inputs.size(); ++i)
        files.push_back(state_->inputs.at(i).path());
    return files;
}

std::vector<CatalogRow> Stored::catalog(const std::string &which) const {
    const auto found = std::find(std::begin(catalog_names), std::end(catalog_names), which);
    const auto index = static_cast<std::size_t>(found - std::begin(catalog_names));
    std::vector<CatalogRow> rows;
    for (std::uint32_t i = 0; i < state_->inputs.size(); ++i)
        for (std::uint32_t row = 0; row < state_->inputs.at(i).catalog_rows(index); ++row) {
            const CatalogText &text = state_->inputs.catalog(index, {i, row});
            rows.push_back({text.name, nlohmann::json::parse(text.json, nullptr, false)});
        }
    return rows;
}

std::uint64_t Stored::size() const { return state_->spots().size(); }

Identity Stored::run(std::uint64_t row) const {
    return {state_->keys().at(row), state_->spots().at(row).run_id};
}

std::optional<std::uint64_t> Stored::find(plan::Key key) const { return state_->find(key); }

void Stored::verify_digests() const {
    for (std::size_t i = 0; i < state_->parts_from; ++i) {
        const fs::path &file = state_->inputs.at(i).path();
        const auto stored = text_of(state_->inputs.at(i).attributes(), "digest");
        const auto computed = state_->guarded([&] { return digest_of(file); });
        if (stored != computed)
            throw Errors(unusable(
                file, fmt::format("it is damaged: its content has the digest {}, not {}", computed, stored)));
    }
}

std::optional<std::uint64_t> Stored::State::find(plan::Key key) const {
    const Index &all = index();
    const auto found =
        std::lower_bound(all.by_key.begin(), all.by_key.end(), key,
                         [&](std::uint64_t row, plan::Key wanted) { return all.keys[row] < wanted; });
    return found != all.by_key.end() && all.keys[*found] == key ? std::optional(*found) : std::nullopt;
}

const Stored::State::Index &Stored::State::index() const {
    if (index_)
        return *index_;
    constexpr std::size_t rows_at_once = 16'384;
    Index index;
    index.spots = inputs.order({}).spots;
    index.keys.reserve(index.spots.size());
    for (std::span<const Spot> rest = index.spots; !rest.empty();) {
        const auto some = rest.first(std::min(rest.size(), rows_at_once));
        rest = rest.subspan(some.size());
        const Table runs = inputs.read_run_columns(some, {"key_hi", "key_lo"});
        const auto hi = runs.at("key_hi").as<std::uint64_t>(), lo = runs.at("key_lo").as<std::uint64_t>();
        for (std::size_t i = 0; i < some.size(); ++i)
            index.keys.push_back({hi[i], lo[i]});
    }
    index.by_key.resize(index.keys.size());
    std::iota(index.by_key.begin(), index.by_key.end(), std::uint64_t{0});
    std::sort(index.by_key.begin(), index.by_key.end(),
              [&](std::uint64_t x, std::uint64_t y) { return index.keys[x] < index.keys[y]; });
    return index_.emplace(std::move(index));
}

} // namespace thalweg::results
