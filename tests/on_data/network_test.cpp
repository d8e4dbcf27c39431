// SPDX-License-Identifier: MIT
// Networks: exact derivatives whatever the activation, batches, splits, layouts, starts, and no allocation.
#include "conformance/counted_malloc.hpp"
#include "driven.hpp"

#include <cmath>

using namespace on_data;

namespace {

using Widths = std::vector<std::int64_t>;

const std::string digits = THALWEG_SOURCE_DIR "/experiments/data/digits.csv.gz";

std::vector<double> shifted(std::vector<double> x, const std::vector<double> &v, double t) {
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] += t * v[i];
    return x;
}
/// No direction of symmetry.
std::vector<double> direction(std::size_t d) {
    std::vector<double> v(d);
    for (std::size_t i = 0; i < d; ++i)
        v[i] = std::cos(static_cast<double>(3 * i + 1));
    return v;
}

} // namespace

// Central differences with h = 1e-5: h² times the third derivative along v, which is below 1e3 here, so 1e-7
// of max(1, slope); the kinks of relu are at no u of these weights within h, as the agreement shows.
TEST_CASE("mlp: gradient and Hessian-vector product are slopes, with two hidden layers and each activation") {
    for (const char *activation : {"relu", "tanh", "sigmoid", "softplus"})
        for (const char *task : {"classes", "numbers"}) {
            INFO(activation << ", " << task);
            const Objective net(
                plugins()["mlp"],
                {{"activation", activation}, {"task", task}, {"hidden", Widths{7, 5}}, {"l2", 0.25}});
            const std::vector<double> x = shifted(drawn_start(net, 1, 2), direction(net.dimension()), 0.05);
            const std::vector<double> v = direction(net.dimension());
            const double h = 1e-5;
            const auto g = net.gradient(x), above = net.gradient(shifted(x, v, h)),
                       below = net.gradient(shifted(x, v, -h)), hv = hessian_vector(net, x, v);
            double along = 0;
            for (std::size_t i = 0; i < x.size(); ++i)
                along += g[i] * v[i];
            CHECK(
                along ==
                Approx((net.value(shifted(x, v, h)) - net.value(shifted(x, v, -h))) / (2 * h)).epsilon(1e-7));
            for (std::size_t i = 0; i < x.size(); ++i)
                CHECK(std::abs(hv[i] - (above[i] - below[i]) / (2 * h)) <=
                      1e-6 * std::max(1.0, std::abs(hv[i])));
        }
}

TEST_CASE("mlp: the layout names each layer, and covers x once") {
    const Objective net(plugins()["mlp"], {{"hidden", Widths{7, 5}}});
    const thalweg_layout &layout = *net.problem().layout;
    struct Expected {
        const char *name;
        std::uint32_t role;
        std::uint64_t offset, rows, columns;
    };
    const Expected expected[] = {
        {"layer1.weight", THALWEG_ROLE_INPUT, 0, 3, 7},   {"layer1.bias", THALWEG_ROLE_BIAS, 21, 7, 1},
        {"layer2.weight", THALWEG_ROLE_HIDDEN, 28, 7, 5}, {"layer2.bias", THALWEG_ROLE_BIAS, 63, 5, 1},
        {"layer3.weight", THALWEG_ROLE_OUTPUT, 68, 5, 3}, {"layer3.bias", THALWEG_ROLE_BIAS, 83, 3, 1},
    };
    REQUIRE(layout.n_blocks == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        const thalweg_block &block = *layout.blocks[i];
        CHECK(std::string(block.name) == expected[i].name);
        CHECK(block.role == expected[i].role);
        CHECK(block.offset == expected[i].offset);
        CHECK(block.rank == (block.role == THALWEG_ROLE_BIAS ? 1 : 2));
        CHECK(block.shape[0] == expected[i].rows);
        CHECK(block.shape[1] == expected[i].columns);
    }
    CHECK(net.dimension() == 86);
}

TEST_CASE("mlp: starts are uniform within He's and Glorot's limits, and others by index and seed") {
    const Objective net(plugins()["mlp"], {{"activation", "relu"}, {"hidden", Widths{200}}});
    const auto x = drawn_start(net, 0, 1);
    double most = 0, square = 0;
    for (std::size_t i = 0; i < 600; ++i) { // 3 x 200
        most = std::max(most, std::abs(x[i]));
        square += x[i] * x[i] / 600;
    }
    CHECK(most <= std::sqrt(2.0)); // √(6/3)
    CHECK(most > 0.98 * std::sqrt(2.0));
    CHECK(std::abs(square - 2.0 / 3) < 0.1); // limit²/3; the mean of 600 has a deviation of 0.024
    for (std::size_t i = 600; i < 800; ++i)
        CHECK(x[i] == 0); // biases
    for (std::size_t i = 800; i < 1400; ++i)
        CHECK(std::abs(x[i]) <= std::sqrt(6.0 / 203));
    CHECK(drawn_start(net, 0, 1) == x);
    CHECK(drawn_start(net, 1, 1) != x);
    CHECK(drawn_start(net, 0, 2) != x);
}

TEST_CASE(
    "minibatches: a batch of all samples in order is the whole split, and repeated samples count twice") {
    const Objective net(plugins()["mlp"], {{"file", digits}, {"divide_by", 16.0}, {"rows", 300.0}});
    const auto x = drawn_start(net, 0, 1);
    std::vector<std::uint64_t> all(300);
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    Request batch(THALWEG_W_F | THALWEG_W_G, x, all);
    REQUIRE(net.evaluate(batch.eval) == THALWEG_OK);
    CHECK(batch.f[0] == net.value(x));
    CHECK(batch.g == net.gradient(x));
    CHECK(batch.eval.samples == 300);
    Request first(THALWEG_W_F, x, {0}), second(THALWEG_W_F, x, {299}), mixed(THALWEG_W_F, x, {0, 299, 0});
    for (Request *request : {&first, &second, &mixed})
        REQUIRE(net.evaluate(request->eval) == THALWEG_OK);
    CHECK(mixed.f[0] == Approx((2 * first.f[0] + second.f[0]) / 3));
    CHECK(mixed.eval.samples == 3);
}

TEST_CASE("splits: each has its value and accuracy, l2 is of train alone, and an empty one is refused") {
    const Objective shares(plugins()["softmax_regression"],
                           {{"file", digits}, {"valid", 0.1}, {"test", 0.2}, {"l2", 1.0}});
    std::vector<double> x(650, 0.0);
    x[640] = 1; // the bias of digit 0: the first class is guessed everywhere
    CHECK(accuracy(shares, x, THALWEG_SPLIT_TEST) == Approx(35.0 / 359)); // zcat | tail -359 | grep -c ',0$'
    const double loss = shares.value(x, THALWEG_SPLIT_TEST), e = std::exp(1.0);
    CHECK(loss == Approx(std::log(e + 9) - 35.0 / 359));
    x[0] = 1; // a corner pixel, 0 in every picture: only the penalty sees it
    CHECK(shares.value(x, THALWEG_SPLIT_TEST) == Approx(loss));
    const auto without = x;
    x[0] = 3;
    CHECK(shares.value(x) - shares.value(without) == Approx(4)); // ½ (9 - 1)
    const Objective whole(plugins()["softmax_regression"], {{"file", digits}});
    Request test(THALWEG_W_F, x);
    test.eval.split = THALWEG_SPLIT_TEST;
    CHECK(whole.evaluate(test.eval) == THALWEG_E_UNSUPPORTED);
    CHECK(std::isnan(accuracy(whole, x, THALWEG_SPLIT_TEST)));
}

TEST_CASE("mlp: nothing is allocated after the first evaluation") {
    const auto counter = thalweg::conformance::counted_malloc();
    if (counter.start == nullptr)
        return; // a sanitizer's malloc
    const Objective net(plugins()["mlp"], {{"file", digits}, {"hidden", Widths{100, 50}}});
    Request full(THALWEG_W_F | THALWEG_W_G | THALWEG_W_HV, drawn_start(net, 0, 1));
    Request batch(THALWEG_W_F | THALWEG_W_G | THALWEG_W_HV, drawn_start(net, 0, 1), {5, 3, 3});
    REQUIRE(net.evaluate(full.eval) == THALWEG_OK);
    counter.start();
    const bool fine = net.evaluate(full.eval) == THALWEG_OK && net.evaluate(batch.eval) == THALWEG_OK;
    CHECK(counter.stop() == 0);
    CHECK(fine);
}

TEST_CASE("mlp: a million parameters are evaluated, and what no machine holds is refused") {
    const Objective net(plugins()["mlp"], {{"hidden", Widths{1000, 1000}}});
    CHECK(net.dimension() == 1'008'003); // 4 · 1000 + 1001 · 1000 + 1001 · 3
    const auto x = drawn_start(net, 0, 1);
    CHECK(std::isfinite(net.value(x)));
    CHECK_THROWS_WITH(Objective(plugins()["mlp"], {{"hidden", Widths{1'000'000, 1'000'000}}}),
                      Catch::StartsWith("its weights: it needs "));
}
