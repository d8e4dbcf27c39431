// SPDX-License-Identifier: MIT
// The keys that each table of an experiment file may have.
#include "keys.hpp"

namespace thalweg::spec {

namespace {

using Sign = Number::Sign;

const Key warmup{"warmup", Whole{.example = "50"}, "steps of a linear rise from 0 before it", "0"};

Keys two_ended(Sign sign) {
    return {{"schedule", Own{}, "how the value changes during a run"},
            {"from", Number{sign, "0.1"}, "value at the first step"},
            {"to", Number{sign, "0.1"}, "value at the last step"},
            warmup};
}

} // namespace

const Keys &file_keys() {
    static const Keys keys = {{"experiment", Own{}, "what the experiment is called, and its randomness"},
                              {"stop", Own{}, "when a run ends: one of steps, evaluations, seconds at least"},
                              {"record", Own{}, "what is kept of a run"},
                              {"objective", Own{}, "functions to minimise"},
                              {"optimizer", Own{}, "algorithms that minimise them"},
                              {"exclude", Own{}, "cells to leave out: those that match all of a table"}};
    return keys;
}

const Keys &experiment_keys() {
    static const Keys keys = {
        {"name", Own{}, "names the results file: a-z, 0-9, _ and -"},
        {"title", Text{}, "for people", "\"\""},
        {"seed", Whole{.example = "2020"}, "root of every random stream", "0"},
        {"repetitions", Whole{.least = 1, .most = largest_count, .example = "10"}, "runs of each cell", "1"},
        {"skip_unsupported", Flag{}, "leave out cells whose optimizer needs what the objective lacks",
         "false"}};
    return keys;
}

const Keys &stop_keys() {
    static const Keys keys = {
        {"steps", Own{}, "iterations of the optimizer; 0 evaluates the starts only"},
        {"evaluations", Own{}, "requests of f, g, H or Hv, one a point"},
        {"seconds", Number{Sign::positive, "60.0"}, "charged time, objective and optimizer, in seconds"},
        {"timeout", Number{Sign::positive, "120.0"}, "wall time in seconds, after which a run is killed"},
        {"memory", Own{}, "resident memory of a worker: bytes, or \"2 GiB\""},
        {"target", Number{Sign::not_negative, "1e-8"}, "ends a run at f - f_opt of at most this"},
        {"gradient_norm", Number{Sign::not_negative, "1e-10"}, "ends a run at a gradient of this norm"}};
    return keys;
}

const Keys &amount_keys() {
    static const Keys keys = {{"formula", Own{}, "of d, the dimension: \"1000*d\""}};
    return keys;
}

const Keys &record_keys() {
    static const Keys keys = {
        {"observations", Policies{{"all", "every:K", "log:N", "improvement"}},
         "steps with an observation; step 0, the best and the last always", "\"all\""},
        {"iterates", Policies{{"auto", "all", "every:K", "log:N", "none"}},
         "steps with the point x; the first, the best and the last always", "\"auto\""},
        {"full", Policies{{"every:K", "log:N", "none"}},
         "steps with f of all data, for objectives on minibatches", "\"none\""},
        {"precision", Choice{{"f64", "f32"}}, "of stored iterates", "\"f64\""},
        {"timing", Choice{{"run", "observation"}}, "what has a time of its own", "\"run\""},
        {"diagnostics", Flag{}, "length of each observed step, its cosine to -g, and the norm of x",
         "false"}};
    return keys;
}

const Keys &objective_keys() {
    static const Keys keys = {{"name", Own{}, "an objective; `thalweg list objectives` shows them"},
                              {"label", Text{}, "what tables call it, instead of name and what is swept"},
                              {"dimensions", Own{}, "sweep of the dimension; by default the objective's own"},
                              {"starts", Own{}, "sweep of the start", "\"default\""},
                              {"parameters", Own{}, "of the objective; an array is a sweep"},
                              {"data", Own{}, "minibatches, for objectives on data; full when absent"},
                              {"transform", Own{}, "changes of the function, applied in order"}};
    return keys;
}

const Keys &data_keys() {
    static const Keys keys = {{"batch", Whole{.least = 1, .example = "32"}, "samples a step"},
                              {"order", Choice{{"shuffled", "sequential", "replacement"}},
                               "in which samples come", "\"shuffled\""}};
    return keys;
}

const Keys &transform_keys() {
    static const Keys keys = {
        {"shift", Number{Sign::any, "2.0"}, "of each coordinate"},
        {"rotate", Own{}, "by a random rotation"},
        {"scale", Number{Sign::any, "2.0"}, "of each coordinate, not 0"},
        {"negate", Own{}, "-f"},
        {"noise", Own{}, "standard deviation of what is added to f and to each part of g"},
        {"quantize", Number{Sign::positive, "0.01"}, "step of f and of each part of g"},
        {"nan_failure", Number{Sign::positive, "0.1"}, "share of points without a value"}};
    return keys;
}

const Keys &noise_keys() {
    static const Keys keys = {{"additive", Number{Sign::positive, "0.1"}, "its standard deviation"},
                              {"multiplicative", Number{Sign::positive, "0.1"}, "relative to the value"}};
    return keys;
}

const Keys &start_keys() {
    static const Keys keys = {
        {"uniform", Own{}, "[a, b], drawn between them in each coordinate"},
        {"count", Whole{.least = 1, .most = largest_count, .example = "10"}, "how many", "1"}};
    return keys;
}

const Keys &optimizer_keys() {
    static const Keys keys = {
        {"name", Own{}, "an optimizer; `thalweg list optimizers` shows them"},
        {"label", Text{}, "what tables call it, instead of name and what is swept"},
        {"parameters", Own{}, "of the optimizer; an array is a sweep"},
        {"zip", Own{}, "groups of parameters that are swept together instead of crossed"},
        {"search", Own{}, "settings that are drawn together instead of crossed"}};
    return keys;
}

const Keys &search_keys() {
    static const Keys keys = {
        {"method", Choice{{"random", "halton"}}, "how settings are drawn"},
        {"count", Whole{.least = 1, .most = largest_count, .example = "40"}, "settings"}};
    return keys;
}

const Keys &exclude_keys() {
    static const Keys keys = {{"objective", Text{}, "name or label"},
                              {"optimizer", Text{}, "name or label"},
                              {"objective_parameters", Own{}, "conditions by parameter"},
                              {"optimizer_parameters", Own{}, "conditions by parameter"}};
    return keys;
}

const Keys &condition_keys() {
    static const Keys keys = {{"above", Number{}, "values above this, itself not"},
                              {"below", Number{}, "values below this, itself not"},
                              {"equals", Own{}, "one value: a number, text or a boolean"}};
    return keys;
}

const Keys &generator_keys() {
    static const Keys keys = {{"linear", Own{}, "[a, b], evenly spaced, ends included"},
                              {"log", Own{}, "[a, b], evenly spaced in the logarithm, ends included"},
                              {"formula", Own{}, "of i = 0 .. count - 1 and of d, the dimension"},
                              {"uniform", Own{}, "[a, b], drawn by the search of the table"},
                              {"log_uniform", Own{}, "[a, b], its logarithm drawn by the search"},
                              {"count", Own{}, "values"}};
    return keys;
}

const std::vector<std::string> &schedule_kinds() {
    static const std::vector<std::string> kinds = {"constant", "linear", "cosine", "exponential", "step"};
    return kinds;
}

const Keys &schedule_keys(std::string_view kind) {
    static const Keys constant = {{"schedule", Own{}, "how the value changes during a run"},
                                  {"from", Number{Sign::any, "0.1"}, "the value"},
                                  warmup};
    static const Keys step = {{"schedule", Own{}, "how the value changes during a run"},
                              {"from", Number{Sign::any, "0.1"}, "value at the first step"},
                              {"factor", Number{Sign::positive, "0.5"}, "multiplies the value", "0.5"},
                              {"every", Whole{.least = 1, .example = "100"}, "steps between two factors"},
                              warmup};
    static const Keys from_to = two_ended(Sign::any), exponential = two_ended(Sign::positive);
    return kind == "constant"      ? constant
           : kind == "step"        ? step
           : kind == "exponential" ? exponential
                                   : from_to;
}

const Keys &role_keys() {
    static const Keys keys = {{"default", Own{}, "of the roles that are not named; else the component's own"},
                              {"other", Own{}, "of blocks of no role"},
                              {"hidden", Own{}, "of weights between hidden layers"},
                              {"input", Own{}, "of weights of the input layer"},
                              {"output", Own{}, "of weights of the output layer"},
                              {"bias", Own{}, "of biases"},
                              {"norm", Own{}, "of scales and shifts of normalisations"}};
    return keys;
}

} // namespace thalweg::spec
