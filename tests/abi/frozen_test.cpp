// SPDX-License-Identifier: MIT
// The headers as 1.0 froze them and the headers of today: every field of 1.0 is where it was.
// NOLINTBEGIN: C headers inside of a namespace, compared by macros
#include <stddef.h>
#include <stdint.h>

#define thalweg_module_v1 thalweg_module_of_v1_0 // a C function has one type in all namespaces
namespace v1_0 {
#include <v1_0/thalweg/abi.h>
}
#undef thalweg_module_v1
#undef THALWEG_ABI_H
#undef THALWEG_ABI_BASE_H
#undef THALWEG_ABI_EVALUATION_H
#undef THALWEG_ABI_HOST_H
#undef THALWEG_ABI_LAYOUT_H
#undef THALWEG_ABI_MODULE_H
#undef THALWEG_ABI_OBJECTIVE_H
#undef THALWEG_ABI_OPTIMIZER_H
#undef THALWEG_ABI_PARAMETER_H
#undef THALWEG_ABI_MINOR
#include <thalweg/abi.h>

#include <catch2/catch.hpp>

#define SAME(type, field)                                                                                    \
    static_assert(offsetof(v1_0::type, field) == offsetof(::type, field));                                   \
    static_assert(sizeof(v1_0::type::field) == sizeof(::type::field))

#define CONSTANT(name) // a test compares what layout.c prints
#define STRUCT(type)
#define FIELD(type, field) SAME(type, field);
#include "fields.inc"
#undef STRUCT
#undef FIELD
static_assert(sizeof(v1_0::thalweg_value) ==
              sizeof(::thalweg_value)); // lies inside of others: can never grow

// NOLINTEND

#define STRUCT(type) CHECK(sizeof(::type) >= sizeof(v1_0::type));
#define FIELD(type, field)

TEST_CASE("the ABI: no struct is shorter than it was in 1.0") {
#include "fields.inc"
}
