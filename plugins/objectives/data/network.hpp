// SPDX-License-Identifier: MIT
// Data and the widths of layers -> loss, gradient, Hessian-vector product and accuracy of a network that is
// fully connected; with no layer between, of a regression.
#pragma once

#include "data_set.hpp"
#include "neurons.hpp"
#include "product.hpp"

namespace data {

using thalweg::ConstSpan;
using thalweg::Samples;
using thalweg::Span;

struct Design {
    std::vector<std::size_t> widths; ///< of the input, the layers between and the output
    Activation activation = Activation::tanh;
    Loss loss = Loss::squared;
    double l2 = 0;
};

/// x is, layer by layer, a matrix of width_in rows and width_out columns, then the width_out biases: the row
/// of weights of an input that is always 1. Scratch is made once: evaluations allocate nothing. Sums go over
/// samples in their order.
class Network {
public:
    Network(DataSet set, Design design);
    Network(const Network &) = delete;
    Network &operator=(const Network &) = delete;

    std::size_t dimension() const { return dimension_; }
    const DataSet &set() const { return set_; }
    const Design &design() const { return design_; }
    /// Of x; the names live as long as the network.
    std::vector<thalweg::Block> blocks() const;

    double value(ConstSpan x, const Samples &samples);
    double value_and_gradient(ConstSpan x, Span g, const Samples &samples);
    /// Exact, by the R-operator (Pearlmutter 1994): the gradient's forward derivative along v.
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv, const Samples &samples);
    /// Of a regression: the square, row by row.
    void hessian(ConstSpan x, Span h, const Samples &samples);
    /// The share that is classified rightly; NaN: of no samples, or not of classes.
    double accuracy(ConstSpan x, const Samples &samples);
    /// Weights uniform in ±limit(layer) by `seed`, biases 0.
    void draw(std::uint64_t index, std::uint64_t seed, Span x) const;
    /// √(6/in) before relu and softplus (He et al. 2015), √(6/(in + out)) before others (Glorot & Bengio
    /// 2010).
    double limit(std::size_t layer) const;

private:
    struct Layer {
        std::size_t in = 0, out = 0, offset = 0;
        std::vector<double> a, d, ra, rd; ///< chunk x (in + 1); chunk x out; and their derivatives along v
        Panels weights, weights_turned, v, v_turned, slopes, curves;
    };
    /// Samples that go through the layers together, and what the sum over all of them is divided by.
    struct Chunk {
        const double *x = nullptr, *y = nullptr;
        std::size_t n = 0;
        double scale = 1;
    };

    void make_layers();
    void name_blocks();
    std::uint64_t count(const Samples &samples) const;
    template <class Visit> void for_each_chunk(const Samples &samples, Visit visit);
    void pack(ConstSpan x, ConstSpan v);
    Matrix input(const Chunk &chunk, std::size_t layer) const;
    double forward(const Chunk &chunk);
    void backward(const Chunk &chunk, Span g);
    void forward_along(const Chunk &chunk);
    void backward_along(const Chunk &chunk, Span hv);
    double penalty(ConstSpan x, const Samples &samples) const;
    void add_penalty(ConstSpan x, Span g, const Samples &samples) const;

    static constexpr std::size_t chunk_size = 128;
    DataSet set_;
    Design design_;
    std::size_t dimension_ = 0;
    std::vector<Layer> layers_;
    std::vector<double> rows_, targets_, bends_; ///< of a gathered minibatch; of one layer
    std::vector<std::string> names_;
};

} // namespace data
