// SPDX-License-Identifier: MIT
#include "results/schema.hpp"

#include <algorithm>

namespace thalweg::results {

namespace {

template <class Stored, class In, class Out, class Access>
void get_rows(std::span<const In> rows, std::byte *into) {
    for (const In &row : rows) {
        const auto value = static_cast<Stored>(Access{}(row));
        std::memcpy(into, &value, sizeof value);
        into += sizeof value;
    }
}

template <class Stored, class In, class Out, class Access>
void set_rows(std::span<Out> rows, const std::byte *from) {
    for (Out &row : rows) {
        Stored value;
        std::memcpy(&value, from, sizeof value);
        from += sizeof value;
        auto &field = Access{}(row);
        field = static_cast<std::remove_reference_t<decltype(field)>>(value);
    }
}

/// The column that stores what `Access` finds in a row as a `Stored`.
template <class Stored, class In, class Out = In, class Access>
Field<In, Out> field(Description about, Access) {
    about.type = type_of<Stored>;
    return {std::move(about), get_rows<Stored, In, Out, Access>, set_rows<Stored, In, Out, Access>};
}

Description stable(const char *name, const char *units, const char *long_name) {
    return {.name = name, .units = units, .long_name = long_name};
}
Description changing(const char *name, const char *units, const char *long_name) {
    return {.name = name, .units = units, .long_name = long_name, .changes = Volatile::yes};
}
Description optional(Description about) {
    about.presence = Presence::if_filled;
    return about;
}

using u8 = std::uint8_t;
using u32 = std::uint32_t;
using i32 = std::int32_t;
using u64 = std::uint64_t;
using f64 = double;

template <class Row> std::vector<Field<Row>> with_cost(std::vector<Field<Row>> fields, Presence rare) {
    const auto add = [&](Field<Row> cost) { fields.push_back(std::move(cost)); };
    const auto seldom = [&](Field<Row> cost) {
        cost.about.presence = rare;
        fields.push_back(std::move(cost));
    };
    add(field<u64, Row>(
        stable("evaluations", "1", "requests to the oracle, one a point, so far"),
        [](auto &r) -> auto & { return r.cost.evaluations; }));
    add(field<u64, Row>(
        stable("evaluations_f", "1", "points at which f was asked for, so far"),
        [](auto &r) -> auto & { return r.cost.f; }));
    add(field<u64, Row>(
        stable("evaluations_g", "1", "points at which the gradient was asked for, so far"),
        [](auto &r) -> auto & { return r.cost.g; }));
    seldom(field<u64, Row>(
        stable("evaluations_h", "1", "points at which the Hessian was asked for, so far"),
        [](auto &r) -> auto & { return r.cost.h; }));
    seldom(field<u64, Row>(
        stable("evaluations_hv", "1", "Hessian-vector products asked for, so far"),
        [](auto &r) -> auto & { return r.cost.hv; }));
    seldom(field<u64, Row>(
        stable("samples", "1", "samples of the data that were touched, so far"),
        [](auto &r) -> auto & { return r.cost.samples; }));
    return fields;
}

template <class Stored, class Access> Field<RunRow, Run> run_field(Description about, Access access) {
    return field<Stored, RunRow, Run>(std::move(about), access);
}

std::vector<Field<RunRow, Run>> identity_fields() {
    return {
        run_field<u64>(
            changing("run_id", "1", "number of the run in its experiment"),
            [](auto &r) -> auto & { return r.run_id; }),
        run_field<u64>(
            stable("key_hi", "1", "upper half of the key that identifies the run"),
            [](auto &r) -> auto & { return r.key.hi; }),
        run_field<u64>(
            stable("key_lo", "1", "lower half of the key that identifies the run"),
            [](auto &r) -> auto & { return r.key.lo; }),
        run_field<u32>(
            stable("objective", "1", "row of /catalog/objective"),
            [](auto &r) -> auto & { return r.objective_row; }),
        run_field<u32>(
            stable("optimizer", "1", "row of /catalog/optimizer"),
            [](auto &r) -> auto & { return r.optimizer_row; }),
        run_field<u32>(
            stable("configuration", "1", "row of /catalog/configuration"),
            [](auto &r) -> auto & { return r.configuration_row; }),
        run_field<u32>(
            stable("start", "1", "row of /catalog/start"), [](auto &r) -> auto & { return r.start_row; }),
        run_field<u32>(
            changing("environment", "1", "row of /catalog/environment"),
            [](auto &r) -> auto & { return r.environment_row; }),
        run_field<u32>(
            stable("repetition", "1", "repetition, from 0"), [](auto &r) -> auto & { return r.repetition; }),
        run_field<u32>(
            stable("dimension", "1", "number of coordinates"),
            [](auto &r) -> auto & { return r.end.dimension; }),
    };
}

std::vector<Field<RunRow, Run>> end_fields() {
    return {
        run_field<u8>(
            stable("status", "1", "why the run ended"), [](auto &r) -> auto & { return r.end.status; }),
        run_field<u64>(
            stable("steps", "1", "steps taken"), [](auto &r) -> auto & { return r.end.steps; }),
        run_field<u64>(
            stable("evaluations", "1", "requests to the oracle, one a point"),
            [](auto &r) -> auto & { return r.end.cost.evaluations; }),
        run_field<u64>(
            stable("evaluations_f", "1", "points at which f was asked for"),
            [](auto &r) -> auto & { return r.end.cost.f; }),
        run_field<u64>(
            stable("evaluations_g", "1", "points at which the gradient was asked for"),
            [](auto &r) -> auto & { return r.end.cost.g; }),
        run_field<u64>(
            stable("evaluations_h", "1", "points at which the Hessian was asked for"),
            [](auto &r) -> auto & { return r.end.cost.h; }),
        run_field<u64>(
            stable("evaluations_hv", "1", "Hessian-vector products asked for"),
            [](auto &r) -> auto & { return r.end.cost.hv; }),
        run_field<u64>(
            stable("samples", "1", "samples of the data that were touched"),
            [](auto &r) -> auto & { return r.end.cost.samples; }),
        run_field<f64>(
            stable("f_start", "1", "f at the start"), [](auto &r) -> auto & { return r.end.f_start; }),
        run_field<f64>(
            stable("f_final", "1", "f at the last iterate"), [](auto &r) -> auto & { return r.end.f_final; }),
        run_field<f64>(
            stable("f_best", "1", "least f of any iterate"), [](auto &r) -> auto & { return r.end.f_best; }),
        run_field<f64>(
            stable("f_incumbent", "1", "least f of any evaluated point"),
            [](auto &r) -> auto & { return r.end.f_incumbent; }),
        run_field<f64>(
            stable("f_solution", "1", "f at the point the optimizer returns"),
            [](auto &r) -> auto & { return r.end.f_solution; }),
        run_field<f64>(
            stable("gradient_norm_final", "1",
                   "Euclidean norm of the gradient at the last iterate; on minibatches of that on one more "
                   "batch"),
            [](auto &r) -> auto & { return r.end.gradient_norm_final; }),
        run_field<u64>(
            stable("step_best", "1", "step of the iterate with the least f"),
            [](auto &r) -> auto & { return r.end.step_best; }),
        run_field<f64>(
            stable("hessian_min", "1", "least eigenvalue of the Hessian at the last iterate"),
            [](auto &r) -> auto & { return r.end.hessian_min; }),
        run_field<f64>(
            stable("hessian_max", "1", "greatest eigenvalue of the Hessian at the last iterate"),
            [](auto &r) -> auto & { return r.end.hessian_max; }),
        run_field<i32>(
            stable("hessian_negative", "1", "negative eigenvalues there; -1: not computed"),
            [](auto &r) -> auto & { return r.end.hessian_negative; }),
        run_field<i32>(
            stable("hessian_zero", "1", "eigenvalues near zero there; -1: not computed"),
            [](auto &r) -> auto & { return r.end.hessian_zero; }),
        run_field<f64>(
            stable("window_travel", "1", "length of the path over the last steps"),
            [](auto &r) -> auto & { return r.end.window_travel; }),
        run_field<f64>(
            stable("window_net", "1", "distance between the ends of the last steps"),
            [](auto &r) -> auto & { return r.end.window_net; }),
        run_field<u32>(
            stable("window_period", "1", "period of the last steps; 0: none"),
            [](auto &r) -> auto & { return r.end.window_period; }),
    };
}

std::vector<Field<RunRow, Run>> circumstance_fields() {
    return {
        run_field<f64>(
            changing("seconds", "s", "charged time: objective asked by the optimizer, and optimizer"),
            [](auto &r) -> auto & { return r.end.seconds; }),
        run_field<f64>(
            changing("seconds_objective", "s", "time in the objective"),
            [](auto &r) -> auto & { return r.end.seconds_objective; }),
        run_field<f64>(
            changing("seconds_optimizer", "s", "time in the optimizer"),
            [](auto &r) -> auto & { return r.end.seconds_optimizer; }),
        run_field<f64>(
            changing("started_at", "seconds since 1970-01-01 00:00:00", "when the run began, UTC"),
            [](auto &r) -> auto & { return r.end.started_at; }),
        run_field<u32>(
            changing("attempt", "1", "attempt, from 1"), [](auto &r) -> auto & { return r.end.attempt; }),
        run_field<u32>(
            changing("worker", "1", "number of the worker process"),
            [](auto &r) -> auto & { return r.end.worker; }),
        run_field<u64>(
            stable("observation_stride", "1", "observations were thinned to every so many steps; 1: not"),
            [](auto &r) -> auto & { return r.end.observation_stride; }),
        run_field<u64>(
            changing("first_observation", "1", "first row in /observations"),
            [](auto &r) -> auto & { return r.first_observation; }),
        run_field<u64>(
            stable("observations", "1", "rows in /observations"),
            [](auto &r) -> auto & { return r.observations; }),
        run_field<u64>(
            changing("first_iterate", "1", "first row in /iterates/d<dimension>"),
            [](auto &r) -> auto & { return r.first_iterate; }),
        run_field<u64>(
            stable("iterates", "1", "rows in /iterates/d<dimension>"),
            [](auto &r) -> auto & { return r.iterates; }),
    };
}

} // namespace

const std::vector<Field<RunRow, Run>> &run_fields() {
    static const auto fields = [] {
        auto all = identity_fields();
        for (auto &part : {end_fields(), circumstance_fields()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return fields;
}

const std::vector<Field<engine::Observation>> &observation_fields() {
    using engine::Observation;
    static const auto fields = [] {
        auto all = with_cost<Observation>(
            {field<u64, Observation>(
                 stable("step", "1", "step; 0 is the start"), [](auto &r) -> auto & { return r.step; }),
             field<f64, Observation>(
                 stable("f", "1", "f at the iterate"), [](auto &r) -> auto & { return r.f; }),
             field<f64, Observation>(
                 stable("gradient_norm", "1",
                        "Euclidean norm of the gradient at the iterate; on minibatches of that on the batch "
                        "that its next "
                        "step sees"),
                 [](auto &r) -> auto & { return r.gradient_norm; })},
            Presence::if_filled);
        all.push_back(field<f64, Observation>(
            optional(stable("f_batch", "1", "f on the minibatch of the step")),
            [](auto &r) -> auto & { return r.f_batch; }));
        all.push_back(field<f64, Observation>(
            optional(changing("seconds", "s", "charged time so far")),
            [](auto &r) -> auto & { return r.seconds; }));
        return all;
    }();
    return fields;
}

const std::vector<Field<engine::Diagnostics>> &diagnostic_fields() {
    using engine::Diagnostics;
    static const std::vector<Field<Diagnostics>> fields = {
        field<f64, Diagnostics>(
            optional(stable("step_length", "1", "Euclidean length of the step to the iterate")),
            [](auto &r) -> auto & { return r.step_length; }),
        field<f64, Diagnostics>(
            optional(stable("step_cosine", "1",
                            "cosine of the angle between the step and the negative gradient where it began")),
            [](auto &r) -> auto & { return r.step_cosine; }),
        field<f64, Diagnostics>(
            optional(stable("x_norm", "1", "Euclidean norm of the iterate")),
            [](auto &r) -> auto & { return r.x_norm; })};
    return fields;
}

const std::vector<Field<engine::Hit>> &hit_fields() {
    using engine::Hit;
    static const auto fields =
        with_cost<Hit>({field<f64, Hit>(
                            stable("target", "1", "difference to the known optimum that was reached"),
                            [](auto &r) -> auto & { return r.target; }),
                        field<u64, Hit>(
                            stable("step", "1", "step at which it was first reached"),
                            [](auto &r) -> auto & { return r.step; })},
                       Presence::always);
    return fields;
}

const std::vector<Field<engine::Full>> &full_fields() {
    using engine::Full;
    static const std::vector<Field<Full>> fields = {
        field<u64, Full>(
            stable("step", "1", "step"), [](auto &r) -> auto & { return r.step; }),
        field<u32, Full>(
            stable("split", "1", "part of the data, as THALWEG_SPLIT_*"),
            [](auto &r) -> auto & { return r.split; }),
        field<f64, Full>(
            stable("f", "1", "f on the whole split, at the solution"), [](auto &r) -> auto & { return r.f; }),
        field<f64, Full>(
            optional(stable("accuracy", "1", "share of the split that is classified rightly")),
            [](auto &r) -> auto & { return r.accuracy; })};
    return fields;
}

Description run_description() {
    auto about = stable("run", "1", "row of /runs");
    about.type = Type::u64;
    return about;
}

Description text_description() {
    auto about = stable("text", "1", "what the run had to say");
    about.type = Type::text;
    return about;
}

Description iterate_step_description() {
    auto about = stable("step", "1", "step of the iterate");
    about.type = Type::u64;
    return about;
}

Description point_description(std::string name, Type type, std::uint64_t width) {
    const char *meaning = name == "x"         ? "iterate"
                          : name == "x_final" ? "last iterate"
                          : name == "x_best"  ? "iterate with the least f"
                                              : "point the optimizer returns";
    Description about{.name = std::move(name), .type = type, .units = "1", .long_name = meaning};
    about.form = Form::matrix;
    about.width = width;
    about.presence =
        about.name == "x_best" || about.name == "x_solution" ? Presence::if_filled : Presence::always;
    return about;
}

Description metric_description(const library::Metric &metric) {
    Description about{.name = std::string(metric_prefix) + metric.key,
                      .type = Type::f64,
                      .units = metric.unit.empty() ? "1" : metric.unit,
                      .long_name = metric.doc.empty() ? metric.key : metric.doc};
    about.presence = Presence::if_filled;
    return about;
}

Description parameter_description(const library::Parameter &parameter, Type type) {
    return {.name = parameter.key,
            .type = type,
            .units = parameter.unit.empty() ? "1" : parameter.unit,
            .long_name = parameter.doc.empty() ? parameter.key : parameter.doc};
}

Description catalog_name_description(Volatile changes) {
    return {.name = "name", .type = Type::text, .units = "1", .long_name = "name", .changes = changes};
}
Description catalog_json_description(Volatile changes) {
    return {.name = "json",
            .type = Type::text,
            .units = "1",
            .long_name = "all about it, as JSON",
            .changes = changes};
}

} // namespace thalweg::results
