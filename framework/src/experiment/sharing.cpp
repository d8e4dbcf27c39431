// SPDX-License-Identifier: MIT
#include "experiment/sharing.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::experiment {

namespace {

Errors other_experiment(const std::filesystem::path &out, const std::string &others) {
    return Errors(Error{.what = "the shards at work execute another version of this experiment",
                        .where = parts_folder(out).string(),
                        .excerpt = {},
                        .why = others + " began with another experiment file or other settings",
                        .fix = "wait until they are done, or write to another file with `-o OTHER.h5`"});
}

} // namespace

void agree(const std::filesystem::path &out, Claim &claim, const nlohmann::json &manifest) {
    if (claim.is_alone()) {
        auto parts = results::Parts::open_or_create(out, manifest);
        if (parts.manifest() != manifest)
            parts.replace_manifest(manifest);
        claim.share();
        return;
    }
    const auto parts = results::Parts::open(out);
    if (parts && parts->manifest() != manifest)
        throw other_experiment(out, claim.others());
}

Left leave_or_merge(Claim &claim, const Publisher::Target &target, Publisher &publisher, State &state) {
    publisher.leave();
    const Claim::End end = claim.end_shard();
    if (end == Claim::End::others_work)
        return {.is_merged = false, .others = claim.others()};
    const auto parts = results::Parts::open(target.out);
    if (end == Claim::End::merged || !parts)
        return {.is_merged = true, .others = {}};
    if (parts->manifest() != target.manifest) // one with a grown experiment has come, and left before its end
        return {.is_merged = false, .others = "`thalweg run` with the experiment file as it is now"};
    std::error_code error;
    state.out_exists = std::filesystem::exists(target.out, error); // it may have come meanwhile
    return {.is_merged = true, .others = {}, .reader = publisher.finish()};
}

} // namespace thalweg::experiment
