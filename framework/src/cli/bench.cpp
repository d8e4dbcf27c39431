// SPDX-License-Identifier: MIT
// `thalweg bench`: what a step of optimizers costs, beside the limit of the machine.
#include "bench/bench.hpp"
#include "cli/bench_choice.hpp"
#include "cli/bench_text.hpp"
#include "cli/progress.hpp"
#include "cli/snippet.hpp"
#include "cli/verbs.hpp"
#include "experiment/environment.hpp"
#include "experiment/machine_memory.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace thalweg::cli {

namespace {

struct BenchOptions {
    std::vector<std::string> words;
    std::string dimensions = "1,1000,1000000";
    std::filesystem::path json; ///< empty: none; "-": stdout
    bench::Terms terms;
};

Errors not_written(const std::filesystem::path &file, int number) {
    return Errors(Error{"the measurements cannot be written", file.string(), "", std::strerror(number),
                        "write to another file, or to stdout with `--json -`", Exit::not_written});
}

/// Before minutes of measuring. Throws Errors; leaves nothing behind.
void check_writable(const std::filesystem::path &file) {
    std::error_code missing;
    const bool was_there = std::filesystem::exists(file, missing);
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    const int number = errno;
    if (descriptor < 0 && number != ENXIO) // a pipe that nobody reads yet
        throw not_written(file, number);
    ::close(descriptor);
    if (!was_there)
        ::unlink(file.c_str());
}

void write(const std::filesystem::path &file, const std::string &text) {
    errno = 0;
    std::ofstream stream(file);
    stream << text << std::flush;
    if (!stream)
        throw not_written(file, errno);
}

bench::MeasureRequest to_request(const library::Component &optimizer, std::uint64_t dimension) {
    bench::MeasureRequest request{optimizer.name, {}, dimension, 0};
    for (const library::Parameter &parameter : optimizer.parameters)
        request.parameters.push_back(example_value(parameter));
    return request;
}

/// What was measured, and what was not.
struct Measured {
    std::vector<bench::Row> rows;
    bench::Document document;
    std::vector<Error> errors;
};

void measure(const Candidate &candidate, std::uint64_t dimension, Benches &benches, Measured &measured) {
    const library::Component &optimizer = candidate.component;
    if (const std::string lacking = lacking_memory(optimizer, dimension, experiment::machine_memory());
        !lacking.empty()) {
        measured.rows.push_back({.optimizer = optimizer.name, .dimension = dimension, .refusal = lacking});
        return;
    }
    try {
        measured.document.say("plugin." + optimizer.name, candidate.file.string());
        measured.rows.push_back(
            benches.of(candidate.file).measure(to_request(optimizer, dimension), measured.document));
    } catch (const Errors &errors) {
        measured.errors.insert(measured.errors.end(), errors.list.begin(), errors.list.end());
    }
}

Measured measure_all(const Session &session, const BenchOptions &options) {
    const auto dimensions = read_dimensions(options.dimensions, experiment::machine_memory());
    if (!options.json.empty() && options.json != "-")
        check_writable(options.json);
    Benches benches(bench::measuring_program(session.context.executable), options.terms);
    const auto candidates = choose_optimizers(options.words, benches, session.globals, session.context);
    for (const Candidate &candidate : candidates)
        benches.of(candidate.file); // what cannot be loaded is told once, before anything is measured
    Measured measured;
    measured.document.say("thalweg_version", THALWEG_VERSION);
    measured.document.say("cpu", experiment::environment().at("cpu").get<std::string>());

    ProgressOptions how = make_progress_options(session.globals, session.context);
    how.total = candidates.size() * dimensions.size();
    Progress progress(std::move(how));
    std::uint64_t done = 0;
    for (const Candidate &candidate : candidates)
        for (const std::uint64_t dimension : dimensions) {
            const std::string label = fmt::format("{} d={}", candidate.component.name, dimension);
            progress.update({.done = done++, .by_status = {}, .label = label});
            measure(candidate, dimension, benches, measured);
        }
    progress.finish();
    return measured;
}

Exit bench(Session &session, const BenchOptions &options) {
    Measured measured = measure_all(session, options);
    const nlohmann::ordered_json document = measured.document.json();
    if (document.at("context").value("cpu_scaling_enabled", false))
        warn(session.globals, session.context,
             "the processor changes its frequency: ratios hold, times vary; `thalweg doctor` says more");
    const bool json_on_stdout = options.json == "-";
    if (!measured.rows.empty()) {
        const std::string text = bench_text(measured.rows, json_on_stdout ? 0 : table_width(session.context));
        if (!json_on_stdout)
            session.context.out.print(text);
        else if (session.globals.verbosity != Verbosity::quiet)
            say(session.context, text);
    }
    const std::string json = document.dump(2) + "\n";
    if (json_on_stdout)
        session.context.out.print(json);
    else if (!options.json.empty())
        write(options.json, json);
    session.context.out.flush();
    if (!measured.errors.empty())
        throw Errors(std::move(measured.errors));
    return Exit::done;
}

} // namespace

void add_bench(CLI::App &app, Session &session) {
    CLI::App *verb =
        add_verb(app, "bench", "what a step of an optimizer costs, beside the limit of the machine",
                 "thalweg bench adam ./mine.so --dims 1,1000,1e6");
    auto options = std::make_shared<BenchOptions>();
    verb->add_option(
            "OPTIMIZER", options->words,
            "names, or plugin files (./mine.so); without any: all rules on the plugin path. Parameters "
            "are the defaults")
        ->type_name("");
    verb->add_option("--dims", options->dimensions, "dimensions, by default 1,1000,1000000")
        ->type_name("N,...");
    verb->add_option("--json", options->json, "Google Benchmark's JSON into a file; - is stdout")
        ->type_name("FILE");
    verb->add_option("--min-time", options->terms.min_seconds,
                     "processor time of one repetition, by default 0.02 s")
        ->type_name("SECONDS")
        ->check(CLI::Range(1e-4, 60.0).description(""));
    verb->add_option("--repetitions", options->terms.repetitions,
                     "how often each is measured, in random order; by default 7, the least counts")
        ->type_name("N")
        ->check(CLI::Range(1, 1000).description(""));
    verb->add_option("--limit", options->terms.limit_seconds,
                     "processor time for one optimizer in one dimension, by default 60 s")
        ->type_name("SECONDS")
        ->check(CLI::Range(1, 86'400).description(""));
    verb->callback(
        [&session, options] { session.action = [&session, options] { return bench(session, *options); }; });
}

} // namespace thalweg::cli
