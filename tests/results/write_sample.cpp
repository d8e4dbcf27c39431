// SPDX-License-Identifier: MIT
// The sample experiment -> a results file each of: written at once, and compressed. For check_file.py.
#include "results/store.hpp"
#include "samples.hpp"

#include <cstdio>

int main(int count, char **arguments) try {
    using namespace thalweg;
    using namespace thalweg::results;
    if (count != 3)
        return 2;
    auto experiment = samples::small();
    write(arguments[1], experiment.head, experiment.runs());
    samples::Experiment many;
    for (std::uint64_t id = 0; id < 3000; ++id)
        many.add(id, 2);
    write_with(arguments[2], many.head, many.runs(), plan::labels, {.compress_from = 1});
    return 0;
} catch (const thalweg::Errors &errors) {
    std::fputs(thalweg::to_text(errors.list.front()).c_str(), stderr);
    return 1;
}
