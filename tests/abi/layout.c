/* SPDX-License-Identifier: MIT */
/* Prints "NAME value", "struct size" and "struct.field offset size" of the whole ABI, for other languages to
 * be compared with. */
#include <thalweg/abi.h>

#include <stdio.h>

#define CONSTANT(name) printf("%s %lld\n", #name, (long long)(name));
#define STRUCT(type) printf("%s %zu\n", #type, sizeof(type));
#define FIELD(type, field)                                                                                   \
    printf("%s.%s %zu %zu\n", #type, #field, offsetof(type, field), sizeof(((type *)NULL)->field));

int main(void) {
#include "fields.inc"
    return 0;
}
