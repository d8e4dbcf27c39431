// SPDX-License-Identifier: MIT
#include "results/difference.hpp"

#include "results/deviation.hpp"
#include "results/gather.hpp"
#include "results/schema.hpp"
#include "results/stored_state.hpp"

#include <algorithm>

namespace thalweg::results {

namespace {

constexpr std::uint64_t rows_at_once = std::uint64_t{1} << 16;

/// Runs of both sides, in the same order.
struct Pairs {
    std::vector<Spot> a, b;
};

void name(const Stored &side, std::uint64_t row, std::vector<Identity> &names) {
    if (names.size() < Differences::most_named)
        names.push_back(side.run(row));
}

/// Reads some runs of each side and compares them.
class Comparer {
public:
    Comparer(const Stored &a, const Stored &b) : a_(a.state()), b_(b.state()), layout_(a_.inputs.layout()) {
        unite(layout_, b_.inputs.layout());
    }
    const Block &layout() const { return layout_; }

    void compare(std::span<const Spot> a, std::span<const Spot> b, Differences &differences) const {
        a_.inputs.each_block(a, rows_at_once, [&](std::span<const Spot> some_a) {
            std::span<const Spot> left = some_a;
            b_.inputs.each_block(b.first(some_a.size()), rows_at_once, [&](std::span<const Spot> some_b) {
                add(left.first(some_b.size()), some_b, differences);
                left = left.subspan(some_b.size());
            });
            b = b.subspan(some_a.size());
        });
    }

private:
    void add(std::span<const Spot> a, std::span<const Spot> b, Differences &differences) const {
        Catalogs catalogs; // of these runs only, so that memory stays what it is
        const Block block_a = read(a_, a, catalogs), block_b = read(b_, b, catalogs);
        add_runs({block_a, block_b, catalogs}, differences);
    }
    Block read(const Stored::State &side, std::span<const Spot> spots, Catalogs &catalogs) const {
        return side.guarded([&] {
            Cursor cursor;
            Block block = side.inputs.read(spots, cursor, catalogs);
            conform(block, layout_);
            return block;
        });
    }

    const Stored::State &a_, &b_;
    Block layout_;
};

/// The values that gather() leaves to its pieces.
Block whole(Gathered gathered) {
    Block block = std::move(gathered.block);
    gathered.block = block;
    each_piece(gathered, [&](const Block &piece) {
        for (std::size_t t = 0; t < block.tables.size(); ++t)
            for (std::size_t c = 0; c < block.tables[t].columns.size(); ++c) {
                auto &bytes = block.tables[t].columns[c].bytes;
                const auto &more = piece.tables[t].columns[c].bytes;
                bytes.insert(bytes.end(), more.begin(), more.end());
            }
    });
    return block;
}

} // namespace

Differences compare(const Stored &a, const Stored &b, const Compared &compared) {
    constexpr std::uint64_t runs_at_once = 65'536;
    const Comparer comparer(a, b);
    Differences differences;
    differences.columns = count_columns(comparer.layout());
    std::vector<bool> met(b.size(), false);
    const auto &spots_a = a.state().spots(), &spots_b = b.state().spots();
    for (std::uint64_t first = 0; first < spots_a.size(); first += runs_at_once) {
        Pairs pairs;
        const std::uint64_t end = std::min<std::uint64_t>(spots_a.size(), first + runs_at_once);
        for (std::uint64_t row = first; row < end; ++row) {
            const auto other = b.find(a.state().keys()[row]);
            if (!other) {
                ++differences.only_a;
                name(a, row, differences.named_only_a);
                continue;
            }
            met[*other] = true;
            pairs.a.push_back(spots_a[row]);
            pairs.b.push_back(spots_b[*other]);
        }
        comparer.compare(pairs.a, pairs.b, differences);
        if (compared)
            compared(end);
    }
    for (std::uint64_t row = 0; row < met.size(); ++row)
        if (!met[row]) {
            ++differences.only_b;
            name(b, row, differences.named_only_b);
        }
    return differences;
}

Against::Against(const Stored &stored) : stored_(stored) {}

void Against::compare(const Head &head, std::span<const FinishedRun> runs) {
    if (runs.empty())
        return;
    const Stored::State &side = stored_.state();
    Catalogs catalogs;
    Gathered gathered = gather(head, runs, plan::labels, catalogs);
    std::vector<Spot> spots;
    for (const FinishedRun &run : gathered.runs)
        spots.push_back(side.spots().at(side.find(run.cell->key).value()));
    Block again = whole(std::move(gathered));
    Block layout = side.inputs.layout();
    unite(layout, again);
    Block before = side.guarded([&] {
        Cursor cursor;
        return side.inputs.read(spots, cursor, catalogs);
    });
    conform(before, layout);
    conform(again, layout);
    differences_.columns = std::max(differences_.columns, count_columns(layout));
    add_runs({before, again, catalogs}, differences_);
}

} // namespace thalweg::results
