// SPDX-License-Identifier: MIT
#include "engine/hits.hpp"

#include <charconv>
#include <string>

namespace thalweg::engine {

namespace {

// from decimals, so that neither a CPU's pow nor a plugin's locale decides what a target is
std::array<double, n_targets> make_targets() {
    static constexpr const char *mantissas[] = {"1", "6.3095734448019325", "3.9810717055349727",
                                                "2.5118864315095801", "1.5848931924611136"};
    std::array<double, n_targets> all{};
    for (std::size_t i = 0; i < n_targets; ++i) {
        const int exponent = 2 - static_cast<int>((i + 4) / 5);
        const std::string text = std::string(mantissas[i % 5]) + "e" + std::to_string(exponent);
        std::from_chars(text.data(), text.data() + text.size(), all[i]);
    }
    return all;
}

} // namespace

const std::array<double, n_targets> &targets() {
    static const std::array<double, n_targets> all = make_targets();
    return all;
}

void Hits::reset(double f_opt, std::vector<Hit> &out) {
    f_opt_ = f_opt;
    index_ = 0;
    next_ = targets()[0];
    out_ = &out;
    out.clear();
}

void Hits::record(double gap, std::uint64_t step, const Cost &cost) {
    if (gap < least_gap(f_opt_))
        return;
    while (index_ < n_targets && gap <= targets()[index_])
        out_->push_back({targets()[index_++], step, cost});
    next_ = index_ < n_targets ? targets()[index_] : NAN;
}

} // namespace thalweg::engine
