// SPDX-License-Identifier: MIT
// Writes contests as JSON (docs/json.md).
#include "cli/contest_text.hpp"

#include "analysis/wilcoxon.hpp"

#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

Json optional_json(const std::optional<double> &number) { return number ? Json(to_json(*number)) : Json(); }

Json measure_json(const analysis::Measure &measure) {
    Json json = {{"a", Json(to_json(measure.a))},
                 {"b", Json(to_json(measure.b))},
                 {"difference", Json(to_json(measure.difference))}};
    json["interval"] = measure.interval
                           ? Json{Json(to_json(measure.interval->low)), Json(to_json(measure.interval->high))}
                           : Json();
    return json;
}

Json setting_json(const analysis::SettingContest &setting) {
    const analysis::PairGroup &group = setting.group;
    Json json = {{"verdict", analysis::verdict_names[static_cast<std::size_t>(setting.verdict)]},
                 {"objective", group.objective},
                 {"dimension", group.dimension},
                 {"optimizer", group.optimizer},
                 {"configuration", group.configuration}};
    json["f_opt"] = optional_json(group.f_opt);
    json["target"] = optional_json(group.target);
    json["runs"] = group.runs;
    json["distinct"] = setting.distinct;
    json["f_solution"] = measure_json(setting.value);
    json["evaluations_to_target"] = group.target ? measure_json(setting.evaluations) : Json();
    json["successes"] = {{"a", setting.successes_a}, {"b", setting.successes_b}};
    json["better"] = setting.better;
    json["equal"] = setting.equal;
    json["worse"] = setting.worse;
    json["p"] = optional_json(setting.p);
    json["p_holm"] = optional_json(setting.p_holm);
    json["p_least"] = setting.p ? Json(analysis::smallest_wilcoxon_p(setting.distinct)) : Json();
    json["ns_per_step"] = {{"a", Json(to_json(group.pace_a.ns_per_step()))},
                           {"b", Json(to_json(group.pace_b.ns_per_step()))}};
    return json;
}

} // namespace

Json contest_json(const analysis::Contest &contest) {
    Json json;
    for (std::size_t i = 0; i < contest.verdicts.size(); ++i)
        json["verdicts"][analysis::verdict_names[i]] = contest.verdicts[i];
    json["family"] = contest.family;
    json["settings"] = Json::array();
    for (const analysis::SettingContest &setting : contest.settings)
        json["settings"].push_back(setting_json(setting));
    return json;
}

} // namespace thalweg::cli
