// SPDX-License-Identifier: MIT
// Mistakes as they are met -> errors in file order. Private to spec.
#pragma once

#include "spec.hpp"

namespace thalweg::spec {

inline constexpr Place whole_file{0, 0, 0}; ///< what the file lacks has no line

struct Complaint {
    std::string what, why, fix;
};

class Mistakes {
public:
    explicit Mistakes(const Source &source) : source_(source) {}

    void add(Place place, Complaint complaint);
    /// Whether what is added is only counted from now on.
    bool is_full() const { return entries_.size() >= most_kept; }
    /// Appends what was added, in file order, then what is absent, then the overrides. At most 100; the last
    /// one says how many are left out.
    void move_into(std::vector<Error> &errors);

private:
    static constexpr std::size_t most_kept = 1'000; // so that a hostile file costs no gigabytes of messages

    struct Entry {
        Place place;
        Complaint complaint;
    };
    const Source &source_;
    std::vector<Entry> entries_;
    std::size_t left_out_ = 0;
};

} // namespace thalweg::spec
