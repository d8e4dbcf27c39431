// SPDX-License-Identifier: MIT
#include "stored.hpp"

#include <sys/stat.h>

#include <algorithm>

namespace end_to_end {

using namespace thalweg;

Stored::Stored(const fs::path &file) : reader_(file) { reader_.verify_digest(); }

std::string Stored::status(std::size_t row) const {
    return engine::status_names[static_cast<std::size_t>(runs().at(row).end.status)];
}

double Stored::parameter(const std::string &name, std::size_t row) const {
    return reader_.parameter(library::Kind::optimizer, name, row).get<double>();
}

std::vector<std::uint64_t> Stored::observed_steps(std::size_t row) const {
    std::vector<std::uint64_t> steps;
    for (const auto &observation : record(row).observations)
        steps.push_back(observation.step);
    return steps;
}

std::string digest_of(const fs::path &file) { return Stored(file).digest(); }

Trace trace_of(const fs::path &file) {
    struct stat about = {};
    ::stat(file.c_str(), &about);
    return {about.st_ino, fs::last_write_time(file), read_file(file)};
}

std::size_t count_parts(const fs::path &out) {
    std::error_code gone; // a merge takes the folder away
    std::size_t parts = 0;
    for (fs::directory_iterator entry(out.string() + ".parts", gone), end; !gone && entry != end;
         entry.increment(gone))
        parts += entry->path().extension() == ".h5";
    return parts;
}

std::string small_experiment(const std::string &optimizers) {
    return R"(
[experiment]
name = "small"
seed = 7
[stop]
steps = 10
[[objective]]
name = "parabola"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = [0.125, 0.25]
)" + optimizers;
}

} // namespace end_to_end
