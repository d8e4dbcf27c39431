// SPDX-License-Identifier: MIT
// A number of independent pieces of work -> all done, on as many cores as there are. Private to results.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace thalweg::results {

/// Each thread makes a worker of its own, `make_worker()`, and calls it with numbers below `count`, each of
/// which is taken once. There are up to 16 threads, with at least `a_thread` numbers for each; the caller's
/// is one of them, and the only one where the system gives no other. The first of what workers throw ends all
/// of it and is thrown here.
template <class MakeWorker>
void in_parallel(std::size_t count, std::size_t a_thread, const MakeWorker &make_worker) {
    std::atomic<std::size_t> next = 0;
    std::exception_ptr fault;
    std::once_flag first;
    const auto work = [&] {
        try {
            auto worker = make_worker();
            for (std::size_t i = next++; i < count; i = next++)
                worker(i);
        } catch (...) {
            std::call_once(first, [&] { fault = std::current_exception(); });
            next = count;
        }
    };
    const std::size_t most = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
    std::vector<std::jthread> others;
    try {
        while (others.size() + 1 < std::min(most, count / a_thread))
            others.emplace_back(work);
    } catch (const std::system_error &) { // a limit on threads or memory
    }
    work();
    others.clear(); // waits for them
    if (fault)
        std::rethrow_exception(fault);
}

} // namespace thalweg::results
