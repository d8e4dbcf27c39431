// SPDX-License-Identifier: MIT
#include "pool/frame.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace thalweg::pool {

namespace {

/// Calls visit with each member of a record, in one order for both directions.
template <class R, class Visit> void for_each_member(R &r, Visit &&visit) {
    visit(r.run_id);
    visit(r.attempt);
    visit(r.worker);
    visit(r.dimension);
    visit(r.status);
    visit(r.steps);
    visit(r.cost);
    visit(r.f_start);
    visit(r.f_final);
    visit(r.f_best);
    visit(r.f_incumbent);
    visit(r.f_solution);
    visit(r.gradient_norm_final);
    visit(r.step_best);
    visit(r.hessian_min);
    visit(r.hessian_max);
    visit(r.hessian_negative);
    visit(r.hessian_zero);
    visit(r.window_travel);
    visit(r.window_net);
    visit(r.window_period);
    visit(r.seconds);
    visit(r.seconds_objective);
    visit(r.seconds_optimizer);
    visit(r.started_at);
    visit(r.observation_stride);
    visit(r.observations);
    visit(r.metrics);
    visit(r.diagnostics);
    visit(r.iterate_steps);
    visit(r.iterates);
    visit(r.x_final);
    visit(r.x_best);
    visit(r.x_solution);
    visit(r.hits);
    visit(r.full);
    visit(r.messages);
}

template <class T> std::span<const std::byte> bytes_of(const T &value) {
    return std::as_bytes(std::span(&value, 1));
}

/// Every member begins at a multiple of 8 bytes, so that arrays can be read where they lie.
constexpr std::uint64_t padded(std::uint64_t size) { return (size + 7) / 8 * 8; }

/// Observations go column by column, as words of 8 bytes: most columns are constant or count upwards by one
/// amount, and then their first word and the difference say all. That is a fifth of the memory that would go
/// through the arena.
constexpr std::size_t observation_words = sizeof(engine::Observation) / 8;
static_assert(sizeof(engine::Observation) % 8 == 0);
constexpr std::uint64_t largest_count = std::uint64_t{1} << 28; // of observations; a run keeps 100,000
struct Progression {
    std::uint64_t first = 0, difference = 0, is_whole = 0; ///< is_whole: all words follow instead
};

std::uint64_t word(const engine::Observation &row, std::size_t column) {
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<const std::byte *>(&row) + 8 * column, 8);
    return value;
}

Progression progression(const std::vector<engine::Observation> &rows, std::size_t column) {
    Progression p{word(rows[0], column), rows.size() > 1 ? word(rows[1], column) - word(rows[0], column) : 0,
                  0};
    std::uint64_t expected = p.first;
    for (const auto &row : rows) {
        if (word(row, column) != expected)
            return {0, 0, 1};
        expected += p.difference;
    }
    return p;
}

struct Measure {
    std::uint64_t size = 0;
    void operator()(const std::vector<engine::Observation> &rows) {
        size += 8;
        for (std::size_t c = 0; !rows.empty() && c < observation_words; ++c)
            size += sizeof(Progression) + (progression(rows, c).is_whole ? 8 * rows.size() : 0);
    }
    template <class T> void operator()(const T &) { size += padded(sizeof(T)); }
    template <class T> void operator()(const std::vector<T> &v) { size += 8 + padded(v.size() * sizeof(T)); }
    void operator()(const std::vector<std::string> &texts) {
        size += 8;
        for (const auto &text : texts)
            size += 8 + padded(text.size());
    }
};

struct Writer {
    const std::function<void(std::span<const std::byte>)> &put;
    void put_padded(std::span<const std::byte> bytes) {
        static constexpr std::byte zeros[8] = {};
        put(bytes);
        if (const std::uint64_t rest = padded(bytes.size()) - bytes.size(); rest != 0)
            put(std::span(zeros).first(rest));
    }
    template <class T> void operator()(const T &value) {
        static_assert(std::is_trivially_copyable_v<T>);
        put_padded(bytes_of(value));
    }
    void operator()(const std::vector<engine::Observation> &rows) {
        (*this)(std::uint64_t{rows.size()});
        std::vector<std::uint64_t> words(rows.size());
        for (std::size_t c = 0; !rows.empty() && c < observation_words; ++c) {
            const Progression p = progression(rows, c);
            (*this)(p);
            if (!p.is_whole)
                continue;
            std::transform(rows.begin(), rows.end(), words.begin(),
                           [c](const auto &row) { return word(row, c); });
            put(std::as_bytes(std::span(words)));
        }
    }
    template <class T> void operator()(const std::vector<T> &v) {
        static_assert(std::is_trivially_copyable_v<T>);
        (*this)(std::uint64_t{v.size()});
        put_padded(std::as_bytes(std::span(v)));
    }
    void operator()(const std::vector<std::string> &texts) {
        (*this)(std::uint64_t{texts.size()});
        for (const auto &text : texts) {
            (*this)(std::uint64_t{text.size()});
            put_padded(std::as_bytes(std::span(text)));
        }
    }
};

struct Reader {
    std::span<const std::byte> rest; ///< begins at a multiple of 8 bytes
    std::span<const std::byte> take(std::uint64_t size) {
        if (padded(size) > rest.size())
            throw std::length_error("a frame is shorter than it says");
        const auto taken = rest.first(size);
        rest = rest.subspan(padded(size));
        return taken;
    }
    template <class T> void operator()(T &value) { std::memcpy(&value, take(sizeof(T)).data(), sizeof(T)); }
    std::uint64_t count(std::size_t element) {
        std::uint64_t n = 0;
        (*this)(n);
        if (n > rest.size() / element)
            throw std::length_error("a frame is shorter than it says");
        return n;
    }
    template <class T> void operator()(std::vector<T> &v) {
        const std::uint64_t n = count(sizeof(T));
        const auto *first = reinterpret_cast<const T *>(take(n * sizeof(T)).data());
        v.assign(first, first + n); // one pass: resizing first would touch the memory twice
    }
    void operator()(std::vector<engine::Observation> &rows) {
        std::uint64_t n = 0;
        (*this)(n);
        if (n > largest_count)
            throw std::length_error("a frame says that it holds more than fits anywhere");
        rows.clear();
        rows.reserve(n);
        std::array<Progression, observation_words> columns{};
        std::array<const std::byte *, observation_words> words{};
        for (std::size_t c = 0; n != 0 && c < observation_words; ++c) {
            (*this)(columns[c]);
            words[c] = columns[c].is_whole ? take(n * 8).data() : nullptr;
        }
        for (std::uint64_t i = 0; i < n; ++i) { // row by row: each is written once
            std::array<std::uint64_t, observation_words> row;
            for (std::size_t c = 0; c < observation_words; ++c)
                if (words[c])
                    std::memcpy(&row[c], words[c] + 8 * i, 8);
                else
                    row[c] = columns[c].first + i * columns[c].difference;
            rows.push_back(std::bit_cast<engine::Observation>(row));
        }
    }
    void operator()(std::vector<std::string> &texts) {
        texts.resize(count(8));
        for (auto &text : texts) {
            const auto bytes = take(count(1));
            text.assign(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        }
    }
};

} // namespace

void encode(const engine::Record &record, const std::function<void(std::span<const std::byte>)> &put) {
    Measure measure;
    for_each_member(record, measure);
    Writer writer{put};
    writer(measure.size);
    for_each_member(record, writer);
}

engine::Record decode(std::span<const std::byte> frame) {
    engine::Record record;
    Reader reader{frame};
    for_each_member(record, reader);
    if (!reader.rest.empty())
        throw std::length_error("a frame is longer than it says");
    return record;
}

} // namespace thalweg::pool
