# SPDX-License-Identifier: MIT
# One file a broken promise: NAME, then what it does otherwise than a sound plugin. test_check.cpp says of each which.
set(THALWEG_TEST_PLUGINS ${CMAKE_CURRENT_BINARY_DIR}/unkept)
set(unkept_plugins "")
macro(unkept name)
    thalweg_test_plugin(unkept_${name} plugins/unkept.c ${ARGN})
    target_link_libraries(plugin_unkept_${name} PRIVATE m)
    # an uninstrumented plugin in an instrumented host: its deeds shall end as they would elsewhere
    target_compile_options(plugin_unkept_${name} PRIVATE -fno-sanitize=all -frounding-math)
    list(APPEND unkept_plugins plugin_unkept_${name})
endmacro()

unkept(nothing)
unkept(handshake VERSION=\"\")
foreach(promise EXPORTS LOADING CREATION DETERMINISM INTERLEAVING RESET SET_PARAM SOLUTION STEPS BUFFERS PAGE NON_FINITE
                ALLOCATION LOCALE SIGNALS FOLDER ROUNDING FACTS PURITY OBJECTIVE_INSTANCES FUSED OUTPUTS POINT GRADIENT
                HESSIAN SYMMETRY HV)
    unkept(${promise} BREAKS_${promise})
endforeach()
unkept(REFUSAL STEPS BREAKS_REFUSAL)
unkept(REPORTS RUNS BREAKS_REPORTS)
unkept(SCHEDULES BREAKS_SCHEDULES)
unkept(steps STEPS)
unkept(runs RUNS)
unkept(default DEFAULT=2)
unkept(doc DOC=\"\")
unkept(unit UNIT=\"\")
unkept(layout SECOND_OFFSET=1)
unkept(lacks BREAKS_LACKS CAPS=7)
unkept(x_opt F_OPT=-1)
unkept(f_opt F_OPT=0.5 HAS=THALWEG_OBJ_HAS_FOPT)
unkept(segfaults SEGFAULTS)
unkept(exits EXITS)
unkept(hangs HANGS)
