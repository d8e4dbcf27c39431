// SPDX-License-Identifier: MIT
// [stop] with its formulas -> the stop rules of each dimension.
#include "plan/stops.hpp"

#include "plan/formula.hpp"

#include <cmath>
#include <fmt/format.h>

namespace thalweg::plan {

namespace {

using Column = std::vector<std::optional<std::uint64_t>>; // one a dimension

/// One rule in all dimensions.
class Rule {
public:
    Rule(std::string_view key, const spec::Placed<spec::Amount> &written) : key_(key), written_(written) {}

    Column read(const std::vector<std::uint64_t> &dimensions, Mistakes &mistakes) const {
        if (const auto *count = std::get_if<std::uint64_t>(&written_.value))
            return Column(dimensions.size(), *count);
        const std::string &text = std::get<spec::Formula>(written_.value).text;
        Column counts(dimensions.size());
        try {
            const Formula formula(text, Formula::Variables::dimension);
            for (std::size_t n = 0; n < dimensions.size(); ++n) {
                const double value = formula(0, static_cast<double>(dimensions[n]));
                if (!(value >= 0 && value < 0x1p63)) {
                    mistakes.add(written_.place,
                                 fmt::format("stop.{} becomes {} at d = {}", key_, value, dimensions[n]),
                                 "it is a count: finite and not negative",
                                 "change the formula, such as \"1000 * d\"");
                    break;
                }
                counts[n] = static_cast<std::uint64_t>(value);
            }
        } catch (const BadFormula &bad) {
            mistakes.add(
                written_.place, fmt::format("the formula of stop.{} does not parse", key_),
                fmt::format("{} (character {} of \"{}\")", bad.what(), bad.position + 1, text),
                "a formula of [stop] is made of numbers, d, pi, + - * / ^ and functions of one argument");
        }
        return counts;
    }

private:
    std::string_view key_;
    const spec::Placed<spec::Amount> &written_;
};

} // namespace

std::vector<std::pair<std::uint64_t, Stop>>
read_stops(const spec::Spec &spec, const std::vector<std::uint64_t> &dimensions, Mistakes &mistakes) {
    const spec::Stop &written = spec.stop;
    Column steps(dimensions.size()), evaluations(dimensions.size());
    if (written.steps)
        steps = Rule("steps", *written.steps).read(dimensions, mistakes);
    if (written.evaluations)
        evaluations = Rule("evaluations", *written.evaluations).read(dimensions, mistakes);
    std::vector<std::pair<std::uint64_t, Stop>> stops;
    for (std::size_t n = 0; n < dimensions.size(); ++n)
        stops.emplace_back(dimensions[n], Stop{.steps = steps[n],
                                               .evaluations = evaluations[n],
                                               .seconds = written.seconds,
                                               .timeout = written.timeout,
                                               .target = written.target,
                                               .gradient_norm = written.gradient_norm,
                                               .memory = written.memory});
    return stops;
}

} // namespace thalweg::plan
