! SPDX-License-Identifier: MIT
! Prints "NAME value", "struct size" and "struct.field offset size" of thalweg.f90, as layout.c does of the header.
program layout
    use thalweg
    implicit none
    character(len=:), allocatable :: struct
    integer(c_intptr_t) :: base
    type(thalweg_value), target :: s1
    type(thalweg_param), target :: s2
    type(thalweg_eval), target :: s3
    type(thalweg_problem), target :: s4
    type(thalweg_objective_vt), target :: s5
    type(thalweg_optimizer_vt), target :: s6
    type(thalweg_component), target :: s7
    type(thalweg_module), target :: s8

    print '(a, 1x, i0)', 'THALWEG_MAGIC', magic
    print '(a, 1x, i0)', 'THALWEG_OK', ok
    print '(a, 1x, i0)', 'THALWEG_E_INVALID_ARG', e_invalid_arg
    print '(a, 1x, i0)', 'THALWEG_E_NOMEM', e_nomem
    print '(a, 1x, i0)', 'THALWEG_E_UNSUPPORTED', e_unsupported
    print '(a, 1x, i0)', 'THALWEG_W_F', w_f
    print '(a, 1x, i0)', 'THALWEG_W_G', w_g
    print '(a, 1x, i0)', 'THALWEG_W_H', w_h
    print '(a, 1x, i0)', 'THALWEG_W_HV', w_hv
    print '(a, 1x, i0)', 'THALWEG_OBJ_HAS_FOPT', obj_has_fopt
    print '(a, 1x, i0)', 'THALWEG_OBJ_HAS_XOPT', obj_has_xopt
    print '(a, 1x, i0)', 'THALWEG_T_NONE', t_none
    print '(a, 1x, i0)', 'THALWEG_T_F64', t_f64
    print '(a, 1x, i0)', 'THALWEG_P_MIN_OPEN', p_min_open
    print '(a, 1x, i0)', 'THALWEG_P_MAX_OPEN', p_max_open
    print '(a, 1x, i0)', 'THALWEG_P_PER_STEP', p_per_step
    print '(a, 1x, i0)', 'THALWEG_P_FILE', p_file
    print '(a, 1x, i0)', 'THALWEG_KIND_OBJECTIVE', kind_objective
    print '(a, 1x, i0)', 'THALWEG_KIND_OPTIMIZER', kind_optimizer
    call begin('thalweg_value', c_loc(s1), c_sizeof(s1))
    call show('type', c_loc(s1%type), c_sizeof(s1%type))
    call show('reserved', c_loc(s1%reserved), c_sizeof(s1%reserved))
    call show('count', c_loc(s1%count), c_sizeof(s1%count))
    call show('u', c_loc(s1%u), c_sizeof(s1%u))
    call begin('thalweg_param', c_loc(s2), c_sizeof(s2))
    call show('struct_size', c_loc(s2%struct_size), c_sizeof(s2%struct_size))
    call show('flags', c_loc(s2%flags), c_sizeof(s2%flags))
    call show('key', c_loc(s2%key), c_sizeof(s2%key))
    call show('doc', c_loc(s2%doc), c_sizeof(s2%doc))
    call show('unit', c_loc(s2%unit), c_sizeof(s2%unit))
    call show('def', c_loc(s2%def), c_sizeof(s2%def))
    call show('lo', c_loc(s2%lo), c_sizeof(s2%lo))
    call show('hi', c_loc(s2%hi), c_sizeof(s2%hi))
    call show('choices', c_loc(s2%choices), c_sizeof(s2%choices))
    call begin('thalweg_eval', c_loc(s3), c_sizeof(s3))
    call show('struct_size', c_loc(s3%struct_size), c_sizeof(s3%struct_size))
    call show('want', c_loc(s3%want), c_sizeof(s3%want))
    call show('split', c_loc(s3%split), c_sizeof(s3%split))
    call show('n_points', c_loc(s3%n_points), c_sizeof(s3%n_points))
    call show('dim', c_loc(s3%dim), c_sizeof(s3%dim))
    call show('ld', c_loc(s3%ld), c_sizeof(s3%ld))
    call show('x', c_loc(s3%x), c_sizeof(s3%x))
    call show('v', c_loc(s3%v), c_sizeof(s3%v))
    call show('f', c_loc(s3%f), c_sizeof(s3%f))
    call show('g', c_loc(s3%g), c_sizeof(s3%g))
    call show('h', c_loc(s3%h), c_sizeof(s3%h))
    call show('hv', c_loc(s3%hv), c_sizeof(s3%hv))
    call show('batch', c_loc(s3%batch), c_sizeof(s3%batch))
    call show('samples', c_loc(s3%samples), c_sizeof(s3%samples))
    call begin('thalweg_problem', c_loc(s4), c_sizeof(s4))
    call show('struct_size', c_loc(s4%struct_size), c_sizeof(s4%struct_size))
    call show('caps', c_loc(s4%caps), c_sizeof(s4%caps))
    call show('dim', c_loc(s4%dim), c_sizeof(s4%dim))
    call show('n_samples', c_loc(s4%n_samples), c_sizeof(s4%n_samples))
    call show('lower', c_loc(s4%lower), c_sizeof(s4%lower))
    call show('upper', c_loc(s4%upper), c_sizeof(s4%upper))
    call show('region_lower', c_loc(s4%region_lower), c_sizeof(s4%region_lower))
    call show('region_upper', c_loc(s4%region_upper), c_sizeof(s4%region_upper))
    call show('f_opt', c_loc(s4%f_opt), c_sizeof(s4%f_opt))
    call show('n_xopt', c_loc(s4%n_xopt), c_sizeof(s4%n_xopt))
    call show('xopt', c_loc(s4%xopt), c_sizeof(s4%xopt))
    call show('x0', c_loc(s4%x0), c_sizeof(s4%x0))
    call show('layout', c_loc(s4%layout), c_sizeof(s4%layout))
    call show('differentiable', c_loc(s4%differentiable), c_sizeof(s4%differentiable))
    call show('n_local', c_loc(s4%n_local), c_sizeof(s4%n_local))
    call show('xlocal', c_loc(s4%xlocal), c_sizeof(s4%xlocal))
    call begin('thalweg_objective_vt', c_loc(s5), c_sizeof(s5))
    call show('struct_size', c_loc(s5%struct_size), c_sizeof(s5%struct_size))
    call show('caps', c_loc(s5%caps), c_sizeof(s5%caps))
    call show('create', c_loc(s5%create), c_sizeof(s5%create))
    call show('destroy', c_loc(s5%destroy), c_sizeof(s5%destroy))
    call show('describe', c_loc(s5%describe), c_sizeof(s5%describe))
    call show('eval', c_loc(s5%eval), c_sizeof(s5%eval))
    call show('start', c_loc(s5%start), c_sizeof(s5%start))
    call show('default_dim', c_loc(s5%default_dim), c_sizeof(s5%default_dim))
    call show('min_dim', c_loc(s5%min_dim), c_sizeof(s5%min_dim))
    call show('max_dim', c_loc(s5%max_dim), c_sizeof(s5%max_dim))
    call show('accuracy', c_loc(s5%accuracy), c_sizeof(s5%accuracy))
    call begin('thalweg_optimizer_vt', c_loc(s6), c_sizeof(s6))
    call show('struct_size', c_loc(s6%struct_size), c_sizeof(s6%struct_size))
    call show('flags', c_loc(s6%flags), c_sizeof(s6%flags))
    call show('needs', c_loc(s6%needs), c_sizeof(s6%needs))
    call show('n_metrics', c_loc(s6%n_metrics), c_sizeof(s6%n_metrics))
    call show('metrics', c_loc(s6%metrics), c_sizeof(s6%metrics))
    call show('create', c_loc(s6%create), c_sizeof(s6%create))
    call show('destroy', c_loc(s6%destroy), c_sizeof(s6%destroy))
    call show('reset', c_loc(s6%reset), c_sizeof(s6%reset))
    call show('update', c_loc(s6%update), c_sizeof(s6%update))
    call show('step', c_loc(s6%step), c_sizeof(s6%step))
    call show('run', c_loc(s6%run), c_sizeof(s6%run))
    call show('get_metrics', c_loc(s6%get_metrics), c_sizeof(s6%get_metrics))
    call show('solution', c_loc(s6%solution), c_sizeof(s6%solution))
    call show('set_param', c_loc(s6%set_param), c_sizeof(s6%set_param))
    call begin('thalweg_component', c_loc(s7), c_sizeof(s7))
    call show('struct_size', c_loc(s7%struct_size), c_sizeof(s7%struct_size))
    call show('kind', c_loc(s7%kind), c_sizeof(s7%kind))
    call show('name', c_loc(s7%name), c_sizeof(s7%name))
    call show('version', c_loc(s7%version), c_sizeof(s7%version))
    call show('title', c_loc(s7%title), c_sizeof(s7%title))
    call show('doc', c_loc(s7%doc), c_sizeof(s7%doc))
    call show('citation', c_loc(s7%citation), c_sizeof(s7%citation))
    call show('license', c_loc(s7%license), c_sizeof(s7%license))
    call show('tags', c_loc(s7%tags), c_sizeof(s7%tags))
    call show('params', c_loc(s7%params), c_sizeof(s7%params))
    call show('n_params', c_loc(s7%n_params), c_sizeof(s7%n_params))
    call show('vtable', c_loc(s7%vtable), c_sizeof(s7%vtable))
    call show('get_extension', c_loc(s7%get_extension), c_sizeof(s7%get_extension))
    call begin('thalweg_module', c_loc(s8), c_sizeof(s8))
    call show('magic', c_loc(s8%magic), c_sizeof(s8%magic))
    call show('struct_size', c_loc(s8%struct_size), c_sizeof(s8%struct_size))
    call show('abi_major', c_loc(s8%abi_major), c_sizeof(s8%abi_major))
    call show('abi_minor', c_loc(s8%abi_minor), c_sizeof(s8%abi_minor))
    call show('min_host_minor', c_loc(s8%min_host_minor), c_sizeof(s8%min_host_minor))
    call show('reserved', c_loc(s8%reserved), c_sizeof(s8%reserved))
    call show('name', c_loc(s8%name), c_sizeof(s8%name))
    call show('version', c_loc(s8%version), c_sizeof(s8%version))
    call show('build_info', c_loc(s8%build_info), c_sizeof(s8%build_info))
    call show('init', c_loc(s8%init), c_sizeof(s8%init))
    call show('components', c_loc(s8%components), c_sizeof(s8%components))
    call show('n_components', c_loc(s8%n_components), c_sizeof(s8%n_components))

contains

    subroutine begin(name, address, bytes)
        character(len=*), intent(in) :: name
        type(c_ptr), intent(in) :: address
        integer(c_size_t), intent(in) :: bytes
        struct = name
        base = transfer(address, base)
        print '(a, 1x, i0)', name, bytes
    end subroutine

    subroutine show(field, address, bytes)
        character(len=*), intent(in) :: field
        type(c_ptr), intent(in) :: address
        integer(c_size_t), intent(in) :: bytes
        print '(a, 1x, i0, 1x, i0)', struct//'.'//field, transfer(address, base) - base, bytes
    end subroutine
end program
