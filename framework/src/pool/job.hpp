// SPDX-License-Identifier: MIT
// All that a worker needs to make the same matrix as its supervisor, as JSON.
#pragma once

#include "library/component.hpp"
#include "plan/matrix.hpp"

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace thalweg::pool {

struct Job {
    spec::Source source;
    std::shared_ptr<const library::Catalog> catalog;
    std::vector<library::Probe> probes;
    std::vector<library::ProbeAnswer> answers;
};

/// The job of a spec that was checked; of the catalog only what it names, without the texts for people.
Job make_job(const spec::Spec &spec, const library::Catalog &catalog, std::vector<library::Probe> probes,
             std::vector<library::ProbeAnswer> answers);

void to_json(nlohmann::json &json, const Job &job);
void from_json(const nlohmann::json &json, Job &job);

/// The matrix of a job that was checked before: throws Errors where it is wrong all the same.
plan::Matrix make_matrix(const Job &job);

/// The files of the plugins that the matrix uses, each once.
std::vector<std::string> plugin_files(const plan::Matrix &matrix);

} // namespace thalweg::pool
