// SPDX-License-Identifier: MIT
#include "bench/asked.hpp"

#include "bench/ellipsoid.hpp"
#include "bench/points.hpp"

#include <algorithm>
#include <ctime>
#include <fmt/format.h>
#include <memory>

namespace thalweg::bench {

namespace {

constexpr std::uint64_t most_steps = 100, most_evaluations = 200;
constexpr double block_seconds = 0.01; ///< no further step of a block begins after that

double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class Asking {
public:
    Asking(const library::Library &library, const library::OptimizerOrder &order)
        : instance_(library, order), ellipsoid_(order.dimension), x0_(start(order.dimension)), x_(x0_) {}
    Asking(const Asking &) = delete;

    /// Makes a block for the first time and remembers how long it is. Negative: the plugin's error.
    thalweg_status rehearse() {
        const double begin = processor_seconds();
        begin_block();
        thalweg_status status = THALWEG_OK;
        if (instance_.vtable().run != nullptr) {
            status = call();
            steps_ = ellipsoid_.reports();
        } else {
            while (status == THALWEG_OK && steps_ < most_steps &&
                   processor_seconds() - begin < block_seconds) {
                status = call();
                steps_ += status >= 0 ? 1 : 0;
            }
        }
        asked_ = ellipsoid_.asked();
        return status == THALWEG_E_BUDGET ? THALWEG_OK : status;
    }
    thalweg_status block() {
        begin_block();
        thalweg_status status = THALWEG_OK;
        const std::uint64_t calls = instance_.vtable().run != nullptr ? 1 : steps_;
        for (std::uint64_t k = 0; k < calls; ++k)
            status = std::min(status, call());
        return status == THALWEG_E_BUDGET ? THALWEG_OK : status;
    }
    std::uint64_t steps() const { return steps_; }
    const std::vector<std::uint32_t> &asked() const { return asked_; }
    std::string reason(thalweg_status status) const { return error_.message(status); }

private:
    void begin_block() {
        instance_.reset({sizeof(thalweg_run_info), 0, x0_.data(), 1, 0, 0});
        std::copy(x0_.begin(), x0_.end(), x_.begin());
        ellipsoid_.begin(instance_.vtable().run != nullptr ? most_evaluations
                                                           : std::numeric_limits<std::uint64_t>::max());
    }
    thalweg_status call() {
        const auto &vtable = instance_.vtable();
        double f = 0;
        return vtable.run != nullptr
                   ? vtable.run(instance_.self(), ellipsoid_.oracle(), x_.data(), &f, error_.table())
                   : vtable.step(instance_.self(), ellipsoid_.oracle(), x_.data(), &f, error_.table());
    }

    library::OptimizerInstance instance_;
    Ellipsoid ellipsoid_;
    Vector x0_, x_;
    std::uint64_t steps_ = 0;
    std::vector<std::uint32_t> asked_;
    library::ErrorBuffer error_;
};

/// What was asked, asked again at one point by nobody.
class OracleAlone {
public:
    OracleAlone(std::vector<std::uint32_t> asked, std::size_t d)
        : asked_(std::move(asked)), ellipsoid_(d), x_(start(d)), v_(x_), g_(d), hv_(d) {
        const bool any_hessian = std::any_of(asked_.begin(), asked_.end(),
                                             [](std::uint32_t want) { return (want & THALWEG_W_H) != 0; });
        h_.resize(any_hessian ? d * d : 0);
        request_ = {.struct_size = sizeof request_,
                    .want = 0,
                    .split = THALWEG_SPLIT_TRAIN,
                    .n_points = 1,
                    .dim = d,
                    .ld = (d + 7) / 8 * 8,
                    .x = x_.data(),
                    .v = v_.data(),
                    .f = &f_,
                    .g = g_.data(),
                    .h = h_.data(),
                    .hv = hv_.data(),
                    .batch = nullptr,
                    .samples = 0};
    }
    OracleAlone(const OracleAlone &) = delete;

    thalweg_status block() {
        const thalweg_oracle &oracle = *ellipsoid_.oracle();
        ellipsoid_.begin();
        thalweg_status status = THALWEG_OK;
        for (const std::uint32_t want : asked_) {
            request_.want = want;
            status = std::min(status, oracle.eval(oracle.ctx, &request_));
        }
        return status;
    }

private:
    std::vector<std::uint32_t> asked_;
    Ellipsoid ellipsoid_;
    Vector x_, v_, g_, hv_, h_;
    double f_ = 0;
    thalweg_eval request_{};
};

std::string counted(std::uint64_t count, const char *noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string note_of(const Asking &asking) {
    return fmt::format("on an ellipsoid, from reset: {}, {}", counted(asking.steps(), "step"),
                       counted(asking.asked().size(), "evaluation"));
}

} // namespace

Works make_asking(const library::Library &library, const std::string &optimizer,
                  std::span<const Value> parameters, std::size_t d) {
    const auto asking = std::make_shared<Asking>(
        library, library::OptimizerOrder{.component = optimizer, .parameters = parameters, .dimension = d});
    if (const thalweg_status status = asking->rehearse(); status < 0)
        return {.refusal = "it failed on an ellipsoid: " + asking->reason(status)};
    if (asking->steps() == 0)
        return {.refusal = fmt::format("it made no step within {} evaluations", asking->asked().size())};
    const auto alone = std::make_shared<OracleAlone>(asking->asked(), d);
    Works works{.list = {}, .note = note_of(*asking), .refusal = {}};
    works.list.push_back(
        {.name = "", .steps = asking->steps(), .renew = {}, .block = [asking] { return asking->block(); }});
    if (!asking->asked().empty())
        works.list.push_back({.name = "oracle", .steps = asking->steps(), .renew = {}, .block = [alone] {
                                  return alone->block();
                              }});
    if (!asking->asked().empty()) // Google Benchmark writes the variation of zeros as NaN, which is no JSON
        works.list[0].counters["evaluations_per_step"] =
            static_cast<double>(asking->asked().size()) / static_cast<double>(asking->steps());
    return works;
}

} // namespace thalweg::bench
