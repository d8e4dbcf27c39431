// SPDX-License-Identifier: MIT
// Two sets of runs, matched by key -> which are equal, bit for bit, and where the others differ.
#pragma once

#include "results/stored.hpp"

namespace thalweg::results {

/// The first place where two runs of one key differ: what tells them apart comes first (parameters, start),
/// then the earliest step, then the facts of the end.
struct Deviation {
    plan::Key key;
    std::uint64_t run_a = 0, run_b = 0; ///< their numbers
    std::string table, column;          ///< "/observations", "f"; of a point with its coordinate: "x[3]"
    std::optional<std::uint64_t> step;
    std::string a, b;        ///< as text
    std::size_t columns = 1; ///< that differ in all
};

/// "Equal" means: all columns that are not volatile; rows of catalogs by what they say; a column that only
/// one side has counts as filled with the fill value. Runs that a clock or a signal ended (status seconds,
/// timed_out, crashed, out_of_memory) are not reproducible to the step: of those, the steps that both have
/// are compared, and not the facts of the end.
struct Differences {
    static constexpr std::size_t most_named = 10;

    std::uint64_t equal = 0, differing = 0, only_a = 0, only_b = 0;
    std::uint64_t prefixes = 0;        ///< equal or differing runs of which only the common steps count
    std::uint64_t ended_otherwise = 0; ///< of those: with another status
    std::size_t columns = 0;           ///< that are compared
    std::vector<Identity> named_only_a, named_only_b; ///< the first ones
    std::vector<Deviation> named;                     ///< likewise

    bool none() const { return differing + only_a + only_b == 0; }
};

/// Told how many runs of `a` have been compared.
using Compared = std::function<void(std::uint64_t runs)>;

/// Compares whole blocks of runs, and single runs only where a block differs. Throws Errors with Exit::wrong
/// where a file turns out to be damaged.
Differences compare(const Stored &a, const Stored &b, const Compared &compared);

/// What is stored against runs as they are executed again: side a is what is stored.
class Against {
public:
    explicit Against(const Stored &stored);
    /// Each of them is stored.
    void compare(const Head &head, std::span<const FinishedRun> runs);
    const Differences &differences() const { return differences_; }

private:
    const Stored &stored_;
    Differences differences_;
};

} // namespace thalweg::results
