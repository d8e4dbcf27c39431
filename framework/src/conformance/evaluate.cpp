// SPDX-License-Identifier: MIT
#include "conformance/evaluate.hpp"

#include <algorithm>
#include <utility>

namespace thalweg::conformance {

namespace {

std::uint64_t row_length(std::uint64_t dimension) { return (dimension + 7) / 8 * 8; }

bool all_are(const Guarded &buffer, double value) {
    const auto values = buffer.values();
    return std::all_of(values.begin(), values.end(), [&](double v) { return v == value; });
}

std::size_t hessian_size(std::uint32_t want, std::size_t d) { return want & THALWEG_W_H ? d * d : 1; }

} // namespace

std::vector<double> direction(std::size_t dimension) {
    std::vector<double> v(dimension);
    for (std::size_t i = 0; i < dimension; ++i)
        v[i] = 1 / (static_cast<double>(i) + 1);
    return v;
}

GuardedRequest::GuardedRequest(const Ask &ask)
    : x_values_(ask.x), v_values_(direction(ask.x.size())), x_(x_values_), v_(v_values_), f_({untouched_f}),
      g_(std::vector<double>(ask.x.size(), untouched_g)),
      h_(std::vector<double>(hessian_size(ask.want, ask.x.size()), untouched_h)),
      hv_(std::vector<double>(ask.x.size(), untouched_hv)) {
    request_.struct_size = sizeof request_;
    request_.want = ask.want;
    request_.split = ask.split;
    request_.n_points = 1;
    request_.dim = ask.x.size();
    request_.ld = row_length(ask.x.size());
    request_.x = x_.data();
    request_.v = ask.want & THALWEG_W_HV ? v_.data() : nullptr;
    request_.f = ask.want & THALWEG_W_F ? f_.data() : nullptr;
    request_.g = ask.want & THALWEG_W_G ? g_.data() : nullptr;
    request_.h = ask.want & THALWEG_W_H ? h_.data() : nullptr;
    request_.hv = ask.want & THALWEG_W_HV ? hv_.data() : nullptr;
}

void GuardedRequest::offer_all() {
    request_.f = f_.data();
    request_.g = g_.data();
    request_.h = h_.data();
    request_.hv = hv_.data();
}

bool GuardedRequest::intact() const {
    return x_.intact() && v_.intact() && f_.intact() && g_.intact() && h_.intact() && hv_.intact() &&
           same_bits(x_.values(), x_values_) && same_bits(v_.values(), v_values_);
}

bool GuardedRequest::only_wanted() const {
    return (request_.want & THALWEG_W_F || all_are(f_, untouched_f)) &&
           (request_.want & THALWEG_W_G || all_are(g_, untouched_g)) &&
           (request_.want & THALWEG_W_H || all_are(h_, untouched_h)) &&
           (request_.want & THALWEG_W_HV || all_are(hv_, untouched_hv));
}

Answer evaluate(const testing::Objective &objective, const Ask &ask) {
    const std::size_t d = ask.x.size();
    const auto along = direction(d);
    const Vector x(ask.x.begin(), ask.x.end()), v(along.begin(), along.end());
    Vector f(1), g(d), h(hessian_size(ask.want, d)), hv(d);
    thalweg_eval request{};
    request.struct_size = sizeof request;
    request.want = ask.want;
    request.split = ask.split;
    request.n_points = 1;
    request.dim = d;
    request.ld = row_length(d);
    request.x = x.data();
    request.v = ask.want & THALWEG_W_HV ? v.data() : nullptr;
    request.f = ask.want & THALWEG_W_F ? f.data() : nullptr;
    request.g = ask.want & THALWEG_W_G ? g.data() : nullptr;
    request.h = ask.want & THALWEG_W_H ? h.data() : nullptr;
    request.hv = ask.want & THALWEG_W_HV ? hv.data() : nullptr;
    request.batch = ask.batch;
    Answer answer{objective.evaluate(request), {}, 0};
    answer.samples = request.samples;
    for (const auto &[bit, output] :
         {std::pair{THALWEG_W_F, &f}, {THALWEG_W_G, &g}, {THALWEG_W_H, &h}, {THALWEG_W_HV, &hv}})
        if (ask.want & bit)
            answer.values.insert(answer.values.end(), output->begin(), output->end());
    return answer;
}

std::vector<double> value_of(const testing::Objective &objective, const Ask &ask) {
    Answer answer = evaluate(objective, ask);
    if (answer.status < 0)
        throw testing::Failed(answer.status, "eval failed with status " + std::to_string(answer.status));
    return std::move(answer.values);
}

} // namespace thalweg::conformance
