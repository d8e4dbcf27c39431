// SPDX-License-Identifier: MIT
#include "pool/guilty.hpp"

#include "engine/stopwatch.hpp"

#include <cstring>
#include <fmt/format.h>

namespace thalweg::pool {

std::string signal_text(int signal) {
    const char *name = sigabbrev_np(signal);
    const char *meaning = sigdescr_np(signal);
    return fmt::format("SIG{} ({})", name ? name : std::to_string(signal), meaning ? meaning : "unknown");
}

namespace {

std::string reason(const plan::Cell &cell, Death death, Verdict verdict) {
    if (verdict == Verdict::timed_out)
        return fmt::format("killed after stop.timeout = {} s", cell.stop.timeout.value_or(0));
    if (verdict == Verdict::out_of_memory)
        return fmt::format("killed above stop.memory = {} bytes", cell.stop.memory.value_or(0));
    if (verdict == Verdict::scribbled)
        return "killed for writing into memory that is not its own";
    if (death.signal != 0)
        return signal_text(death.signal);
    return fmt::format("the process exited with code {} in the middle of the run", death.code);
}

} // namespace

engine::Record guilty_record(const plan::Cell &cell, const Page &page, Death death, Verdict verdict) {
    const engine::Live &live = page.live;
    engine::Record record;
    record.run_id = cell.run_id;
    record.dimension = cell.dimension;
    record.status = verdict == Verdict::timed_out       ? engine::Status::timed_out
                    : verdict == Verdict::out_of_memory ? engine::Status::out_of_memory
                                                        : engine::Status::crashed;
    record.steps = live.last.step;
    record.cost = live.cost;
    record.f_start = live.f_start;
    record.f_final = record.f_solution = live.last.f;
    record.f_best = live.f_best;
    record.f_incumbent = live.f_incumbent;
    record.gradient_norm_final = live.last.gradient_norm;
    record.step_best = live.step_best;
    record.started_at = page.started_at;
    if (page.began_ns != 0)
        if (!std::isnan(live.f_start))
            record.observations = {live.last};
    record.metrics.assign(record.observations.size() * cell.optimizer->metrics.size(), NAN);
    if (!std::isnan(live.diagnostics.x_norm))
        record.diagnostics.assign(record.observations.size(), live.diagnostics);
    record.x_final.assign(cell.dimension, NAN);
    if (cell.dimension <= 10'000)
        record.x_best = record.x_solution = record.x_final;
    record.messages.push_back(reason(cell, death, verdict));
    return record;
}

} // namespace thalweg::pool
