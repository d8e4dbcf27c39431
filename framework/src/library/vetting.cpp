// SPDX-License-Identifier: MIT
// The parent's side of vetting: a conversation with a child that may die at any word of it.
#include "library/vetting.hpp"

#include "error.hpp"
#include "library/discovery.hpp"
#include "library/sha256.hpp"
#include "library/vet_process.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

namespace thalweg::library {

namespace {

using nlohmann::json;

Vetted to_vetted(const json &answer, std::size_t folder) {
    Vetted vetted{folder, {}, {}};
    answer.at("path").get_to(vetted.plugin.path);
    answer.at("name").get_to(vetted.plugin.name);
    answer.at("version").get_to(vetted.plugin.version);
    answer.at("build_info").get_to(vetted.plugin.build_info);
    for (const json &component : answer.at("components"))
        vetted.components.push_back(component.get<Component>());
    return vetted;
}

} // namespace

struct Vetting::State {
    VettingTerms terms;
    std::unique_ptr<VetProcess> child; ///< none: it died and has not been needed since
    std::vector<Candidate> candidates; ///< that have not been left out
    Catalog catalog;

    void find(const std::vector<std::filesystem::path> &folders);
    std::optional<std::vector<json>> load_all(const std::vector<std::filesystem::path> &files);
    void restart(const std::vector<std::filesystem::path> &files);
    ProbeAnswer ask(const Probe &probe);
    bool reads_files(const Probe &probe) const;
    std::string bury(std::chrono::milliseconds waited);

    std::string culprit;            ///< the file that load_all was at when the child died
    std::vector<std::string> notes; ///< of files that killed a child
};

/// Ends the child, which has not answered, and says what became of it.
std::string Vetting::State::bury(std::chrono::milliseconds waited) {
    std::string ending = child->ending(std::chrono::milliseconds(100));
    if (ending.empty())
        ending = fmt::format("gave no answer for {:g} s", std::chrono::duration<double>(waited).count());
    child.reset();
    return ending;
}

/// A fresh child's answers, one a file; nothing where it died, and then `culprit` and a note say of what.
std::optional<std::vector<json>> Vetting::State::load_all(const std::vector<std::filesystem::path> &files) {
    child = std::make_unique<VetProcess>(terms.host_executable);
    culprit.clear();
    json request = json::array();
    for (const auto &file : files)
        request.push_back(file.string());
    child->channel().send({{"load", request}});
    std::vector<json> answers;
    while (answers.size() < files.size()) {
        json message;
        const auto patience = culprit.empty() ? terms.start : terms.patience;
        if (child->channel().receive(message, patience) != Channel::Outcome::arrived) {
            const std::string ending = bury(patience);
            if (culprit.empty())
                throw Errors(Error{.what = "the process that looks at plugins ended before it looked at any",
                                   .where = terms.host_executable.string(),
                                   .excerpt = {},
                                   .why = fmt::format("it {}", ending),
                                   .fix = "run the same command again, when the machine is less busy",
                                   .exit = Exit::fault});
            notes.push_back(fmt::format("{} is left out: it {} while it was loaded", culprit, ending));
            return std::nullopt;
        }
        if (message.contains("loads"))
            message.at("loads").get_to(culprit);
        else
            answers.push_back(std::move(message));
    }
    return answers;
}

void Vetting::State::find(const std::vector<std::filesystem::path> &folders) {
    candidates = find_plugins(folders);
    std::optional<std::vector<json>> answers;
    while (!candidates.empty() && !answers) {
        std::vector<std::filesystem::path> files;
        for (const Candidate &candidate : candidates)
            files.push_back(candidate.file);
        answers = load_all(files);
        if (!answers)
            std::erase_if(candidates, [&](const Candidate &candidate) { return candidate.file == culprit; });
    }
    std::vector<Vetted> vetted;
    std::vector<std::string> remarks = std::move(notes);
    for (std::size_t i = 0; answers && i < answers->size(); ++i) {
        const json &answer = (*answers)[i];
        if (answer.contains("refusal")) {
            remarks.push_back(answer.at("refusal").get<std::string>());
            continue;
        }
        for (const json &note : answer.at("notes"))
            remarks.push_back(note.get<std::string>());
        vetted.push_back(to_vetted(answer, candidates[i].folder));
        vetted.back().plugin.path = candidates[i].file.string(); // not of the file that a link leads to
        vetted.back().plugin.sha256 = sha256_of_file(candidates[i].file);
    }
    catalog = gather(std::move(vetted));
    catalog.notes.insert(catalog.notes.begin(), remarks.begin(), remarks.end());
}

/// A child for probes, with the plugins of the catalog in its order.
void Vetting::State::restart(const std::vector<std::filesystem::path> &files) {
    if (!load_all(files)) {
        const std::string reason = notes.empty() ? culprit : notes.back();
        throw Errors(Error{.what = "a plugin that was loaded before cannot be loaded again",
                           .where = culprit,
                           .excerpt = {},
                           .why = reason,
                           .fix = "remove the plugin, or repair it"});
    }
}

/// Whether the objective has to read a file, which takes as long as the file is large.
bool Vetting::State::reads_files(const Probe &probe) const {
    const auto names_file = [&](const Component &component) {
        for (std::size_t i = 0; i < std::min(component.parameters.size(), probe.parameters.size()); ++i)
            if (const auto *name = std::get_if<std::string>(&probe.parameters[i]);
                component.parameters[i].is_file && name != nullptr && !name->empty())
                return true;
        return false;
    };
    return std::any_of(catalog.components.begin(), catalog.components.end(), [&](const Component &c) {
        return c.kind == Kind::objective && c.name == probe.objective && names_file(c);
    });
}

ProbeAnswer Vetting::State::ask(const Probe &probe) {
    constexpr int times_for_files = 30;
    const auto patience = terms.patience * (reads_files(probe) ? times_for_files : 1);
    if (!child) {
        std::vector<std::filesystem::path> files;
        for (const Plugin &plugin : catalog.plugins)
            files.emplace_back(plugin.path);
        restart(files);
    }
    child->channel().send({{"probe", probe}});
    std::string function = "create";
    for (;;) {
        json message;
        if (child->channel().receive(message, patience) != Channel::Outcome::arrived)
            return fmt::format("{} in {}", bury(patience), function);
        if (message.contains("calls"))
            message.at("calls").get_to(function);
        else if (message.contains("refusal"))
            return message.at("refusal").get<std::string>();
        else
            return message.at("problem").get<Problem>();
    }
}

Vetting::Vetting(const std::vector<std::filesystem::path> &folders, VettingTerms terms)
    : state_(std::make_unique<State>()) {
    state_->terms = std::move(terms);
    state_->find(folders);
}
Vetting::Vetting(Vetting &&) noexcept = default;
Vetting &Vetting::operator=(Vetting &&) noexcept = default;
Vetting::~Vetting() = default;

const Catalog &Vetting::catalog() const { return state_->catalog; }

std::vector<ProbeAnswer> Vetting::probe(const std::vector<Probe> &probes) {
    std::vector<ProbeAnswer> answers;
    answers.reserve(probes.size());
    for (const Probe &probe : probes)
        answers.push_back(state_->ask(probe));
    return answers;
}

} // namespace thalweg::library
