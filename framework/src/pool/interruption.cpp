// SPDX-License-Identifier: MIT
#include "pool/interruption.hpp"

namespace thalweg::pool {

namespace {
// a handler has no other place to write to
volatile std::sig_atomic_t interruptions = 0;
void on_signal(int) { interruptions = interruptions + 1; }
} // namespace

Interruption::Interruption() {
    interruptions = 0;
    struct sigaction action {};
    action.sa_handler = on_signal;
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
