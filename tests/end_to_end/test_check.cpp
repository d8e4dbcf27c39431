// SPDX-License-Identifier: MIT
// `thalweg check`: sound plugins keep every promise, and each broken one is named by its promise.
#include "program.hpp"

#include <built_plugins.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

using Names = std::set<std::string>;

std::string unkept(const std::string &name) {
    return THALWEG_END_TO_END_DIR "/unkept/unkept_" + name + ".so";
}

nlohmann::json checked(const std::string &file, int code) {
    const Folder folder;
    const Result result = call(folder, {"check", file, "--json", "--limit", "1"});
    INFO(result.err);
    REQUIRE(result.code == code);
    return nlohmann::json::parse(result.out);
}

/// "rule: determinism" for each promise that was broken.
Names broken_in(const nlohmann::json &report) {
    Names names;
    for (const auto &plugin : report.at("plugins"))
        for (const auto &promise : plugin.at("promises"))
            if (promise.at("verdict") == "broken")
                names.insert((promise.at("component").is_null()
                                  ? "plugin"
                                  : promise.at("component").get<std::string>()) +
                             ": " + promise.at("promise").get<std::string>());
    return names;
}

/// What was found about the only broken promise.
std::string only_finding(const nlohmann::json &report) {
    for (const auto &promise : report.at("plugins").at(0).at("promises"))
        if (!promise.at("findings").empty())
            return promise.at("findings").at(0).at("what");
    return "nothing";
}

/// One promise of a component, as reported.
nlohmann::json promise_of(const nlohmann::json &report, const std::string &component,
                          const std::string &name) {
    for (const auto &promise : report.at("plugins").at(0).at("promises"))
        if (promise.at("component") == component && promise.at("promise") == name)
            return promise;
    return {};
}

/// Whether this build counts allocations: under a sanitizer none does.
bool counts_allocations() {
    static const bool counts =
        promise_of(checked(unkept("nothing"), 0), "rule", "nothing leaks").at("verdict") == "kept";
    return counts;
}

/// What was found about the only broken promise of a variant of unkept_data.c.
std::string found_in_data(const std::string &name, const std::string &promise) {
    const auto report = checked(unkept("data_" + name), 1);
    INFO(name);
    CHECK(broken_in(report) == Names{"cloud: " + promise});
    return only_finding(report);
}

/// A plugin that breaks these promises and no other.
void breaks(const std::string &name, const Names &promises) {
    INFO(name);
    CHECK(broken_in(checked(unkept(name), promises.empty() ? 0 : 1)) == promises);
}

} // namespace

TEST_CASE("check: every built plugin keeps its promises, a line each, with a summary") {
    const Folder folder;
    Process::Words words{"check"};
    words.insert(words.end(), std::begin(built_plugins), std::end(built_plugins));
    const Result result = call(folder, words);
    CHECK(result.err == "");
    CHECK(result.code == 0);
    CHECK_THAT(result.out, Contains("ok    adam: reset equals fresh\n"));
    CHECK_THAT(result.out, Contains("-     cliffs: Hessian-vector product (it has none)\n"));
    CHECK_THAT(result.out, Contains("ok    cliffs: gradient (300 central differences, tolerance "));
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) // which count allocations themselves
    CHECK_THAT(result.out, Contains("/adam.so: 16 promises kept, 0 broken, 3 not applicable\n"));
#else
    CHECK_THAT(result.out, Contains("/adam.so: 18 promises kept, 0 broken, 1 not applicable\n"));
#endif
    CHECK_THAT(result.out, Contains("ok    cliffs: f(x_opt) = f_opt (1 minimiser)\n"));
    CHECK_THAT(result.out, Contains("ok    cosine_pi: f(x_opt) = f_opt (2 minimisers)\n"));
    CHECK_THAT(result.out, !Contains("FAILS"));
}

TEST_CASE("check: a sound plugin in C breaks nothing, as a rule, an iteration and a loop") {
    for (const char *name : {"nothing", "steps", "runs"})
        breaks(name, {});
}

TEST_CASE("check: a broken promise of a plugin is named, and no other") {
    breaks("handshake", {"plugin: handshake"});
    breaks("EXPORTS", {"plugin: exports"});
    breaks("LOADING", {"plugin: loading leaves the process alone"});
}

TEST_CASE("check: a broken promise of an optimizer is named, and no other") {
    breaks("CREATION", {"rule: creation"});
    breaks("doc", {"rule: parameter schema"});
    breaks("unit", {"rule: parameter schema"});
    breaks("INTERLEAVING", {"rule: two interleaved instances"});
    breaks("RESET", {"rule: reset equals fresh"});
    breaks("SET_PARAM", {"rule: a parameter set to what it is"});
    breaks("SCHEDULES", {"rule: schedules"});
    breaks("SEED", {"rule: random only where it says so"});
    breaks("SOLUTION", {"rule: solution and metrics only read"});
    for (const char *name : {"STEPS", "REFUSAL", "REPORTS"})
        breaks(name, {"rule: exact step counts"});
    breaks("blockwise", {"rule: blockwise"});
    breaks("NON_FINITE", {"rule: non-finite gradients"});
    breaks("BUFFERS", {"rule: writes only inside its buffers"});
    for (const char *name : {"SIGNALS", "FOLDER"})
        breaks(name, {"rule: the process stays as it was"});
    for (const char *name : {"LOCALE", "ROUNDING"}) // of both components
        breaks(name, {"rule: the process stays as it was", "bowl: the process stays as it was"});
}

TEST_CASE("check: a rule whose instances differ breaks determinism, and what rests on it") {
    const Names broken = broken_in(checked(unkept("DETERMINISM"), 1));
    CHECK(broken.contains("rule: determinism"));
    CHECK(broken.contains("rule: reset equals fresh"));
    CHECK(!broken.contains("rule: writes only inside its buffers"));
}

TEST_CASE("check: an allocation in update is counted") {
    breaks("ALLOCATION", counts_allocations() ? Names{"rule: no allocation in update and reset"} : Names{});
}

TEST_CASE("check: memory that runs and instances leave behind is weighed") {
    if (!counts_allocations()) {
        SUCCEED("under a sanitizer nothing is weighed");
        return;
    }
    const auto report = checked(unkept("LEAKS"), 1);
    CHECK(broken_in(report) == Names{"rule: nothing leaks"});
    const auto bytes_in = [](const std::string &finding) {
        const std::string head = "32 uses of one instance left ";
        CHECK_THAT(finding, StartsWith(head) && Contains(" bytes of memory behind"));
        return std::stol(finding.substr(std::min(head.size(), finding.size())));
    };
    const long of_runs = bytes_in(only_finding(report)); // malloc(40): 10 steps in each of 32 runs
    CHECK(of_runs >= 10 * 32 * 40);
    CHECK(of_runs < 10 * 32 * (40 + 32)); // a piece that is larger by less than the smallest is not cut
    const long of_points = bytes_in(found_in_data("MEMORY", "nothing leaks")); // malloc(24), for every second
    CHECK(of_points >= 32 * 3 / 2 * 24);
    CHECK(of_points < 32 * 3 / 2 * (24 + 32));
    CHECK_THAT(found_in_data("DESTROY", "nothing leaks"), StartsWith("32 instances left "));
}

TEST_CASE("check: an objective on data keeps its promises, and says how it was tested") {
    const auto report = checked(unkept("data"), 0);
    CHECK(broken_in(report).empty());
    CHECK(promise_of(report, "cloud", "samples are counted").at("note") == "12 samples");
    CHECK(promise_of(report, "cloud", "minibatches").at("note") == "12 samples cut into 5 minibatches");
    CHECK(promise_of(report, "cloud", "several points a call").at("note") == "3 a call");
    CHECK(promise_of(report, "cloud", "drawn starts").at("note") == "20 starts of two streams");
}

TEST_CASE("check: a broken promise about samples is named, and no other") {
    // 12 samples in five combs: the first two have three
    CHECK(found_in_data("COUNT", "samples are counted") ==
          "on a minibatch it counted 12 samples where there are 3");
    CHECK_THAT(found_in_data("MEAN", "minibatches"),
               StartsWith("the mean over minibatches that share out all samples is off the value on all"));
    CHECK_THAT(found_in_data("INDICES", "minibatches"),
               StartsWith("the mean over minibatches of every fifth sample each is off the value on all"));
    CHECK(found_in_data("WHOLE", "minibatches") == "every minibatch gives the same value");
    CHECK(found_in_data("REPEATS", "minibatches") == "the same minibatch, asked for again, gave other bits");
}

TEST_CASE("check: rows that run into each other are told") {
    CHECK(found_in_data("ROWS", "several points a call") ==
          "point 2 of 3 has other bits than alone (want = 1)");
    CHECK(found_in_data("PADDING", "several points a call") ==
          "it wrote between or beside the rows (want = 2)");
}

TEST_CASE("check: starts that hang on what they should not are told") {
    const auto found = [](const std::string &name) { return found_in_data(name, "drawn starts"); };
    CHECK(found("INDEX") == "all starts of a stream are one point");
    CHECK(found("SEED") == "the seed changes no start");
    CHECK(found("STREAM") == "start 19 of the stream 7, drawn again, is another point");
    CHECK_THAT(found("BOUNDS"), Contains("in coordinate 1, which is out of bounds"));
    CHECK_THAT(found("X0"), Contains("it wrote beside x0"));
}

TEST_CASE("check: derivatives are tested as describe declares them") {
    const auto report = checked(unkept("kinks"), 1);
    CHECK(broken_in(report) == Names{"teeth_wrong: gradient", "kink_everywhere: gradient",
                                     "step_everywhere: gradient", "kink_at_minimum: gradient",
                                     "wrong_far_out: gradient"});
    const auto gradient = [&](const char *name) { return promise_of(report, name, "gradient"); };
    CHECK_THAT(gradient("teeth_almost").at("note").get<std::string>(),
               StartsWith("300 central differences, tolerance ")); // finer steps fit between the teeth
    for (const char *name : {"gradient", "Hessian"})
        CHECK(promise_of(report, "teeth_not", name).at("reason") ==
              "not tested: it is declared not differentiable");
    const auto finding = [&](const char *name) { return gradient(name).at("findings").at(0); };
    CHECK_THAT(finding("teeth_wrong").at("what").get<std::string>(), StartsWith("the gradient is "));
    CHECK(finding("kink_at_minimum").at("what") == "the slope of f jumps from -1 to 1");
    CHECK_THAT(finding("kink_at_minimum").at("where").get<std::string>(), Contains("x[0] = 4.99999999999"));
    CHECK(finding("wrong_far_out").at("fix") ==
          "differentiate the formula again: the gradient is wrong on one side");
    CHECK(finding("kink_everywhere").at("what") == "the slope of f jumps from -1 to 1");
    CHECK_THAT(finding("kink_everywhere").at("where").get<std::string>(), Contains("x[0] = 0.3"));
    CHECK_THAT(finding("step_everywhere").at("what").get<std::string>(), StartsWith("f jumps from "));
    CHECK(finding("step_everywhere").at("why") == "describe says that it is differentiable everywhere");
}

TEST_CASE("check: a broken promise of an objective is named, and no other") {
    breaks("FACTS", {"bowl: facts of describe"});
    breaks("layout", {"bowl: layout"});
    breaks("PURITY", {"bowl: purity"});
    breaks("OBJECTIVE_INSTANCES", {"bowl: two interleaved instances"});
    breaks("FUSED", {"bowl: fused equals separate"});
    breaks("OUTPUTS", {"bowl: writes only inside its buffers"});
    breaks("POINT", {"bowl: writes only inside its buffers"});
    breaks("lacks", {"bowl: refuses what it lacks"});
    breaks("GRADIENT", {"bowl: gradient"});
    breaks("HESSIAN", {"bowl: Hessian"});
    breaks("SYMMETRY", {"bowl: Hessian"});
    breaks("HV", {"bowl: Hessian-vector product"});
    breaks("x_opt", {"bowl: f(x_opt) = f_opt"});
    breaks("f_opt", {"bowl: nothing lies below f_opt"});
}

TEST_CASE("check: a crash, a hang and an exit break the promise they happen in, and hide no other") {
    const auto finding = [](const std::string &name, const std::string &promise) {
        const auto report = checked(unkept(name), 1);
        CHECK(broken_in(report) == Names{"rule: " + promise});
        CHECK(report.at("plugins").at(0).at("kept") > 20); // those after it too
        return only_finding(report);
    };
    CHECK(finding("segfaults", "non-finite gradients") == "it crashed with SIGSEGV");
    CHECK(finding("exits", "non-finite gradients") == "it exited with code 0");
    CHECK(finding("hangs", "non-finite gradients") == "it hangs: it used more than 1 s of processor time");
    CHECK(finding("sleeps", "non-finite gradients") == "it hangs: it waited for 1 s and computed nothing");
    CHECK(finding("dozes", "non-finite gradients") == "it hangs: it waited for 1 s and computed nothing");
    CHECK(finding("PAGE", "writes only inside its buffers") == "it crashed with SIGSEGV");
}

TEST_CASE("check: what the loader finds in a plugin of this ABI is a broken promise") {
    const auto report = checked(unkept("default"), 1);
    CHECK(broken_in(report) == Names{"rule: parameter schema"});
    CHECK_THAT(only_finding(report), Contains("\"rate\""));
    CHECK(broken_in(checked(THALWEG_TEST_PLUGINS "/no_optimizer_RESET.so", 1)) == Names{"plugin: handshake"});
}

TEST_CASE("check: what is no plugin is refused with the loader's words, and the others are tested") {
    const Folder folder;
    folder.write("text.so", "no library\n");
    const auto refused = [&](const std::string &file) {
        const Result result = call(folder, {"check", file});
        CHECK(result.code == 2);
        CHECK(result.out == "");
        return result.err;
    };
    CHECK_THAT(refused("missing.so"), StartsWith("error: there is no such plugin file\n"));
    CHECK_THAT(refused("text.so"), StartsWith("error: the file cannot be loaded as a plugin\n"));
    CHECK_THAT(refused(THALWEG_TEST_PLUGINS "/wrong_magic.so"),
               StartsWith("error: the plugin's module does not begin with the magic number\n"));
    CHECK_THAT(refused(THALWEG_TEST_PLUGINS "/exits_in_constructor.so"),
               Contains("why: it exited with code 0 while it was loaded"));
    const Result both = call(folder, {"check", "missing.so", unkept("nothing")});
    CHECK(both.code == 2);
    CHECK_THAT(both.out, Contains("ok    bowl: gradient"));
}

TEST_CASE("check: a finding says what, where, why and how to mend it") {
    const Folder folder;
    const Result result = call(folder, {"check", unkept("GRADIENT")});
    CHECK(result.code == 1);
    CHECK_THAT(result.out, Contains("\nFAILS bowl: gradient\n         the gradient is "));
    for (const char *line :
         {"\n      at: /", ", objective bowl, d = 3, x[0] = ",
          "\n     why: central differences with the step ", "\n     fix: differentiate the formula again"})
        CHECK_THAT(result.out, Contains(line));
}
