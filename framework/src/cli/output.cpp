// SPDX-License-Identifier: MIT
// Writes results and tells a closed pipe from a full disk.
#include "cli/output.hpp"
#include "error.hpp"

#include <cerrno>
#include <cstring>

namespace thalweg::cli {

void Output::check(bool done) {
    if (done)
        return;
    if (errno == EPIPE)
        throw OutputClosed{};
    throw Errors(Error{"the output could not be written", "", "", std::strerror(errno),
                       "make room, or write it elsewhere", Exit::not_written});
}

void Output::print(std::string_view text) {
    errno = 0;
    check(std::fwrite(text.data(), 1, text.size(), file_) == text.size());
}

void Output::flush() {
    errno = 0;
    check(std::fflush(file_) == 0);
}

} // namespace thalweg::cli
