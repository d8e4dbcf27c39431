// SPDX-License-Identifier: MIT
// A plugin that is well while it is vetted and ends the workers that load it: the first E2E_DEATHS of each
// place, of the places from E2E_FRAIL_FROM on. E2E_NOTES is a folder for what one process tells the next.
#include <thalweg/plugin.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace {

std::string variable(const char *name) {
    const char *text = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return text ? text : "";
}

/// The place of this worker; -1 where this is none.
int place() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    const std::string line{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::string word = std::string("__worker") + '\0';
    const auto at = line.find(word);
    return at == std::string::npos ? -1 : std::atoi(line.c_str() + at + word.size());
}

std::string note(const std::string &name) { return variable("E2E_NOTES") + "/" + name; }

/// The third run of all says so, and never ends: what is finished then is known.
void be_third_run() {
    std::ofstream{note("third")} << "now";
    for (;;)
        std::this_thread::sleep_for(std::chrono::seconds(1));
}

/// The worker that loads this.
const bool alive = [] {
    const int worker = place();
    if (worker < 0 || variable("E2E_DEATHS").empty() ||
        worker < std::atoi(variable("E2E_FRAIL_FROM").c_str()))
        return true;
    const std::string count = note("starts_" + std::to_string(worker));
    std::ofstream{count, std::ios::app} << '.';
    if (std::filesystem::file_size(count) > std::strtoull(variable("E2E_DEATHS").c_str(), nullptr, 10))
        return true;
    while (!variable("E2E_WAITS").empty() && !std::filesystem::exists(note("third")))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::_Exit(3);
}();

} // namespace

struct Frail {
    static constexpr auto name = "frail";

    double value(double x) const { return x * x; }
    double gradient(double x) const {
        static int gradients = 0; // of all runs of this process; each has two, at x0 and x1
        if (++gradients == 5 && alive && !variable("E2E_WAITS").empty())
            be_third_run();
        return 2 * x;
    }
    thalweg::Problem problem(std::size_t) const { return {.start = {8}, .f_opt = 0}; }
};
THALWEG_PLUGIN(Frail)
