// SPDX-License-Identifier: MIT
// What a plugin says about itself, as plain data: safe to hold where no plugin is loaded, or to send as JSON.
#pragma once

#include "value.hpp"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::library {

enum class Kind { objective, optimizer };
enum class Type { real, integer, boolean, text, choice, real_array, integer_array };
/// update: a pure rule. step: asks the oracle, one iteration a call. run: owns its loop.
enum class Shape { update, step, run };

struct Range {
    std::optional<double> lo, hi;
    bool lo_open = false, hi_open = false;
};

struct Parameter {
    std::string key, doc, unit;
    Type type = Type::real;
    std::optional<Value> fallback; ///< the default; none: the experiment file must set it
    Range range;
    bool log_scale = false, per_step = false;
    std::vector<std::string> choices{};
    bool is_file = false; ///< a text that names a file
};

struct Metric {
    std::string key, doc, unit;
};

/// One objective or optimizer. `plugin` is an index into Catalog::plugins.
struct Component {
    Kind kind = Kind::objective;
    std::string name, version, title, doc, citation, license;
    std::vector<std::string> tags;
    std::vector<Parameter> parameters;
    std::size_t plugin = 0;
    std::vector<std::string> hides; ///< files in later folders whose component of this name is not taken
    std::uint32_t caps = 0;         ///< objective: THALWEG_W_* | THALWEG_OBJ_*
    std::uint64_t default_dim = 0, min_dim = 1,
                  max_dim = 0;          ///< objective; max_dim 0: no limit; default_dim 0: its own
    Shape shape = Shape::update;        ///< optimizer
    std::uint32_t flags = 0, needs = 0; ///< optimizer: THALWEG_OPT_*, THALWEG_W_*
    bool has_solution = false;          ///< optimizer
    std::vector<Metric> metrics;        ///< optimizer
    /// Whether parameters can have values by the role of blocks: a metric would speak of each stretch alone.
    bool takes_roles() const;
};

/// THALWEG_W_* bits that an optimizer asks an objective for: a rule always g, and f where it reads it.
std::uint32_t needs_of(const Component &optimizer);
/// Those of them that an objective with these caps lacks; 0: the two work together.
std::uint32_t unmet_needs(const Component &optimizer, std::uint32_t caps);

struct Plugin {
    std::string path, name, version, build_info;
    std::string sha256; ///< of the file, hex
};

/// All that was found on the plugin path. `notes` are warnings for the person at the keyboard.
struct Catalog {
    std::vector<Plugin> plugins;
    std::vector<Component> components;
    std::vector<std::string> notes;

    const Component *find(Kind kind, std::string_view name) const;
};

/// What is known about one objective with given parameters in one dimension.
struct Problem {
    std::uint32_t caps = 0; ///< THALWEG_W_* | THALWEG_OBJ_*
    std::uint64_t dim = 0, n_samples = 0;
    std::vector<double> lower, upper;               ///< hard bounds; empty: none
    std::vector<double> region_lower, region_upper; ///< where to look; empty: not said
    std::optional<double> f_opt;
    std::vector<std::vector<double>> minimizers, local_minima;
    std::vector<double> start; ///< canonical; empty: none
    std::uint32_t differentiable = 0;
    bool draws_starts = false; ///< has the optional `start` function
    std::uint32_t roles = 1;   ///< of the blocks of x: bit THALWEG_ROLE_*; without a layout that of other
};

/// A request to look at an objective without running it; answered by Problem, or by the text of its refusal.
struct Probe {
    std::string objective;
    std::vector<Value> parameters; ///< in the component's order
    std::uint64_t dimension = 0;   ///< 0: the component's own
    std::uint64_t seed = 0;
    std::string folder{}; ///< where names of files start
    bool operator==(const Probe &) const = default;
};
using ProbeAnswer = std::variant<Problem, std::string>;

void to_json(nlohmann::json &json, const Catalog &catalog);
void from_json(const nlohmann::json &json, Catalog &catalog);
void to_json(nlohmann::json &json, const Component &component);
void from_json(const nlohmann::json &json, Component &component);
void to_json(nlohmann::json &json, const Problem &problem);
void from_json(const nlohmann::json &json, Problem &problem);
void to_json(nlohmann::json &json, const Probe &probe);
void from_json(const nlohmann::json &json, Probe &probe);

} // namespace thalweg::library
