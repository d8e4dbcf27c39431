// SPDX-License-Identifier: MIT
// A name and a choice of templates -> the files of a new plugin's folder. Touches no disk.
#pragma once

#include "library/component.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace thalweg::cli {

enum class Language { c, cpp };

/// What is to be made; `name` has been checked with name_fault.
struct Scaffold {
    library::Kind kind = library::Kind::optimizer;
    Language language = Language::cpp;
    std::string name;    ///< lower_snake
    std::string version; ///< of thalweg: "0.1.0"
};

struct ScaffoldFile {
    std::string name, text;
};

/// Sorted by name; together they build and pass.
std::vector<ScaffoldFile> make_files(const Scaffold &scaffold);

/// Why no new component, file, CMake target and type can be called so; empty: they can.
std::string name_fault(std::string_view name);

/// The nearest name that is one: "Adam 2" -> "adam_2", "SignDescent" -> "sign_descent", "test" -> "my_test".
std::string component_name_like(std::string_view text);

} // namespace thalweg::cli
