// SPDX-License-Identifier: MIT
#include "results/pieces.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

namespace thalweg::results {

namespace {

/// Pieces of one input that one read takes, with the gaps between them.
struct Extent {
    Range from;
    std::span<const Piece> pieces;
};

/// Pieces that follow each other on both sides become one.
void join_neighbours(std::vector<Piece> &pieces) {
    std::size_t last = 0;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        Piece &before = pieces[last];
        const Piece &piece = pieces[i];
        const bool follows = piece.input == before.input && piece.from.first == before.from.end() &&
                             piece.to == before.to + before.from.count;
        if (follows)
            before.from.count += piece.from.count;
        else
            pieces[++last] = piece;
    }
    if (!pieces.empty())
        pieces.resize(last + 1);
}

/// The pieces from the front of `pieces` that lie close together in one input.
Extent next_extent(std::span<const Piece> pieces) {
    constexpr std::uint64_t smallest_gap = 64;
    Extent extent{pieces.front().from, {}};
    std::uint64_t wanted = 0;
    std::size_t count = 0;
    for (const Piece &piece : pieces) {
        const std::uint64_t end = extent.from.end();
        if (piece.input != pieces.front().input || piece.from.first > end + std::max(smallest_gap, wanted))
            break;
        extent.from.count = std::max(end, piece.from.end()) - extent.from.first;
        wanted += piece.from.count;
        ++count;
    }
    extent.pieces = pieces.first(count);
    return extent;
}

void copy_rows(const Column &from, std::uint64_t first, Column &to, const Piece &piece) {
    if (to.about.type == Type::text) {
        std::copy_n(from.texts.begin() + static_cast<std::ptrdiff_t>(first), piece.from.count,
                    to.texts.begin() + static_cast<std::ptrdiff_t>(piece.to));
        return;
    }
    const std::size_t row = to.about.row_bytes();
    std::memcpy(to.bytes.data() + piece.to * row, from.bytes.data() + first * row, piece.from.count * row);
}

/// Numbers of an input whose column is text in others.
Column as_text(const Column &numbers, const Description &wanted) {
    Column texts{wanted, {}, {}};
    for (const double number : numbers.as<double>())
        texts.texts.push_back(std::isnan(number) ? std::string() : number_json(number));
    return texts;
}

void read_extent(const Input &input, const std::string &path, const Extent &extent, Column &column) {
    const Column &stored = *input.layout().find(path)->find(column.about.name);
    const bool is_converted = column.about.type == Type::text && stored.about.type != Type::text;
    if (extent.pieces.size() == 1 && !is_converted) {
        input.read({path, extent.from, extent.pieces.front().to}, column);
        return;
    }
    Column all{is_converted ? stored.about : column.about, {}, {}};
    all.resize(extent.from.count);
    input.read({path, extent.from, 0}, all);
    if (is_converted)
        all = as_text(all, column.about);
    for (const Piece &piece : extent.pieces)
        copy_rows(all, piece.from.first - extent.from.first, column, piece);
}

} // namespace

void copy_pieces(std::vector<Piece> pieces, const std::vector<std::unique_ptr<Input>> &inputs,
                 const std::function<void(std::uint32_t)> &use, Table &table) {
    std::sort(pieces.begin(), pieces.end(), [](const Piece &a, const Piece &b) {
        return std::tie(a.input, a.from.first) < std::tie(b.input, b.from.first);
    });
    join_neighbours(pieces);
    for (std::span<const Piece> rest = pieces; !rest.empty();) {
        const Extent extent = next_extent(rest);
        rest = rest.subspan(extent.pieces.size());
        const std::uint32_t number = extent.pieces.front().input;
        const Input &input = *inputs[number];
        const Table *source = input.layout().find(table.path);
        if (source == nullptr)
            continue;
        use(number);
        for (Column &column : table.columns)
            if (source->find(column.about.name) != nullptr)
                read_extent(input, table.path, extent, column);
    }
}

} // namespace thalweg::results
