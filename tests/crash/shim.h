// SPDX-License-Identifier: MIT
// What the shim writes into its log: a record, then its path, its other path and its data.
#ifndef THALWEG_TESTS_CRASH_SHIM_H
#define THALWEG_TESTS_CRASH_SHIM_H

#include <stdint.h>

enum crash_kind {
    CRASH_OPEN,     ///< flags; for writing, or creating
    CRASH_WRITE,    ///< offset, data
    CRASH_TRUNCATE, ///< offset: the new size
    CRASH_SYNC,     ///< of a file or a folder
    CRASH_RENAME,   ///< path to other
    CRASH_LINK,     ///< path, other: the new name
    CRASH_UNLINK,   ///< of a file or a folder
    CRASH_MKDIR,
    CRASH_REPORT, ///< data: text for the person at the keyboard
    CRASH_FAULT,  ///< a call that was made to fail; flags: errno, 0 for a short write
};

struct crash_record {
    uint32_t kind;
    int32_t flags;
    uint32_t path_size, other_size;
    uint64_t inode, offset, data_size;
};

#endif
