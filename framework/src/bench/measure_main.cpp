// SPDX-License-Identifier: MIT
// The program that measures: loads one plugin and times the optimizers that it is asked for. Started by the
// host.
#include "bench/asked.hpp"
#include "bench/measure.hpp"
#include "bench/messages.hpp"
#include "bench/rule.hpp"
#include "library/channel.hpp"
#include "library/interview.hpp"
#include "library/library.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace {

using namespace thalweg;
using nlohmann::json;

bench::LoadAnswer load(library::Library &library, const std::string &file) {
    bench::LoadAnswer answer;
    try {
        for (const library::Offer &offer : library.load(file).offers())
            answer.components.push_back(offer.description);
    } catch (const Errors &errors) {
        for (const Error &error : errors.list)
            answer.refusals.push_back({error.what, error.where, error.why, error.fix});
    }
    return answer;
}

bench::MeasureAnswer measure(const library::Library &library, const bench::MeasureRequest &request,
                             const bench::Terms &terms, const std::string &last_words) {
    const std::string &name = request.objective;
    const library::Offer *offer = library.find(library::Kind::optimizer, name);
    if (offer == nullptr)
        return {.refusal = "its plugin no longer has it"};
    try {
        const auto make = offer->optimizer.update != nullptr ? bench::make_rule : bench::make_asking;
        const bench::Works works = make(library, name, request.parameters, request.dimension);
        if (!works.failure.empty())
            return {.failure = last_words.empty() ? works.failure : works.failure + ": " + last_words};
        if (!works.refusal.empty())
            return {.refusal = works.refusal};
        return {.document = bench::measure(fmt::format("{}/{}", name, request.dimension), works, terms),
                .note = works.note};
    } catch (const Errors &errors) {
        const Error &error = errors.list.front();
        return {.refusal = error.why.empty() ? error.what : error.why};
    } catch (const std::bad_alloc &) {
        return {.refusal = "there is not enough memory"};
    }
}

} // namespace

int main(int argc, char **argv) {
    if (argc < 3 || !library::bind_to_parent(argv[2]))
        return static_cast<int>(Exit::fault);
    ::fcntl(library::vet_descriptor, F_SETFD,
            FD_CLOEXEC); // what a plugin starts does not keep the channel open
    library::Channel channel(library::vet_descriptor);
    json message;
    if (channel.receive(message) != library::Channel::Outcome::arrived)
        return static_cast<int>(Exit::fault);
    const auto request = message.get<bench::LoadRequest>();
    const std::chrono::seconds limit(request.terms.limit_seconds);
    std::string last_words; // of the plugin: why it failed
    library::Library library(library::HostServices([&last_words](int level, std::string_view text) {
        constexpr int error = 4;
        if (level >= error)
            last_words = text;
    }));
    library::limit_processor_time(limit);
    channel.send(load(library, request.file));
    while (channel.receive(message) == library::Channel::Outcome::arrived) {
        library::limit_processor_time(limit);
        channel.send(measure(library, message.get<bench::MeasureRequest>(), request.terms, last_words));
    }
    ::_exit(0); // no destructor of a plugin runs
}
