// SPDX-License-Identifier: MIT
// Objectives that take several points a call: each row is what the point alone gives, and what lies between
// the rows is left alone.
#include "conformance/evaluate.hpp"
#include "conformance/objective_calls.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace thalweg::conformance {

namespace {

using testing::Objective;

constexpr std::uint32_t n_points = 3;
constexpr double untouched = 0.3; ///< no rule would write it

/// Rows of length ld, the rest of each filled with `padding`.
std::vector<double> rows(const std::vector<std::vector<double>> &points, std::size_t ld, double padding) {
    std::vector<double> all;
    for (const auto &x : points) {
        all.insert(all.end(), x.begin(), x.end());
        all.insert(all.end(), ld - x.size(), padding);
    }
    return all;
}

/// One call for all points, in buffers that end at forbidden pages; between the rows of x and v lies NaN.
class Call {
public:
    Call(const std::vector<std::vector<double>> &points, std::uint32_t want)
        : d_(points[0].size()), ld_((d_ + 7) / 8 * 8 + 8), want_(want),
          given_x_(rows(points, ld_, std::numeric_limits<double>::quiet_NaN())),
          given_v_(rows({points.size(), direction(d_)}, ld_, std::numeric_limits<double>::quiet_NaN())),
          x_(given_x_), v_(given_v_), f_(blank(1)), g_(blank(ld_)),
          h_(blank(want & THALWEG_W_H ? d_ * d_ : 1)), hv_(blank(ld_)) {}

    thalweg_status evaluate(const Objective &objective) {
        thalweg_eval request{.struct_size = sizeof request,
                             .want = want_,
                             .split = THALWEG_SPLIT_TRAIN,
                             .n_points = n_points,
                             .dim = d_,
                             .ld = ld_,
                             .x = x_.data(),
                             .v = want_ & THALWEG_W_HV ? v_.data() : nullptr,
                             .f = f_.data(),
                             .g = g_.data(),
                             .h = h_.data(),
                             .hv = hv_.data(),
                             .batch = nullptr,
                             .samples = 0};
        return objective.evaluate(request);
    }
    /// Nothing but the rows was written, as far as they were asked for.
    bool intact() const {
        const bool between = is_untouched(g_, THALWEG_W_G) && is_untouched(hv_, THALWEG_W_HV);
        return between && x_.intact() && v_.intact() && f_.intact() && g_.intact() && h_.intact() &&
               hv_.intact() && same_bits(x_.values(), given_x_) && same_bits(v_.values(), given_v_);
    }
    /// f, g, H and Hv at one point, those that were asked for.
    std::vector<double> values(std::size_t point) const {
        std::vector<double> all;
        const auto add = [&](std::uint32_t bit, const Guarded &buffer, std::size_t row, std::size_t length) {
            const auto from = buffer.values();
            if (want_ & bit)
                for (std::size_t i = 0; i < length; ++i)
                    all.push_back(from[point * row + i]);
        };
        add(THALWEG_W_F, f_, 1, 1);
        add(THALWEG_W_G, g_, ld_, d_);
        add(THALWEG_W_H, h_, d_ * d_, d_ * d_);
        add(THALWEG_W_HV, hv_, ld_, d_);
        return all;
    }

private:
    static std::vector<double> blank(std::size_t row) {
        return std::vector<double>(n_points * row, untouched);
    }
    bool is_untouched(const Guarded &buffer, std::uint32_t bit) const {
        const auto values = buffer.values();
        for (std::size_t i = 0; i < values.size(); ++i)
            if ((i % ld_ >= d_ || !(want_ & bit)) && values[i] != untouched)
                return false;
        return true;
    }

    std::size_t d_, ld_;
    std::uint32_t want_;
    std::vector<double> given_x_, given_v_;
    Guarded x_, v_, f_, g_, h_, hv_;
};

} // namespace

Outcome several_points(const Subject &subject) {
    const Objective objective(subject.component(), settings_of(subject.offer().description));
    const thalweg_problem &p = objective.problem();
    if (!(p.caps & THALWEG_OBJ_BATCH_POINTS))
        return {.inapplicable = "it takes one at a time"};
    const std::uint32_t caps = p.caps & all_derivatives & ~(p.dim > 1000 ? THALWEG_W_H : 0u);
    const auto at = points(p, n_points);
    for (std::uint32_t want = 1; want <= all_derivatives; ++want) {
        if ((want & ~caps) != 0)
            continue;
        Call call(at, want);
        if (const thalweg_status status = call.evaluate(objective); status != THALWEG_OK)
            return {{{fmt::format("asked for {} points at once (want = {}), it returned {}", n_points, want,
                                  status),
                      place(subject, p.dim), "its caps have THALWEG_OBJ_BATCH_POINTS",
                      "loop over request->n_points, or drop the bit from caps: the host loops then"}}};
        if (!call.intact())
            return {
                {{fmt::format("it wrote between or beside the rows (want = {})", want), place(subject, p.dim),
                  "rows of ld doubles begin with dim that count; the rest is not its",
                  "step from row to row by request->ld, and write dim doubles of each"}}};
        for (std::size_t k = 0; k < n_points; ++k)
            if (!same_bits(call.values(k), value_of(objective, {want, THALWEG_SPLIT_TRAIN, at[k]})))
                return {{{fmt::format("point {} of {} has other bits than alone (want = {})", k + 1, n_points,
                                      want),
                          fmt::format("{}, x[0] = {}", place(subject, p.dim), at[k][0]),
                          "eval is pure in the point, whoever else is in the call",
                          "step by request->ld, H by dim * dim, f by 1; sum in the same order as for one"}}};
    }
    return {.note = fmt::format("{} a call", n_points)};
}

} // namespace thalweg::conformance
