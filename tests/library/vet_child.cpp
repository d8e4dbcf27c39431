// SPDX-License-Identifier: MIT
// The vetting child alone, as the program is when it is called with __vet.
#include "library/vetting.hpp"

#include <string_view>

int main(int argc, char **argv) {
    if (argc < 2 || std::string_view(argv[1]) != "__vet")
        return 2;
    return thalweg::library::vet_main(argc, argv);
}
