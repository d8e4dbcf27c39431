! SPDX-License-Identifier: MIT
! The part of the C ABI 1.0 that a rule and an objective need, written down by hand. tests/abi/layout.f90 prints where
! each field is, and a test compares that with what a C compiler says of the header.
! Fortran has no unsigned numbers: a uint32_t is a c_int32_t, a uint64_t a c_int64_t of the same bits. The union in a
! value is its double; transfer() gives the others.
module thalweg
    use, intrinsic :: iso_c_binding
    implicit none
    public

    integer(c_int32_t), parameter :: magic = int(z'31574854', c_int32_t)
    integer(c_int32_t), parameter :: ok = 0, e_invalid_arg = -2, e_nomem = -3, e_unsupported = -4
    integer(c_int32_t), parameter :: w_f = 1, w_g = 2, w_h = 4, w_hv = 8
    integer(c_int32_t), parameter :: obj_has_fopt = int(z'400', c_int32_t), obj_has_xopt = int(z'800', c_int32_t)
    integer(c_int32_t), parameter :: t_none = 0, t_f64 = 1
    integer(c_int32_t), parameter :: p_min_open = 2, p_max_open = 4, p_per_step = 16, p_file = 32
    integer(c_int32_t), parameter :: kind_objective = 1, kind_optimizer = 2

    type, bind(c) :: thalweg_value
        integer(c_int32_t) :: type = t_none, reserved = 0
        integer(c_int64_t) :: count = 0
        real(c_double) :: u = 0
    end type

    type, bind(c) :: thalweg_param
        integer(c_int32_t) :: struct_size = 0, flags = 0
        type(c_ptr) :: key = c_null_ptr, doc = c_null_ptr, unit = c_null_ptr
        type(thalweg_value) :: def, lo, hi
        type(c_ptr) :: choices = c_null_ptr
    end type

    type, bind(c) :: thalweg_eval
        integer(c_int32_t) :: struct_size, want, split, n_points
        integer(c_int64_t) :: dim, ld
        type(c_ptr) :: x, v, f, g, h, hv, batch
        integer(c_int64_t) :: samples
    end type

    type, bind(c) :: thalweg_problem
        integer(c_int32_t) :: struct_size, caps
        integer(c_int64_t) :: dim, n_samples
        type(c_ptr) :: lower, upper, region_lower, region_upper
        real(c_double) :: f_opt
        integer(c_int64_t) :: n_xopt
        type(c_ptr) :: xopt, x0, layout
        integer(c_int32_t) :: differentiable, n_local
        type(c_ptr) :: xlocal
    end type

    type, bind(c) :: thalweg_objective_vt
        integer(c_int32_t) :: struct_size = 0, caps = 0
        type(c_funptr) :: create = c_null_funptr, destroy = c_null_funptr, describe = c_null_funptr
        type(c_funptr) :: eval = c_null_funptr, start = c_null_funptr
        integer(c_int64_t) :: default_dim = 0, min_dim = 0, max_dim = 0
        type(c_funptr) :: accuracy = c_null_funptr
    end type

    type, bind(c) :: thalweg_optimizer_vt
        integer(c_int32_t) :: struct_size = 0, flags = 0, needs = 0, n_metrics = 0
        type(c_ptr) :: metrics = c_null_ptr
        type(c_funptr) :: create = c_null_funptr, destroy = c_null_funptr, reset = c_null_funptr
        type(c_funptr) :: update = c_null_funptr, step = c_null_funptr, run = c_null_funptr
        type(c_funptr) :: get_metrics = c_null_funptr, solution = c_null_funptr, set_param = c_null_funptr
    end type

    type, bind(c) :: thalweg_component
        integer(c_int32_t) :: struct_size = 0, kind = 0
        type(c_ptr) :: name = c_null_ptr, version = c_null_ptr, title = c_null_ptr, doc = c_null_ptr
        type(c_ptr) :: citation = c_null_ptr, license = c_null_ptr, tags = c_null_ptr, params = c_null_ptr
        integer(c_int64_t) :: n_params = 0
        type(c_ptr) :: vtable = c_null_ptr
        type(c_funptr) :: get_extension = c_null_funptr
    end type

    type, bind(c) :: thalweg_module
        integer(c_int32_t) :: magic = 0, struct_size = 0
        integer(c_int16_t) :: abi_major = 0, abi_minor = 0, min_host_minor = 0, reserved = 0
        type(c_ptr) :: name = c_null_ptr, version = c_null_ptr, build_info = c_null_ptr
        type(c_funptr) :: init = c_null_funptr
        type(c_ptr) :: components = c_null_ptr
        integer(c_int64_t) :: n_components = 0
    end type
end module
