// SPDX-License-Identifier: MIT
#include "cli/check_text.hpp"

#include "cli/difference_text.hpp"
#include "counted.hpp"
#include "value.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;
using conformance::Finding;
using conformance::Outcome;
using conformance::Report;
using conformance::Tested;

const char *kind_of(const Tested &tested) {
    if (!tested.kind)
        return "plugin";
    return *tested.kind == library::Kind::objective ? "objective" : "optimizer";
}

std::string finding_text(const Finding &finding) {
    return fmt::format("         {}\n      at: {}\n     why: {}\n     fix: {}\n", finding.what, finding.where,
                       finding.why, finding.fix);
}

std::string line_of(const Tested &tested) {
    const Outcome &outcome = tested.outcome;
    const std::string subject =
        fmt::format("{}: {}", tested.kind ? tested.component : "plugin", tested.promise);
    if (!outcome.inapplicable.empty())
        return fmt::format("-     {} ({})\n", subject, outcome.inapplicable);
    if (outcome.is_kept())
        return fmt::format("ok    {}{}\n", subject, outcome.note.empty() ? "" : " (" + outcome.note + ")");
    std::string text = fmt::format("FAILS {}\n", subject);
    for (const Finding &finding : outcome.findings)
        text += finding_text(finding);
    return text;
}

const char *verdict_of(const Outcome &outcome) {
    return !outcome.inapplicable.empty() ? "inapplicable" : outcome.is_kept() ? "kept" : "broken";
}

Json json_of(const Tested &tested) {
    Json findings = Json::array();
    for (const auto &[what, where, why, fix] : tested.outcome.findings)
        findings.push_back({{"what", what}, {"where", where}, {"why", why}, {"fix", fix}});
    return {{"kind", kind_of(tested)},
            {"component", tested.kind ? Json(tested.component) : Json(nullptr)},
            {"promise", tested.promise},
            {"says", tested.says},
            {"verdict", verdict_of(tested.outcome)},
            {"reason", tested.outcome.inapplicable},
            {"note", tested.outcome.note},
            {"tolerance", tested.outcome.tolerance},
            {"findings", findings}};
}

} // namespace

std::string check_text(const Report &report) {
    std::string text = report.file.string();
    text += report.name.empty() ? ": refused by the loader\n"
                                : fmt::format(": plugin {} {}\n", report.name, report.version);
    for (const Tested &tested : report.tested)
        text += line_of(tested);
    return text + fmt::format("{}: {} kept, {} broken, {} not applicable\n", report.file.string(),
                              counted(report.kept(), "promise"), report.broken(), report.inapplicable());
}

Json check_json(const std::vector<Report> &reports) {
    Json plugins = Json::array();
    for (const Report &report : reports) {
        Json promises = Json::array();
        for (const Tested &tested : report.tested)
            promises.push_back(json_of(tested));
        plugins.push_back({{"file", report.file.string()},
                           {"name", report.name},
                           {"version", report.version},
                           {"kept", report.kept()},
                           {"broken", report.broken()},
                           {"inapplicable", report.inapplicable()},
                           {"promises", promises}});
    }
    const bool is_kept = std::all_of(reports.begin(), reports.end(),
                                     [](const Report &report) { return report.broken() == 0; });
    return {{"format", "thalweg-check/1"}, {"is_kept", is_kept}, {"plugins", plugins}};
}

} // namespace thalweg::cli
