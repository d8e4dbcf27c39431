// SPDX-License-Identifier: MIT
#include "results/catalogs.hpp"

#include <cstring>
#include <xxhash.h>

namespace thalweg::results {

std::uint32_t Catalogs::intern(std::size_t which, std::string name, std::string json) {
    List &list = lists_.at(which);
    std::string both = name;
    both += '\0';
    both += json;
    const auto [place, is_new] =
        list.index.try_emplace(std::move(both), static_cast<std::uint32_t>(list.rows.size()));
    if (is_new) {
        XXH128_canonical_t canonical;
        XXH128_canonicalFromHash(&canonical, XXH3_128bits(place->first.data(), place->first.size()));
        Content content;
        std::memcpy(content.data(), canonical.digest, content.size());
        list.contents.push_back(content);
        list.rows.push_back({std::move(name), std::move(json)});
    }
    return place->second;
}

} // namespace thalweg::results
