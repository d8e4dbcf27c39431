// SPDX-License-Identifier: MIT
// Text -> stdout, where a reader that went away ends the program without an error.
#pragma once

#include <cstdio>
#include <string_view>

namespace thalweg::cli {

/// Thrown when nobody reads on (`thalweg ... | head`): the verb has nothing left to do.
struct OutputClosed {};

/// A stream of results. Does not own the file.
class Output {
public:
    explicit Output(std::FILE *file) : file_(file) {}
    /// Throws OutputClosed, or Errors with Exit::not_written where the text cannot be written.
    void print(std::string_view text);
    /// As print, for what is still buffered.
    void flush();

private:
    void check(bool done);
    std::FILE *file_;
};

} // namespace thalweg::cli
