# SPDX-License-Identifier: MIT
# One plugin in each of four languages, with the same objective and the same rule, for a matrix of all with all. A
# compiler that is missing is said at configure time, and its tests are there and skipped.
set(plugin_map ${PROJECT_SOURCE_DIR}/framework/cmake/plugin.map)
set(abi_include ${PROJECT_SOURCE_DIR}/framework/include)
set(THALWEG_LANGUAGES_DIR ${PROJECT_BINARY_DIR}/tests/plugins/languages)

# thalweg_language_plugin(TARGET): what every plugin here has in common, whatever its language.
function(thalweg_language_plugin target)
    set_target_properties(${target} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${THALWEG_LANGUAGES_DIR})
    target_compile_options(${target} PRIVATE -ffp-contract=off -fno-sanitize=all)
    target_link_options(${target} PRIVATE LINKER:--version-script=${plugin_map} LINKER:-z,defs -fno-sanitize=all)
endfunction()

# thalweg_missing_compiler(LANGUAGE PACKAGE TEST...): says so now, and keeps the tests as ones that are skipped.
function(thalweg_missing_compiler language package)
    message(STATUS "No compiler for ${language}: its plugin is not tested (Debian: apt-get install ${package})")
    foreach(test ${ARGN} "languages: ${language} is in the matrix")
        add_test(NAME "${test}" COMMAND ${CMAKE_COMMAND} -E echo "no compiler for ${language}")
        set_tests_properties("${test}" PROPERTIES SKIP_REGULAR_EXPRESSION "no compiler")
    endforeach()
endfunction()

# thalweg_foreign_plugin(NAME COMMAND... DEPENDS... [DEPFILE]): NAME.so by a compiler that CMake does not drive.
function(thalweg_foreign_plugin name)
    cmake_parse_arguments(ARG "" "DEPFILE" "COMMAND;DEPENDS" ${ARGN})
    if(ARG_DEPFILE)
        set(depfile DEPFILE ${ARG_DEPFILE})
    endif()
    set(file ${THALWEG_LANGUAGES_DIR}/${name}.so)
    add_custom_command(OUTPUT ${file}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${THALWEG_LANGUAGES_DIR}
        COMMAND ${ARG_COMMAND} -o ${file}
        DEPENDS ${ARG_DEPENDS} ${depfile} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} COMMENT "Building the plugin ${name}" VERBATIM)
    add_custom_target(plugin_${name} ALL DEPENDS ${file})
    thalweg_check_file_exports(plugin_${name} ${file})
endfunction()

# thalweg_compare_layout(LANGUAGE PROGRAM [WHOLE]): a test that the structs of a language are those of the C header.
function(thalweg_compare_layout language program)
    add_test(NAME "abi: the structs in ${language} are those of the header"
        COMMAND ${CMAKE_COMMAND} -DOURS=$<TARGET_FILE:abi_layout> -DTHEIRS=${program} -DWHOLE=${ARGN}
                -P ${CMAKE_CURRENT_SOURCE_DIR}/compare_layout.cmake)
endfunction()

add_executable(abi_layout layout.c)
target_link_libraries(abi_layout PRIVATE thalweg::abi)
add_executable(abi_layout_v1_0 layout.c)
target_include_directories(abi_layout_v1_0 PRIVATE v1_0)
thalweg_compare_layout("ABI 1.0" $<TARGET_FILE:abi_layout_v1_0>)

# C
add_library(plugin_minimal_plugin MODULE minimal_plugin.c)
target_link_libraries(plugin_minimal_plugin PRIVATE thalweg::abi)
thalweg_language_plugin(plugin_minimal_plugin)
set_target_properties(plugin_minimal_plugin PROPERTIES OUTPUT_NAME minimal_plugin)
thalweg_check_exports(plugin_minimal_plugin)
set(THALWEG_LANGUAGES c)

# C++ by clang, from the headers and nothing else
find_program(THALWEG_CLANGXX NAMES clang++ clang++-19 clang++-16 clang++-14)
if(THALWEG_CLANGXX)
    thalweg_foreign_plugin(clang_plugin
        COMMAND ${THALWEG_CLANGXX} -std=c++20 -O3 -fno-math-errno -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                -Wno-sign-conversion -Werror -fPIC -shared -fvisibility=hidden -fvisibility-inlines-hidden -I${abi_include}
                -Wl,--version-script=${plugin_map} -Wl,-z,defs -MD -MF ${CMAKE_CURRENT_BINARY_DIR}/clang_plugin.d
                -MT ${THALWEG_LANGUAGES_DIR}/clang_plugin.so clang_plugin.cpp
        DEPENDS clang_plugin.cpp ${plugin_map} DEPFILE ${CMAKE_CURRENT_BINARY_DIR}/clang_plugin.d)
    list(APPEND THALWEG_LANGUAGES clang)
else()
    thalweg_missing_compiler("C++ by clang" clang "exports: plugin_clang_plugin exports thalweg_module_v1 alone")
endif()

# Rust: the distribution's before one of the user's own
find_program(THALWEG_RUSTC NAMES rustc PATHS /usr/bin NO_DEFAULT_PATH)
find_program(THALWEG_RUSTC NAMES rustc)
if(THALWEG_RUSTC)
    set(rustc ${THALWEG_RUSTC} --edition 2021 -D warnings -C opt-level=3)
    thalweg_foreign_plugin(rust_plugin COMMAND ${rustc} --crate-type cdylib rust_plugin.rs DEPENDS rust_plugin.rs thalweg.rs)
    set(rust_layout ${CMAKE_CURRENT_BINARY_DIR}/rust_layout)
    add_custom_command(OUTPUT ${rust_layout} COMMAND ${rustc} layout.rs -o ${rust_layout}
        DEPENDS layout.rs thalweg.rs WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} VERBATIM)
    add_custom_target(abi_layout_rust ALL DEPENDS ${rust_layout})
    thalweg_compare_layout(Rust ${rust_layout} ON)
    list(APPEND THALWEG_LANGUAGES rust)
else()
    thalweg_missing_compiler(Rust rustc "exports: plugin_rust_plugin exports thalweg_module_v1 alone"
        "abi: the structs in Rust are those of the header")
endif()

# Fortran
include(CheckLanguage)
check_language(Fortran)
if(CMAKE_Fortran_COMPILER)
    enable_language(Fortran)
    set(CMAKE_Fortran_MODULE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/fortran)
    set(fortran_strict -std=f2018 -Wall -Wextra -Werror -Wno-unused-dummy-argument)
    add_library(plugin_fortran_plugin MODULE thalweg.f90 fortran_plugin.f90)
    thalweg_language_plugin(plugin_fortran_plugin)
    target_compile_options(plugin_fortran_plugin PRIVATE ${fortran_strict} -O3)
    set_target_properties(plugin_fortran_plugin PROPERTIES OUTPUT_NAME fortran_plugin)
    thalweg_check_exports(plugin_fortran_plugin)
    set(CMAKE_Fortran_MODULE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/fortran_layout)
    add_executable(abi_layout_fortran thalweg.f90 layout.f90)
    target_compile_options(abi_layout_fortran PRIVATE ${fortran_strict})
    thalweg_compare_layout(Fortran $<TARGET_FILE:abi_layout_fortran>)
    list(APPEND THALWEG_LANGUAGES fortran)
else()
    thalweg_missing_compiler(Fortran gfortran "exports: plugin_fortran_plugin exports thalweg_module_v1 alone"
        "abi: the structs in Fortran are those of the header")
endif()

# The matrix of all with all
set(targets plugin_minimal_plugin)
foreach(plugin clang_plugin rust_plugin fortran_plugin)
    if(TARGET plugin_${plugin})
        list(APPEND targets plugin_${plugin})
    endif()
endforeach()
thalweg_test_plugin(throwing throwing.cpp)
set_target_properties(plugin_throwing PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/plugins/throwing)
target_compile_features(plugin_throwing PRIVATE cxx_std_20)
thalweg_add_test(abi_program SOURCES languages_test.cpp misbehaviour_test.cpp LIBS thalweg_end_to_end thalweg::abi)
list(JOIN THALWEG_LANGUAGES " " languages)
target_compile_definitions(test_abi_program PRIVATE
    THALWEG_LANGUAGES="${languages}" THALWEG_LANGUAGES_DIR="${THALWEG_LANGUAGES_DIR}"
    THALWEG_THROWING_DIR="${PROJECT_BINARY_DIR}/tests/plugins/throwing")
add_dependencies(test_abi_program thalweg e2e_slow plugin_throwing ${targets})
