// SPDX-License-Identifier: MIT
#include "trial.hpp"

#include "operations.hpp"
#include "stored.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <xxhash.h>

namespace crash {

namespace {

const std::string plugins = THALWEG_END_TO_END_DIR "/plugins";

/// XXH3-128 by the library itself, not by the code that is tested.
std::string xxh3_128(const std::string &bytes) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
    std::string text;
    for (const unsigned char byte : canonical.digest)
        text += fmt::format("{:02x}", byte);
    return text;
}

/// HDF5 is no friend of threads, nor a sanitizer's heap of forks beside them: one at a time reads, and
/// without the child that readers send ahead. What HDF5 crashes on ends the test, and `show` looks at the
/// file besides.
std::mutex &reading() {
    static std::mutex mutex;
    return mutex;
}

thalweg::results::Reader open_alone(const fs::path &file) {
    auto reader = thalweg::results::Reader::of_own(file);
    reader.verify_digest();
    return reader;
}

std::string digest_alone(const fs::path &file) {
    const std::lock_guard lock(reading());
    return open_alone(file).attributes().at("digest");
}

void add_runs(const fs::path &file, Found &found) {
    const std::lock_guard lock(reading());
    try {
        const auto stored = open_alone(file);
        for (const auto &run : stored.runs())
            found.runs.insert(to_hex(run.key));
        if (file.filename() == "out.h5" && stored.attributes().at("complete") != 1)
            found.wrong.push_back("out.h5 is there, and not complete");
    } catch (const thalweg::Errors &errors) {
        found.wrong.push_back(file.string() + " cannot be read: " + to_text(errors.list.front()));
    }
}

} // namespace

bool is_long() {
    return std::getenv("THALWEG_CRASH_LONG") != nullptr; // NOLINT(concurrency-mt-unsafe): one thread sets it
}

std::string experiment(unsigned rates) {
    std::string list;
    for (unsigned i = 1; i <= rates; ++i)
        list += fmt::format("{}{}", i > 1 ? ", " : "", 0.001 * i);
    return fmt::format(R"([experiment]
name = "trial"
[stop]
steps = 3
[[objective]]
name = "slow"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = [{}]
)",
                       list);
}

void write_experiment(const Folder &folder, unsigned rates) { folder.write("trial.toml", experiment(rates)); }

Process::Words run_words(const Process::Words &more) {
    Process::Words words{"run",           "trial.toml", "-o",         "out.h5",
                         "--plugin-path", plugins,      "--progress", "counter"};
    if (std::find(more.begin(), more.end(), "--jobs") == more.end())
        words.insert(words.end(), {"--jobs", "2"});
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

void leave_unfinished(const Folder &folder, unsigned rates) {
    write_experiment(folder, rates);
    Process process(folder, with_thalweg(run_words()), {pace(60)});
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    process.kill_everything();
}

std::string pace(unsigned milliseconds) { return fmt::format("E2E_MILLISECONDS={}", milliseconds); }

Process::Words watched(const Folder &folder, const fs::path &log, const std::string &fault) {
    Process::Words variables{"LD_PRELOAD=" CRASH_SHIM, "CRASH_FOLDER=" + folder.path().string(),
                             "CRASH_LOG=" + log.string()};
    if (!fault.empty())
        variables.push_back("CRASH_FAULT=" + fault);
    return variables;
}

Reference::Reference(unsigned rates) : file_(folder_ / "out.h5") {
    write_experiment(folder_, rates);
    const Result run = call(folder_, run_words());
    INFO(run.err);
    REQUIRE(run.code == 0);
    digest_ = digest_of(file_);
}

const Reference &reference(unsigned rates) {
    static std::map<unsigned, std::unique_ptr<Reference>> all;
    auto &one = all[rates];
    if (!one)
        one = std::make_unique<Reference>(rates);
    return *one;
}

Found look(const Folder &folder) {
    Found found;
    const fs::path parts = folder / "out.h5.parts";
    std::error_code none;
    found.manifest_is_there = fs::exists(parts / "manifest.json");
    if (found.manifest_is_there && !nlohmann::json::accept(read_file(parts / "manifest.json")))
        found.wrong.emplace_back("the manifest is no JSON");
    for (const auto &entry : fs::directory_iterator(parts, none)) {
        const fs::path file = entry.path();
        if (file.extension() == ".damaged")
            found.wrong.push_back(file.string() + " was set aside");
        if (!is_part(file))
            continue;
        found.parts.insert(file.filename());
        const std::string stem = file.stem();
        if (xxh3_128(read_file(file)) != stem.substr(stem.size() - 32))
            found.wrong.push_back(file.string() + " is not what its name says");
        else if (found.manifest_is_there) // else they are leftovers of a merge, which nobody reads again
            add_runs(file, found);
    }
    found.out_is_there = fs::exists(folder / "out.h5");
    if (found.out_is_there)
        add_runs(folder / "out.h5", found);
    return found;
}

std::vector<std::string> check_show(const Folder &folder, const Found &found) {
    const Result show = call(folder, {"show", "out.h5", "--json"});
    const int expected = found.runs.empty() ? 2 : 0; // without a run there is nothing to show
    if (show.code != expected)
        return {fmt::format("show: exit {}\n{}", show.code, show.err)};
    if (found.runs.empty())
        return {};
    const auto runs = nlohmann::json::parse(show.out).at("runs").get<std::size_t>();
    if (runs != found.runs.size())
        return {fmt::format("show finds {} runs where there are {}", runs, found.runs.size())};
    return {};
}

std::vector<std::string> resume(const Folder &folder, const Reference &reference, const fs::path &keep,
                                const Process::Words &words) {
    const Result run = call(folder, words);
    if (run.code != 0)
        return {fmt::format("resumed: exit {}\n{}", run.code, run.err)};
    std::vector<std::string> wrong;
    if (run.err.find("damaged") != std::string::npos)
        wrong.push_back("resumed: " + run.err);
    if (digest_alone(folder / "out.h5") != reference.digest())
        wrong.emplace_back("resumed: other bits than without interruption");
    for (const std::string &name : folder.names())
        if (name != "trial.toml" && !name.ends_with(".h5"))
            wrong.push_back("resumed, left over: " + name);
    if (!keep.empty())
        fs::copy_file(folder / "out.h5", keep);
    return wrong;
}

void check_same_bits(const Reference &reference, const fs::path &folder_of_files) {
    const Folder here;
    const Result same = program(here, {THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/crash/same_bits_all.py",
                                       reference.file(), folder_of_files});
    INFO(same.out << same.err);
    CHECK(same.code == 0);
}

std::string join(const std::vector<std::string> &lines) {
    std::string text;
    for (const std::string &line : lines)
        text += line + "\n";
    return text;
}

} // namespace crash
