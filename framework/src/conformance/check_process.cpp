// SPDX-License-Identifier: MIT
// The parent's side of a check: asks for one promise after the other, and buries children.
#include "conformance/check_process.hpp"

#include "conformance/check_messages.hpp"
#include "library/interview.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <utility>

namespace thalweg::conformance {

namespace {

using nlohmann::json;

/// A file, and the child that has it loaded; none: it died and has not been needed since.
class Conversation {
public:
    Conversation(const std::filesystem::path &file, CheckTerms terms)
        : file_(std::filesystem::absolute(file)), terms_(std::move(terms)) {}

    /// Starts a child that loads the file. Throws Errors where it dies of that.
    LoadAnswer load() {
        child_ =
            std::make_unique<library::Interview>(terms_.host_executable, "__check", terms_.processor_time);
        const LoadRequest request{file_.string(), terms_.processor_time.count()};
        json answer;
        if (!ask(request, answer))
            throw Errors(Error{"the plugin cannot be loaded", file_.string(), "",
                               fmt::format("{} while it was loaded", ending_),
                               "look at its constructors, its entry and its init"});
        return answer.get<LoadAnswer>();
    }

    Outcome test(const TestRequest &request, const Promise &promise) {
        if (!child_)
            load();
        json answer;
        if (ask(request, answer))
            return answer.get<Outcome>();
        const bool crashed = ending_.starts_with("it crashed");
        return {{{ending_, file_.string(),
                  crashed && promise.crash_means != nullptr ? promise.crash_means : promise.says,
                  "run `thalweg check` under a debugger: gdb --args, set follow-fork-mode child"}}};
    }

private:
    /// False: the child is dead and buried, and ending_ says how it died.
    bool ask(const json &request, json &answer) {
        if (child_->ask(request, answer))
            return true;
        ending_ = child_->ending();
        child_.reset();
        return false;
    }

    std::filesystem::path file_;
    CheckTerms terms_;
    std::unique_ptr<library::Interview> child_;
    std::string ending_;
};

Tested make_tested(const ComponentName &component, const Promise &promise, Outcome outcome) {
    std::optional<library::Kind> kind;
    if (!component.name.empty())
        kind = component.kind == THALWEG_KIND_OBJECTIVE ? library::Kind::objective : library::Kind::optimizer;
    return {kind, component.name, promise.name, promise.says, std::move(outcome)};
}

std::span<const Promise> promises_of(const ComponentName &component) {
    return component.kind == THALWEG_KIND_OBJECTIVE ? promises_of_objectives() : promises_of_optimizers();
}

/// What the loader refused in a plugin of this ABI: broken handshake, broken parameter schemas.
std::vector<Tested> tested_by_loader(const LoadAnswer &answer) {
    std::vector<Tested> all;
    const auto add = [&](const ComponentName &component, const Promise &promise, const Finding &finding) {
        const auto same = std::find_if(all.begin(), all.end(), [&](const Tested &tested) {
            return tested.component == component.name && tested.promise == promise.name;
        });
        Tested &tested = same != all.end() ? *same : all.emplace_back(make_tested(component, promise, {}));
        tested.outcome.findings.push_back(finding);
    };
    for (const Refusal &refusal : answer.refusals) {
        const ComponentName &component = refusal.parameter_of;
        const bool is_parameter = !component.name.empty();
        add(component,
            is_parameter ? promises_of(component)[parameter_schema_index] : promises_of_modules()[0],
            refusal.finding);
    }
    return all;
}

Errors no_plugin(const LoadAnswer &answer) {
    std::vector<Error> errors;
    for (const auto &[finding, owner] : answer.refusals)
        errors.push_back({finding.what, finding.where, "", finding.why, finding.fix});
    return Errors(std::move(errors));
}

/// All promises of one component; those after a failed creation have nothing to be tested on.
void test_component(Conversation &conversation, const ComponentName &component, std::int64_t index,
                    std::vector<Tested> &all) {
    const auto promises = promises_of(component);
    bool is_made = true;
    for (std::uint64_t k = 0; k < promises.size(); ++k) {
        Outcome outcome{.inapplicable = "no instance could be made"};
        if (is_made || k == parameter_schema_index)
            outcome = conversation.test({index, k}, promises[k]);
        if (k == 0)
            is_made = outcome.is_kept();
        all.push_back(make_tested(component, promises[k], std::move(outcome)));
    }
}

std::size_t count(const Report &report, bool (*is_one)(const Outcome &)) {
    return static_cast<std::size_t>(std::count_if(report.tested.begin(), report.tested.end(),
                                                  [&](const Tested &t) { return is_one(t.outcome); }));
}

} // namespace

std::size_t Report::kept() const {
    return count(*this, [](const Outcome &outcome) { return outcome.is_kept(); });
}
std::size_t Report::broken() const {
    return count(*this, [](const Outcome &outcome) { return !outcome.findings.empty(); });
}
std::size_t Report::inapplicable() const { return tested.size() - kept() - broken(); }

Report check(const std::filesystem::path &file, const CheckTerms &terms) {
    Conversation conversation(file, terms);
    const LoadAnswer answer = conversation.load();
    if (!answer.is_ours)
        throw no_plugin(answer);
    Report report{file, answer.name, answer.version, tested_by_loader(answer)};
    if (!answer.refusals.empty())
        return report;
    const auto of_modules = promises_of_modules();
    for (std::uint64_t k = 0; k < of_modules.size(); ++k)
        report.tested.push_back(make_tested({}, of_modules[k], conversation.test({-1, k}, of_modules[k])));
    for (std::size_t i = 0; i < answer.components.size(); ++i)
        test_component(conversation, answer.components[i], static_cast<std::int64_t>(i), report.tested);
    return report;
}

} // namespace thalweg::conformance
