// SPDX-License-Identifier: MIT
// The heap of the supervisor, prepared for tens of MiB of records and file images.
#pragma once

namespace thalweg::experiment {

/// Lets the heap grow in large steps, in huge pages where the kernel grants them: else a fifth of the time of
/// a short experiment goes into page faults. Changes nothing but speed.
void prepare_heap();

/// Gives back to the system what prepare_heap() lets the heap keep, once there are no more records.
void release_heap();

} // namespace thalweg::experiment
