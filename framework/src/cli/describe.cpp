// SPDX-License-Identifier: MIT
// `thalweg describe NAME`: all that a component says of itself, and an experiment that runs it.
#include "cli/choices.hpp"
#include "cli/component_text.hpp"
#include "cli/selection.hpp"
#include "cli/snippet.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

struct DescribeOptions {
    std::string name;
    bool json = false;
};

/// What the objective says with the parameters that its snippet uses; nothing for an optimizer or after a
/// refusal.
std::optional<library::Problem> ask(const Context &context, const library::Component &component) {
    if (component.kind != library::Kind::objective)
        return std::nullopt;
    library::Probe probe{component.name, {}, component.default_dim, 0};
    for (const library::Parameter &parameter : component.parameters)
        probe.parameters.push_back(example_value(parameter));
    if (probe.dimension == 0 && component.min_dim > 1)
        probe.dimension = component.min_dim;
    const auto answers = context.probe({probe});
    const auto *problem = answers.empty() ? nullptr : std::get_if<library::Problem>(&answers.front());
    return problem ? std::optional(*problem) : std::nullopt;
}

Exit print_description(Session &session, const DescribeOptions &options) {
    const library::Catalog catalog = load_catalog(session.globals, session.context);
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    std::string text;
    for (const library::Component &component : catalog.components) {
        if (component.name != options.name)
            continue;
        const auto problem = ask(session.context, component);
        const Description description{.component = component,
                                      .plugin = catalog.plugins.at(component.plugin),
                                      .problem = problem,
                                      .partners = partners_of(catalog, component),
                                      .n_candidates = candidates_of(catalog, component).size(),
                                      .snippet = make_snippet(catalog, component, problem)};
        text += (text.empty() ? "" : "\n") + describe_text(description, table_width(session.context));
        all.push_back(describe_json(description));
    }
    if (all.empty())
        throw unknown_component(catalog, options.name, "thalweg describe");
    if (options.json)
        text = nlohmann::ordered_json{{"format", "thalweg-describe/1"}, {"components", all}}.dump(2) + "\n";
    session.context.out.print(text);
    return Exit::done;
}

} // namespace

void add_describe(CLI::App &app, Session &session) {
    CLI::App *verb =
        add_verb(app, "describe", "one component: formula, source, parameters, an experiment with it",
                 "thalweg describe adam");
    auto options = std::make_shared<DescribeOptions>();
    one_component(
        verb->add_option("NAME", options->name, "an objective or optimizer")->required()->type_name(""));
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&session, options] {
        session.action = [&session, options] { return print_description(session, *options); };
    });
}

} // namespace thalweg::cli
