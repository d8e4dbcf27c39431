// SPDX-License-Identifier: MIT
// Inputs -> the order of their runs: by run id, of each key the highest attempt.
#include "results/inputs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <tuple>

namespace thalweg::results {

namespace {

constexpr std::size_t most_named = 10;

/// One row of any input, as far as the order is concerned.
struct Candidate {
    plan::Key key;
    Spot spot;
    std::uint32_t attempt = 0;
};

/// The first few names, and how many more there are.
class Names {
public:
    void add(std::string name) {
        if (++count_ <= most_named)
            first_.push_back(std::move(name));
    }
    bool empty() const { return count_ == 0; }
    std::string text() const {
        const std::size_t more = count_ - first_.size();
        return fmt::format("{}{}", fmt::join(first_, ", "),
                           more > 0 ? fmt::format(" and {} more", more) : "");
    }

private:
    std::vector<std::string> first_;
    std::size_t count_ = 0;
};

Errors refused(const std::string &what, const Names &names, const char *fix) {
    return Errors(Error{
        .what = what, .where = {}, .excerpt = {}, .why = names.text(), .fix = fix, .exit = Exit::wrong});
}

std::vector<Candidate> candidates(const Inputs &inputs, const Renumber &renumber) {
    std::vector<Candidate> all;
    std::uint64_t runs = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        runs += inputs.at(i).runs();
    all.reserve(runs);
    Names unknown;
    for (std::uint32_t i = 0; i < inputs.size(); ++i)
        inputs.each_row(i, [&](const DoneRow &stored) {
            const Done &done = stored.done;
            const auto id = renumber ? renumber(done.key, done.run_id) : std::optional(done.run_id);
            if (!id)
                unknown.add(
                    fmt::format("run {} of {}", done.run_id, inputs.at(i).path().filename().string()));
            all.push_back({done.key, {id.value_or(0), i, stored.row}, done.attempt});
        });
    if (!unknown.empty())
        throw refused("the results hold runs that the experiment does not have", unknown,
                      "write to another file");
    return all;
}

} // namespace

Order Inputs::order(const Renumber &renumber) const {
    std::vector<Candidate> all = candidates(*this, renumber);
    // Inputs in the order given among equals, so that the outcome does not depend on the sort.
    std::sort(all.begin(), all.end(), [](const Candidate &a, const Candidate &b) {
        return std::tie(a.key, b.attempt, a.spot.input, a.spot.row) <
               std::tie(b.key, a.attempt, b.spot.input, b.spot.row);
    });
    Order order;
    order.spots.reserve(all.size());
    for (std::size_t i = 0; i < all.size();) {
        const Candidate &kept = all[i];
        order.spots.push_back(kept.spot);
        for (++i; i < all.size() && all[i].key == kept.key; ++i)
            if (all[i].attempt == kept.attempt)
                order.twins.push_back({kept.spot, all[i].spot});
    }
    all = {}; // the larger half of what this needs
    std::sort(order.spots.begin(), order.spots.end(), [](const Spot &a, const Spot &b) {
        return std::tie(a.run_id, a.input, a.row) < std::tie(b.run_id, b.input, b.row);
    });
    return order;
}

void require_distinct_ids(std::span<const Spot> spots) {
    Names names;
    for (std::size_t i = 1; i < spots.size(); ++i)
        if (spots[i].run_id == spots[i - 1].run_id)
            names.add(fmt::format("run {}", spots[i].run_id));
    if (!names.empty())
        throw refused("different runs have the same number", names, "merge files of one experiment only");
}

} // namespace thalweg::results
