// SPDX-License-Identifier: MIT
// Keeps hashes in a table with linear probing.
#include "analysis/hash_set.hpp"
#include "plan/digest.hpp"

namespace thalweg::analysis {

namespace {

/// The slot that holds the hash, or the free one where it belongs.
Hash &slot_of(std::vector<Hash> &slots, Hash hash) {
    std::size_t place = hash.hi % slots.size();
    while (slots[place] != Hash{} && slots[place] != hash)
        place = place + 1 < slots.size() ? place + 1 : 0;
    return slots[place];
}

} // namespace

Hash hash_of(std::span<const std::uint64_t> words) { return plan::hash128(words.data(), words.size_bytes()); }

bool HashSet::insert(Hash hash) {
    if (hash == Hash{})
        hash.lo = 1; // zero marks what is free
    if (5 * (size_ + 1) > 4 * slots_.size())
        grow();
    Hash &slot = slot_of(slots_, hash);
    if (slot == hash)
        return false;
    slot = hash;
    ++size_;
    return true;
}

void HashSet::grow() {
    std::vector<Hash> larger(slots_.size() + slots_.size() / 2 + 16);
    for (const Hash &hash : slots_)
        if (hash != Hash{})
            slot_of(larger, hash) = hash;
    slots_ = std::move(larger);
}

} // namespace thalweg::analysis
