// SPDX-License-Identifier: MIT
// --portable-math gives the same bits whatever the processor can do; without it results say whose they are.
#include "experiment/math.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace end_to_end;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;

namespace {

/// Minima and cliffs: runs of 170 settings that amplify the last bit of sin and cos; pow makes the settings.
Process::Words run_chaos(const std::string &out, Process::Words more = {}) {
    Process::Words words{
        "run", THALWEG_SOURCE_DIR "/experiments/seven_optimizers.toml", "-o", out, "--set", "stop.steps=100"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

Process::Words without(const std::string &features) {
    return {"GLIBC_TUNABLES=glibc.cpu.hwcaps=" + features};
}

std::string math_of(const fs::path &out) {
    const std::string conditions = Stored(out).attributes().at("conditions");
    return nlohmann::json::parse(conditions).at("math");
}

bool is_bit_equal(const Folder &folder, const std::string &a, const std::string &b) {
    const Result python =
        program(folder, {THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/end_to_end/same_bits.py", a, b});
    INFO(python.err);
    CHECK(python.code == 0);
    return python.code == 0 && digest_of(folder / a) == digest_of(folder / b);
}

/// What this processor has of what glibc 2.36 lets itself be told to leave alone.
std::vector<std::string> maskable_features() {
    const std::string about = read_file("/proc/cpuinfo");
    const auto begin = about.find("flags\t"), end = about.find('\n', begin);
    const std::string flags = about.substr(begin, end - begin) + " ";
    std::vector<std::string> all;
    for (const auto &[flag, feature] : {std::pair{"avx512f", "AVX512F"},
                                        {"avx512vl", "AVX512VL"},
                                        {"avx512bw", "AVX512BW"},
                                        {"avx512dq", "AVX512DQ"},
                                        {"avx512cd", "AVX512CD"},
                                        {"avx2", "AVX2"},
                                        {"avx", "AVX"},
                                        {"fma", "FMA"},
                                        {"fma4", "FMA4"},
                                        {"bmi1", "BMI1"},
                                        {"bmi2", "BMI2"},
                                        {"abm", "LZCNT"},
                                        {"movbe", "MOVBE"},
                                        {"popcnt", "POPCNT"},
                                        {"sse4_1", "SSE4_1"},
                                        {"sse4_2", "SSE4_2"},
                                        {"ssse3", "SSSE3"},
                                        {"erms", "ERMS"},
                                        {"xsavec", "XSAVEC"}})
        if (flags.find(std::string(" ") + flag + " ") != std::string::npos)
            all.push_back(std::string("-") + feature);
    return all;
}

bool has_fma() { return thalweg::experiment::default_math_variant().ends_with(" fma"); }

} // namespace

TEST_CASE("portable math: the same bits whichever feature of the processor is masked") {
    const Folder folder;
    const Result run = call(folder, run_chaos("portable.h5", {"--portable-math"}));
    INFO(run.err);
    REQUIRE(run.code == 0);
    CHECK_THAT(math_of(folder / "portable.h5"), StartsWith("glibc ") && EndsWith(" sse2"));
    const std::string digest = digest_of(folder / "portable.h5");
    std::vector<std::string> masks = maskable_features();
    REQUIRE_FALSE(masks.empty());
    std::string every = masks.front();
    for (std::size_t i = 1; i < masks.size(); ++i)
        every += "," + masks[i];
    masks.push_back(every);
    for (const std::string &mask : masks) {
        REQUIRE(
            call(folder, run_chaos("masked.h5", {"--portable-math", "--overwrite"}), without(mask)).code ==
            0);
        INFO(mask);
        CHECK(digest_of(folder / "masked.h5") == digest);
    }
    CHECK(is_bit_equal(folder, "portable.h5", "masked.h5"));
    REQUIRE(call(folder, run_chaos("here.h5", {"--portable-math", "--jobs", "0"})).code == 0);
    CHECK(digest_of(folder / "here.h5") == digest);
}

TEST_CASE(
    "portable math: without it the bits follow the processor, and the name of the math follows the bits") {
    if (!has_fma()) {
        WARN("this processor has no FMA: not tested here");
        return;
    }
    const Folder folder;
    REQUIRE(call(folder, run_chaos("fma.h5")).code == 0);
    REQUIRE(call(folder, run_chaos("portable.h5", {"--portable-math"})).code == 0);
    const std::string fma = digest_of(folder / "fma.h5"), portable = digest_of(folder / "portable.h5");
    CHECK(fma != portable);
    CHECK_THAT(math_of(folder / "fma.h5"), EndsWith(" fma"));
    struct Mask {
        std::string features, digest, math;
    };
    // glibc has one version for FMA with AVX2, and none that AVX changes the bits of
    for (const Mask &mask : {Mask{"-FMA", portable, " sse2"},
                             {"-AVX2", portable, " sse2"},
                             {"-AVX", fma, " fma"},
                             {"-AVX512F", fma, " fma"},
                             {"-FMA4", fma, " fma"}}) {
        REQUIRE(call(folder, run_chaos("masked.h5", {"--overwrite"}), without(mask.features)).code == 0);
        INFO(mask.features);
        CHECK(digest_of(folder / "masked.h5") == mask.digest);
        CHECK_THAT(math_of(folder / "masked.h5"), EndsWith(mask.math));
    }
}

TEST_CASE("portable math: results of other math are not continued, and the fix is the flag where it is one") {
    if (!has_fma()) {
        WARN("this processor has no FMA: not tested here");
        return;
    }
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "fma.h5"}).code == 0);
    REQUIRE(call(folder, {"run", "small.toml", "-o", "portable.h5", "--portable-math"}).code == 0);

    const Result native = call(folder, {"run", "small.toml", "-o", "portable.h5"});
    INFO(native.err);
    CHECK(native.code == 2);
    CHECK_THAT(native.err, Contains("the results were made under other conditions") && Contains("math"));
    CHECK_THAT(native.err, Contains("fix: continue with `--portable-math`"));
    CHECK(call(folder, {"run", "small.toml", "-o", "portable.h5", "--portable-math"}).code == 0);

    const Result portable = call(folder, {"run", "small.toml", "-o", "fma.h5", "--portable-math"});
    INFO(portable.err);
    CHECK(portable.code == 2);
    CHECK_THAT(portable.err, Contains("fix: continue without `--portable-math`"));
    CHECK(call(folder, {"run", "small.toml", "-o", "fma.h5"}).code == 0);

    // where more is different, the flag does not help
    const Result more = call(folder, {"run", "small.toml", "-o", "portable.h5", "--set", "stop.steps=20"});
    CHECK(more.code == 2);
    CHECK_THAT(more.err, Contains("math") && Contains("stop.steps") && !Contains("--portable-math"));
}

TEST_CASE("portable math: what else the user asks of glibc is kept") {
    using thalweg::experiment::with_portable_math;
    const std::string alone = "glibc.cpu.hwcaps=-FMA,-FMA4";
    CHECK(with_portable_math("") == alone);
    CHECK(with_portable_math("glibc.malloc.perturb=3") == "glibc.malloc.perturb=3:" + alone);
    CHECK(with_portable_math("glibc.cpu.hwcaps=-AVX2") == "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4");
    // glibc takes the last of several, and the last word about a feature
    CHECK(with_portable_math("glibc.cpu.hwcaps=-AVX2:glibc.malloc.perturb=3:glibc.cpu.hwcaps=-ERMS") ==
          "glibc.malloc.perturb=3:glibc.cpu.hwcaps=-ERMS,-FMA,-FMA4");
    CHECK(with_portable_math("glibc.cpu.hwcaps=-FMA") == "glibc.cpu.hwcaps=-FMA,-FMA,-FMA4");
    for (const std::string &once : {alone, with_portable_math("glibc.cpu.hwcaps=-AVX2")})
        CHECK(with_portable_math(once) == once); // so that it shows when it was of no use
}

TEST_CASE("portable math: an emulated processor without FMA or AVX2 computes the same bits") {
    const Folder folder;
    // what the emulated program executes is emulated as well (under_qemu.c): workers, the vetting child,
    // itself
    const auto emulated = [&](const std::string &cpu, const Process::Words &words) {
        Process::Words all{THALWEG_QEMU,   "-cpu", cpu, "-E", "LD_PRELOAD=" THALWEG_UNDER_QEMU,
                           THALWEG_PROGRAM};
        all.insert(all.end(), words.begin(), words.end());
        return Process(folder, all, {"EMULATED_CPU=" + cpu}).wait();
    };
    if (!fs::exists(THALWEG_QEMU) || emulated("Nehalem", {"version"}).code != 0) {
        WARN("no qemu-x86_64 that can execute this build: not tested here");
        return;
    }
    REQUIRE(call(folder, run_chaos("native.h5", {"--portable-math"})).code == 0);
    for (const std::string cpu : {"Nehalem", "Haswell"}) { // the second one has FMA and AVX2, and leaves them
        const Result run = emulated(cpu, run_chaos(cpu + ".h5", {"--portable-math"}));
        INFO(cpu << '\n' << run.err);
        REQUIRE(run.code == 0);
        CHECK(is_bit_equal(folder, "native.h5", cpu + ".h5"));
    }
    // an old processor has no other math: where the flag is left out, its workers show that they are emulated
    const Result old = emulated("Nehalem", run_chaos("old.h5"));
    INFO(old.err);
    REQUIRE(old.code == 0);
    CHECK(digest_of(folder / "old.h5") == digest_of(folder / "native.h5"));
    CHECK(math_of(folder / "old.h5") == math_of(folder / "native.h5"));
}
