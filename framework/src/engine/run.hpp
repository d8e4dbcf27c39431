// SPDX-License-Identifier: MIT
// One run while it is executed: what is counted, observed, and when it must stop. Three drivers share it.
#pragma once

#include "engine/batches.hpp"
#include "engine/function.hpp"
#include "engine/hits.hpp"
#include "engine/live.hpp"
#include "engine/recorder.hpp"
#include "engine/step_trace.hpp"
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
    void *self = nullptr; ///< of the optimizer
    Live *live = nullptr;
    Record *record = nullptr;
};

/// Memory that is kept from run to run.
struct Workspace {
    Vector x, g, h, before, solution;
    Vector metrics; ///< of the optimizer, then, where asked for, those of Diagnostics
    StepTrace trace;
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
        Vector x, g; ///< g only for diagnostics
        double f = NAN, gradient_norm = NAN;
        bool has_f = false, has_g = false;
    };

    void drive_update();
    void drive_step();
    void drive_run();

    void drive();
    bool reset_optimizer();
    bool begin();
    void find_schedules();
    void apply_schedules();
    /// f, and g where `want` names it, at x on the current batch or, with FULL, on everything; uncharged,
    /// outside every clock. False where the objective failed: the run is over.
    bool evaluate(std::uint32_t want, std::uint32_t split, const double *x);
    bool look_up_or_evaluate();
    void remember(const thalweg_eval &request);
    /// The samples that a request on the training data touches.
    std::uint64_t samples_of(std::uint32_t want) const;
    bool publish(const double *x, const double *metrics);
    bool ends_unobserved(thalweg_status status, const char *call);
    void begin_timing();
    void end_timing();
    /// Objective and optimizer so far, the step that is being timed included.
    double charged_seconds() const;
    /// Records x_k and decides whether the run goes on. status: what the optimizer's call returned.
    bool observe(thalweg_status status);
    /// Records x_k where the objective failed, without a value; the run is over. Always false.
    bool observe_failure();
    bool observe_full_value();
    bool note_best();
    void record();
    /// For diagnostics: a step begins at the iterate.
    void begin_trace();
    std::span<const double> known_gradient() const;
    void diagnose(Recorder::Improvement improved);
    void put_diagnostics(const Diagnostics &facts);
    void finish_diagnostics();
    void divide_metrics();
    bool should_stop(thalweg_status status);
    void record_full();
    void take_full(std::uint64_t step); ///< of all splits, at the solution
    /// The point that the optimizer would return now; nullptr where that is the iterate.
    const double *solution();
    /// Ends the run, with the reason as its message; what ended it first counts.
    void fail(thalweg_status code, const char *call, const char *text);
    void fail(thalweg_status code, const char *call) { fail(code, call, text_); }
    void finish();
    void finish_full_value();
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
    const bool wants_gradient_, diagnoses_;
    const std::size_t n_metrics_;
    std::uint64_t step_limit_, budget_;
    double f_opt_ = NAN, target_ = NAN, gradient_limit_, seconds_limit_;
    const bool has_seconds_limit_;
    struct Scheduled {
        std::size_t index;
        const Schedule *schedule;
    };
    std::vector<Scheduled> schedules_;

    std::uint64_t step_ = 0;
    double f_ = NAN, gradient_norm_ = NAN, f_batch_ = NAN; ///< at the current iterate
    bool f_is_full_ = true;
    std::optional<Status> ended_;
    bool budget_refused_ = false, seconds_refused_ = false;
    bool x_is_known_ = true;                       ///< false: a rule that failed may have moved x
    thalweg_status objective_status_ = THALWEG_OK; ///< of the last evaluation that the optimizer asked for
    Memo memo_;
    Stopwatch watch_;
    Steps full_steps_;
    Stopwatch::Timed timed_; ///< of the step that is being timed
    std::int64_t step_began_ = 0;
    char text_[512] = {}, objective_text_[512] = {};
    thalweg_error error_{sizeof(thalweg_error), 0, sizeof text_, text_};
    thalweg_error objective_error_{sizeof(thalweg_error), 0, sizeof objective_text_, objective_text_};
};

} // namespace thalweg::engine
