// SPDX-License-Identifier: MIT
#include "pool/frame.hpp"

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

struct Measure {
    std::uint64_t size = 0;
    template <class T> void operator()(const T &) { size += sizeof(T); }
    template <class T> void operator()(const std::vector<T> &v) {
        size += sizeof(std::uint64_t) + v.size() * sizeof(T);
    }
    void operator()(const std::vector<std::string> &texts) {
        size += sizeof(std::uint64_t);
        for (const auto &text : texts)
            size += sizeof(std::uint64_t) + text.size();
    }
};

struct Writer {
    const std::function<void(std::span<const std::byte>)> &put;
    template <class T> void operator()(const T &value) {
        static_assert(std::is_trivially_copyable_v<T>);
        put(bytes_of(value));
    }
    template <class T> void operator()(const std::vector<T> &v) {
        static_assert(std::is_trivially_copyable_v<T>);
        (*this)(std::uint64_t{v.size()});
        put(std::as_bytes(std::span(v)));
    }
    void operator()(const std::vector<std::string> &texts) {
        (*this)(std::uint64_t{texts.size()});
        for (const auto &text : texts) {
            (*this)(std::uint64_t{text.size()});
            put(std::as_bytes(std::span(text)));
        }
    }
};

struct Reader {
    std::span<const std::byte> rest;
    std::span<const std::byte> take(std::uint64_t size) {
        if (size > rest.size())
            throw std::length_error("a frame is shorter than it says");
        const auto taken = rest.first(size);
        rest = rest.subspan(size);
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
        v.resize(count(sizeof(T)));
        const auto bytes = take(v.size() * sizeof(T));
        if (!bytes.empty())
            std::memcpy(v.data(), bytes.data(), bytes.size());
    }
    void operator()(std::vector<std::string> &texts) {
        texts.resize(count(sizeof(std::uint64_t)));
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
