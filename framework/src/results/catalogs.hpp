// SPDX-License-Identifier: MIT
// Names and JSON of objectives, optimizers, ... -> numbered rows without repetition. Private to results.
#pragma once

#include "results/schema.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace thalweg::results {

struct CatalogText {
    std::string name, json;
};

/// A row of a catalog in one of several files.
struct CatalogPlace {
    std::uint32_t input = 0, row = 0;
};

/// The six catalogs; `which` indexes catalog_names. Keeps the texts of its rows, or only where they stand:
/// there may be as many configurations as runs.
class Catalogs {
public:
    using Content = std::array<unsigned char, 16>; ///< XXH3-128 of name and json
    using Fetch = std::function<CatalogText(std::size_t which, CatalogPlace origin)>;

    Catalogs() = default;
    explicit Catalogs(Fetch fetch) : fetch_(std::move(fetch)) {}

    /// The row of this content, added at the end where it is new.
    std::uint32_t intern(std::size_t which, CatalogText text, CatalogPlace origin = {});
    std::uint64_t size(std::size_t which) const { return lists_.at(which).contents.size(); }
    CatalogText text(std::size_t which, std::uint64_t row) const;
    const std::vector<Content> &contents(std::size_t which) const { return lists_.at(which).contents; }

private:
    struct Hash {
        std::size_t operator()(const Content &content) const {
            std::size_t value = 0;
            std::memcpy(&value, content.data(), sizeof value);
            return value;
        }
    };
    struct List {
        std::vector<Content> contents;
        std::unordered_map<Content, std::uint32_t, Hash> index;
        std::vector<CatalogText> texts;    ///< empty where they are fetched
        std::vector<CatalogPlace> origins; ///< empty where they are kept
    };
    Fetch fetch_;
    std::array<List, std::size(catalog_names)> lists_;
};

} // namespace thalweg::results
