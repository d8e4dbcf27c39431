// SPDX-License-Identifier: MIT
// Writes the tables of list, and the lines around them.
#include "cli/list_text.hpp"

#include "cli/component_text.hpp"
#include "cli/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <span>
#include <thalweg/abi.h>

namespace thalweg::cli {

namespace {

using library::Component;
using library::Kind;

/// What some components have in common; each belongs to the first family that has it.
struct Family {
    const char *heading;
    bool (*has)(const Component &);
};

bool asks_for(const Component &optimizer, std::uint32_t quantities) {
    return (library::needs_of(optimizer) & quantities) != 0;
}

bool needs_only_g(const Component &c) { return library::needs_of(c) == THALWEG_W_G; }
bool is_plain_rule(const Component &c) { return needs_only_g(c) && c.shape == library::Shape::update; }
bool needs_second(const Component &c) { return asks_for(c, THALWEG_W_H | THALWEG_W_HV); }
bool needs_both(const Component &c) { return asks_for(c, THALWEG_W_G) && !needs_second(c); }
bool has_no_data(const Component &c) { return (c.caps & THALWEG_OBJ_STOCHASTIC) == 0; }
bool is_fixed(const Component &c) { return has_no_data(c) && c.min_dim == c.max_dim; }
bool is_any(const Component &) { return true; }

std::span<const Family> families_of(Kind kind) {
    static constexpr Family objectives[] = {{"of fixed dimension", is_fixed},
                                            {"of variable dimension", has_no_data},
                                            {"on data: minibatches are possible", is_any}};
    static constexpr Family optimizers[] = {
        {"rules: need only g, for one update a step", is_plain_rule},
        {"need only g, at points that they choose", needs_only_g},
        {"need f and g, as line searches and quasi-Newton methods do", needs_both},
        {"need second derivatives, as Newton's methods do", needs_second},
        {"need only f: derivative-free", is_any}};
    return kind == Kind::objective ? std::span<const Family>(objectives) : optimizers;
}

std::string parameters_text(const Component &component) {
    std::vector<std::string> keys;
    for (const library::Parameter &parameter : component.parameters)
        keys.push_back(parameter.key);
    return fmt::format("{}", fmt::join(keys, " "));
}

std::vector<std::string> row_of(const Component &c) {
    if (c.kind == Kind::objective)
        return {c.name, dimensions_text(c), quantities_text(c.caps), title_of(c)};
    return {c.name, parameters_text(c), quantities_text(library::needs_of(c)), title_of(c)};
}

/// Rows by family, and what stands before the first of each.
struct Grouped {
    std::vector<std::vector<std::string>> rows;
    std::map<std::size_t, std::string> headings;
};

Grouped grouped(const Selected &selected) {
    const auto families = families_of(selected.kind);
    std::vector<Components> members(families.size());
    for (const Component *component : selected.components) {
        const auto family = std::find_if(families.begin(), families.end(),
                                         [component](const Family &f) { return f.has(*component); });
        members[static_cast<std::size_t>(family - families.begin())].push_back(component);
    }
    Grouped grouped;
    for (std::size_t f = 0; f < families.size(); ++f) {
        if (!members[f].empty())
            grouped.headings[grouped.rows.size()] =
                fmt::format("{} ({})", families[f].heading, members[f].size());
        for (const Component *component : members[f])
            grouped.rows.push_back(row_of(*component));
    }
    return grouped;
}

/// Families are set off by their headings; columns are those of one table.
std::string families_text(const Selected &selected, std::size_t width) {
    static constexpr std::string_view margin = "  ";
    const bool is_objective = selected.kind == Kind::objective;
    const Grouped lines = grouped(selected);
    LongTable table{.columns = {{word_of(selected.kind)},
                                {is_objective ? "dimensions" : "parameters", Align::left, 1},
                                {is_objective ? "offers" : "needs"},
                                {"what"}},
                    .n_rows = lines.rows.size(),
                    .row = [&lines](std::size_t i) { return lines.rows[i]; }};
    std::string text;
    std::size_t n_printed = 0; // the line of titles is the first
    print_table(table, width > margin.size() ? width - margin.size() : width, [&](std::string_view line) {
        const auto heading = n_printed == 0 ? lines.headings.end() : lines.headings.find(n_printed - 1);
        if (heading != lines.headings.end())
            text += fmt::format("\n{}\n", width > 0 ? shortened(heading->second, width) : heading->second);
        text += fmt::format("{}{}", margin, line);
        ++n_printed;
    });
    return text;
}

/// "1 optimizer", "2 objectives".
std::string counted(std::size_t n, Kind kind) {
    return fmt::format("{} {}{}", n, word_of(kind), n == 1 ? "" : "s");
}

std::string why_unfit(const Component &partner, std::size_t n) {
    return partner.kind == Kind::objective
               ? fmt::format("no optimizer goes with {}, which offers {}: each of {} needs more\n",
                             partner.name, quantities_text(partner.caps), n)
               : fmt::format("no objective goes with {}, which needs {}: none of {} offers that\n",
                             partner.name, quantities_text(library::needs_of(partner)), n);
}

/// "needs" of 1, "need" of any other number.
std::string verb(const char *word, std::size_t n) { return fmt::format("{}{}", word, n == 1 ? "s" : ""); }

/// "newton needs g H, which 67 of 91 objectives offer; 3 of them mention "powell""; empty where all are
/// listed.
std::string preface(const library::Catalog &catalog, const Selected &selected, const Wanted &wanted) {
    const std::size_t n_fitting = selected.fitting.size(), n_matching = selected.components.size();
    const std::string all = counted(sorted(catalog, selected.kind).size(), selected.kind);
    const std::string mentions = fmt::format("{} \"{}\"", verb("mention", n_matching), wanted.match);
    if (selected.partner == nullptr)
        return wanted.match.empty() ? "" : fmt::format("{} of {} {}\n\n", n_matching, all, mentions);
    const Component &partner = *selected.partner;
    std::string text =
        partner.kind == Kind::objective
            ? fmt::format("{} offers {}, and {} of {} {} no more", partner.name,
                          quantities_text(partner.caps), n_fitting, all, verb("need", n_fitting))
            : fmt::format("{} needs {}, which {} of {} {}", partner.name,
                          quantities_text(library::needs_of(partner)), n_fitting, all,
                          verb("offer", n_fitting));
    if (!wanted.match.empty())
        text += fmt::format("; {} of them {}", n_matching, mentions);
    return text + "\n\n";
}

constexpr const char *next_steps =
    "\nf value, g gradient, H Hessian, Hv Hessian times a vector\n"
    "`thalweg describe NAME`: formula, source, parameters, an experiment that runs it\n";
constexpr const char *next_partners = "`thalweg list --fits NAME`: what goes with it\n";

} // namespace

std::string list_text(const library::Catalog &catalog, const std::vector<Selected> &selection,
                      const Wanted &wanted, std::size_t width) {
    std::string text;
    bool has_tables = false;
    for (const Selected &selected : selection) {
        const bool exists = !sorted(catalog, selected.kind).empty();
        if (exists && selected.components.empty())
            continue;
        text += text.empty() ? "" : "\n";
        text += exists ? preface(catalog, selected, wanted) + families_text(selected, width)
                       : fmt::format("no {}s; --plugin-path DIR says where plugins are\n",
                                     word_of(selected.kind));
        has_tables = has_tables || exists;
    }
    if (has_tables)
        text += fmt::format("{}{}", next_steps, wanted.fits ? "" : next_partners);
    return text;
}

std::string nothing_text(const library::Catalog &catalog, const std::vector<Selected> &selection,
                         const Wanted &wanted) {
    std::vector<std::string> reasons, searched;
    for (const Selected &selected : selection) {
        if (!selected.components.empty())
            return "";
        const std::size_t n_all = sorted(catalog, selected.kind).size();
        if (n_all == 0)
            continue;
        if (selected.fitting.empty())
            reasons.push_back(why_unfit(*selected.partner, n_all));
        else
            searched.push_back(selected.partner ? fmt::format("{} that {} goes with",
                                                              counted(selected.fitting.size(), selected.kind),
                                                              selected.partner->name)
                                                : counted(n_all, selected.kind));
    }
    if (!searched.empty())
        reasons.push_back(fmt::format(
            "nothing mentions \"{}\": it is in no name, first sentence, source, tag or parameter of {}\n",
            wanted.match, fmt::join(searched, " and ")));
    return fmt::format("{}", fmt::join(reasons, ""));
}

} // namespace thalweg::cli
