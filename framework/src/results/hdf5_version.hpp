// SPDX-License-Identifier: MIT
// Which HDF5 library this process has loaded.
#pragma once

#include <string>

namespace thalweg::results {

/// "1.10.8": of the library at run time, which may be newer than its headers were.
std::string hdf5_version();

} // namespace thalweg::results
