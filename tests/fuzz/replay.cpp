// SPDX-License-Identifier: MIT
// Files and folders of files -> one call each of a fuzz target: the regressions, without a fuzzer.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

void replay(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    std::fprintf(stderr, "%s\n", file.c_str()); // the last line names the one that ended everything
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
}

} // namespace

int main(int count, char **arguments) {
    int replayed = 0;
    for (int i = 1; i < count; ++i)
        for (const auto &entry : std::filesystem::recursive_directory_iterator(arguments[i]))
            if (entry.is_regular_file()) {
                replay(entry.path());
                ++replayed;
            }
    std::printf("%d inputs\n", replayed);
    return replayed > 0 ? 0 : 1; // a folder that is empty proves nothing
}
