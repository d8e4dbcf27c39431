// SPDX-License-Identifier: MIT
#include "data/network.hpp"
#include "data/options.hpp"

#include <memory>

using thalweg::ConstSpan;
using thalweg::Samples;
using thalweg::Span;

/// A fully connected network (multilayer perceptron) on a data file: not convex, any number of parameters.
///
///     a₀ = u,   aₗ = φ(aₗ₋₁ Wₗ + bₗ),   z = a_L W + b        one hidden layer a number of `hidden`
///     f(x) = mean loss(z, y) + l2/2 Σ|W|²
///
/// The loss is that of softmax_regression (task "classes") or of linear_regression ("numbers"). x is
/// layer1.weight (a row an input, a column an output), layer1.bias, layer2.weight, ...: blocks of its layout,
/// with the roles input, hidden, output and bias. As linear_regression for means, splits, l2 and bad data.
/// Hessian-vector products are exact, by the R-operator (Pearlmutter 1994, Neural Computation 6(1)).
///
/// Starts are drawn, each "default" in `starts` another one: weights uniform in ±√(6/in) before relu and
/// softplus (He et al. 2015, arXiv:1502.01852), in ±√(6/(in + out)) before the others and in the last layer
/// (Glorot & Bengio 2010), biases 0. relu has kinks: such an instance is differentiable almost everywhere.
///
/// Differs from the source: other activations than the sigmoid, and the mean over samples.
struct Mlp : data::Options {
    static constexpr auto name = "mlp";
    static constexpr auto source =
        "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors, Nature 323";
    static constexpr const char *tags[] = {"data", "classifier", "neural_network", nullptr};
    static constexpr bool stochastic = true;
    static constexpr thalweg::Dimensions dimensions{1, 0, 0};
    static constexpr const char *tasks[] = {"classes", "numbers", nullptr};

    std::vector<std::int64_t> hidden{16};
    std::int64_t activation = static_cast<std::int64_t>(data::Activation::tanh), task = 0;
    static const std::array<thalweg::Parameter<Mlp>, data::n_shared + 4> parameters;

    std::unique_ptr<data::Network> network;
    std::size_t create(std::size_t, std::uint64_t) {
        const bool numbers = task == 1;
        data::DataSet set = data::load(*this, numbers ? data::Target::real : data::Target::classes);
        data::Design design{.widths = {set.features},
                            .activation = static_cast<data::Activation>(activation),
                            .loss = numbers ? data::Loss::squared : data::Loss::softmax,
                            .l2 = l2};
        design.widths.insert(design.widths.end(), hidden.begin(), hidden.end());
        design.widths.push_back(set.classes);
        network = std::make_unique<data::Network>(std::move(set), std::move(design));
        return network->dimension();
    }
    void start(std::uint64_t index, std::uint64_t seed, Span x0) const { network->draw(index, seed, x0); }

    double value(ConstSpan x, Samples s) const { return network->value(x, s); }
    void gradient(ConstSpan x, Span g, Samples s) const { network->value_and_gradient(x, g, s); }
    double value_and_gradient(ConstSpan x, Span g, Samples s) const {
        return network->value_and_gradient(x, g, s);
    }
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv, Samples s) const {
        network->hessian_vector(x, v, hv, s);
    }
    double accuracy(ConstSpan x, Samples s) const { return network->accuracy(x, s); }
    std::uint64_t samples(std::uint32_t split) const { return network->set().count(split); }

    thalweg::Problem problem(std::size_t d) const {
        const bool kinks = network->design().activation == data::Activation::relu;
        return {.region_lower = std::vector<double>(d, -1.0),
                .region_upper = std::vector<double>(d, 1.0),
                .differentiable = kinks ? THALWEG_DIFFERENTIABLE_ALMOST : THALWEG_DIFFERENTIABLE,
                .n_samples = network->set().rows[THALWEG_SPLIT_TRAIN],
                .layout = network->blocks()};
    }
};
inline constexpr std::array<thalweg::Parameter<Mlp>, data::n_shared + 4> Mlp::parameters =
    data::with_shared<Mlp, 4>({{
        {"classes", &Mlp::classes, thalweg::at_least(0), "how many there are; 0: the largest label and one"},
        {"hidden", &Mlp::hidden, thalweg::between(1, 1e6), "widths of the layers between input and output"},
        {"activation", &Mlp::activation, thalweg::one_of(data::activations),
         "what follows each hidden layer"},
        {"task", &Mlp::task, thalweg::one_of(tasks), "what the target is: classes 0, 1, 2, ... or numbers"},
    }});
THALWEG_PLUGIN(Mlp)
