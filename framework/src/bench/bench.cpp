// SPDX-License-Identifier: MIT
#include "bench/bench.hpp"

#include <fmt/format.h>
#include <utility>

namespace thalweg::bench {

namespace {

using Json = nlohmann::ordered_json;

Row to_row(const MeasureRequest &request, const Json &document) {
    const std::string name = fmt::format("{}/{}", request.objective, request.dimension);
    Row row{.optimizer = request.objective, .dimension = request.dimension, .refusal = failure(document)};
    row.step_ns = least_ns(document, name).value_or(0);
    row.limit_ns = least_ns(document, name + "/limit");
    row.oracle_ns = least_ns(document, name + "/oracle");
    row.bytes_per_step = counter(document, name, "bytes_per_step");
    return row;
}

} // namespace

Bench::Bench(std::filesystem::path program, const std::filesystem::path &file, Terms terms)
    : program_(std::move(program)), file_(std::filesystem::absolute(file)), terms_(terms) {
    std::error_code ignored;
    if (!std::filesystem::exists(program_, ignored))
        throw Errors(Error{.what = "the program that measures is missing",
                           .where = program_.string(),
                           .excerpt = {},
                           .why = "it belongs beside thalweg: bin/thalweg and libexec/thalweg/measure",
                           .fix = "install Thalweg again, or move the whole prefix",
                           .exit = Exit::fault});
    load();
}

void Bench::load() {
    child_ = std::make_unique<library::Interview>(program_, "__measure",
                                                  std::chrono::seconds(terms_.limit_seconds));
    nlohmann::json reply;
    if (!child_->ask(LoadRequest{file_.string(), terms_}, reply))
        throw Errors(Error{"the plugin cannot be loaded", file_.string(), "",
                           fmt::format("{} while it was loaded", child_->ending()),
                           "look at its constructors, its entry and its init"});
    auto answer = reply.get<LoadAnswer>();
    std::vector<Error> errors;
    for (const auto &[what, where, why, fix] : answer.refusals)
        errors.push_back({what, where, "", why, fix});
    if (!errors.empty())
        throw Errors(std::move(errors));
    components_ = std::move(answer.components);
}

Row Bench::measure(const MeasureRequest &request, Document &document) {
    if (!child_)
        load();
    nlohmann::json reply;
    if (!child_->ask(request, reply)) {
        const std::string ending = child_->ending();
        child_.reset();
        throw Errors(
            Error{fmt::format("optimizer \"{}\" cannot be measured in dimension {}", request.objective,
                              request.dimension),
                  file_.string(), "", ending,
                  ending.starts_with("it crashed") || ending.starts_with("it exited")
                      ? fmt::format("`thalweg check {}` says which promise it breaks", file_.string())
                      : "measure in fewer dimensions (`--dims`), or give it more time (`--limit`)"});
    }
    const auto answer = reply.get<MeasureAnswer>();
    if (!answer.failure.empty())
        throw Errors(Error{fmt::format("optimizer \"{}\" cannot be measured in dimension {}",
                                       request.objective, request.dimension),
                           file_.string(), "", answer.failure,
                           fmt::format("`thalweg check {}` says which promise it breaks", file_.string())});
    if (!answer.refusal.empty())
        return {.optimizer = request.objective, .dimension = request.dimension, .refusal = answer.refusal};
    const Json measured = Json::parse(answer.document);
    Row row = to_row(request, measured);
    row.note = answer.note;
    document.add(measured);
    return row;
}

std::filesystem::path measuring_program(const std::filesystem::path &host) {
    return host.parent_path().parent_path() / "libexec" / "thalweg" / "measure";
}

} // namespace thalweg::bench
