// SPDX-License-Identifier: MIT
#include "experiment/retry.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace thalweg::experiment {

namespace {

constexpr std::size_t key_digits = 32;

/// Half a key, or an attempt. False where that is no number.
template <class Number> bool read_number(std::string_view text, int base, Number &number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc() && end == text.data() + text.size();
}

bool read_key(std::string_view text, plan::Key &key) {
    constexpr std::size_t half = key_digits / 2;
    return read_number(text.substr(0, half), 16, key.hi) && read_number(text.substr(half), 16, key.lo);
}

/// The last attempt of each run that ended, in some attempt, with one of `statuses`, or was taken back
/// before.
std::map<plan::Key, results::Done> last_attempts(const results::Reader &reader,
                                                 const std::vector<engine::Status> &statuses,
                                                 const State &state) {
    std::map<plan::Key, results::Done> last;
    for (const auto &[key, attempt] : state.least_attempts_of_runs)
        last[key].attempt = 0;
    reader.each_done([&](const results::Done &row) {
        if (std::find(statuses.begin(), statuses.end(), row.status) != statuses.end())
            last[row.key].attempt = 0;
    });
    if (!last.empty())
        reader.each_done([&](const results::Done &row) {
            if (const auto found = last.find(row.key);
                found != last.end() && found->second.attempt < row.attempt)
                found->second = row;
        });
    return last;
}

} // namespace

void take_back(const results::Reader &reader, const std::vector<engine::Status> &statuses,
               const plan::Matrix &matrix, State &state) {
    auto &least = state.least_attempts_of_runs;
    Numbers numbers(matrix);
    for (const auto &[key, row] : last_attempts(reader, statuses, state)) {
        const auto id = row.attempt > 0 ? numbers.find(key, row.run_id) : std::nullopt;
        if (!id || !state.done[*id])
            continue;
        if (std::find(statuses.begin(), statuses.end(), row.status) != statuses.end())
            least.try_emplace(key, row.attempt + 1); // once: not again what is executed again already
        const auto asked = least.find(key);
        if (asked == least.end() || row.attempt >= asked->second)
            continue;
        state.done[*id] = false;
        --state.done_count;
        ++state.retried;
        state.attempts[*id] = asked->second;
    }
}

nlohmann::json retries_of(const State &state) {
    std::map<std::string, std::string> keys;
    for (const auto &[key, attempt] : state.least_attempts_of_runs)
        (keys[std::to_string(attempt)] += to_hex(key)) += ' ';
    return keys;
}

void read_retries(const nlohmann::json &manifest, State &state) {
    const auto retries = manifest.find("retries");
    if (retries == manifest.end() || !retries->is_object())
        return;
    for (const auto &[attempt_text, keys] : retries->items()) {
        std::uint32_t attempt = 0;
        if (!keys.is_string() || !read_number(attempt_text, 10, attempt))
            continue;
        const std::string_view all = keys.get_ref<const std::string &>();
        plan::Key key;
        for (std::size_t at = 0; at + key_digits <= all.size(); at += key_digits + 1)
            if (read_key(all.substr(at, key_digits), key))
                state.least_attempts_of_runs[key] = attempt;
    }
}

} // namespace thalweg::experiment
