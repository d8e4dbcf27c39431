// SPDX-License-Identifier: MIT
// Preloaded: HDF5 that goes on for ever where it should walk a file, once it has made the file E2E_MARK.
#include <unistd.h>

#include <cstdlib>
#include <fstream>

// NOLINTNEXTLINE(readability-identifier-naming): the name of HDF5's function
extern "C" int H5Ovisit2() {
    if (const char *mark = std::getenv("E2E_MARK")) // NOLINT(concurrency-mt-unsafe): one thread
        std::ofstream(mark) << "here\n";
    for (;;)
        ::pause();
}
