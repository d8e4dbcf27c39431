# SPDX-License-Identifier: MIT
# -DNM=... -DPLUGIN=FILE: fails unless the dynamic symbols that FILE defines are thalweg_module_v1 alone, none
# is unique to the process (STB_GNU_UNIQUE), and it uses no symbol of thalweg: what the host offers comes through the ABI.
execute_process(COMMAND ${NM} -D --undefined-only ${PLUGIN} OUTPUT_VARIABLE used COMMAND_ERROR_IS_FATAL ANY)
if(used MATCHES "thalweg")
    message(FATAL_ERROR "${PLUGIN} needs symbols of thalweg, which has none to give:\n${used}")
endif()
execute_process(COMMAND ${NM} -D --defined-only ${PLUGIN} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[0-9a-fA-F]+ [A-Za-z] " "" names "${symbols}")
string(STRIP "${names}" names)
if(NOT names STREQUAL "thalweg_module_v1")
    message(FATAL_ERROR "${PLUGIN} exports\n${symbols}\nfix: hide all but the entry, as thalweg_add_plugin() does")
endif()
