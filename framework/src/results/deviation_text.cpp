// SPDX-License-Identifier: MIT
#include "results/deviation_text.hpp"

#include "results/schema.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::results {

namespace {

constexpr std::size_t longest = 60, shown_before = 20;

template <class T> T number_at(const StoredValue &value, std::uint64_t coordinate) {
    return value.column.as<T>()[value.row * value.column.about.width + coordinate];
}

/// As many digits as bring back every bit; where that does not tell two numbers apart, as it does not for
/// NaN, the bits themselves.
template <class T, class Bits> std::pair<std::string, std::string> floats(T a, T b) {
    std::string text_a = fmt::format("{}", a), text_b = fmt::format("{}", b);
    if (text_a == text_b) {
        Bits bits_a, bits_b;
        std::memcpy(&bits_a, &a, sizeof a);
        std::memcpy(&bits_b, &b, sizeof b);
        text_a += fmt::format(" ({:#x})", bits_a);
        text_b += fmt::format(" ({:#x})", bits_b);
    }
    return {text_a, text_b};
}

std::pair<std::string, std::string> numbers(const StoredValue &a, const StoredValue &b,
                                            std::uint64_t coordinate) {
    const auto whole = [&]<class T>(T) {
        return std::pair(fmt::format("{}", number_at<T>(a, coordinate)),
                         fmt::format("{}", number_at<T>(b, coordinate)));
    };
    switch (a.column.about.type) {
    case Type::u8:
        return whole(std::uint8_t{});
    case Type::u32:
        return whole(std::uint32_t{});
    case Type::i32:
        return whole(std::int32_t{});
    case Type::u64:
        return whole(std::uint64_t{});
    case Type::f32:
        return floats<float, std::uint32_t>(number_at<float>(a, coordinate), number_at<float>(b, coordinate));
    case Type::f64:
        return floats<double, std::uint64_t>(number_at<double>(a, coordinate),
                                             number_at<double>(b, coordinate));
    case Type::text:
        break;
    }
    return {};
}

std::uint64_t first_coordinate(const StoredValue &a, const StoredValue &b) {
    const std::size_t bytes = size_of(a.column.about.type), row = a.column.about.row_bytes();
    std::uint64_t coordinate = 0;
    while (coordinate + 1 < a.column.about.width &&
           std::memcmp(a.column.bytes.data() + a.row * row + coordinate * bytes,
                       b.column.bytes.data() + b.row * row + coordinate * bytes, bytes) == 0)
        ++coordinate;
    return coordinate;
}

/// Around the first byte in which they differ.
std::pair<std::string, std::string> abridged(const std::string &a, const std::string &b) {
    const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto differs = static_cast<std::size_t>(ends.first - a.begin());
    const std::size_t begin =
        std::max(a.size(), b.size()) > longest && differs > shown_before ? differs - shown_before : 0;
    const auto cut = [&](const std::string &text) {
        return fmt::format("\"{}{}{}\"", begin > 0 ? "..." : "", text.substr(begin, longest),
                           text.size() > begin + longest ? "..." : "");
    };
    return {cut(a), cut(b)};
}

/// The first member that two objects do not share.
std::pair<std::string, std::string> members(const CatalogText &a, const CatalogText &b) {
    if (a.name != b.name)
        return abridged(a.name, b.name);
    const auto mine = nlohmann::json::parse(a.json, nullptr, false),
               other = nlohmann::json::parse(b.json, nullptr, false);
    if (mine.is_object() && other.is_object())
        for (const auto *object : {&mine, &other})
            for (const auto &[name, value] : object->items()) {
                const auto at = [&name = name](const nlohmann::json &json) {
                    return json.contains(name) ? json[name].dump() : std::string("none");
                };
                if (at(mine) != at(other)) {
                    const auto [x, y] = abridged(at(mine), at(other));
                    return {fmt::format("{} {}", name, x), fmt::format("{} {}", name, y)};
                }
            }
    return abridged(a.json, b.json);
}

std::string status_text(const std::string &number) {
    const auto status = static_cast<std::size_t>(std::stoul(number));
    return status < std::size(engine::status_names) ? engine::status_names[status] : number;
}

} // namespace

void put_values(const StoredValue &a, const StoredValue &b, const Catalogs &catalogs, Deviation &deviation) {
    const Description &about = a.column.about;
    deviation.column = about.name;
    const auto put = [&](std::pair<std::string, std::string> texts) {
        deviation.a = std::move(texts.first);
        deviation.b = std::move(texts.second);
    };
    const auto end = std::begin(catalog_names) + pointed_catalogs;
    const auto catalog = std::find(std::begin(catalog_names), end, about.name);
    if (about.type == Type::text) {
        put(abridged(a.column.texts[a.row], b.column.texts[b.row]));
    } else if (deviation.table == runs_path && catalog != end) {
        const auto which = static_cast<std::size_t>(catalog - std::begin(catalog_names));
        put(members(catalogs.text(which, number_at<std::uint32_t>(a, 0)),
                    catalogs.text(which, number_at<std::uint32_t>(b, 0))));
    } else {
        const std::uint64_t coordinate = first_coordinate(a, b);
        if (about.form == Form::matrix)
            deviation.column += fmt::format("[{}]", coordinate);
        put(numbers(a, b, coordinate));
    }
    if (deviation.table == runs_path && about.name == "status")
        put({status_text(deviation.a), status_text(deviation.b)});
}

} // namespace thalweg::results
