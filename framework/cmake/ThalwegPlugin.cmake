# SPDX-License-Identifier: MIT
# thalweg_add_plugin(NAME SOURCES... [VERSION v]): the shared library NAME.so, a plugin, in THALWEG_PLUGIN_DIR, by default
# lib/thalweg of the build tree. Components that name no license have THALWEG_PLUGIN_LICENSE, where that is set. Flags:
# the ones that let loops over coordinates vectorise without changing a bit (no contraction, no reordering).
set(THALWEG_PLUGIN_DIR ${PROJECT_BINARY_DIR}/lib/thalweg CACHE PATH "Where built plugins are put")

function(thalweg_add_plugin name)
    cmake_parse_arguments(ARG "" "VERSION" "" ${ARGN})
    if(NOT ARG_VERSION)
        set(ARG_VERSION ${PROJECT_VERSION})
    endif()
    if(NOT ARG_VERSION) # a project() without VERSION
        set(ARG_VERSION 0)
    endif()
    add_library(${name} MODULE ${ARG_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE thalweg::abi)
    set_target_properties(${name} PROPERTIES
        PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${THALWEG_PLUGIN_DIR}
        C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
    set(compiler C) # of a project in C alone
    if(CXX IN_LIST languages)
        set(compiler CXX)
    endif()
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_compile_options(${name} PRIVATE
        $<$<NOT:$<CONFIG:Debug>>:-O3> -fno-math-errno -fno-trapping-math -ffp-contract=off
        # an inline static must not become one object for all plugins
        $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
    target_link_options(${name} PRIVATE LINKER:--version-script=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
    set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
    target_compile_definitions(${name} PRIVATE
        THALWEG_PLUGIN_NAME="${name}" THALWEG_PLUGIN_VERSION="${ARG_VERSION}"
        THALWEG_BUILD_INFO="${CMAKE_${compiler}_COMPILER_ID} ${CMAKE_${compiler}_COMPILER_VERSION}$<$<BOOL:$<CONFIG>>: $<CONFIG>>")
    if(THALWEG_PLUGIN_LICENSE)
        target_compile_definitions(${name} PRIVATE THALWEG_PLUGIN_LICENSE="${THALWEG_PLUGIN_LICENSE}")
    endif()
    thalweg_plugin_docs(${name} ${ARG_UNPARSED_ARGUMENTS})
endfunction()

# The /// comments above structs, made into a list that plugin.hpp includes: the doc has one home, the source.
function(thalweg_plugin_docs name)
    set(docs ${CMAKE_CURRENT_BINARY_DIR}/${name}_docs.inc)
    list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]" OUTPUT_VARIABLE sources)
    add_custom_command(OUTPUT ${docs}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${docs} "-DSOURCES=${sources}"
                -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/extract_docs.cmake
        DEPENDS ${sources} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/extract_docs.cmake
        COMMENT "Taking the docs of ${name} from its comments" VERBATIM)
    target_sources(${name} PRIVATE ${docs})
    set_source_files_properties(${ARGN} PROPERTIES OBJECT_DEPENDS ${docs})
    target_compile_definitions(${name} PRIVATE THALWEG_DOCS_FILE="${docs}")
endfunction()
