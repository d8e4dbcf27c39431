// SPDX-License-Identifier: MIT
// SHA-256 of a file by libcrypto, read in blocks.
#include "library/sha256.hpp"

#include "error.hpp"

#include <array>
#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <vector>

namespace thalweg::library {

std::string sha256_of_file(const std::filesystem::path &file) {
    const auto failed = [&](const char *why) {
        return Errors(Error{
            .what = "the file cannot be read", .where = file.string(), .excerpt = {}, .why = why, .fix = {}});
    };
    std::ifstream stream(file, std::ios::binary);
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX *)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!stream || !context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
        throw failed("it cannot be opened");
    std::vector<char> block(1 << 16);
    while (stream) {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        if (EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(stream.gcount())) != 1)
            throw failed("its digest cannot be computed");
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (stream.bad() || EVP_DigestFinal_ex(context.get(), digest.data(), &size) != 1)
        throw failed("reading it failed");
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += "0123456789abcdef"[digest[i] >> 4];
        hex += "0123456789abcdef"[digest[i] & 15];
    }
    return hex;
}

} // namespace thalweg::library
