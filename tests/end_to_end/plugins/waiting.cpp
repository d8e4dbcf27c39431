// SPDX-License-Identifier: MIT
// A parabola that goes no further than E2E_WAIT_AT says (load, problem, gradient), once it has made the file
// E2E_MARK: so that a test knows where the program is.
#include <thalweg/plugin.hpp>

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace {

void wait_at(const std::string &place) {
    const char *where = std::getenv("E2E_WAIT_AT"); // NOLINT(concurrency-mt-unsafe): one thread
    const char *mark = std::getenv("E2E_MARK");     // NOLINT(concurrency-mt-unsafe): one thread
    if (where == nullptr || mark == nullptr || place != where)
        return;
    std::ofstream(mark) << "here\n";
    for (;;)
        ::pause();
}

const bool is_loaded = (wait_at("load"), true);

} // namespace

struct Waiting {
    static constexpr auto name = "waiting";

    double value(double x) const { return x * x; }
    double gradient(double x) const {
        if (is_loaded)
            wait_at("gradient");
        return 2 * x;
    }
    thalweg::Problem problem(std::size_t) const {
        wait_at("problem");
        return {.start = {8}, .f_opt = 0};
    }
};
THALWEG_PLUGIN(Waiting)
