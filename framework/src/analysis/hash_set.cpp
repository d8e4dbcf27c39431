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
    Shard &shard = shards_[hash.lo % n_shards];
    if (5 * (shard.size + 1) > 4 * shard.slots.size())
        shard.grow();
    Hash &slot = slot_of(shard.slots, hash);
    if (slot == hash)
        return false;
    slot = hash;
    ++shard.size;
    return true;
}

void HashSet::Shard::grow() {
    std::vector<Hash> larger(slots.size() + slots.size() / 2 + 16);
    for (const Hash &hash : slots)
        if (hash != Hash{})
            slot_of(larger, hash) = hash;
    slots = std::move(larger);
}

} // namespace thalweg::analysis
