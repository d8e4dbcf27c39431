// SPDX-License-Identifier: MIT
// Orders, pairs and searches components.
#include "cli/selection.hpp"

#include "cli/component_text.hpp"
#include "spec/nearest.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::cli {

namespace {

using library::Component;
using library::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits that `text` begins with.
std::string_view number_at(std::string_view text) {
    return text.substr(
        0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin()));
}

Kind other_than(Kind kind) { return kind == Kind::objective ? Kind::optimizer : Kind::objective; }

/// As `mentions` compares it.
std::string folded(std::string_view text) {
    std::string plain(text);
    for (char &c : plain)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
        else if (c == '_' || c == '-')
            c = ' ';
    return plain;
}

/// Of a component that is not there, or of the kind that is to be listed.
Errors no_partner(const library::Catalog &catalog, const Wanted &wanted) {
    if (!wanted.kind || catalog.find(*wanted.kind, *wanted.fits) == nullptr)
        return unknown_component(catalog, *wanted.fits, "thalweg list --fits");
    const char *own = word_of(*wanted.kind), *other = word_of(other_than(*wanted.kind));
    return Errors(Error{fmt::format("{} is an {}, and no other {} goes with it", *wanted.fits, own, own), "",
                        "", "a run is made of an objective and an optimizer",
                        fmt::format("write `thalweg list {}s --fits {}`", other, *wanted.fits)});
}

} // namespace

bool comes_before(std::string_view name, std::string_view other) {
    std::string_view a = name, b = other;
    while (!a.empty() && !b.empty()) {
        if (!is_digit(a.front()) || !is_digit(b.front())) {
            if (a.front() != b.front())
                return a.front() < b.front();
            a.remove_prefix(1);
            b.remove_prefix(1);
            continue;
        }
        std::string_view m = number_at(a), n = number_at(b);
        a.remove_prefix(m.size());
        b.remove_prefix(n.size());
        m.remove_prefix(std::min(m.find_first_not_of('0'), m.size()));
        n.remove_prefix(std::min(n.find_first_not_of('0'), n.size()));
        if (m != n)
            return m.size() != n.size() ? m.size() < n.size() : m < n;
    }
    return a.empty() && b.empty() ? name < other : a.empty();
}

Components sorted(const library::Catalog &catalog, Kind kind) {
    Components components;
    for (const Component &component : catalog.components)
        if (component.kind == kind)
            components.push_back(&component);
    std::sort(components.begin(), components.end(),
              [](const auto *a, const auto *b) { return comes_before(a->name, b->name); });
    return components;
}

Components candidates_of(const library::Catalog &catalog, const Component &component) {
    return sorted(catalog, other_than(component.kind));
}

Components partners_of(const library::Catalog &catalog, const Component &component) {
    Components partners = candidates_of(catalog, component);
    std::erase_if(partners, [&component](const Component *other) {
        const bool is_objective = component.kind == Kind::objective;
        const Component &objective = is_objective ? component : *other;
        return library::unmet_needs(is_objective ? *other : component, objective.caps) != 0;
    });
    return partners;
}

bool mentions(const Component &component, std::string_view text) {
    std::vector<std::string> places = {component.name, title_of(component), component.citation};
    places.insert(places.end(), component.tags.begin(), component.tags.end());
    for (const library::Parameter &parameter : component.parameters)
        places.push_back(parameter.key);
    return std::any_of(places.begin(), places.end(), [part = folded(text)](const std::string &place) {
        return folded(place).find(part) != std::string::npos;
    });
}

std::vector<Selected> select(const library::Catalog &catalog, const Wanted &wanted) {
    std::vector<Selected> all;
    for (const Kind kind : {Kind::objective, Kind::optimizer}) {
        if (wanted.kind && *wanted.kind != kind)
            continue;
        const Component *partner = nullptr;
        if (wanted.fits) {
            partner = catalog.find(other_than(kind), *wanted.fits);
            if (partner == nullptr)
                continue;
        }
        Components fitting = partner ? partners_of(catalog, *partner) : sorted(catalog, kind);
        Components matching = fitting;
        std::erase_if(matching, [&](const Component *c) { return !mentions(*c, wanted.match); });
        all.push_back({kind, partner, std::move(fitting), std::move(matching)});
    }
    if (all.empty())
        throw no_partner(catalog, wanted);
    return all;
}

Errors unknown_component(const library::Catalog &catalog, const std::string &name,
                         const std::string &command) {
    std::vector<std::string> names;
    for (const Component &component : catalog.components)
        names.push_back(component.name);
    const std::string guess = spec::nearest(name, names);
    return Errors(Error{fmt::format("no component is called \"{}\"", name), "", "",
                        names.empty() ? "no plugin was found; --plugin-path DIR says where they are" : "",
                        guess.empty() ? "`thalweg list` shows all of them"
                                      : fmt::format("write `{} {}`", command, guess)});
}

const char *word_of(Kind kind) { return kind == Kind::objective ? "objective" : "optimizer"; }

} // namespace thalweg::cli
