// SPDX-License-Identifier: MIT
// An optimizer that does to its process, at a given step, what plugins do by mistake.
#include <thalweg/plugin.hpp>

#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace {

/// An address that is not mapped, which neither a compiler nor a sanitizer knows.
volatile std::uintptr_t nowhere = 64;

/// Never true, in a way that no compiler sees.
volatile bool never = false;

[[gnu::noinline]] void loop_for_ever() {
    while (!never) {
    }
}

/// More than any limit of a test, touched page by page.
[[gnu::noinline]] void hoard() {
    constexpr std::size_t block = std::size_t{16} << 20;
    for (int i = 0; i < 640; ++i) { // 10 GB
        char *const memory = static_cast<char *>(std::malloc(block));
        if (!memory)
            throw std::bad_alloc();
        for (std::size_t k = 0; k < block; k += 4096)
            *static_cast<volatile char *>(memory + k) = 1;
    }
}

void upset_arithmetic() {
    std::fesetround(FE_UPWARD);
#if defined(__x86_64__)
    _mm_setcsr(_mm_getcsr() | 0x8040); // denormals are zero
#endif
}

} // namespace

/// x ← x - g / 3, and at step `at` the deed.
struct BadCitizen {
    static constexpr auto name = "bad_citizen";
    static constexpr const char *deeds[] = {
        "nothing",   "segfault", "abort",  "exit",       "loop",  "hoard",     "throw",     "print",
        "close_all", "leave",    "locale", "arithmetic", "sleep", "kill_once", "interrupt", nullptr};
    std::int64_t deed = 0, at = 7, code = 0;
    std::string marker;
    static constexpr thalweg::Parameter<BadCitizen> parameters[] = {
        {"deed", &BadCitizen::deed, thalweg::one_of(deeds), "what it does"},
        {"at", &BadCitizen::at, thalweg::any_number, "in which step"},
        {"code", &BadCitizen::code, thalweg::any_number, "of the exit; milliseconds of the sleep"},
        {"marker", &BadCitizen::marker, thalweg::any_number, "a file that says that it was done"},
    };
    std::int64_t step = 0;
    void reset(std::size_t) { step = 0; }

    static void initialize() {
        if (std::getenv("THALWEG_TEST_DIE_AT_START"))
            std::abort();
        if (std::getenv("THALWEG_TEST_HANG_AT_START"))
            for (;;)
                ::pause();
    }

    /// True once for each marker.
    bool is_first_time() const {
        std::FILE *const file = std::fopen(marker.c_str(), "wx");
        if (file)
            std::fclose(file);
        return file != nullptr;
    }

    void do_deed() const {
        switch (deed) {
        case 1:
            *reinterpret_cast<volatile int *>(nowhere) =
                1; // NOLINT(performance-no-int-to-ptr): it must fault
            return;
        case 2:
            std::abort();
        case 3:
            std::exit(static_cast<int>(code));
        case 4:
            return loop_for_ever();
        case 5:
            return hoard();
        case 6:
            throw std::runtime_error("thrown by a bad citizen");
        case 7:
            std::printf("this is not a result\n");
            std::fflush(stdout);
            return;
        case 8:
            for (int descriptor = 3; descriptor < 1024; ++descriptor)
                close(descriptor);
            return;
        case 9:
            if (chdir("/") != 0)
                throw std::runtime_error("cannot leave");
            return;
        case 10:
            std::setlocale(LC_ALL, "C.UTF-8");
            return;
        case 11:
            return upset_arithmetic();
        case 12:
            usleep(static_cast<useconds_t>(code) * 1000);
            return;
        case 13: // as somebody from outside would
            if (is_first_time())
                kill(getpid(), SIGKILL);
            return;
        case 14:
            if (is_first_time())
                kill(getppid(), static_cast<int>(code));
            return;
        default:
            return;
        }
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        if (++step == at)
            do_deed();
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] -= g[i] / 3;
    }
};
THALWEG_PLUGIN(BadCitizen)
