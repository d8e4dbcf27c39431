# SPDX-License-Identifier: MIT
# Turns the build into a prefix: bin/thalweg, lib/thalweg/*.so beside it, the authors' headers, and a package for
# find_package(thalweg). To be included once all plugins are known. Relative to the binary, plugins stand where
# they do in the build tree.
include(CMakePackageConfigHelpers)

set(package_dir lib/cmake/thalweg)

install(TARGETS thalweg RUNTIME DESTINATION bin)
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
install(FILES
    ${CMAKE_CURRENT_LIST_DIR}/ThalwegPlugin.cmake
    ${CMAKE_CURRENT_LIST_DIR}/extract_docs.cmake
    ${CMAKE_CURRENT_LIST_DIR}/plugin.map
    DESTINATION ${package_dir})
configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/thalwegConfig.cmake.in ${PROJECT_BINARY_DIR}/thalwegConfig.cmake
    INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/thalwegConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/thalwegConfig.cmake ${PROJECT_BINARY_DIR}/thalwegConfigVersion.cmake
    DESTINATION ${package_dir})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/experiments/ DESTINATION share/thalweg/experiments)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/thalweg)
