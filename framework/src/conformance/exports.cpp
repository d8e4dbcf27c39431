// SPDX-License-Identifier: MIT
#include "conformance/exports.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <elf.h>
#include <fstream>
#include <iterator>
#include <string_view>

namespace thalweg::conformance {

namespace {

constexpr std::array<std::string_view, 5> of_the_linker = {"_init", "_fini", "_edata", "_end", "__bss_start"};

/// A copy of the T at `offset`; nothing where the file ends before.
template <class T> std::optional<T> read(const std::string &bytes, std::uint64_t offset) {
    T value;
    if (offset > bytes.size() || bytes.size() - offset < sizeof value)
        return std::nullopt;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

bool is_exported(const Elf64_Sym &symbol) {
    const auto binding = ELF64_ST_BIND(symbol.st_info);
    const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
    return symbol.st_shndx != SHN_UNDEF && binding != STB_LOCAL &&
           (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

std::vector<std::string> names_in(const std::string &bytes, const Elf64_Shdr &symbols,
                                  const Elf64_Shdr &texts) {
    std::vector<std::string> names;
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= symbols.sh_size; at += sizeof(Elf64_Sym)) {
        const auto symbol = read<Elf64_Sym>(bytes, symbols.sh_offset + at);
        if (!symbol || !is_exported(*symbol) || texts.sh_offset + symbol->st_name >= bytes.size())
            continue;
        std::string name = bytes.c_str() + texts.sh_offset + symbol->st_name;
        if (std::find(of_the_linker.begin(), of_the_linker.end(), name) == of_the_linker.end())
            names.push_back(std::move(name));
    }
    return names;
}

} // namespace

std::optional<std::vector<std::string>> exported_symbols(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    const auto head = read<Elf64_Ehdr>(bytes, 0);
    if (!head || std::memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 || head->e_ident[EI_CLASS] != ELFCLASS64)
        return std::nullopt;
    const auto section = [&](std::uint64_t i) {
        return read<Elf64_Shdr>(bytes, head->e_shoff + i * sizeof(Elf64_Shdr));
    };
    for (std::uint64_t i = 0; i < head->e_shnum; ++i) {
        const auto symbols = section(i);
        if (!symbols || symbols->sh_type != SHT_DYNSYM)
            continue;
        if (const auto texts = section(symbols->sh_link))
            return names_in(bytes, *symbols, *texts);
    }
    return std::nullopt;
}

} // namespace thalweg::conformance
