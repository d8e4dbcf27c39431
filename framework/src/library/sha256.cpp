// SPDX-License-Identifier: MIT
// SHA-256 of a file by libcrypto, read in blocks.

// The plain functions, not EVP: they alone link statically without the rest of libcrypto, whose loading would
// cost every worker a millisecond.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "library/sha256.hpp"

#include "error.hpp"

#include <array>
#include <fstream>
#include <openssl/sha.h>
#include <vector>

namespace thalweg::library {

std::string sha256_of_file(const std::filesystem::path &file) {
    const auto failed = [&](const char *why) {
        return Errors(Error{
            .what = "the file cannot be read", .where = file.string(), .excerpt = {}, .why = why, .fix = {}});
    };
    std::ifstream stream(file, std::ios::binary);
    SHA256_CTX context;
    if (!stream || SHA256_Init(&context) != 1)
        throw failed("it cannot be opened");
    std::vector<char> block(1 << 16);
    while (stream) {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        if (SHA256_Update(&context, block.data(), static_cast<std::size_t>(stream.gcount())) != 1)
            throw failed("its digest cannot be computed");
    }
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    if (stream.bad() || SHA256_Final(digest.data(), &context) != 1)
        throw failed("reading it failed");
    std::string hex;
    for (const unsigned char byte : digest) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

} // namespace thalweg::library
