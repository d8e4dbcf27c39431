// SPDX-License-Identifier: MIT
// The parameters of one table -> its settings, by number: the product of sweeps, zips and searches.
#pragma once

#include "plan/axis.hpp"

namespace thalweg::plan {

/// a * b, or the largest number where that is too large.
std::uint64_t saturating_product(std::uint64_t a, std::uint64_t b);
std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b);

/// All settings of one table. The first-listed parameter varies slowest; a zip or a search stands where its
/// first parameter does.
class Settings {
public:
    struct Context {
        const library::Component &component;
        const std::vector<spec::Parameter> &parameters;
        const std::vector<std::vector<spec::Placed<std::string>>> &zips;
        const std::optional<spec::Search> &search;
        const std::vector<std::uint64_t> &dimensions; ///< that formulas may meet
        std::uint64_t seed = 0;
        std::uint64_t values_checked = 0; ///< of each formula, in advance
        spec::Place place;                ///< of the component's name: where a required parameter is missing
        bool complains_of_missing = true; ///< false where a parameter may be missing because spec refused it
    };
    Settings(const Context &context, Mistakes &mistakes);

    std::uint64_t count() const { return count_; }
    bool uses_dimension() const;
    const std::vector<Axis> &axes() const { return axes_; }
    const Axis *find(std::string_view key) const;
    std::uint64_t index(const Axis &axis, std::uint64_t setting) const {
        return setting / axis.stride % axis.period;
    }
    /// One value a schema entry; reuses the memory of `out`.
    void write(std::uint64_t setting, std::uint64_t d, std::vector<Value> &out) const;
    /// What enters keys, in the order of the parameters' names.
    void enter(std::uint64_t setting, Digest &digest) const;
    /// Whether a zip joins parameters: then equal values of single parameters do not make equal settings.
    bool is_zipped() const { return zipped_; }

private:
    void add_axes(const Context &context, Mistakes &mistakes);
    void refuse_unknown(const Context &context, const spec::Parameter &parameter, Mistakes &mistakes) const;
    void check_missing(const Context &context, Mistakes &mistakes) const;
    std::vector<std::vector<std::size_t>> group(const Context &context, Mistakes &mistakes) const;
    std::vector<std::size_t> zip(const std::vector<spec::Placed<std::string>> &keys,
                                 Mistakes &mistakes) const;

    std::vector<Axis> axes_;           ///< in the order of the file
    std::vector<std::size_t> by_name_; ///< axes, in the order of their names
    std::vector<Value> defaults_;
    std::uint64_t count_ = 1;
    bool zipped_ = false;
};

} // namespace thalweg::plan
