// SPDX-License-Identifier: MIT
#include "engine/batches.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg::engine {

void Batches::reset(const spec::Data *data, std::uint64_t n_samples, std::uint64_t seed) {
    size_ = data && data->batch && n_samples ? std::min(data->batch, n_samples) : 0;
    n_ = n_samples;
    seed_ = seed;
    draws_ = position_ = epoch_ = 0;
    if (!size_)
        return;
    replacement_ = data->order == "replacement";
    shuffled_ = data->order == "shuffled";
    drawn_.resize(size_);
    if (!replacement_) {
        order_.resize(n_);
        std::iota(order_.begin(), order_.end(), std::uint64_t{0});
        if (shuffled_)
            shuffle(0);
    }
    draw();
}

// Fisher-Yates from the identity, so that an epoch's order depends on nothing but its number
void Batches::shuffle(std::uint64_t epoch) {
    const plan::Stream stream(seed_);
    std::iota(order_.begin(), order_.end(), std::uint64_t{0});
    for (std::uint64_t i = n_ - 1; i > 0; --i)
        std::swap(order_[i], order_[stream.below(i + 1, epoch, i)]);
}

void Batches::draw() {
    if (!size_)
        return;
    std::uint64_t n = size_;
    const std::uint64_t *indices = drawn_.data();
    if (replacement_) {
        const plan::Stream stream(seed_);
        for (std::uint64_t i = 0; i < n; ++i)
            drawn_[i] = stream.below(n_, draws_, i);
    } else {
        if (position_ == n_) {
            position_ = 0;
            ++epoch_;
            if (shuffled_)
                shuffle(epoch_);
        }
        n = std::min(size_, n_ - position_);
        indices = order_.data() + position_;
        position_ += n;
    }
    batch_ = {sizeof(thalweg_batch), 0, seed_, draws_++, n, indices};
}

} // namespace thalweg::engine
