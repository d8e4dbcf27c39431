// SPDX-License-Identifier: MIT
#include "cli/portable_math.hpp"

#include "error.hpp"
#include "experiment/math.hpp"

namespace thalweg::cli {

namespace {

constexpr const char *variable = "GLIBC_TUNABLES";

Errors impossible(const std::string &why) {
    return Errors(Error{.what = "this machine has no portable math",
                        .where = "--portable-math",
                        .excerpt = {},
                        .why = why,
                        .fix = "leave it out: the results then say whose math they were made with"});
}

} // namespace

void require_portable_math(const Context &context) {
    const auto portable = experiment::portable_math_variant();
    const std::string now = experiment::math_variant();
    if (!portable)
        throw impossible("it is " + now + ", and the choice is one of glibc on x86-64");
    if (now == *portable)
        return;
    const std::string before = context.environment(variable), wanted = experiment::with_portable_math(before);
    if (before == wanted) // it was started so, and is not heard
        throw impossible(std::string("glibc does not follow ") + variable + "=" + before);
    context.restart_with(variable, wanted);
    throw impossible("the program cannot be started again from /proc/self/exe");
}

} // namespace thalweg::cli
