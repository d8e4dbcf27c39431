// SPDX-License-Identifier: MIT
// The one way in which data is refused: where, what, why, fix.
#pragma once

#include <stdexcept>
#include <string>
#include <unistd.h>

namespace data {

/// A place in a file and what is wrong there; thrown on as the refusal of create.
struct Fault {
    std::string where, what, fix;
};
[[noreturn]] inline void refuse(const Fault &fault) {
    throw std::invalid_argument(fault.where + ": " + fault.what + "; " + fault.fix);
}

/// "18446744065119617025": a count that may be larger than integers are.
inline std::string whole(double count) {
    std::string text = std::to_string(count);
    return text.substr(0, text.find_first_of(".,"));
}

/// The bytes of memory that this machine has: what needs more is refused before it is asked for.
inline double machine_memory() {
    return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}
inline void require_memory(const std::string &where, double bytes) {
    if (bytes > machine_memory())
        refuse({where, "it needs " + whole(bytes / 1048576) + " MiB of memory",
                "this machine has " + whole(machine_memory() / 1048576) +
                    " MiB; take fewer rows or smaller layers"});
}

} // namespace data
