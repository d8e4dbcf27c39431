// SPDX-License-Identifier: MIT
// A point and what is wanted there -> f, g, H and Hv, with or without forbidden pages around them.
#pragma once

#include "conformance/drive.hpp"
#include "conformance/guarded.hpp"

namespace thalweg::conformance {

inline constexpr std::uint32_t all_derivatives = THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV;
inline constexpr std::uint32_t splits[] = {THALWEG_SPLIT_TRAIN, THALWEG_SPLIT_VALID, THALWEG_SPLIT_TEST};

struct Ask {
    std::uint32_t want = 0, split = THALWEG_SPLIT_TRAIN;
    const std::vector<double> &x;
    const thalweg_batch *batch = nullptr; ///< NULL: all data
};

/// A request whose buffers each end at a forbidden page, and hold what no evaluation writes. The direction
/// of Hv is (1, 1/2, 1/3, ...).
class GuardedRequest {
public:
    static constexpr double untouched_f = 0.5, untouched_g = 0.25, untouched_h = 0.125, untouched_hv = 0.0625;

    explicit GuardedRequest(const Ask &ask);
    thalweg_status evaluate(const testing::Objective &objective) { return objective.evaluate(request_); }
    /// Offers all buffers, also those that are not asked for.
    void offer_all();
    /// Nothing beside the buffers, and neither x nor v, was written.
    bool intact() const;
    /// Nothing was written into buffers that were not asked for.
    bool only_wanted() const;

private:
    std::vector<double> x_values_, v_values_;
    Guarded x_, v_, f_, g_, h_, hv_;
    thalweg_eval request_{};
};

std::vector<double> direction(std::size_t dimension); ///< (1, 1/2, 1/3, ...)

/// f, g, H and Hv, those that were asked for, one after the other.
struct Answer {
    thalweg_status status = THALWEG_OK;
    std::vector<double> values;
    std::uint64_t samples = 0; ///< 0 too where eval has not written it
};
/// The direction of Hv is that of `direction`.
Answer evaluate(const testing::Objective &objective, const Ask &ask);
/// As evaluate; throws testing::Failed where that fails.
std::vector<double> value_of(const testing::Objective &objective, const Ask &ask);

} // namespace thalweg::conformance
