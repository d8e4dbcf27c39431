// SPDX-License-Identifier: MIT
// One run while it is executed: what is counted, observed, and when it must stop. Three drivers share it.
#pragma once

#include "engine/batches.hpp"
#include "engine/function.hpp"
#include "engine/hits.hpp"
#include "engine/live.hpp"
#include "engine/recorder.hpp"
#include "engine/stopwatch.hpp"
#include "engine/window.hpp"
#include "plan/matrix.hpp"

#include <optional>
#include <thalweg/face/basics.hpp>

namespace thalweg::engine {

/// All that a run is made of; alive as long as the Run.
struct Parts {
    const plan::Cell *cell = nullptr;
    const spec::Record *policy = nullptr;
    Function *function = nullptr;
    const thalweg_optimizer_vt *optimizer = nullptr;
    void *self = nullptr; ///< of the optimizer; already reset
    Live *live = nullptr;
    Record *record = nullptr;
};

/// Memory that is kept from run to run.
struct Workspace {
    Vector x, g, h, before, metrics, solution;
    Recorder recorder;
    Hits hits;
    Window window;
    Batches batches;
};

class Run {
public:
    Run(const Parts &parts, Workspace &workspace);

    /// Drives the optimizer, by its shape, until something stops it, and fills the record. Never throws for
    /// what a plugin does.
    void execute();

private:
    friend class AskedOracle;

    /// What is known of the last point that was evaluated.
    struct Memo {
        Vector x;
        double f = NAN, gradient_norm = NAN;
        bool has_f = false, has_g = false;
    };

    void drive_update();
    void drive_step();
    void drive_run();

    bool begin();
    void apply_schedules();
    /// f, and g where `want` names it, at x on the current batch or, with FULL, on everything; uncharged,
    /// outside every clock. False where the objective failed: the run is over.
    bool evaluate(std::uint32_t want, std::uint32_t split, const double *x);
    bool look_up_or_evaluate();
    void remember(const thalweg_eval &request);
    bool publish(const double *x, const double *metrics);
    bool ends_unobserved(thalweg_status status, const char *call);
    void begin_timing();
    void end_timing();
    /// Records x_k and decides whether the run goes on. status: what the optimizer's call returned.
    bool observe(thalweg_status status);
    bool should_stop(thalweg_status status);
    void record_full();
    void fail(thalweg_status code, const char *call);
    void finish();
    void finish_solution();
    void finish_hessian();
    bool stochastic() const { return w_.batches.current() != nullptr; }

    const plan::Cell &cell_;
    const Parts p_;
    Workspace &w_;
    Record &record_;
    Live &live_;
    Cost &cost_;
    const std::size_t d_;
    const bool wants_gradient_;
    std::uint64_t step_limit_, budget_;
    double target_ = NAN, gradient_limit_, seconds_limit_;

    std::uint64_t step_ = 0;
    double f_ = NAN, gradient_norm_ = NAN, f_batch_ = NAN; ///< at the current iterate
    bool f_is_full_ = true;
    std::optional<Status> ended_;
    bool budget_refused_ = false, seconds_refused_ = false;
    Memo memo_;
    Stopwatch watch_;
    Steps full_steps_;
    std::int64_t objective_ns_ = 0; ///< of the step that is being timed
    int readings_ = 0;
    std::int64_t step_began_ = 0;
    char text_[512] = {};
    thalweg_error error_{sizeof(thalweg_error), 0, sizeof text_, text_};
};

} // namespace thalweg::engine
