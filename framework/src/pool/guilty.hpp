// SPDX-License-Identifier: MIT
// What a dead worker left in its page -> the record of the run it died in.
#pragma once

#include "engine/record.hpp"
#include "plan/matrix.hpp"
#include "pool/child.hpp"
#include "pool/shared.hpp"

#include <string>

namespace thalweg::pool {

/// Why the supervisor killed a worker, if it did. scribbled: into the memory that they share.
enum class Verdict { none, timed_out, out_of_memory, scribbled };

/// The record: cost so far, last observation, and the reason as a message.
engine::Record guilty_record(const plan::Cell &cell, const Page &page, Death death, Verdict verdict);

/// "SIGSEGV (Segmentation fault)".
std::string signal_text(int signal);

} // namespace thalweg::pool
