// SPDX-License-Identifier: MIT
// The child of a Vetting: loads plugins and makes objectives on request, and says before each call what it
// will call.
#include "error.hpp"
#include "library/channel.hpp"
#include "library/instance.hpp"
#include "library/library.hpp"
#include "library/vet_process.hpp"
#include "library/vetting.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace thalweg::library {

namespace {

using nlohmann::json;

/// One line of a note: the reasons of a refusal, the file before them.
std::string to_note(const std::filesystem::path &file, const Errors &refusal) {
    std::string note = file.string() + " is left out: ";
    for (std::size_t i = 0; i < refusal.list.size(); ++i) {
        const Error &error = refusal.list[i];
        note += fmt::format("{}{} ({}; {})", i > 0 ? "; " : "", error.what, error.why, error.fix);
    }
    return note;
}

json load(Library &library, const std::filesystem::path &file) {
    try {
        const Module &module = library.load(file);
        const Plugin &plugin = module.plugin();
        json components = json::array();
        for (const Offer &offer : module.offers())
            components.push_back(offer.description);
        return {{"path", plugin.path},       {"name", plugin.name},
                {"version", plugin.version}, {"build_info", plugin.build_info},
                {"components", components},  {"notes", module.notes()}};
    } catch (const Errors &refusal) {
        return {{"refusal", to_note(file, refusal)}};
    }
}

json answer(const Library &library, Channel &channel, const Probe &probe) {
    try {
        const ObjectiveInstance instance(library, {.component = probe.objective,
                                                   .parameters = probe.parameters,
                                                   .dimension = probe.dimension,
                                                   .seed = probe.seed,
                                                   .folder = probe.folder,
                                                   .before_call = [&](std::string_view function) {
                                                       channel.send({{"calls", function}});
                                                   }});
        channel.send({{"calls", "destroy"}});
        return {{"problem", instance.description()}};
    } catch (const Errors &refusal) {
        return {{"refusal",
                 refusal.list.front().why.empty() ? refusal.list.front().what : refusal.list.front().why}};
    }
}

} // namespace

bool bind_to_parent(const char *parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGTTOU, SIG_IGN); // what a plugin prints in the background must not stop it
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    return std::to_string(::getppid()) == parent; // else it had died before prctl
}

int vet_main(int argc, char **argv) {
    if (argc < 3 || !bind_to_parent(argv[2]))
        return static_cast<int>(Exit::fault);
    ::fcntl(vet_descriptor, F_SETFD, FD_CLOEXEC); // what a plugin starts does not keep the channel open
    Channel channel(vet_descriptor);
    Library library;
    json request;
    while (channel.receive(request) == Channel::Outcome::arrived) {
        if (request.contains("load")) {
            for (const auto &file : request.at("load")) {
                channel.send({{"loads", file}});
                channel.send(load(library, file.get<std::string>()));
            }
        } else {
            const json reply = answer(library, channel, request.at("probe").get<Probe>());
            channel.send(reply);
        }
    }
    ::_exit(0); // no destructor of a plugin runs
}

} // namespace thalweg::library
