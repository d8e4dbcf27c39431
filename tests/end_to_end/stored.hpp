// SPDX-License-Identifier: MIT
// A results file -> its rows, for tests that look into it.
#pragma once

#include "program.hpp"
#include "results/results.hpp"

#include <string>
#include <vector>

namespace end_to_end {

/// A results file that was made by the program, with its digest checked anew.
class Stored {
public:
    explicit Stored(const fs::path &file);

    const std::vector<thalweg::results::Run> &runs() const { return reader_.runs(); }
    std::string digest() const { return reader_.attributes().at("digest"); }
    nlohmann::json attributes() const { return reader_.attributes(); }
    thalweg::engine::Record record(std::size_t row) const { return reader_.record(row); }
    std::string status(std::size_t row) const;
    /// "optimizer", "objective" and a parameter of theirs.
    double parameter(const std::string &name, std::size_t row) const;
    std::vector<std::uint64_t> observed_steps(std::size_t row) const;
    const thalweg::results::Reader &reader() const { return reader_; }

private:
    thalweg::results::Reader reader_;
};

/// The digest of a file that the program made.
std::string digest_of(const fs::path &file);

/// What identifies a file that nobody has touched: inode, time of writing, bytes.
struct Trace {
    std::uint64_t inode = 0;
    fs::file_time_type written;
    std::string bytes;
    bool operator==(const Trace &) const = default;
};
Trace trace_of(const fs::path &file);

/// How many part files there are of OUT.
std::size_t count_parts(const fs::path &out);

/// An experiment of the built-in components that takes no time: gradient descent on the parabola.
std::string small_experiment(const std::string &optimizers = "");

} // namespace end_to_end
