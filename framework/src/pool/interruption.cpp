// SPDX-License-Identifier: MIT
#include "pool/interruption.hpp"

#include "error.hpp"

#include <unistd.h>

namespace thalweg::pool {

namespace {
// a handler has no other place to write to
volatile std::sig_atomic_t interruptions = 0;
void on_signal(int) { interruptions = interruptions + 1; }
void on_signal_leave_at_second(int) {
    interruptions = interruptions + 1;
    if (interruptions >= 2)
        _exit(static_cast<int>(Exit::interrupted));
}
} // namespace

Interruption::Interruption(Second second) {
    interruptions = 0;
    struct sigaction action {};
    action.sa_handler = second == Second::counts ? on_signal : on_signal_leave_at_second;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &before_int_);
    sigaction(SIGTERM, &action, &before_term_);
}

Interruption::~Interruption() {
    sigaction(SIGINT, &before_int_, nullptr);
    sigaction(SIGTERM, &before_term_, nullptr);
}

int Interruption::count() const { return interruptions; }

} // namespace thalweg::pool
