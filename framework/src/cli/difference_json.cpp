// SPDX-License-Identifier: MIT
// Writes differences of bits as JSON (docs/json.md).
#include "cli/difference_text.hpp"

#include <nlohmann/json.hpp>

namespace thalweg::cli {

using Json = nlohmann::ordered_json;

Json identities_json(const std::vector<results::Identity> &identities) {
    Json list = Json::array();
    for (const results::Identity &run : identities)
        list.push_back({{"run_id", run.run_id}, {"key", plan::to_hex(run.key)}});
    return list;
}

Json conditions_json(const std::vector<results::Difference> &conditions) {
    Json list = Json::array();
    for (const results::Difference &d : conditions)
        list.push_back({{"name", d.name}, {"a", d.before}, {"b", d.now}});
    return list;
}

Json differences_json(const results::Differences &differences) {
    Json json = {{"equal", differences.equal},
                 {"differing", differences.differing},
                 {"columns", differences.columns},
                 {"prefixes", differences.prefixes},
                 {"ended_otherwise", differences.ended_otherwise}};
    json["differences"] = Json::array();
    for (const results::Deviation &d : differences.named)
        json["differences"].push_back({{"key", plan::to_hex(d.key)},
                                       {"run_id_a", d.run_a},
                                       {"run_id_b", d.run_b},
                                       {"table", d.table},
                                       {"column", d.column},
                                       {"step", d.step ? Json(*d.step) : Json()},
                                       {"a", d.a},
                                       {"b", d.b},
                                       {"columns", d.columns}});
    return json;
}

} // namespace thalweg::cli
