// SPDX-License-Identifier: MIT
// An inline static, of which two plugins that include it must have one each.
#pragma once

#include <thalweg/plugin.hpp>

struct Counter {
    static inline double calls = 0;
    static double &of_function() {
        static double calls_of_function = 0;
        return calls_of_function;
    }
};

/// A rule that counts its updates in the statics.
template <class Name> struct Twin {
    static constexpr auto name = Name::name;
    double calls = 0, calls_of_function = 0;
    static constexpr thalweg::Metric<Twin> metrics[] = {
        {"calls", &Twin::calls, "of the inline variable"},
        {"calls_of_function", &Twin::calls_of_function, "of the static in an inline function"},
    };
    void update(thalweg::Span, thalweg::ConstSpan) {
        calls = ++Counter::calls;
        calls_of_function = ++Counter::of_function();
    }
};
