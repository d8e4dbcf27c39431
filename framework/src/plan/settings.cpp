// SPDX-License-Identifier: MIT
// The parameters of one table -> its settings, by number: the product of sweeps, zips and searches.
#include "plan/settings.hpp"

#include "plan/by_role.hpp"
#include "plan/stream.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <set>

namespace thalweg::plan {

namespace {

std::string_view kind_name(const library::Component &component) {
    return component.kind == library::Kind::objective ? "objective" : "optimizer";
}

/// The n-th prime, from 0.
std::uint64_t prime(std::size_t n) {
    for (std::uint64_t candidate = 2;; ++candidate) {
        bool composite = false;
        for (std::uint64_t divisor = 2; divisor * divisor <= candidate && !composite; ++divisor)
            composite = candidate % divisor == 0;
        if (!composite && n-- == 0)
            return candidate;
    }
}

bool is_drawn(const spec::Parameter &parameter) {
    const auto *generator = std::get_if<spec::Generator>(&parameter.value);
    return generator != nullptr && (generator->kind == spec::Generator::Kind::uniform ||
                                    generator->kind == spec::Generator::Kind::log_uniform);
}

} // namespace

std::uint64_t saturating_product(std::uint64_t a, std::uint64_t b) {
    std::uint64_t product = 0;
    return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::uint64_t>::max() : product;
}

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
    std::uint64_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::uint64_t>::max() : sum;
}

Settings::Settings(const Context &context, Mistakes &mistakes) {
    for (const library::Parameter &parameter : context.component.parameters)
        defaults_.push_back(parameter.fallback.value_or(Value(0.0)));
    add_axes(context, mistakes);
    if (context.complains_of_missing)
        check_missing(context, mistakes);
    by_name_.resize(axes_.size());
    std::iota(by_name_.begin(), by_name_.end(), std::size_t{0});
    std::sort(by_name_.begin(), by_name_.end(),
              [&](auto a, auto b) { return axes_[a].schema().key < axes_[b].schema().key; });
    const auto groups = group(context, mistakes);
    zipped_ = !context.zips.empty();
    for (auto members = groups.rbegin(); members != groups.rend(); ++members) {
        const std::uint64_t size = axes_[members->front()].size();
        for (const std::size_t member : *members) {
            axes_[member].stride = count_;
            axes_[member].period = size;
        }
        count_ = saturating_product(count_, size);
    }
}

void Settings::add_axes(const Context &context, Mistakes &mistakes) {
    std::size_t drawn = 0;
    for (const spec::Parameter &written : context.parameters) {
        const auto &schema = context.component.parameters;
        const auto found =
            std::find_if(schema.begin(), schema.end(), [&](const auto &p) { return p.key == written.key; });
        if (found == schema.end()) {
            refuse_unknown(context, written, mistakes);
            continue;
        }
        if (refuse_by_role(written, context.component, mistakes))
            continue;
        std::optional<Draw> draw;
        if (context.search && is_drawn(written)) {
            std::string name;
            put(name, "search");
            put(name, context.seed);
            put(name, kind_name(context.component));
            put(name, context.component.name);
            put(name, written.key);
            draw = Draw{stream_seed(name), context.search->method == "halton" ? prime(drawn) : 0};
            ++drawn;
        }
        const auto slot = static_cast<std::size_t>(found - schema.begin());
        axes_.emplace_back(Axis::Context{written, *found, slot, context.dimensions, draw,
                                         context.search ? context.search->count : 0,
                                         draw ? std::string_view(context.search->method) : "",
                                         context.values_checked},
                           mistakes);
    }
}

void Settings::refuse_unknown(const Context &context, const spec::Parameter &parameter,
                              Mistakes &mistakes) const {
    std::vector<std::string> keys, near;
    for (const library::Parameter &known : context.component.parameters)
        keys.push_back(known.key);
    near = nearest(parameter.key, keys);
    const std::string &name = context.component.name;
    const std::string describe = fmt::format("`thalweg describe {}`", name);
    mistakes.add(parameter.place,
                 fmt::format("unknown parameter \"{}\" of {} \"{}\"", parameter.key,
                             kind_name(context.component), name),
                 keys.empty() ? fmt::format("{} takes no parameters", name)
                              : fmt::format("{} takes {}", name, fmt::join(keys, ", ")),
                 near.empty() ? (keys.empty() ? "remove it" : describe + " lists them with their ranges")
                              : fmt::format("write {}; {} lists them with their ranges", listed(near, "or"),
                                            describe));
}

void Settings::check_missing(const Context &context, Mistakes &mistakes) const {
    for (const library::Parameter &parameter : context.component.parameters) {
        const bool written =
            std::any_of(context.parameters.begin(), context.parameters.end(),
                        [&](const spec::Parameter &given) { return given.key == parameter.key; });
        if (!parameter.fallback && !written)
            mistakes.add(context.place,
                         fmt::format("{} \"{}\" needs parameters.{}", kind_name(context.component),
                                     context.component.name, parameter.key),
                         fmt::format("{} has no default: {}", parameter.key, parameter.doc),
                         fmt::format("add parameters.{} = ... to the table", parameter.key));
    }
}

std::vector<std::size_t> Settings::zip(const std::vector<spec::Placed<std::string>> &keys,
                                       Mistakes &mistakes) const {
    std::vector<std::size_t> members;
    for (const auto &key : keys) {
        const Axis *axis = find(key.value);
        if (axis == nullptr)
            continue; // unknown, and said to be
        if (axis->is_drawn() || !axis->is_swept()) {
            mistakes.add(key.place,
                         fmt::format("zip names \"{}\", which is {}", key.value,
                                     axis->is_drawn() ? "drawn by the search" : "not swept"),
                         "a zip pairs the values of sweeps",
                         "remove it from the zip, or give it an array of values");
            continue;
        }
        if (!members.empty() && axes_[members.front()].size() != axis->size()) {
            const Axis &first = axes_[members.front()];
            mistakes.add(key.place,
                         fmt::format("zip of unequal lengths: {} has {} values, {} has {}",
                                     first.schema().key, first.size(), key.value, axis->size()),
                         "a zip takes the first of each, then the second of each",
                         "give them as many values each, or remove the zip to have all combinations");
            continue;
        }
        members.push_back(static_cast<std::size_t>(axis - axes_.data()));
    }
    return members;
}

std::vector<std::vector<std::size_t>> Settings::group(const Context &context, Mistakes &mistakes) const {
    std::vector<std::vector<std::size_t>> joined;
    std::vector<std::size_t> drawn;
    for (std::size_t a = 0; a < axes_.size(); ++a)
        if (axes_[a].is_drawn())
            drawn.push_back(a);
    joined.push_back(drawn);
    std::set<std::string> zipped;
    for (const auto &keys : context.zips) {
        for (const auto &key : keys) {
            const bool known = std::any_of(context.parameters.begin(), context.parameters.end(),
                                           [&](const spec::Parameter &p) { return p.key == key.value; });
            if (!known)
                mistakes.add(
                    key.place,
                    fmt::format("zip names \"{}\", which is no parameter of this table", key.value),
                    "a zip pairs the sweeps of its own table",
                    fmt::format("give the table parameters.{}, or remove it from the zip", key.value));
            else if (!zipped.insert(key.value).second)
                mistakes.add(key.place, fmt::format("zip names \"{}\" twice", key.value),
                             "a parameter is swept along one axis", "remove one of the two");
        }
        joined.push_back(zip(keys, mistakes));
        std::sort(joined.back().begin(), joined.back().end());
    }
    std::vector<std::vector<std::size_t>> groups;
    std::set<std::size_t> done;
    for (std::size_t a = 0; a < axes_.size(); ++a) {
        if (done.count(a) != 0)
            continue;
        std::vector<std::size_t> members{a};
        for (const auto &join : joined)
            if (std::find(join.begin(), join.end(), a) != join.end())
                members = join;
        done.insert(members.begin(), members.end());
        groups.push_back(std::move(members));
    }
    return groups;
}

bool Settings::uses_dimension() const {
    return std::any_of(axes_.begin(), axes_.end(), [](const Axis &axis) { return axis.uses_dimension(); });
}

const Axis *Settings::find(std::string_view key) const {
    const auto found =
        std::find_if(axes_.begin(), axes_.end(), [&](const Axis &axis) { return axis.schema().key == key; });
    return found == axes_.end() ? nullptr : &*found;
}

void Settings::write(std::uint64_t setting, std::uint64_t d, std::vector<Value> &out) const {
    out = defaults_;
    for (const Axis &axis : axes_)
        axis.write(index(axis, setting), d, out[axis.slot()]);
}

void Settings::enter(std::uint64_t setting, Digest &digest) const {
    for (const std::size_t a : by_name_)
        axes_[a].enter(index(axes_[a], setting), digest);
}

} // namespace thalweg::plan
