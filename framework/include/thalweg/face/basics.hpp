// SPDX-License-Identifier: MIT
// The words that plugin authors write with: spans, aligned vectors, statuses, exceptions, the kernel mark.
#pragma once

#include "../abi.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// Before a loop over coordinates: compiled for several instruction sets, chosen when the plugin is loaded;
/// the same bits from each, since contraction is off. Copy parameters to locals before the loop, or it does
/// not vectorise. Defined empty on the command line, one set is left: the one the compiler is told.
#if defined(THALWEG_KERNEL)
#elif defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__) &&    \
    !defined(__SANITIZE_ADDRESS__)
#define THALWEG_KERNEL [[gnu::target_clones("default", "avx2", "avx512f")]]
#else
#define THALWEG_KERNEL
#endif

namespace thalweg {

using Span = std::span<double>;
using ConstSpan = std::span<const double>;

/// Memory that starts on a cache line, as the ABI asks of every vector.
template <class T> struct AlignedAllocator {
    using value_type = T;
    AlignedAllocator() = default;
    template <class U> AlignedAllocator(const AlignedAllocator<U> &) {}
    T *allocate(std::size_t n) {
        return static_cast<T *>(::operator new(n * sizeof(T), std::align_val_t(64)));
    }
    void deallocate(T *p, std::size_t) { ::operator delete(p, std::align_val_t(64)); }
    bool operator==(const AlignedAllocator &) const = default;
};
using Vector = std::vector<double, AlignedAllocator<double>>;

/// What a step came to, for optimizers that have a test of their own. Errors are thrown.
enum class Status : thalweg_status {
    ok = THALWEG_OK,
    converged = THALWEG_CONVERGED,
    stalled = THALWEG_STALLED
};

/// Thrown by Oracle when the host refuses; let it pass, the face returns its code to the host.
struct Refused : std::exception {
    explicit Refused(thalweg_status status) : code(status) {}
    const char *what() const noexcept override { return "refused by the oracle"; }
    thalweg_status code;
};

/// p beta, and 0 once that is denormal: a running beta^t would else make each further step 15 times slower.
inline double decayed(double p, double beta) {
    const double next = p * beta;
    return next < std::numeric_limits<double>::min() ? 0.0 : next;
}

/// Whether p, a beta^t, no longer changes 1 - p: the power need not be computed again.
inline bool negligible(double p) { return p < std::numeric_limits<double>::epsilon() / 4; }

namespace face {

inline void write_error(thalweg_error *error, thalweg_status code, const char *text) {
    if (!error)
        return;
    error->code = code;
    if (!error->msg || error->msg_cap == 0)
        return;
    const std::size_t n = std::min<std::size_t>(std::strlen(text), error->msg_cap - 1);
    std::memcpy(error->msg, text, n);
    error->msg[n] = '\0';
}

/// The one place where exceptions become codes. body returns void, Status or a code.
template <class Body> thalweg_status guarded(thalweg_error *error, Body &&body) noexcept {
    const auto failed = [&](thalweg_status code, const char *text) {
        write_error(error, code, text);
        return code;
    };
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return THALWEG_OK;
        } else {
            return static_cast<thalweg_status>(body());
        }
    } catch (const Refused &refused) {
        return failed(refused.code, refused.what());
    } catch (const std::bad_alloc &) {
        return failed(THALWEG_E_NOMEM, "out of memory");
    } catch (const std::invalid_argument &e) {
        return failed(THALWEG_E_INVALID_ARG, e.what());
    } catch (const std::exception &e) {
        return failed(THALWEG_E_FAIL, e.what());
    } catch (...) {
        return failed(THALWEG_E_FAIL, "an exception that is no std::exception");
    }
}

} // namespace face
} // namespace thalweg
