// SPDX-License-Identifier: MIT
// A worker process: claims runs, executes them, puts what they leave into its arena.
#include "engine/engine.hpp"
#include "engine/stopwatch.hpp"
#include "pool/arena.hpp"
#include "pool/supervisor.hpp"

#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <locale>
#include <nlohmann/json.hpp>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace thalweg::pool {

namespace {

constexpr int shared_descriptor = 3, job_descriptor = 4;

std::string read_all(int descriptor) {
    struct stat info {};
    fstat(descriptor, &info);
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t have = 0;
    while (have < text.size()) {
        const ssize_t n = pread(descriptor, text.data() + have, text.size() - have, static_cast<off_t>(have));
        if (n <= 0)
            break;
        have += static_cast<std::size_t>(n);
    }
    text.resize(have);
    return text;
}

double seconds_since_1970() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// What a plugin may change for the whole process, as it was before the first run.
class Surroundings {
public:
    void restore() const {
        std::setlocale(LC_ALL, "C"); // NOLINT(concurrency-mt-unsafe): one thread
        std::locale::global(std::locale::classic());
        std::error_code ignored; // a folder that is gone concerns only those who look into it
        std::filesystem::current_path(folder_, ignored);
    }

private:
    static std::filesystem::path here() {
        std::error_code ignored;
        return std::filesystem::current_path(ignored);
    }
    std::filesystem::path folder_ = here();
};

void work(Shared &shared, std::size_t index) {
    const Job job = nlohmann::json::parse(read_all(job_descriptor)).get<Job>();
    const plan::Matrix matrix = make_matrix(job);
    std::string last_words; // the last error that a plugin logged: why its run failed
    library::Library library(library::HostServices([&last_words](int level, std::string_view text) {
        constexpr int error = 4;
        if (level >= error)
            last_words = text;
    }));
    Control &control = shared.control();
    Page &page = shared.page(index);
    for (const std::string &file : plugin_files(matrix)) {
        ++page.loading;
        library.load(file);
    }
    page.loading = 0;
    engine::Engine engine(library, matrix.spec().record);
    ArenaWriter arena(shared, index);
    engine::Record record;
    plan::Cell cell;
    const Surroundings surroundings;
    page.ready = 1;
    while (control.stop == 0) {
        const std::uint64_t id = control.next.fetch_add(1);
        if (id >= control.cells)
            break;
        if (shared.is_done(id) || !matrix.at(id, cell))
            continue;
        page.began_ns = engine::now_ns();
        page.started_at = seconds_since_1970();
        page.current = id + 1;
        surroundings.restore();
        last_words.clear();
        engine.execute(cell, page.live, record);
        if (record.status == engine::Status::failed && !last_words.empty())
            record.messages.push_back(last_words);
        page.began_ns = 0;
        record.worker = static_cast<std::uint32_t>(index);
        arena.put(record);
        if (control.stops_at_failure && engine::is_bad(record.status))
            control.stop = 1; // the supervisor would see it some runs later
        ++page.finished;
    }
    page.current = 0;
}

} // namespace

int worker_main(int argc, char **argv) {
    if (argc != 3)
        return static_cast<int>(Exit::wrong);
    // the supervisor may have died before prctl took effect
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != std::atoi(argv[2]))
        return static_cast<int>(Exit::fault);
    // Who ends all processes of a job at once means the supervisor, which lets current runs end; and what a
    // plugin prints in the background must not stop it.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTTOU})
        std::signal(signal, SIG_IGN);
    try {
        Shared shared = Shared::attach(shared_descriptor);
        work(shared, static_cast<std::size_t>(std::atoi(argv[1])));
    } catch (const Errors &errors) {
        for (const Error &error : errors.list)
            std::fputs(to_text(error).c_str(), stderr);
        std::_Exit(static_cast<int>(Exit::fault));
    } catch (const std::exception &error) {
        std::fprintf(stderr, "error: a worker failed\n  why: %s\n", error.what());
        std::_Exit(static_cast<int>(Exit::fault));
    }
    std::_Exit(0); // plugins are never unloaded, and what they do at exit concerns nobody
}

} // namespace thalweg::pool
