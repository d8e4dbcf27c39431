// SPDX-License-Identifier: MIT
// A file, compressed by gzip or not -> its bytes.
#pragma once

#include <string>

namespace data {

/// Whether it is gzip is told by its first bytes, not by its name. Throws std::invalid_argument.
std::string read_bytes(const std::string &file);

} // namespace data
