// SPDX-License-Identifier: MIT
// `thalweg doctor`: whether runs are possible here, and what disturbs them.
#include "doctor/doctor.hpp"

#include "cli/doctor_text.hpp"
#include "cli/plugin_findings.hpp"
#include "cli/self_test.hpp"
#include "cli/verbs.hpp"
#include "experiment/machine_memory.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

namespace thalweg::cli {

namespace {

struct DoctorOptions {
    bool json = false;
};

doctor::Findings look_around(const Session &session) {
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    library::Catalog catalog;
    doctor::Findings findings;
    for (const doctor::Findings &part :
         {doctor::look_at_build(), look_at_plugins(session.globals, session.context, catalog),
          doctor::look_at_processor("/", cores), doctor::look_at_memory("/", experiment::machine_memory()),
          doctor::look_at_folder(".", doctor::Use::results),
          doctor::look_at_folder("/tmp", doctor::Use::scratch), doctor::look_at_limits("/"),
          doctor::look_at_clock("/"), doctor::look_at_tools(session.context.environment)})
        findings.insert(findings.end(), part.begin(), part.end());
    findings.push_back(test_worker(catalog, session.globals, session.context));
    return findings;
}

Exit print_findings(Session &session, const DoctorOptions &options) {
    const doctor::Findings findings = look_around(session);
    session.context.out.print(options.json ? findings_json(findings).dump(2) + "\n"
                                           : findings_text(findings));
    return is_healthy(findings) ? Exit::done : Exit::wrong;
}

} // namespace

void add_doctor(CLI::App &app, Session &session) {
    CLI::App *verb =
        add_verb(app, "doctor", "whether runs are possible here, and what disturbs them", "thalweg doctor");
    auto options = std::make_shared<DoctorOptions>();
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&session, options] {
        session.action = [&session, options] { return print_findings(session, *options); };
    });
}

} // namespace thalweg::cli
