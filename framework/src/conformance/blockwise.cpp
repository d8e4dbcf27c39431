// SPDX-License-Identifier: MIT
#include "conformance/blockwise.hpp"

#include "conformance/drive.hpp"

#include <cmath>
#include <fmt/format.h>

namespace thalweg::conformance {

namespace {

using testing::Optimizer;

const std::vector<Block> all_blocks = {{.name = "first", .role = Role::hidden, .shape = {4, 2}},
                                       {.name = "second", .role = Role::bias, .shape = {4}},
                                       {.name = "third", .role = Role::hidden, .shape = {3, 5}},
                                       {.name = "fourth", .role = Role::norm, .shape = {3}}};
constexpr std::size_t dimension = 30;
/// Where x is cut: the blocks before it, and the coordinates, on a cache line and off it.
struct Border {
    std::ptrdiff_t blocks;
    std::size_t offset;
};
constexpr Border borders[] = {{1, 8}, {2, 12}, {3, 27}};

/// An instance for coordinates [from, from + the size of the blocks) of x.
class Stretch {
public:
    Stretch(const Subject &subject, std::size_t from, std::size_t to, const std::vector<Block> &blocks)
        : from_(from), optimizer_(subject.component(), part_of_start(from, to),
                                  settings_of(subject.offer().description), blocks) {}

    /// Step k, for the gradient sin(k + i) in coordinate i of the whole.
    void step(int k) {
        std::vector<double> g(optimizer_.x().size());
        for (std::size_t i = 0; i < g.size(); ++i)
            g[i] = std::sin(k + static_cast<double>(from_ + i));
        optimizer_.update(g, std::cos(k));
    }
    /// x and the solution of these coordinates, within those of the whole.
    void write(std::vector<double> &points) const {
        const thalweg::Vector solution = optimizer_.solution();
        std::copy(optimizer_.x().begin(), optimizer_.x().end(), points.begin() + place(0));
        std::copy(solution.begin(), solution.end(), points.begin() + place(dimension));
    }

private:
    static std::vector<double> part_of_start(std::size_t from, std::size_t to) {
        const std::vector<double> x = start(dimension);
        return {x.begin() + static_cast<std::ptrdiff_t>(from), x.begin() + static_cast<std::ptrdiff_t>(to)};
    }
    std::ptrdiff_t place(std::size_t first) const { return static_cast<std::ptrdiff_t>(first + from_); }

    std::size_t from_;
    Optimizer optimizer_;
};

/// The first step after which two stretches are not where the whole is; 0: there is none.
int first_difference(const Subject &subject, const Border &border) {
    const auto cut = all_blocks.begin() + border.blocks;
    Stretch whole(subject, 0, dimension, all_blocks);
    Stretch left(subject, 0, border.offset, {all_blocks.begin(), cut});
    Stretch right(subject, border.offset, dimension, {cut, all_blocks.end()});
    std::vector<double> expected(2 * dimension), points(2 * dimension);
    for (int k = 1; k <= 20; ++k) {
        for (Stretch *stretch : {&whole, &left, &right})
            stretch->step(k);
        whole.write(expected);
        left.write(points);
        right.write(points);
        if (!same_bits(points, expected))
            return k;
    }
    return 0;
}

} // namespace

Outcome blockwise(const Subject &subject) {
    if ((subject.offer().optimizer.flags & THALWEG_OPT_BLOCKWISE) == 0)
        return {.inapplicable = "it does not say that it treats blocks independently"};
    for (const Border &border : borders)
        if (const int k = first_difference(subject, border); k != 0)
            return {{{fmt::format("x cut at coordinate {}, between two blocks, moves otherwise in step {}",
                                  border.offset, k),
                      place(subject, dimension),
                      "it says BLOCKWISE: where values go by role, each stretch of x has an instance",
                      "let no coordinate depend on those of other blocks, or on dim; or drop the flag"}}};
    return {};
}

} // namespace thalweg::conformance
