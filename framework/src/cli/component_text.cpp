// SPDX-License-Identifier: MIT
// Writes components for people.
#include "cli/component_text.hpp"
#include "cli/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thalweg/abi.h>

namespace thalweg::cli {

namespace {

constexpr const char *type_names[] = {"real",   "integer",    "boolean",      "text",
                                      "choice", "real array", "integer array"};

std::string dimensions_text(const library::Component &c) {
    if (c.min_dim == c.max_dim)
        return fmt::format("{}", c.min_dim);
    const std::string range =
        c.max_dim == 0 ? fmt::format("{} or more", c.min_dim) : fmt::format("{} to {}", c.min_dim, c.max_dim);
    return c.default_dim == 0 ? range : fmt::format("{} ({} by default)", range, c.default_dim);
}

/// Pads a name so that what follows stands in one column.
std::string field(std::string_view name, std::string_view text) {
    return text.empty() ? "" : fmt::format("  {:<13}{}\n", name, text);
}

std::string indented(std::string_view text, std::string_view margin) {
    std::string result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        result += line.empty() ? "\n" : fmt::format("{}{}\n", margin, line);
        begin = end + 1;
    }
    return result;
}

std::string default_text(const library::Parameter &parameter) {
    return parameter.fallback ? to_text(*parameter.fallback) : "must be set";
}

std::string parameters_text(const std::vector<library::Parameter> &parameters) {
    if (parameters.empty())
        return "\n  no parameters\n";
    TextTable table;
    table.columns = {{"parameter"}, {"type"},  {"default"},  {"range"},
                     {"unit"},      {"scale"}, {"schedule"}, {"meaning"}};
    for (const library::Parameter &p : parameters)
        table.rows.push_back({p.key, type_names[static_cast<std::size_t>(p.type)], default_text(p),
                              range_text(p), p.unit, p.log_scale ? "log" : "", p.per_step ? "yes" : "",
                              p.doc});
    return "\n" + indented(table_text(table, 0), "  ");
}

std::string points_text(const std::vector<std::vector<double>> &points) {
    static constexpr std::size_t most_points = 4, most_coordinates = 6;
    std::vector<std::string> texts;
    for (const auto &point : points) {
        if (texts.size() == most_points) {
            texts.push_back(fmt::format("and {} more", points.size() - most_points));
            break;
        }
        std::vector<double> head(point.begin(), point.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                    point.size(), most_coordinates)));
        texts.push_back(
            fmt::format("({}{})", fmt::join(head, ", "), point.size() > head.size() ? ", …" : ""));
    }
    return fmt::format("{}", fmt::join(texts, "  "));
}

std::string optimum_text(const library::Problem &problem) {
    if (!problem.f_opt)
        return "not known";
    return problem.minimizers.empty()
               ? fmt::format("{}", *problem.f_opt)
               : fmt::format("{} at x = {}", *problem.f_opt, points_text(problem.minimizers));
}

/// Of objectives that say something about the blocks of x.
std::string roles_text(const library::Problem &problem) {
    constexpr std::uint32_t other_alone = 1;
    return problem.roles == other_alone ? "" : fmt::format("{}", fmt::join(roles_of(problem), ", "));
}

std::string objective_text(const Description &d) {
    std::string text = field("dimensions", dimensions_text(d.component));
    const std::uint32_t caps = d.problem ? d.problem->caps : d.component.caps;
    text += field("offers", quantities_text(caps));
    text += field("on data", (caps & THALWEG_OBJ_STOCHASTIC) ? "yes, minibatches" : "");
    if (!d.problem)
        return text;
    static constexpr const char *smoothness[] = {"", "almost everywhere", "no"};
    text += field("smooth", smoothness[std::min<std::uint32_t>(d.problem->differentiable, 2)]);
    text += field("roles", roles_text(*d.problem));
    text += field("f_opt", optimum_text(*d.problem));
    text += field("other minima", points_text(d.problem->local_minima));
    if (!d.problem->start.empty())
        text += field("start", points_text({d.problem->start}));
    if (!d.problem->lower.empty())
        text += field("bounds", points_text({d.problem->lower, d.problem->upper}));
    if (!d.problem->region_lower.empty())
        text += field("region", points_text({d.problem->region_lower, d.problem->region_upper}));
    if (d.problem->n_samples > 0)
        text += field("samples", fmt::format("{}", d.problem->n_samples));
    return text;
}

std::string optimizer_text(const library::Component &c) {
    static constexpr const char *shapes[] = {"a rule: one update a step, from the gradient",
                                             "one iteration a call, asks for what it needs",
                                             "a loop of its own"};
    std::string text = field("shape", shapes[static_cast<std::size_t>(c.shape)]);
    text += field("needs", quantities_text(needs_of(c)));
    const bool is_blockwise = (c.flags & THALWEG_OPT_BLOCKWISE) != 0;
    text += field("by role", c.takes_roles() ? "parameters can have values by the role of blocks"
                             : is_blockwise  ? "no values by role: its metrics speak of the whole of x"
                                             : "");
    text += field("solution", c.has_solution ? "a point of its own" : "");
    for (const library::Metric &metric : c.metrics)
        text += field("metric", fmt::format("{}: {}{}", metric.key, metric.doc,
                                            metric.unit.empty() ? "" : ", in " + metric.unit));
    return text;
}

/// The file, who made it, and the files that it hides.
std::string plugin_text(const Description &d) {
    const library::Plugin &plugin = d.plugin;
    std::string text = field("plugin", plugin.path);
    text += field("made of", fmt::format("{} {}{}", plugin.name, plugin.version,
                                         plugin.build_info.empty() ? "" : ", " + plugin.build_info));
    for (const std::string &file : d.component.hides)
        text += field("hides", file);
    return text;
}

std::vector<const library::Component *> sorted(const library::Catalog &catalog, library::Kind kind) {
    std::vector<const library::Component *> components;
    for (const library::Component &component : catalog.components)
        if (component.kind == kind)
            components.push_back(&component);
    std::sort(components.begin(), components.end(),
              [](const auto *a, const auto *b) { return a->name < b->name; });
    return components;
}

std::string facts(const library::Component &component) {
    if (component.kind == library::Kind::objective)
        return dimensions_text(component);
    std::vector<std::string> keys;
    for (const library::Parameter &parameter : component.parameters)
        keys.push_back(parameter.key);
    return fmt::format("{}", fmt::join(keys, " "));
}

} // namespace

std::string title_of(const library::Component &component) {
    return component.title.empty() ? component.doc.substr(0, component.doc.find('\n')) : component.title;
}

std::uint32_t needs_of(const library::Component &optimizer) {
    const std::uint32_t rule = optimizer.shape == library::Shape::update ? THALWEG_W_G : 0u;
    return optimizer.needs | rule | ((optimizer.flags & THALWEG_OPT_NEEDS_F) ? THALWEG_W_F : 0u);
}

std::vector<std::string> roles_of(const library::Problem &problem) {
    std::vector<std::string> roles;
    for (std::size_t role = 0; role < role_names.size(); ++role)
        if ((problem.roles >> role & 1u) != 0)
            roles.emplace_back(role_names[role]);
    return roles;
}

std::string range_text(const library::Parameter &parameter) {
    if (!parameter.choices.empty())
        return fmt::format("{}", fmt::join(parameter.choices, " | "));
    const library::Range &r = parameter.range;
    if (r.lo && r.hi)
        return fmt::format("{}{}, {}{}", r.lo_open ? "(" : "[", *r.lo, *r.hi, r.hi_open ? ")" : "]");
    if (r.lo)
        return fmt::format("{} {}", r.lo_open ? "above" : "at least", *r.lo);
    if (r.hi)
        return fmt::format("{} {}", r.hi_open ? "below" : "at most", *r.hi);
    return "any";
}

std::string quantities_text(std::uint32_t caps) {
    static constexpr std::pair<std::uint32_t, const char *> names[] = {
        {THALWEG_W_F, "f"}, {THALWEG_W_G, "g"}, {THALWEG_W_H, "H"}, {THALWEG_W_HV, "Hv"}};
    std::vector<std::string> words;
    for (const auto &[bit, name] : names)
        if (caps & bit)
            words.emplace_back(name);
    return fmt::format("{}", fmt::join(words, " "));
}

std::string list_text(const library::Catalog &catalog, const std::vector<library::Kind> &kinds,
                      std::size_t width) {
    std::string text;
    for (library::Kind kind : kinds) {
        const bool is_objective = kind == library::Kind::objective;
        TextTable table;
        table.columns = {{is_objective ? "objective" : "optimizer"},
                         {is_objective ? "dimensions" : "parameters", Align::left, 1},
                         {is_objective ? "offers" : "needs", Align::left, 2},
                         {"what"}};
        for (const library::Component *c : sorted(catalog, kind)) {
            table.rows.push_back(
                {c->name, facts(*c), quantities_text(is_objective ? c->caps : needs_of(*c)), title_of(*c)});
        }
        const char *name = is_objective ? "objectives" : "optimizers";
        text += text.empty() ? "" : "\n";
        text += table.rows.empty() ? fmt::format("no {}; --plugin-path DIR says where plugins are\n", name)
                                   : table_text(table, width);
    }
    return text;
}

std::string describe_text(const Description &d) {
    const library::Component &c = d.component;
    const bool is_objective = c.kind == library::Kind::objective;
    std::string text = fmt::format("{}  {}{}\n", c.name, is_objective ? "objective" : "optimizer",
                                   c.version.empty() ? "" : ", version " + c.version);
    if (!c.title.empty() && !c.doc.starts_with(c.title)) // the face takes the title from the doc
        text += fmt::format("  {}\n", c.title);
    if (!c.doc.empty())
        text += "\n" + indented(c.doc, "  ");
    text += "\n" + field("source", c.citation) + (is_objective ? objective_text(d) : optimizer_text(c));
    text += field("tags", fmt::format("{}", fmt::join(c.tags, ", ")));
    text += field("license", c.license) + plugin_text(d);
    text += parameters_text(c.parameters);
    return text + "\n  An experiment with it (save as FILE.toml, then `thalweg run FILE.toml`):\n\n" +
           indented(d.snippet, "    ");
}

} // namespace thalweg::cli
