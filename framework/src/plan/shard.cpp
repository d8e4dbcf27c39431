// SPDX-License-Identifier: MIT
#include "plan/shard.hpp"

#include "error.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace thalweg::plan {

namespace {

/// A number of at least 1, and nothing else; 0 where it is not.
std::uint64_t read_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

Errors no_shard(std::string_view text, std::uint64_t of) {
    return Errors(Error{
        .what = fmt::format("\"{}\" is no shard", text),
        .where = "--shard",
        .excerpt = {},
        .why = of > 0 ? fmt::format("shards count from 1: of {} there are 1/{} to {}/{}", of, of, of, of)
                      : "a shard is K/N, the K-th of N parts; shards count from 1",
        .fix = of > 0 ? fmt::format("write `--shard 1/{}`", of) : "write `--shard 1/2`, say"});
}

/// How many of `runs` are in the first `k` of `n` blocks that are as even as can be.
std::uint64_t first_blocks(std::uint64_t runs, std::uint64_t k, std::uint64_t n) {
    return runs / n * k + std::min(k, runs % n);
}

std::uint64_t count_runs(const Matrix &matrix) {
    const Counts counts = matrix.counts();
    if (counts.exact)
        return counts.runs;
    Cell cell;
    std::uint64_t runs = 0;
    for (std::uint64_t id = 0; id < matrix.size(); ++id)
        runs += matrix.at(id, cell) ? 1 : 0;
    return runs;
}

} // namespace

ShardName read_shard(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::uint64_t of = slash < text.size() ? read_number(text.substr(slash + 1)) : 0;
    const ShardName name{read_number(text.substr(0, slash)), of};
    if (name.number == 0 || name.number > of)
        throw no_shard(text, of);
    return name;
}

std::string to_text(ShardName name) { return fmt::format("{}/{}", name.number, name.of); }

Shard::Shard(const Matrix &matrix, ShardName name)
    : name_(name),
      permutation_(matrix.size(), stream_seed(fmt::format("shards of seed {}", matrix.spec().seed))) {
    const std::uint64_t runs = count_runs(matrix);
    begin_ = first_blocks(runs, name.number - 1, name.of);
    end_ = first_blocks(runs, name.number, name.of);
    runs_ = end_ - begin_;
    if (runs < matrix.size() && runs_ > 0)
        skip_holes(matrix);
}

bool Shard::contains(std::uint64_t run_id) const {
    const std::uint64_t place = permutation_.place_of(run_id);
    return begin_ <= place && place < end_;
}

/// begin_ and end_ count runs; from here on they count cells, those included that are no run.
void Shard::skip_holes(const Matrix &matrix) {
    Cell cell;
    std::uint64_t place = 0, runs = 0;
    const auto place_after = [&](std::uint64_t wanted) {
        while (runs < wanted && place < matrix.size())
            runs += matrix.at(permutation_.at(place++), cell) ? 1 : 0;
        return place;
    };
    begin_ = place_after(begin_);
    end_ = place_after(end_);
}

} // namespace thalweg::plan
