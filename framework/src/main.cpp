// SPDX-License-Identifier: MIT
// thalweg: the command line, or, when it executes itself, a worker or the child that vets or checks plugins.
#include "cli/cli.hpp"
#include "conformance/check_process.hpp"
#include "conformance/counted_malloc.hpp"
#include "experiment/estimate.hpp"
#include "library/vetting.hpp"
#include "pool/supervisor.hpp"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <span>
#include <string_view>
#include <thread>
#include <unistd.h>

namespace {

/// Where stdin, stdout or stderr is closed, the next file that is opened would be taken for it.
void open_missing_streams() {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
        if (::fcntl(stream, F_GETFD) < 0)
            (void)!::open("/dev/null", O_RDWR); // the lowest number that is free: this one
}

} // namespace

int main(int argc, char **argv) {
    using namespace thalweg;
    const std::string_view verb = argc > 1 ? argv[1] : "";
    if (verb == "__worker")
        return pool::worker_main(argc - 1, argv + 1);
    if (verb == "__vet")
        return library::vet_main(argc, argv);
    if (verb == "__check")
        return conformance::check_main(argc, argv, conformance::counted_malloc());

    open_missing_streams();
    std::signal(SIGPIPE, SIG_IGN); // a closed stdout is seen where it is written to, and is no error
    std::signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is seen where they are written
    std::signal(SIGCHLD, SIG_DFL); // else, where who started us ignored it, nobody learns how a worker ended
    cli::Context context = cli::make_context();
    std::unique_ptr<library::Vetting> vetting; // the child lives while there may be questions
    context.vet = [&](const std::vector<std::filesystem::path> &plugin_path) {
        vetting = std::make_unique<library::Vetting>(plugin_path);
        return vetting->catalog();
    };
    context.probe = [&](const std::vector<library::Probe> &probes) { return vetting->probe(probes); };
    context.end_vetting = [&] { vetting.reset(); };
    context.estimate_seconds = [](const plan::Matrix &matrix, const pool::Job &job) {
        return experiment::estimate_seconds(matrix, job, std::max(1u, std::thread::hardware_concurrency()));
    };
    context.restart_with = [&](const char *name, const std::string &value) {
        ::setenv(name, value.c_str(), 1);
        ::execv("/proc/self/exe", argv);
    };
    const std::span<const char *const> arguments(argv + 1, argc > 0 ? static_cast<std::size_t>(argc - 1) : 0);
    return static_cast<int>(cli::main_of(arguments, std::move(context)));
}
