// SPDX-License-Identifier: MIT
#include "pool/interruption.hpp"

#include "error.hpp"

#include <unistd.h>

namespace thalweg::pool {

namespace {
// a handler has no other place to write to
volatile std::sig_atomic_t interruptions = 0, last_signal = 0;
void on_signal(int number) {
    last_signal = number;
    interruptions = interruptions + 1;
}
void on_signal_leave_at_second(int number) {
    on_signal(number);
    if (interruptions >= 2)
        _exit(static_cast<int>(Exit::interrupted));
}
} // namespace

Interruption::Interruption(Second second) {
    interruptions = 0;
    struct sigaction action {};
    action.sa_handler = second == Second::counts ? on_signal : on_signal_leave_at_second;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < signals.size(); ++i) {
        sigaction(signals[i], &action, &before_[i]);
        if (signals[i] == SIGHUP && before_[i].sa_handler == SIG_IGN) // nohup
            sigaction(signals[i], &before_[i], nullptr);
    }
}

Interruption::~Interruption() {
    sigset_t ours, mask;
    sigemptyset(&ours);
    for (const int signal : signals)
        sigaddset(&ours, signal);
    pthread_sigmask(SIG_BLOCK, &ours, &mask);
    for (std::size_t i = 0; i < signals.size(); ++i)
        sigaction(signals[i], &before_[i], nullptr);
    if (interruptions > 0 && seen_ == 0)
        raise(last_signal);
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
}

int Interruption::count() const { return seen_ = interruptions; }

} // namespace thalweg::pool
