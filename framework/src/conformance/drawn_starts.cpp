// SPDX-License-Identifier: MIT
// Objectives that draw their starts: the same ones each time, within the bounds.
#include "conformance/drive.hpp"
#include "conformance/guarded.hpp"
#include "conformance/objective_calls.hpp"
#include "counted.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::conformance {

namespace {

using testing::Objective;

constexpr std::uint64_t most = 20; ///< starts of a stream

/// Which start of which stream, of instances made anew each time.
struct Draw {
    std::uint64_t index, seed;
    std::string text() const { return fmt::format("start {} of the stream {}", index, seed); }
};

/// An instance with its own `start`.
class Starts {
public:
    explicit Starts(const Subject &subject)
        : subject_(subject), made_(subject.component(), settings_of(subject.offer().description)),
          instance_(make()) {}
    ~Starts() { subject_.offer().objective.destroy(instance_); }
    Starts(const Starts &) = delete;
    Starts &operator=(const Starts &) = delete;

    const thalweg_problem &problem() const { return made_.problem(); }
    /// Throws testing::Failed where it is refused, or where something beside the point was written.
    std::vector<double> draw(const Draw &which) const {
        Guarded x(std::vector<double>(problem().dim, std::nan("")));
        testing::Reason reason;
        reason.check(subject_.offer().objective.start(instance_, which.index, which.seed, x.data(), reason));
        if (!x.intact())
            throw testing::Failed(THALWEG_E_FAIL, "it wrote beside x0");
        return x.values();
    }

private:
    void *make() const {
        const auto values =
            testing::values_of(subject_.component(), settings_of(subject_.offer().description));
        void *self = nullptr;
        testing::Reason reason;
        reason.check(subject_.offer().objective.create(&testing::host(), values.data(), values.size(), 0, 0,
                                                       &self, reason));
        return self;
    }

    const Subject &subject_;
    Objective made_;
    void *instance_;
};

/// What is wrong with a point as a start; empty: nothing.
std::string point_fault(const thalweg_problem &p, const std::vector<double> &x) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!std::isfinite(x[i]))
            return fmt::format("is {} in coordinate {}, or was not written there", x[i], i);
        if ((p.lower && x[i] < p.lower[i]) || (p.upper && x[i] > p.upper[i]))
            return fmt::format("is {} in coordinate {}, which is out of bounds", x[i], i);
    }
    return {};
}

/// All points are the same one.
bool is_one(const std::vector<std::vector<double>> &points) {
    return std::all_of(points.begin(), points.end(),
                       [&](const std::vector<double> &x) { return same_bits(x, points.front()); });
}

Finding finding(const Subject &subject, const Starts &starts, std::string what, std::string fix) {
    return {std::move(what), place(subject, starts.problem().dim),
            "a drawn start is decided by its index and its seed alone", std::move(fix)};
}

} // namespace

Outcome drawn_starts(const Subject &subject) {
    if (subject.offer().objective.start == nullptr)
        return {.inapplicable = "the host draws them"};
    const Starts starts(subject), others(subject);
    std::vector<std::vector<double>> of_seed_7, of_seed_8;
    for (std::uint64_t index = 0; index < most; ++index) {
        const Draw draw{index, 7};
        const auto x = starts.draw(draw);
        if (const std::string fault = point_fault(starts.problem(), x); !fault.empty())
            return {{finding(subject, starts, fmt::format("{} {}", draw.text(), fault),
                             "write dim finite numbers between lower and upper")}};
        of_seed_7.push_back(x);
        of_seed_8.push_back(starts.draw({index, 8}));
    }
    for (std::uint64_t index = most; index-- > 0;) // in another order, with another instance's calls between
        if (const Draw draw{index, 7}; !same_bits(others.draw(draw), of_seed_7[index]) ||
                                       !same_bits(starts.draw(draw), of_seed_7[index]))
            return {{finding(subject, starts, draw.text() + ", drawn again, is another point",
                             "compute it from index and seed: no generator that goes on from call to call")}};
    const bool one_a_seed = is_one(of_seed_7) && is_one(of_seed_8);
    const bool one_a_stream = std::equal(of_seed_7.begin(), of_seed_7.end(), of_seed_8.begin(),
                                         [](const auto &a, const auto &b) { return same_bits(a, b); });
    if (one_a_seed != one_a_stream)
        return {{finding(subject, starts,
                         one_a_seed ? "all starts of a stream are one point" : "the seed changes no start",
                         "let index and seed both enter the generator")}};
    return {.note = one_a_seed ? "a single one" : counted(most, "start") + " of two streams"};
}

} // namespace thalweg::conformance
