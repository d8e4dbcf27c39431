// SPDX-License-Identifier: MIT
// Writes components for people.
#include "cli/component_text.hpp"
#include "cli/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thalweg/abi.h>
#include <utility>

namespace thalweg::cli {

namespace {

constexpr const char *type_names[] = {"real",   "integer",    "boolean",      "text",
                                      "choice", "real array", "integer array"};

/// Lines of a name and what it stands for, which begins in one column. Empty texts make no line.
using Fields = std::vector<std::pair<std::string, std::string>>;

std::string fields_text(const Fields &fields, std::size_t width) {
    static constexpr std::size_t column = 15, narrowest = 20;
    const std::size_t room = width == 0 ? 0 : std::max(width, column + narrowest) - column;
    std::string result;
    for (const auto &[name, text] : fields) {
        std::string head = name;
        for (const std::string &line : wrapped(text, room))
            result += fmt::format("  {:<13}{}\n", std::exchange(head, ""), line);
    }
    return result;
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

/// Lines of prose as they are, or, where one is longer than `width` (0: none is), broken anew.
std::vector<std::string> fitted(const std::vector<std::string> &prose, std::size_t width) {
    const auto is_long = [width](const std::string &line) {
        return width > 0 && display_width(line) > width;
    };
    return std::ranges::any_of(prose, is_long) ? wrapped(fmt::format("{}", fmt::join(prose, " ")), width)
                                               : prose;
}

/// The doc with its paragraphs fitted; formulas and lists, which are indented, keep their lines.
std::string doc_text(std::string_view doc, std::size_t width) {
    static constexpr std::size_t margin = 2;
    const std::size_t room = width > margin ? width - margin : 0;
    std::string result;
    std::vector<std::string> prose;
    const auto end_paragraph = [&] {
        for (const std::string &line : fitted(prose, room))
            result += line + '\n';
        prose.clear();
    };
    while (!doc.empty()) {
        const std::string_view line = doc.substr(0, doc.find('\n'));
        doc.remove_prefix(std::min(line.size() + 1, doc.size()));
        if (!line.empty() && line.front() != ' ') {
            prose.emplace_back(line);
            continue;
        }
        end_paragraph();
        result += fmt::format("{}\n", line);
    }
    end_paragraph();
    return indented(result, "  ");
}

/// The doc up to its first sentence's end: a full stop before a capital, or the end of the paragraph.
std::string first_sentence(std::string_view doc) {
    std::string text;
    while (!doc.empty() && doc.front() != '\n' && (text.empty() || doc.front() != ' ')) {
        const std::string_view line = doc.substr(0, doc.find('\n'));
        text += fmt::format("{}{}", text.empty() ? "" : " ", line);
        doc.remove_prefix(std::min(line.size() + 1, doc.size()));
    }
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    for (std::size_t stop = text.find(". "); stop != std::string::npos; stop = text.find(". ", stop + 1)) {
        const bool is_initial =
            stop > 0 && is_capital(text[stop - 1]) && (stop == 1 || text[stop - 2] == ' ');
        if (stop + 2 < text.size() && is_capital(text[stop + 2]) && !is_initial)
            return text.substr(0, stop + 1);
    }
    return text;
}

std::string default_text(const library::Parameter &parameter) {
    if (!parameter.fallback)
        return "must be set";
    const std::string text = to_text(*parameter.fallback);
    return text.empty() ? "\"\"" : text;
}

constexpr std::size_t range_column = 3, meaning_column = 7;

TextTable table_of(const std::vector<library::Parameter> &parameters) {
    TextTable table;
    table.columns = {{"parameter"}, {"type"},  {"default"},  {"range"},
                     {"unit"},      {"scale"}, {"schedule"}, {"meaning"}};
    for (const library::Parameter &p : parameters)
        table.rows.push_back({p.key, type_names[static_cast<std::size_t>(p.type)], default_text(p),
                              range_text(p), p.unit, p.log_scale ? "log" : "", p.per_step ? "yes" : "",
                              p.doc});
    return table;
}

/// Of a column as table_text shows it, the gap behind it included; 0 where it leaves it out.
std::size_t width_of(const TextTable &table, std::size_t column) {
    std::size_t widest = 0;
    for (const auto &row : table.rows)
        widest = std::max(widest, display_width(row[column]));
    return widest == 0 ? 0 : std::max(widest, display_width(table.columns[column].title)) + 2;
}

/// What does not fit into `width` goes on in rows below: of the meaning, and where that is not enough of the
/// range.
TextTable broken(const TextTable &table, std::size_t width) {
    static constexpr std::size_t narrow_range = 14, narrow_meaning = 30, narrowest = 18;
    std::size_t others = 0;
    for (std::size_t c = 0; c < meaning_column; ++c)
        others += width_of(table, c);
    std::size_t range = width_of(table, range_column);
    if (others + narrow_meaning > width && range > narrow_range) {
        others -= range - narrow_range;
        range = narrow_range;
    }
    const std::size_t meaning = std::max(width, others + narrowest) - others;
    TextTable result{table.columns, {}};
    for (const auto &row : table.rows) {
        const auto ranges = wrapped(row[range_column], range == 0 ? 0 : range - 2);
        const auto meanings = wrapped(row[meaning_column], meaning);
        for (std::size_t i = 0; i < std::max({ranges.size(), meanings.size(), std::size_t{1}}); ++i) {
            result.rows.push_back(i == 0 ? row : std::vector<std::string>(row.size()));
            result.rows.back()[range_column] = i < ranges.size() ? ranges[i] : "";
            result.rows.back()[meaning_column] = i < meanings.size() ? meanings[i] : "";
        }
    }
    return result;
}

std::string parameters_text(const std::vector<library::Parameter> &parameters, std::size_t width) {
    if (parameters.empty())
        return "\n  no parameters\n";
    const TextTable table = table_of(parameters);
    return "\n" + indented(table_text(width == 0 ? table : broken(table, width - 2), 0), "  ");
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

/// "f value, g gradient": `bits` spelled out.
std::string spelled(std::uint32_t bits) {
    std::vector<std::string> words;
    for (const auto &[bit, word] : {std::pair{THALWEG_W_F, "f value"},
                                    {THALWEG_W_G, "g gradient"},
                                    {THALWEG_W_H, "H Hessian"},
                                    {THALWEG_W_HV, "Hv Hessian times a vector"}})
        if ((bits & bit) != 0)
            words.emplace_back(word);
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string box_text(const std::vector<double> &lower, const std::vector<double> &upper) {
    return lower.empty() ? "" : fmt::format("{} to {}", points_text({lower}), points_text({upper}));
}

std::string start_text(const library::Problem &problem) {
    if (!problem.start.empty())
        return points_text({problem.start});
    return problem.draws_starts ? "drawn: each \"default\" in `starts` is another one"
                                : "none of its own: the experiment file gives `starts`";
}

/// "41 of 45 optimizers: `thalweg list --fits mlp`"
std::string fits_text(const Description &d) {
    if (d.n_candidates == 0)
        return "";
    const char *others = d.component.kind == library::Kind::objective ? "optimizers" : "objectives";
    if (d.partners.empty())
        return fmt::format("none of {} {}", d.n_candidates, others);
    return fmt::format("{} of {} {}: `thalweg list --fits {}`", d.partners.size(), d.n_candidates, others,
                       d.component.name);
}

Fields objective_fields(const Description &d) {
    std::string dimensions = dimensions_text(d.component);
    if (d.problem && d.component.default_dim == 0 && d.component.min_dim != d.component.max_dim)
        dimensions += fmt::format("; {} with the parameters below", d.problem->dim);
    const std::uint32_t caps = d.problem ? d.problem->caps : d.component.caps;
    Fields fields = {{"dimensions", dimensions},
                     {"offers", spelled(caps)},
                     {"fits", fits_text(d)},
                     {"on data", (caps & THALWEG_OBJ_STOCHASTIC) ? "yes, minibatches" : ""}};
    if (!d.problem)
        return fields;
    static constexpr const char *smoothness[] = {"", "almost everywhere", "no"};
    const library::Problem &p = *d.problem;
    fields.insert(fields.end(), {{"smooth", smoothness[std::min<std::uint32_t>(p.differentiable, 2)]},
                                 {"roles", roles_text(p)},
                                 {"f_opt", optimum_text(p)},
                                 {"other minima", points_text(p.local_minima)},
                                 {"start", start_text(p)},
                                 {"bounds", box_text(p.lower, p.upper)},
                                 {"region", box_text(p.region_lower, p.region_upper)},
                                 {"samples", p.n_samples > 0 ? fmt::format("{}", p.n_samples) : ""}});
    return fields;
}

Fields optimizer_fields(const Description &d) {
    static constexpr const char *shapes[] = {"a rule: one update a step, from the gradient",
                                             "one iteration a call, asks for what it needs",
                                             "a loop of its own"};
    const library::Component &c = d.component;
    const bool is_blockwise = (c.flags & THALWEG_OPT_BLOCKWISE) != 0;
    Fields fields = {{"shape", shapes[static_cast<std::size_t>(c.shape)]},
                     {"needs", spelled(library::needs_of(c))},
                     {"fits", fits_text(d)},
                     {"by role", c.takes_roles() ? "parameters can have values by the role of blocks"
                                 : is_blockwise  ? "no values by role: its metrics speak of the whole of x"
                                                 : ""},
                     {"solution", c.has_solution ? "a point of its own" : ""}};
    for (const library::Metric &metric : c.metrics)
        fields.emplace_back("metric", fmt::format("{}: {}{}", metric.key, metric.doc,
                                                  metric.unit.empty() ? "" : ", in " + metric.unit));
    return fields;
}

/// The file, who made it, and the files that it hides.
Fields plugin_fields(const Description &d) {
    const library::Plugin &plugin = d.plugin;
    Fields fields = {{"plugin", plugin.path},
                     {"made of", fmt::format("{} {}{}", plugin.name, plugin.version,
                                             plugin.build_info.empty() ? "" : ", " + plugin.build_info)}};
    for (const std::string &file : d.component.hides)
        fields.emplace_back("hides", file);
    return fields;
}

} // namespace

std::string title_of(const library::Component &component) {
    // the face takes the first line of the doc for a title, wherever its sentence ends
    return component.doc.starts_with(component.title) && !component.doc.empty()
               ? first_sentence(component.doc)
               : component.title;
}

std::string dimensions_text(const library::Component &c) {
    if (c.min_dim == c.max_dim)
        return fmt::format("{}", c.min_dim);
    const std::string range =
        c.max_dim == 0 ? fmt::format("{} or more", c.min_dim) : fmt::format("{} to {}", c.min_dim, c.max_dim);
    return c.default_dim == 0 ? range : fmt::format("{} ({} by default)", range, c.default_dim);
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

std::string describe_text(const Description &d, std::size_t width) {
    const library::Component &c = d.component;
    const bool is_objective = c.kind == library::Kind::objective;
    std::string text = fmt::format("{}  {}{}\n", c.name, is_objective ? "objective" : "optimizer",
                                   c.version.empty() ? "" : ", version " + c.version);
    if (!c.title.empty() && !c.doc.starts_with(c.title)) // the face takes the title from the doc
        text += fmt::format("  {}\n", c.title);
    if (!c.doc.empty())
        text += "\n" + doc_text(c.doc, width);
    text += "\n" + fields_text({{"source", c.citation}}, width);
    text += fields_text(is_objective ? objective_fields(d) : optimizer_fields(d), width);
    text +=
        fields_text({{"tags", fmt::format("{}", fmt::join(c.tags, ", "))}, {"license", c.license}}, width);
    text += fields_text(plugin_fields(d), width) + parameters_text(c.parameters, width);
    return text + "\n  An experiment with it (save as FILE.toml, then `thalweg run FILE.toml`):\n\n" +
           indented(d.snippet, "    ");
}

} // namespace thalweg::cli
