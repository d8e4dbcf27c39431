# SPDX-License-Identifier: MIT
# cmake "-DFILES=a.in;b.in" -DOUTPUT=templates.inc -P embed.cmake
# Writes {"a", R"thalweg(text)thalweg"}, for each file, so that the program needs none of them beside it.
set(result "")
foreach(file IN LISTS FILES)
    file(READ ${file} text)
    get_filename_component(name ${file} NAME)
    string(REGEX REPLACE "\\.in$" "" name ${name})
    string(APPEND result "{\"${name}\", R\"thalweg(${text})thalweg\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${result}")
