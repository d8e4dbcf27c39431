// SPDX-License-Identifier: MIT
#include "network.hpp"

#include "draws.hpp"
#include "refuse.hpp"

#include <cmath>

namespace data {

Network::Network(DataSet set, Design design) : set_(std::move(set)), design_(std::move(design)) {
    make_layers();
    name_blocks();
    rows_.assign(chunk_size * set_.stride(), 0.0);
    targets_.assign(chunk_size, 0.0);
}

void Network::make_layers() {
    double size = 0, widest = 1;
    for (std::size_t l = 0; l + 1 < design_.widths.size(); ++l) {
        const auto in = static_cast<double>(design_.widths[l]),
                   out = static_cast<double>(design_.widths[l + 1]);
        size += (in + 1) * out;
        widest = std::max({widest, in, out});
    }
    require_memory("its weights", 8 * (size + chunk_size * widest) * sizeof(double));
    for (std::size_t l = 0; l + 1 < design_.widths.size(); ++l) {
        Layer layer;
        layer.in = design_.widths[l];
        layer.out = design_.widths[l + 1];
        layer.offset = dimension_;
        dimension_ += (layer.in + 1) * layer.out;
        if (l > 0) {
            layer.a.assign(chunk_size * (layer.in + 1), 1.0); // the last of each row stays 1, the bias' input
            layer.ra.assign(chunk_size * (layer.in + 1), 0.0);
        }
        layer.d.assign(chunk_size * layer.out, 0.0);
        layer.rd.assign(chunk_size * layer.out, 0.0);
        bends_.resize(std::max(bends_.size(), layer.in));
        layers_.push_back(std::move(layer));
    }
}

void Network::name_blocks() {
    const bool deep = layers_.size() > 1;
    for (std::size_t l = 0; l < layers_.size(); ++l)
        for (const char *part : {"weight", "bias"})
            names_.push_back(deep ? "layer" + std::to_string(l + 1) + "." + part : part);
}

std::vector<thalweg::Block> Network::blocks() const {
    using thalweg::Role;
    std::vector<thalweg::Block> all;
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        const Layer &layer = layers_[l];
        const Role role = l + 1 == layers_.size() ? Role::output : l == 0 ? Role::input : Role::hidden;
        all.push_back({names_[2 * l].c_str(), role, {layer.in, layer.out}});
        all.push_back({names_[2 * l + 1].c_str(), Role::bias, {layer.out}});
    }
    return all;
}

std::uint64_t Network::count(const Samples &samples) const {
    return samples.batch ? samples.batch->size : set_.count(samples.split);
}

template <class Visit> void Network::for_each_chunk(const Samples &samples, Visit visit) {
    const std::size_t n = count(samples), stride = set_.stride();
    const std::size_t begin = n ? set_.begin[samples.split] : 0;
    const double scale = 1 / static_cast<double>(n);
    for (std::size_t from = 0; from < n; from += chunk_size) {
        const std::size_t here = std::min(chunk_size, n - from);
        if (!samples.batch) {
            visit(Chunk{set_.x.data() + (begin + from) * stride, set_.y.data() + begin + from, here, scale});
            continue;
        }
        for (std::size_t i = 0; i < here; ++i) {
            const std::size_t row = begin + samples.batch->indices[from + i];
            std::copy_n(set_.x.data() + row * stride, stride, rows_.data() + i * stride);
            targets_[i] = set_.y[row];
        }
        visit(Chunk{rows_.data(), targets_.data(), here, scale});
    }
}

void Network::pack(ConstSpan x, ConstSpan v) {
    for (Layer &layer : layers_) {
        const Matrix weights{x.data() + layer.offset, layer.out, 1};
        layer.weights.pack(weights, layer.in + 1, layer.out);
        if (layer.offset)
            layer.weights_turned.pack(weights.transposed(), layer.out, layer.in);
        if (v.empty())
            continue;
        const Matrix along{v.data() + layer.offset, layer.out, 1};
        layer.v.pack(along, layer.in + 1, layer.out);
        if (layer.offset)
            layer.v_turned.pack(along.transposed(), layer.out, layer.in);
    }
}

Matrix Network::input(const Chunk &chunk, std::size_t layer) const {
    return {layer == 0 ? chunk.x : layers_[layer].a.data(), layers_[layer].in + 1, 1};
}

/// Leaves predictions in d of the last layer; returns the sum of the losses.
double Network::forward(const Chunk &chunk) {
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        Layer &layer = layers_[l];
        const bool last = l + 1 == layers_.size();
        double *out = last ? layer.d.data() : layers_[l + 1].a.data();
        const std::size_t stride = last ? layer.out : layer.out + 1;
        for (std::size_t i = 0; i < chunk.n; ++i)
            std::fill_n(out + i * stride, layer.out, 0.0);
        multiply_add(input(chunk, l), layer.weights, out, chunk.n, stride);
        for (std::size_t i = 0; !last && i < chunk.n; ++i)
            activate(design_.activation, out + i * stride, layer.out);
    }
    Layer &last = layers_.back();
    double sum = 0;
    for (std::size_t i = 0; i < chunk.n; ++i)
        sum += predict(design_.loss, last.d.data() + i * last.out, last.out, chunk.y[i]);
    return sum;
}

void Network::backward(const Chunk &chunk, Span g) {
    Layer &last = layers_.back();
    for (std::size_t i = 0; i < chunk.n; ++i)
        slope(design_.loss, last.d.data() + i * last.out, last.out, chunk.y[i], chunk.scale);
    for (std::size_t l = layers_.size(); l-- > 0;) {
        Layer &layer = layers_[l];
        layer.slopes.pack({layer.d.data(), layer.out, 1}, chunk.n, layer.out);
        multiply_add(input(chunk, l).transposed(), layer.slopes, g.data() + layer.offset, layer.in + 1,
                     layer.out);
        if (l == 0)
            return;
        double *d = layers_[l - 1].d.data();
        std::fill_n(d, chunk.n * layer.in, 0.0);
        multiply_add({layer.d.data(), layer.out, 1}, layer.weights_turned, d, chunk.n, layer.in);
        for (std::size_t i = 0; i < chunk.n; ++i)
            times_slope(design_.activation, layer.a.data() + i * (layer.in + 1), d + i * layer.in, layer.in);
    }
}

/// After forward: R{z} = R{a} W + a V, R{a} = φ' R{z}; in rd of the last layer the derivative of its outputs.
void Network::forward_along(const Chunk &chunk) {
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        Layer &layer = layers_[l];
        const bool last = l + 1 == layers_.size();
        double *out = last ? layer.rd.data() : layers_[l + 1].ra.data();
        const std::size_t stride = last ? layer.out : layer.out + 1;
        for (std::size_t i = 0; i < chunk.n; ++i)
            std::fill_n(out + i * stride, layer.out, 0.0);
        multiply_add(input(chunk, l), layer.v, out, chunk.n, stride);
        if (l > 0)
            multiply_add({layer.ra.data(), layer.in + 1, 1}, layer.weights, out, chunk.n, stride);
        for (std::size_t i = 0; !last && i < chunk.n; ++i)
            times_slope(design_.activation, layers_[l + 1].a.data() + i * stride, out + i * stride,
                        layer.out);
    }
}

/// R{d} of the last layer is the loss' Hessian times R{z}; before it φ' R{∂a} + φ'' R{z} ∂a, φ'' R{z} =
/// (φ''/φ') R{a}.
void Network::backward_along(const Chunk &chunk, Span hv) {
    Layer &last = layers_.back();
    for (std::size_t i = 0; i < chunk.n; ++i) {
        double *p = last.d.data() + i * last.out;
        curve(design_.loss, p, last.rd.data() + i * last.out, last.out, chunk.scale);
        slope(design_.loss, p, last.out, chunk.y[i], chunk.scale);
    }
    for (std::size_t l = layers_.size(); l-- > 0;) {
        Layer &layer = layers_[l];
        layer.curves.pack({layer.rd.data(), layer.out, 1}, chunk.n, layer.out);
        multiply_add(input(chunk, l).transposed(), layer.curves, hv.data() + layer.offset, layer.in + 1,
                     layer.out);
        if (l == 0)
            return;
        layer.slopes.pack({layer.d.data(), layer.out, 1}, chunk.n, layer.out);
        multiply_add(Matrix{layer.ra.data(), layer.in + 1, 1}.transposed(), layer.slopes,
                     hv.data() + layer.offset, layer.in + 1, layer.out);
        double *d = layers_[l - 1].d.data(), *rd = layers_[l - 1].rd.data();
        std::fill_n(d, chunk.n * layer.in, 0.0);
        std::fill_n(rd, chunk.n * layer.in, 0.0);
        multiply_add({layer.d.data(), layer.out, 1}, layer.weights_turned, d, chunk.n, layer.in);
        multiply_add({layer.rd.data(), layer.out, 1}, layer.weights_turned, rd, chunk.n, layer.in);
        multiply_add({layer.d.data(), layer.out, 1}, layer.v_turned, rd, chunk.n, layer.in);
        for (std::size_t i = 0; i < chunk.n; ++i) {
            const double *a = layer.a.data() + i * (layer.in + 1), *ra = layer.ra.data() + i * (layer.in + 1);
            double *const di = d + i * layer.in, *const rdi = rd + i * layer.in;
            times_slope(design_.activation, a, rdi, layer.in);
            bends(design_.activation, a, bends_.data(), layer.in);
            for (std::size_t k = 0; k < layer.in; ++k)
                rdi[k] += bends_[k] * ra[k] * di[k];
            times_slope(design_.activation, a, di, layer.in);
        }
    }
}

/// l2/2 times the squares of the weights, in eight sums; it belongs to training, so only to that split.
double Network::penalty(ConstSpan x, const Samples &samples) const {
    if (design_.l2 == 0 || samples.split != THALWEG_SPLIT_TRAIN)
        return 0;
    double sums[8] = {};
    for (const Layer &layer : layers_)
        for (std::size_t i = 0; i < layer.in * layer.out; ++i)
            sums[i % 8] += x[layer.offset + i] * x[layer.offset + i];
    double all = 0;
    for (const double sum : sums)
        all += sum;
    return 0.5 * design_.l2 * all;
}
void Network::add_penalty(ConstSpan x, Span g, const Samples &samples) const {
    if (design_.l2 == 0 || samples.split != THALWEG_SPLIT_TRAIN)
        return;
    for (const Layer &layer : layers_)
        for (std::size_t i = layer.offset; i < layer.offset + layer.in * layer.out; ++i)
            g[i] += design_.l2 * x[i];
}

double Network::value(ConstSpan x, const Samples &samples) {
    pack(x, {});
    double sum = 0;
    for_each_chunk(samples, [&](const Chunk &chunk) { sum += forward(chunk); });
    return sum / static_cast<double>(count(samples)) + penalty(x, samples);
}

double Network::value_and_gradient(ConstSpan x, Span g, const Samples &samples) {
    pack(x, {});
    std::fill(g.begin(), g.end(), 0.0);
    double sum = 0;
    for_each_chunk(samples, [&](const Chunk &chunk) {
        sum += forward(chunk);
        backward(chunk, g);
    });
    add_penalty(x, g, samples);
    return sum / static_cast<double>(count(samples)) + penalty(x, samples);
}

void Network::hessian_vector(ConstSpan x, ConstSpan v, Span hv, const Samples &samples) {
    pack(x, v);
    std::fill(hv.begin(), hv.end(), 0.0);
    for_each_chunk(samples, [&](const Chunk &chunk) {
        forward(chunk);
        forward_along(chunk);
        backward_along(chunk, hv);
    });
    add_penalty(v, hv, samples);
}

void Network::hessian(ConstSpan x, Span h, const Samples &samples) {
    const std::size_t k = layers_[0].out, m = layers_[0].in + 1, d = dimension_;
    pack(x, {});
    std::fill(h.begin(), h.end(), 0.0);
    for_each_chunk(samples, [&](const Chunk &chunk) {
        forward(chunk);
        for (std::size_t i = 0; i < chunk.n; ++i) {
            const double *row = chunk.x + i * m, *p = layers_[0].d.data() + i * k;
            double *const column = layers_[0].rd.data(); // of the loss' Hessian
            for (std::size_t b = 0; b < k; ++b) {
                std::fill_n(column, k, 0.0);
                column[b] = 1;
                curve(design_.loss, p, column, k, chunk.scale);
                for (std::size_t s = 0; s < m; ++s)
                    for (std::size_t r = 0; r <= s; ++r)
                        for (std::size_t a = 0; a < k; ++a)
                            h[(s * k + b) * d + r * k + a] += column[a] * (row[s] * row[r]);
            }
        }
    });
    if (design_.l2 != 0 && samples.split == THALWEG_SPLIT_TRAIN)
        for (std::size_t i = 0; i < (m - 1) * k; ++i)
            h[i * d + i] += design_.l2;
    for (std::size_t i = 0; i < d; ++i)
        for (std::size_t j = 0; j < i; ++j)
            h[j * d + i] = h[i * d + j];
}

double Network::accuracy(ConstSpan x, const Samples &samples) {
    pack(x, {});
    const Layer &last = layers_.back();
    double hits = 0;
    for_each_chunk(samples, [&](const Chunk &chunk) {
        forward(chunk);
        for (std::size_t i = 0; i < chunk.n; ++i)
            hits += hit(design_.loss, last.d.data() + i * last.out, last.out, chunk.y[i]);
    });
    return hits / static_cast<double>(count(samples)); // 0/0 is NaN
}

double Network::limit(std::size_t layer) const {
    const auto in = static_cast<double>(layers_[layer].in), out = static_cast<double>(layers_[layer].out);
    const bool last = layer + 1 == layers_.size();
    const bool one_sided =
        design_.activation == Activation::relu || design_.activation == Activation::softplus;
    return std::sqrt(!last && one_sided ? 6 / in : 6 / (in + out));
}

void Network::draw(std::uint64_t index, std::uint64_t seed, Span x) const {
    const Draws draws(seed, index);
    std::fill(x.begin(), x.end(), 0.0);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        const double bound = limit(l);
        const Layer &layer = layers_[l];
        for (std::size_t i = layer.offset; i < layer.offset + layer.in * layer.out; ++i)
            x[i] = draws.between(-bound, bound, i);
    }
}

} // namespace data
