# SPDX-License-Identifier: MIT
# -DOURS=PROGRAM -DTHEIRS=PROGRAM [-DWHOLE=ON]: fails unless each line that THEIRS prints of the ABI, a number, a size or
# the place of a field, is one that OURS prints; with WHOLE also where one of the structs is missing in THEIRS.
foreach(side OURS THEIRS)
    execute_process(COMMAND ${${side}} OUTPUT_VARIABLE ${side}_lines COMMAND_ERROR_IS_FATAL ANY)
    string(STRIP "${${side}_lines}" ${side}_lines)
    string(REPLACE "\n" ";" ${side}_lines "${${side}_lines}")
endforeach()
set(only_theirs ${THEIRS_lines})
list(REMOVE_ITEM only_theirs ${OURS_lines})
set(only_ours ${OURS_lines})
list(REMOVE_ITEM only_ours ${THEIRS_lines})
list(FILTER only_ours INCLUDE REGEX "^thalweg_")
list(LENGTH THEIRS_lines n)
if(only_theirs OR (WHOLE AND only_ours) OR n LESS 50)
    message(FATAL_ERROR "${n} lines; not as in C: ${only_theirs}; C alone has: ${only_ours}")
endif()
