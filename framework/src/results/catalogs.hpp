// SPDX-License-Identifier: MIT
// Names and JSON of objectives, optimizers, ... -> numbered rows without repetition. Private to results.
#pragma once

#include "results/schema.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace thalweg::results {

struct CatalogText {
    std::string name, json;
};

/// The six catalogs; `which` indexes catalog_names.
class Catalogs {
public:
    using Content = std::array<unsigned char, 16>; ///< XXH3-128 of name and json

    /// The row of this content, added at the end where it is new.
    std::uint32_t intern(std::size_t which, std::string name, std::string json);
    const std::vector<CatalogText> &rows(std::size_t which) const { return lists_.at(which).rows; }
    const std::vector<Content> &contents(std::size_t which) const { return lists_.at(which).contents; }

private:
    struct List {
        std::vector<CatalogText> rows;
        std::vector<Content> contents;
        std::unordered_map<std::string, std::uint32_t> index;
    };
    std::array<List, std::size(catalog_names)> lists_;
};

} // namespace thalweg::results
