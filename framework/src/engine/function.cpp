// SPDX-License-Identifier: MIT
#include "engine/function.hpp"

#include "engine/norm.hpp"
#include "plan/digest.hpp"
#include "plan/stream.hpp"
#include "plan/transforms.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg::engine {

using Kind = spec::Transform::Kind;

std::vector<double> random_rotation(std::size_t dimension, std::uint64_t seed) {
    const plan::Stream stream(seed);
    std::vector<double> q(dimension * dimension);
    for (std::size_t i = 0; i < q.size(); ++i)
        q[i] = stream.normal(i);
    const auto row = [&](std::size_t i) { return std::span(q).subspan(i * dimension, dimension); };
    for (std::size_t i = 0; i < dimension; ++i) {
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t j = 0; j < i; ++j) {
                double dot = 0;
                for (std::size_t k = 0; k < dimension; ++k)
                    dot += row(i)[k] * row(j)[k];
                for (std::size_t k = 0; k < dimension; ++k)
                    row(i)[k] -= dot * row(j)[k];
            }
        const double length = norm(row(i));
        for (double &entry : row(i))
            entry /= length;
    }
    return q;
}

namespace {

/// out = Q v, or its transpose times v.
void multiply(std::span<const double> q, std::span<const double> v, std::span<double> out) {
    const std::size_t d = v.size();
    for (std::size_t i = 0; i < d; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < d; ++k)
            sum += q[i * d + k] * v[k];
        out[i] = sum;
    }
}
void multiply_transposed(std::span<const double> q, std::span<const double> v, std::span<double> out) {
    const std::size_t d = v.size();
    std::fill(out.begin(), out.end(), 0.0);
    for (std::size_t i = 0; i < d; ++i)
        for (std::size_t k = 0; k < d; ++k)
            out[k] += q[i * d + k] * v[i];
}

} // namespace

Function::Function(Source source, std::span<const spec::Transform> transforms, std::uint64_t seed)
    : source_(source), plain_(transforms.empty()) {
    std::uint64_t rotations = 0;
    for (const spec::Transform &t : transforms) {
        Stage stage{t.kind, t.amount, {}};
        if (t.kind == Kind::rotate)
            stage.matrix = random_rotation(source.dimension, seed + rotations++);
        stages_.push_back(std::move(stage));
    }
    scratch_.resize(source.dimension);
    if (!plain_) {
        x_.resize((source.dimension + 7) / 8 * 8);
        v_.resize(x_.size());
    }
}

void Function::map_point(std::span<double> x) const {
    for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
        if (stage->kind == Kind::shift) {
            for (double &u : x)
                u -= stage->amount;
        } else if (stage->kind == Kind::scale) {
            for (double &u : x)
                u *= stage->amount;
        } else if (stage->kind == Kind::rotate) {
            multiply(stage->matrix, x, scratch_);
            std::copy(scratch_.begin(), scratch_.end(), x.begin());
        }
    }
}

void Function::map_direction(std::span<double> v) const {
    for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
        if (stage->kind == Kind::scale) {
            for (double &u : v)
                u *= stage->amount;
        } else if (stage->kind == Kind::rotate) {
            multiply(stage->matrix, v, scratch_);
            std::copy(scratch_.begin(), scratch_.end(), v.begin());
        }
    }
}

/// The chain rule behind one stage: A' g, or A' H v.
void Function::pull_back(const Stage &stage, std::span<double> g) const {
    if (stage.kind == Kind::scale) {
        for (double &u : g)
            u *= stage.amount;
    } else if (stage.kind == Kind::rotate) {
        multiply_transposed(stage.matrix, g, scratch_);
        std::copy(scratch_.begin(), scratch_.end(), g.begin());
    }
}

// H -> A' H A: A' on each column, then on each row, since H is symmetric
void Function::pull_back_hessian(const Stage &stage, std::span<double> h) const {
    const std::size_t d = source_.dimension;
    if (stage.kind == Kind::scale)
        for (double &u : h)
            u *= stage.amount * stage.amount;
    if (stage.kind != Kind::rotate)
        return;
    std::vector<double> column(d);
    for (std::size_t j = 0; j < d; ++j) {
        for (std::size_t i = 0; i < d; ++i)
            column[i] = h[i * d + j];
        multiply_transposed(stage.matrix, column, scratch_);
        for (std::size_t i = 0; i < d; ++i)
            h[i * d + j] = scratch_[i];
    }
    for (std::size_t i = 0; i < d; ++i) {
        multiply_transposed(stage.matrix, h.subspan(i * d, d), scratch_);
        std::copy(scratch_.begin(), scratch_.end(), h.begin() + static_cast<std::ptrdiff_t>(i * d));
    }
}

namespace {

/// The stream of a point under a data seed; 0 and -0 are one point.
plan::Stream stream_of(std::span<const double> x, std::uint64_t data_seed) {
    std::string bytes;
    bytes.reserve((x.size() + 1) * sizeof(double));
    plan::put(bytes, data_seed);
    for (const double u : x)
        plan::put(bytes, u + 0.0);
    return plan::Stream(plan::stream_seed(bytes));
}

enum class Reach { values_and_gradients, all };

/// Changes what `r` asked for, entry by entry.
template <class Change> void change(const thalweg_eval &r, Reach reach, Change &&change) {
    if (r.want & THALWEG_W_F)
        *r.f = change(*r.f);
    if (r.want & THALWEG_W_G)
        std::transform(r.g, r.g + r.dim, r.g, change);
    if ((r.want & THALWEG_W_HV) && reach == Reach::all)
        std::transform(r.hv, r.hv + r.dim, r.hv, change);
    if ((r.want & THALWEG_W_H) && reach == Reach::all)
        std::transform(r.h, r.h + r.dim * r.dim, r.h, change);
}

} // namespace

void Function::change_values(const Stage &stage, const thalweg_eval &r) const {
    const auto lane = static_cast<std::uint64_t>(&stage - stages_.data());
    if (stage.kind == Kind::negate) {
        change(r, Reach::all, [](double u) { return -u; });
    } else if (stage.kind == Kind::quantize) {
        change(r, Reach::values_and_gradients, [&](double u) { return plan::quantized(u, stage.amount); });
    } else if (stage.kind == Kind::nan_failure) {
        if (stream_of({r.x, r.dim}, data_seed_).uniform(0, lane) < stage.amount)
            change(r, Reach::all, [](double) { return NAN; });
    } else if (stage.kind == Kind::additive_noise || stage.kind == Kind::multiplicative_noise) {
        const plan::Stream stream = stream_of({r.x, r.dim}, data_seed_);
        std::uint64_t counter =
            r.want & THALWEG_W_F ? 0 : 1; // f has the first draw, also where it is not asked for
        change(r, Reach::values_and_gradients, [&](double u) {
            const double noise = stage.amount * stream.normal(counter++, lane);
            return stage.kind == Kind::additive_noise ? u + noise : u * (1 + noise);
        });
    }
}

std::vector<double> Function::preimage(std::span<const double> y) const {
    std::vector<double> x(y.begin(), y.end());
    for (const Stage &stage : stages_) {
        if (stage.kind == Kind::shift) {
            for (double &u : x)
                u += stage.amount;
        } else if (stage.kind == Kind::scale) {
            for (double &u : x)
                u /= stage.amount;
        } else if (stage.kind == Kind::rotate) {
            multiply_transposed(stage.matrix, x, scratch_);
            x = scratch_;
        }
    }
    return x;
}

Function::Box Function::preimage_of_box(std::span<const double> lower, std::span<const double> upper) const {
    Box box{preimage(lower), preimage(upper)};
    bool turned = false;
    for (const Stage &stage : stages_) {
        if (stage.kind == Kind::rotate)
            return {};
        turned ^= stage.kind == Kind::scale && stage.amount < 0;
    }
    if (turned)
        std::swap(box.lower, box.upper);
    return box;
}

thalweg_status Function::eval_transformed(thalweg_eval &r, thalweg_error *error) {
    const std::size_t d = source_.dimension;
    thalweg_eval inner = r;
    std::copy_n(r.x, d, x_.begin());
    map_point(std::span(x_).first(d));
    inner.x = x_.data();
    if (r.want & THALWEG_W_HV) {
        std::copy_n(r.v, d, v_.begin());
        map_direction(std::span(v_).first(d));
        inner.v = v_.data();
    }
    const thalweg_status status = source_.vtable->eval(source_.self, &inner, error);
    r.samples = inner.samples;
    if (status != THALWEG_OK)
        return status;
    for (const Stage &stage : stages_) {
        if (r.want & THALWEG_W_G)
            pull_back(stage, {r.g, d});
        if (r.want & THALWEG_W_HV)
            pull_back(stage, {r.hv, d});
        if (r.want & THALWEG_W_H)
            pull_back_hessian(stage, {r.h, d * d});
        change_values(stage, r);
    }
    return status;
}

double Function::accuracy(const double *x, std::uint32_t split) {
    if (!source_.vtable->accuracy)
        return NAN;
    if (!plain_) {
        std::copy_n(x, source_.dimension, x_.begin());
        map_point(std::span(x_).first(source_.dimension));
        x = x_.data();
    }
    double share = NAN;
    return source_.vtable->accuracy(source_.self, x, split, &share, nullptr) == THALWEG_OK ? share : NAN;
}

thalweg_status Function::eval_general(thalweg_eval &r, thalweg_error *error) {
    if (plain_ && (source_.caps & THALWEG_OBJ_BATCH_POINTS))
        return source_.vtable->eval(source_.self, &r, error);
    std::uint64_t samples = 0;
    for (std::uint32_t p = 0; p < r.n_points; ++p) {
        thalweg_eval one = r;
        one.n_points = 1;
        one.x = r.x + p * r.ld;
        one.v = r.v ? r.v + p * r.ld : nullptr;
        one.f = r.f ? r.f + p : nullptr;
        one.g = r.g ? r.g + p * r.ld : nullptr;
        one.h = r.h ? r.h + p * r.dim * r.dim : nullptr;
        one.hv = r.hv ? r.hv + p * r.ld : nullptr;
        const thalweg_status status =
            plain_ ? source_.vtable->eval(source_.self, &one, error) : eval_transformed(one, error);
        if (status != THALWEG_OK)
            return status;
        samples += one.samples;
    }
    r.samples = samples;
    return THALWEG_OK;
}

} // namespace thalweg::engine
