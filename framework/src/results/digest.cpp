// SPDX-License-Identifier: MIT
#include "results/digest.hpp"

#include "results/catalogs.hpp"
#include "results/column.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <xxhash.h>

namespace thalweg::results {

namespace {

struct FreeState {
    void operator()(XXH3_state_t *state) const { XXH3_freeState(state); }
};
using StatePointer = std::unique_ptr<XXH3_state_t, FreeState>;

StatePointer new_state() {
    StatePointer state(XXH3_createState());
    XXH3_128bits_reset(state.get());
    return state;
}

Xxh3 canonical(XXH128_hash_t hash) {
    XXH128_canonical_t bytes;
    XXH128_canonicalFromHash(&bytes, hash);
    return std::bit_cast<Xxh3>(bytes);
}

/// The catalog that a column of /runs points into; catalog count where it points into none.
std::size_t catalog_of(std::string_view path, std::string_view column) {
    const auto end = std::begin(catalog_names) + pointed_catalogs;
    const auto found = path == runs_path ? std::find(std::begin(catalog_names), end, column) : end;
    return static_cast<std::size_t>(found - std::begin(catalog_names));
}

} // namespace

Xxh3 xxh3_128(std::span<const std::byte> bytes) {
    return canonical(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string to_hex(const Xxh3 &digest) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : digest) {
        text += digits[std::to_integer<unsigned>(byte >> 4)];
        text += digits[std::to_integer<unsigned>(byte & std::byte{15})];
    }
    return text;
}

Xxh3 xxh3_128_of_file(const std::filesystem::path &file, std::uint64_t size) {
    const auto fail = [&](int number) {
        throw std::system_error(number, std::generic_category(), file.string());
    };
    // A pipe would be waited for, and be empty for ever.
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        fail(errno);
    const auto state = new_state();
    std::vector<std::byte> buffer(std::size_t{1} << 17); // stays in the cache between read and digest
    ssize_t count = 0;
    // read, not mmap: a file that shrinks meanwhile is an error here and would be SIGBUS there
    while (size > 0 &&
           ((count = ::read(descriptor, buffer.data(), std::min<std::uint64_t>(size, buffer.size()))) > 0 ||
            (count < 0 && errno == EINTR))) {
        const auto taken = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        XXH3_128bits_update(state.get(), buffer.data(), taken);
        size -= taken;
    }
    const int number = errno;
    ::close(descriptor);
    if (count < 0)
        fail(number);
    return canonical(XXH3_128bits_digest(state.get()));
}

struct ColumnDigest::State {
    std::string path, name;
    std::size_t catalog = 0; ///< pointed_catalogs: into none
    bool counts_always = true;
    bool filled = false;
    StatePointer hash = new_state();

    void add(const void *bytes, std::size_t count) { XXH3_128bits_update(hash.get(), bytes, count); }
    void append(const Column &column, const Catalogs &catalogs);
};

void ColumnDigest::State::append(const Column &column, const Catalogs &catalogs) {
    filled = filled || counts_always || column.is_filled();
    if (catalog < pointed_catalogs) {
        for (const std::uint32_t row : column.as<std::uint32_t>()) {
            const auto &content = catalogs.contents(catalog).at(row);
            add(content.data(), content.size());
        }
        return;
    }
    for (const std::string &text : column.texts) {
        const std::uint64_t size = text.size();
        add(&size, sizeof size);
        add(text.data(), text.size());
    }
    add(column.bytes.data(), column.bytes.size());
}

ColumnDigest::ColumnDigest(const Block &layout) {
    for (const Table &table : layout.tables)
        for (const Column &column : table.columns) {
            auto state = std::make_unique<State>();
            state->path = table.path;
            state->name = column.about.name;
            state->catalog = catalog_of(table.path, column.about.name);
            state->counts_always = column.about.presence == Presence::always && table.rows > 0;
            states_.push_back(column.about.changes == Volatile::yes ? nullptr : std::move(state));
        }
}
ColumnDigest::~ColumnDigest() = default;

void ColumnDigest::append(const Block &block, const Catalogs &catalogs) {
    auto state = states_.begin();
    for (const Table &table : block.tables)
        for (const Column &column : table.columns)
            if (const auto &here = *state++; here != nullptr)
                here->append(column, catalogs);
}

std::string ColumnDigest::hex() const {
    const auto whole = new_state();
    const auto add = [&](const auto &bytes) {
        XXH3_128bits_update(whole.get(), std::data(bytes), std::size(bytes));
    };
    for (const auto &state : states_)
        if (state != nullptr && state->filled) {
            add(state->path);
            add(std::string(1, '/') + state->name + '\0');
            add(canonical(XXH3_128bits_digest(state->hash.get())));
        }
    return to_hex(canonical(XXH3_128bits_digest(whole.get())));
}

} // namespace thalweg::results
