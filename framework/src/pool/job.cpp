// SPDX-License-Identifier: MIT
#include "pool/job.hpp"

#include <nlohmann/json.hpp>
#include <set>

namespace thalweg::pool {

Job make_job(const spec::Spec &spec, const library::Catalog &catalog, std::vector<library::Probe> probes,
             std::vector<library::ProbeAnswer> answers) {
    std::set<std::pair<library::Kind, std::string>> names;
    for (const auto &objective : spec.objectives)
        names.emplace(library::Kind::objective, objective.name.value);
    for (const auto &optimizer : spec.optimizers)
        names.emplace(library::Kind::optimizer, optimizer.name.value);
    auto used = std::make_shared<library::Catalog>();
    used->plugins = catalog.plugins;
    for (const library::Component &component : catalog.components)
        if (names.contains({component.kind, component.name})) {
            library::Component &copy = used->components.emplace_back(component);
            for (std::string *text : {&copy.title, &copy.doc, &copy.citation, &copy.license})
                text->clear();
            for (library::Parameter &parameter : copy.parameters)
                parameter.doc.clear();
        }
    return {spec.source, std::move(used), std::move(probes), std::move(answers)};
}

void to_json(nlohmann::json &json, const Job &job) {
    json = {{"file", job.source.file},     {"text", job.source.text}, {"overrides", job.source.overrides},
            {"folder", job.source.folder}, {"catalog", *job.catalog}, {"probes", job.probes}};
    auto &answers = json["answers"] = nlohmann::json::array();
    for (const auto &answer : job.answers)
        if (const auto *problem = std::get_if<library::Problem>(&answer))
            answers.push_back(*problem);
        else
            answers.push_back(std::get<std::string>(answer));
}

void from_json(const nlohmann::json &json, Job &job) {
    json.at("file").get_to(job.source.file);
    json.at("text").get_to(job.source.text);
    json.at("overrides").get_to(job.source.overrides);
    json.at("folder").get_to(job.source.folder);
    job.catalog = std::make_shared<library::Catalog>(json.at("catalog").get<library::Catalog>());
    json.at("probes").get_to(job.probes);
    job.answers.clear();
    for (const auto &answer : json.at("answers"))
        if (answer.is_string())
            job.answers.emplace_back(answer.get<std::string>());
        else
            job.answers.emplace_back(answer.get<library::Problem>());
}

plan::Matrix make_matrix(const Job &job) {
    std::vector<Error> mistakes;
    auto spec = std::make_shared<spec::Spec>(spec::read_spec(job.source));
    plan::Matrix matrix = plan::make_matrix(std::move(spec), job.catalog, job.probes, job.answers, mistakes);
    if (!mistakes.empty())
        throw Errors(std::move(mistakes));
    return matrix;
}

std::vector<std::string> plugin_files(const plan::Matrix &matrix) {
    std::set<std::string> files;
    const auto add = [&](library::Kind kind, const std::string &name) {
        if (const auto *component = matrix.catalog().find(kind, name))
            files.insert(matrix.catalog().plugins.at(component->plugin).path);
    };
    for (const auto &objective : matrix.spec().objectives)
        add(library::Kind::objective, objective.name.value);
    for (const auto &optimizer : matrix.spec().optimizers)
        add(library::Kind::optimizer, optimizer.name.value);
    return {files.begin(), files.end()};
}

} // namespace thalweg::pool
