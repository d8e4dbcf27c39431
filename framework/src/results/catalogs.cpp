// SPDX-License-Identifier: MIT
#include "results/catalogs.hpp"

#include <xxhash.h>

namespace thalweg::results {

namespace {

Catalogs::Content content_of(const CatalogText &text) {
    std::string both = text.name;
    both += '\0';
    both += text.json;
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(both.data(), both.size()));
    Catalogs::Content content;
    std::memcpy(content.data(), canonical.digest, content.size());
    return content;
}

} // namespace

std::uint32_t Catalogs::intern(std::size_t which, CatalogText text, CatalogPlace origin) {
    List &list = lists_.at(which);
    const Content content = content_of(text);
    const auto [place, is_new] =
        list.index.try_emplace(content, static_cast<std::uint32_t>(list.contents.size()));
    if (is_new) {
        list.contents.push_back(content);
        if (fetch_)
            list.origins.push_back(origin);
        else
            list.texts.push_back(std::move(text));
    }
    return place->second;
}

CatalogText Catalogs::text(std::size_t which, std::uint64_t row) const {
    const List &list = lists_.at(which);
    return fetch_ ? fetch_(which, list.origins.at(row)) : list.texts.at(row);
}

} // namespace thalweg::results
