// SPDX-License-Identifier: MIT
// Regressions on a data file: one layer, a convex loss, all derivatives exact.
#include "data/network.hpp"
#include "data/options.hpp"

#include <Eigen/QR>

#include <memory>

using thalweg::ConstSpan;
using thalweg::Samples;
using thalweg::Span;

namespace {

/// What the three have in common: x is the weights and then the biases of one layer.
struct Regression : data::Options {
    static constexpr bool stochastic = true;
    static constexpr thalweg::Dimensions dimensions{1, 0, 0};

    std::unique_ptr<data::Network> network;

    std::size_t make(data::Target kind, data::Loss loss) {
        data::DataSet set = data::load(*this, kind);
        const std::size_t outputs = loss == data::Loss::softmax ? set.classes : 1, features = set.features;
        network = std::make_unique<data::Network>(
            std::move(set), data::Design{.widths = {features, outputs}, .loss = loss, .l2 = l2});
        return network->dimension();
    }

    double value(ConstSpan x, Samples s) const { return network->value(x, s); }
    void gradient(ConstSpan x, Span g, Samples s) const { network->value_and_gradient(x, g, s); }
    double value_and_gradient(ConstSpan x, Span g, Samples s) const {
        return network->value_and_gradient(x, g, s);
    }
    void hessian(ConstSpan x, Span h, Samples s) const { network->hessian(x, h, s); }
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv, Samples s) const {
        network->hessian_vector(x, v, hv, s);
    }
    std::uint64_t samples(std::uint32_t split) const { return network->set().count(split); }

    thalweg::Problem problem(std::size_t d) const {
        return {.start = std::vector<double>(d, 0.0),
                .region_lower = std::vector<double>(d, -1.0),
                .region_upper = std::vector<double>(d, 1.0),
                .n_samples = network->set().rows[THALWEG_SPLIT_TRAIN],
                .layout = network->blocks()};
    }
};

template <class T> using Parameters = std::array<thalweg::Parameter<T>, data::n_shared>;
template <class T> using ClassParameters = std::array<thalweg::Parameter<T>, data::n_shared + 1>;

} // namespace

/// Linear regression: least squares for a plane through data.
///
///     f(x) = mean ½ (w·u + b − y)² + l2/2 |w|²        x = (w, b), start 0
///
/// The mean is over the samples (u, y) of a split or a minibatch; l2 belongs to the train split alone. The
/// least value is known, by QR, up to 500 features. Without a file: 64 samples of 3 features drawn from the
/// instance's stream. Data that is missing, ragged or no number is refused with its line and column.
///
/// Differs from the source: ½ and the mean, as in Dive into Deep Learning (2023), section 3.1; l2 on weights
/// alone.
struct LinearRegression : Regression {
    static constexpr auto name = "linear_regression";
    static constexpr auto source =
        "Gauss 1809, Theoria motus; Hastie, Tibshirani & Friedman 2009, section 3.2";
    static constexpr const char *tags[] = {"data", "convex", nullptr};
    static const Parameters<LinearRegression> parameters;

    /// Eigen blocks its QR by the cache sizes it finds: fixed ones give the same bits on all machines.
    static void initialize() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }
    std::size_t create(std::size_t, std::uint64_t) { return make(data::Target::real, data::Loss::squared); }

    /// Where the mean of squares and √(n l2) w are least together; empty: not unique, or too large to be
    /// sought.
    std::vector<double> minimizer() const {
        const data::DataSet &set = network->set();
        const auto n = static_cast<Eigen::Index>(set.rows[THALWEG_SPLIT_TRAIN]),
                   m = static_cast<Eigen::Index>(set.stride()), extra = l2 > 0 ? m - 1 : 0;
        if (m > 501 || static_cast<double>(n) * static_cast<double>(m) * static_cast<double>(m) > 1e9)
            return {};
        Eigen::MatrixXd equations = Eigen::MatrixXd::Zero(n + extra, m);
        Eigen::VectorXd targets = Eigen::VectorXd::Zero(n + extra);
        equations.topRows(n) =
            Eigen::Map<const Eigen::Matrix<double, -1, -1, Eigen::RowMajor>>(set.x.data(), n, m);
        targets.head(n) = Eigen::Map<const Eigen::VectorXd>(set.y.data(), n);
        for (Eigen::Index i = 0; i < extra; ++i)
            equations(n + i, i) = std::sqrt(static_cast<double>(n) * l2);
        const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(equations);
        if (qr.rank() < m)
            return {};
        Eigen::VectorXd best = qr.solve(targets);
        best += qr.solve(targets - equations * best); // once more, for the last digits
        return {best.begin(), best.end()};
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p = Regression::problem(d);
        if (const std::vector<double> best = minimizer(); !best.empty()) {
            p.f_opt = network->value(best, {});
            p.minimizers = {best};
        }
        return p;
    }
};
inline constexpr Parameters<LinearRegression> LinearRegression::parameters =
    data::with_shared<LinearRegression, 0>({});

/// Logistic regression: the odds of two classes, 0 and 1, from a plane through data.
///
///     f(x) = mean [log(1 + e^z) − y z] + l2/2 |w|²,  z = w·u + b        x = (w, b), start 0
///
/// As linear_regression for means, splits, l2 and bad data. Separable data has no minimum without l2.
/// Accuracy is the share of samples with (z > 0) = y.
///
/// Differs from the source: the mean instead of the sum; l2 on weights alone.
struct LogisticRegression : Regression {
    static constexpr auto name = "logistic_regression";
    static constexpr auto source = "Cox 1958, JRSS B 20(2); Hastie, Tibshirani & Friedman 2009, section 4.4";
    static constexpr const char *tags[] = {"data", "convex", "classifier", nullptr};
    static const Parameters<LogisticRegression> parameters;

    std::size_t create(std::size_t, std::uint64_t) {
        return make(data::Target::binary, data::Loss::logistic);
    }
    double accuracy(ConstSpan x, Samples s) const { return network->accuracy(x, s); }
};
inline constexpr Parameters<LogisticRegression> LogisticRegression::parameters =
    data::with_shared<LogisticRegression, 0>({});

/// Softmax regression: the odds of k classes, 0 to k − 1, from k planes through data.
///
///     f(x) = mean [log Σⱼ e^zⱼ − z_y] + l2/2 |W|²,  z = uW + b        x = (W row by row, b), start 0
///
/// W has a row a feature and a column a class. As linear_regression for means, splits, l2 and bad data.
/// Adding a number to all columns changes nothing: without l2 minima are lines. Accuracy is the share of
/// samples whose z_y is the (first) largest.
///
/// Differs from the source: k columns instead of k − 1, as all libraries for deep learning; l2 on weights
/// alone.
struct SoftmaxRegression : Regression {
    static constexpr auto name = "softmax_regression";
    static constexpr auto source = "Hastie, Tibshirani & Friedman 2009, section 4.4, multinomial";
    static constexpr const char *tags[] = {"data", "convex", "classifier", nullptr};
    static const ClassParameters<SoftmaxRegression> parameters;

    std::size_t create(std::size_t, std::uint64_t) {
        return make(data::Target::classes, data::Loss::softmax);
    }
    double accuracy(ConstSpan x, Samples s) const { return network->accuracy(x, s); }
};
inline constexpr ClassParameters<SoftmaxRegression> SoftmaxRegression::parameters =
    data::with_shared<SoftmaxRegression, 1>({{{"classes", &SoftmaxRegression::classes, thalweg::at_least(0),
                                               "how many there are; 0: the largest label and one"}}});

THALWEG_PLUGIN(LinearRegression, LogisticRegression, SoftmaxRegression)
