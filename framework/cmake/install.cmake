# SPDX-License-Identifier: MIT
# Turns the build into a prefix: bin/thalweg, lib/thalweg/*.so beside it, the authors' headers, and a package for
# find_package(thalweg). To be included once all plugins are known. Relative to the binary, plugins and package stand
# where they do in the build tree, which is a prefix too.
include(CMakePackageConfigHelpers)

set(package_dir lib/cmake/thalweg)

install(TARGETS thalweg RUNTIME DESTINATION bin)
install(TARGETS thalweg_measure RUNTIME DESTINATION libexec/thalweg)
foreach(folder objectives optimizers)
    get_property(targets DIRECTORY ${PROJECT_SOURCE_DIR}/plugins/${folder} PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target IN LISTS targets)
        get_target_property(type ${target} TYPE)
        if(type STREQUAL MODULE_LIBRARY)
            install(TARGETS ${target} LIBRARY DESTINATION lib/thalweg)
        endif()
    endforeach()
endforeach()

# What a plugin author needs: the headers, thalweg_add_plugin() and what it reads.
set_property(TARGET thalweg_abi PROPERTY EXPORT_NAME abi)
install(TARGETS thalweg_abi EXPORT thalweg FILE_SET HEADERS DESTINATION include)
install(EXPORT thalweg NAMESPACE thalweg:: FILE thalwegTargets.cmake DESTINATION ${package_dir})
set(built_package_dir ${PROJECT_BINARY_DIR}/${package_dir})
export(EXPORT thalweg NAMESPACE thalweg:: FILE ${built_package_dir}/thalwegTargets.cmake)
foreach(file ThalwegPlugin.cmake extract_docs.cmake plugin.map)
    configure_file(${CMAKE_CURRENT_LIST_DIR}/${file} ${built_package_dir}/${file} COPYONLY)
endforeach()
configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/thalwegConfig.cmake.in ${built_package_dir}/thalwegConfig.cmake
    INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${built_package_dir}/thalwegConfigVersion.cmake COMPATIBILITY SameMinorVersion)
foreach(file thalwegConfig.cmake thalwegConfigVersion.cmake ThalwegPlugin.cmake extract_docs.cmake plugin.map)
    install(FILES ${built_package_dir}/${file} DESTINATION ${package_dir})
endforeach()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/experiments/ DESTINATION share/thalweg/experiments)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/thalweg)
foreach(document abi.md experiment-files.md how-many-saddles.md how-many-saddles.svg json.md the-authors-loop.md wrap-an-existing-library.md write-an-objective.md
    write-an-optimizer.md)
    install(FILES ${PROJECT_SOURCE_DIR}/docs/${document} DESTINATION share/doc/thalweg)
endforeach()
