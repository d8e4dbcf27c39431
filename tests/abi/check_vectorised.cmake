# SPDX-License-Identifier: MIT
# -DOBJDUMP=... -DPLUGIN=FILE -DINSTRUCTIONS=a,b: fails unless FILE has each instruction on vectors of at least 4 doubles.
# Without -fno-math-errno, or with parameters read through `this` in the loop, it would have them one by one.
execute_process(COMMAND ${OBJDUMP} -d --no-show-raw-insn ${PLUGIN} OUTPUT_VARIABLE code COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "," ";" INSTRUCTIONS "${INSTRUCTIONS}")
foreach(instruction IN LISTS INSTRUCTIONS)
    if(NOT code MATCHES "${instruction} +[^\n]*%[yz]mm")
        message(FATAL_ERROR "${PLUGIN} has no ${instruction} on vectors")
    endif()
endforeach()
