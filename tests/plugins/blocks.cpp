// SPDX-License-Identifier: MIT
// An objective whose x has blocks of every role, and a rule that decays: what each does can be worked by
// hand.
#include <thalweg/plugin.hpp>

#include <cstdint>

/// f = |x|²/2: the gradient is x, and each coordinate goes its own way. Borders at 10, 13, 16, 20 and 21:
/// only the third is on a cache line.
struct Layered {
    static constexpr auto name = "layered";
    static constexpr auto dimensions = thalweg::only(23);

    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (const double u : x)
            sum += u * u / 2;
        return sum;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const { std::copy(x.begin(), x.end(), g.begin()); }
    thalweg::Problem problem(std::size_t d) const {
        using thalweg::Role;
        return {.start = std::vector<double>(d, 8.0),
                .layout = {{"weights", Role::hidden, {2, 5}},
                           {"offsets", Role::bias, {3}},
                           {"scales", Role::norm, {3}},
                           {"last", Role::output, {2, 2}},
                           {"free", Role::other, {1}},
                           {"first", Role::input, {2, 1}}}};
    }
};

/// x ← x − lr · (g + decay · x), so many times; signs instead of g where `signed` says so. Its solution is
/// the mean of all x. It fails where a vector is not aligned or the layout is not that of its x.
struct Decaying {
    static constexpr auto name = "decaying";
    static constexpr bool blockwise = true;

    double learning_rate = 0.5, decay = 0;
    std::int64_t repeats = 1;
    bool of_signs = false;
    static constexpr thalweg::Parameter<Decaying> parameters[] = {
        {"learning_rate", &Decaying::learning_rate, thalweg::step_length, "step length"},
        {"decay", &Decaying::decay, thalweg::at_least(0), "pull to 0"},
        {"repeats", &Decaying::repeats, thalweg::at_least(1), "steps with one gradient"},
        {"of_signs", &Decaying::of_signs, thalweg::any_number, "only the sign of g counts"},
    };

    thalweg::Vector sum;
    double steps = 0;
    void reset(const thalweg::Start &start) {
        std::uint64_t covered = 0;
        for (std::uint64_t b = 0; b < start.layout->n_blocks; ++b) {
            const thalweg_block &block = *start.layout->blocks[b];
            require(block.offset == covered, "a block of the layout is not where the one before ends");
            covered += block.shape[0] * (block.rank > 1 ? block.shape[1] : 1);
        }
        require(covered == start.dimension, "the layout does not cover x");
        require_aligned(start.x0.data());
        sum.assign(start.dimension, 0);
        steps = 0;
    }
    void update(thalweg::Span x, thalweg::ConstSpan g) {
        require_aligned(x.data());
        require_aligned(g.data());
        for (std::int64_t n = 0; n < repeats; ++n)
            for (std::size_t i = 0; i < x.size(); ++i)
                x[i] -= learning_rate * ((of_signs ? (g[i] > 0) - (g[i] < 0) : g[i]) + decay * x[i]);
        for (std::size_t i = 0; i < x.size(); ++i)
            sum[i] += x[i];
        ++steps;
    }
    void solution(thalweg::ConstSpan x, thalweg::Span out) const {
        require_aligned(x.data());
        require_aligned(out.data());
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = steps > 0 ? sum[i] / steps : x[i];
    }

private:
    static void require(bool condition, const char *otherwise) {
        if (!condition)
            throw std::logic_error(otherwise);
    }
    static void require_aligned(const double *data) {
        require(reinterpret_cast<std::uintptr_t>(data) % 64 == 0, "a vector does not begin on a cache line");
    }
};

THALWEG_PLUGIN(Layered, Decaying)
