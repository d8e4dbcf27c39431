// SPDX-License-Identifier: MIT
// Findings -> what `thalweg doctor` prints.
#include "cli/doctor_text.hpp"

#include "cli/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using doctor::Finding;
using doctor::State;
using Json = nlohmann::ordered_json;

const char *word(State state) {
    return state == State::ok ? "ok" : state == State::warning ? "warning" : "problem";
}

std::ptrdiff_t count(const doctor::Findings &findings, State state) {
    return std::ranges::count(findings, state, &Finding::state);
}

} // namespace

bool is_healthy(const doctor::Findings &findings) { return count(findings, State::problem) == 0; }

std::string findings_text(const doctor::Findings &findings) {
    std::size_t width = 0;
    for (const Finding &finding : findings)
        width = std::max(width, display_width(finding.topic));
    std::string text;
    for (const Finding &finding : findings) {
        text += fmt::format("{:<7}  {:<{}}  {}\n", word(finding.state), finding.topic, width, finding.what);
        for (const auto &[name, line] : {std::pair{"why", finding.why}, {"fix", finding.fix}})
            if (!line.empty())
                text += fmt::format("{:<{}}  {}: {}\n", "", 9 + width, name, line);
    }
    return text + fmt::format("{} ok, {} to be warned of, {} in the way of runs\n",
                              count(findings, State::ok), count(findings, State::warning),
                              count(findings, State::problem));
}

Json findings_json(const doctor::Findings &findings) {
    Json list = Json::array();
    for (const Finding &finding : findings)
        list.push_back({{"topic", finding.topic},
                        {"state", word(finding.state)},
                        {"what", finding.what},
                        {"why", finding.why},
                        {"fix", finding.fix}});
    return {{"format", "thalweg-doctor/1"}, {"is_healthy", is_healthy(findings)}, {"findings", list}};
}

} // namespace thalweg::cli
