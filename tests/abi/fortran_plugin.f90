! SPDX-License-Identifier: MIT
! The valley and the ball in Fortran 2018.

! Rosenbrock's valley: f(x) = sum of s (x(i+1) - x(i)**2)**2 + (1 - x(i))**2.
module fortran_valley
    use thalweg
    implicit none
    private
    public :: valley_create, valley_destroy, valley_describe, valley_eval

    type :: valley
        real(c_double) :: steepness
        real(c_double), allocatable :: start(:), minimum(:)
    end type

contains

    function valley_create(host, values, n, dim, seed, self, error) result(status) bind(c)
        type(c_ptr), value :: host, error
        integer(c_int64_t), value :: n, dim, seed
        type(thalweg_value), intent(in) :: values(n)
        type(c_ptr), intent(inout) :: self
        integer(c_int32_t) :: status
        type(valley), pointer :: v
        integer(c_int64_t) :: d
        integer :: failed

        d = merge(2_c_int64_t, dim, dim == 0) ! 0: nobody asked for another
        allocate (v, stat=failed)
        status = merge(ok, e_nomem, failed == 0)
        if (status /= ok) return
        allocate (v%start(d), v%minimum(d), stat=failed)
        status = merge(ok, e_nomem, failed == 0)
        if (status /= ok) then
            deallocate (v) ! with what of it there is
            return
        end if
        v%steepness = values(1)%u
        v%start(1::2) = -1.2_c_double
        v%start(2::2) = 1
        v%minimum = 1
        self = c_loc(v)
    end function

    subroutine valley_destroy(self) bind(c)
        type(c_ptr), value :: self
        type(valley), pointer :: v
        call c_f_pointer(self, v)
        deallocate (v)
    end subroutine

    function valley_describe(self, out, error) result(status) bind(c)
        type(c_ptr), value :: self, error
        type(thalweg_problem), intent(inout) :: out
        integer(c_int32_t) :: status
        type(valley), pointer :: v
        call c_f_pointer(self, v)
        out%caps = w_f + w_g + obj_has_fopt + obj_has_xopt
        out%dim = size(v%start)
        out%f_opt = 0
        out%n_xopt = 1
        out%xopt = c_loc(v%minimum)
        out%x0 = c_loc(v%start)
        status = ok
    end function

    function valley_eval(self, request, error) result(status) bind(c)
        type(c_ptr), value :: self, error
        type(thalweg_eval), intent(inout) :: request
        integer(c_int32_t) :: status
        type(valley), pointer :: v
        real(c_double), pointer :: x(:), g(:), f

        status = e_unsupported
        if (iand(request%want, w_h + w_hv) /= 0) return
        call c_f_pointer(self, v)
        call c_f_pointer(request%x, x, [request%dim])
        if (iand(request%want, w_f) /= 0) then
            call c_f_pointer(request%f, f)
            f = height(v%steepness, x)
        end if
        if (iand(request%want, w_g) /= 0) then
            call c_f_pointer(request%g, g, [request%dim])
            call slope(v%steepness, x, g)
        end if
        request%samples = 0
        status = ok
    end function

    pure function height(s, x) result(f)
        real(c_double), intent(in) :: s, x(:)
        real(c_double) :: f, a, b
        integer :: i
        f = 0
        do i = 1, size(x) - 1
            a = x(i + 1) - x(i)*x(i)
            b = 1 - x(i)
            f = f + (s*a*a + b*b)
        end do
    end function

    pure subroutine slope(s, x, g)
        real(c_double), intent(in) :: s, x(:)
        real(c_double), intent(out) :: g(:)
        real(c_double) :: a, b
        integer :: i
        g(1) = 0
        do i = 1, size(x) - 1
            a = x(i + 1) - x(i)*x(i)
            b = 1 - x(i)
            g(i) = g(i) + ((-4)*s*x(i)*a - 2*b)
            g(i + 1) = 2*s*a
        end do
    end subroutine
end module

! A ball that rolls: v <- m v - lr g, x <- x + v.
module fortran_ball
    use thalweg
    implicit none
    private
    public :: ball_create, ball_destroy, ball_reset, ball_update, ball_set_param

    type :: ball
        real(c_double) :: given_rate, learning_rate, momentum ! given_rate: what reset puts back after a schedule
        real(c_double), allocatable :: v(:)
    end type

contains

    function ball_create(host, values, n, layout, dim, self, error) result(status) bind(c)
        type(c_ptr), value :: host, layout, error
        integer(c_int64_t), value :: n, dim
        type(thalweg_value), intent(in) :: values(n)
        type(c_ptr), intent(inout) :: self
        integer(c_int32_t) :: status
        type(ball), pointer :: b
        integer :: failed

        allocate (b, stat=failed)
        status = merge(ok, e_nomem, failed == 0)
        if (status /= ok) return
        allocate (b%v(dim), stat=failed)
        status = merge(ok, e_nomem, failed == 0)
        if (status /= ok) then
            deallocate (b)
            return
        end if
        b%given_rate = values(1)%u
        b%learning_rate = b%given_rate
        b%momentum = values(2)%u
        b%v = 0
        self = c_loc(b)
    end function

    subroutine ball_destroy(self) bind(c)
        type(c_ptr), value :: self
        type(ball), pointer :: b
        call c_f_pointer(self, b)
        deallocate (b)
    end subroutine

    function ball_reset(self, info, error) result(status) bind(c)
        type(c_ptr), value :: self, info, error
        integer(c_int32_t) :: status
        type(ball), pointer :: b
        call c_f_pointer(self, b)
        b%learning_rate = b%given_rate
        b%v = 0
        status = ok
    end function

    function ball_update(self, x, g, f) result(status) bind(c)
        type(c_ptr), value :: self, f
        real(c_double), intent(inout) :: x(*), g(*)
        integer(c_int32_t) :: status
        type(ball), pointer :: b
        integer :: i
        call c_f_pointer(self, b)
        do i = 1, size(b%v)
            b%v(i) = b%momentum*b%v(i) - b%learning_rate*g(i)
            x(i) = x(i) + b%v(i)
        end do
        status = ok
    end function

    ! The only parameter with PER_STEP is number 0.
    function ball_set_param(self, index, value, error) result(status) bind(c)
        type(c_ptr), value :: self, error
        integer(c_int64_t), value :: index
        type(thalweg_value), intent(in) :: value
        integer(c_int32_t) :: status
        type(ball), pointer :: b
        call c_f_pointer(self, b)
        status = e_invalid_arg
        if (index /= 0) return
        b%learning_rate = value%u
        status = ok
    end function
end module

module fortran_plugin
    use thalweg
    use fortran_valley
    use fortran_ball
    implicit none
    private

    character(len=*), parameter :: nul = c_null_char
    ! Room for each text that the tables point to.
    character(len=40), target, save :: texts(16)
    integer, save :: n_texts = 0
    type(thalweg_param), target, save :: steepness, learning_rate, momentum
    type(c_ptr), target, save :: valley_params(1), ball_params(2), components(2)
    type(thalweg_objective_vt), target, save :: valley_vt
    type(thalweg_optimizer_vt), target, save :: ball_vt
    type(thalweg_component), target, save :: valley, ball
    type(thalweg_module), target, save :: module

contains

    ! Addresses are no constants in Fortran: the first call fills the tables. The host makes it on one thread.
    function entry() result(this) bind(c, name='thalweg_module_v1')
        type(c_ptr) :: this
        if (module%magic == 0) call fill()
        this = c_loc(module)
    end function

    function text(words) result(address)
        character(len=*), intent(in) :: words
        type(c_ptr) :: address
        n_texts = n_texts + 1
        texts(n_texts) = words//nul
        address = c_loc(texts(n_texts))
    end function

    pure function real_value(f) result(value)
        real(c_double), intent(in) :: f
        type(thalweg_value) :: value
        value%type = t_f64
        value%u = f
    end function

    subroutine fill_param(param, key, doc, flags, def)
        type(thalweg_param), intent(out) :: param
        character(len=*), intent(in) :: key, doc
        integer(c_int32_t), intent(in) :: flags
        real(c_double), intent(in) :: def
        param%struct_size = int(c_sizeof(param), c_int32_t)
        param%flags = flags
        param%key = text(key)
        param%doc = text(doc)
        param%def = real_value(def)
        param%lo = real_value(0.0_c_double)
    end subroutine

    subroutine fill_component(component, kind, name, title, params)
        type(thalweg_component), intent(out) :: component
        integer(c_int32_t), intent(in) :: kind
        character(len=*), intent(in) :: name, title
        type(c_ptr), target, intent(in) :: params(:)
        component%struct_size = int(c_sizeof(component), c_int32_t)
        component%kind = kind
        component%name = text(name)
        component%version = text('1')
        component%title = text(title)
        component%params = c_loc(params)
        component%n_params = size(params)
    end subroutine

    subroutine fill_vtables()
        valley_vt%struct_size = int(c_sizeof(valley_vt), c_int32_t)
        valley_vt%caps = w_f + w_g
        valley_vt%create = c_funloc(valley_create)
        valley_vt%destroy = c_funloc(valley_destroy)
        valley_vt%describe = c_funloc(valley_describe)
        valley_vt%eval = c_funloc(valley_eval)
        valley_vt%default_dim = 2
        valley_vt%min_dim = 2

        ball_vt%struct_size = int(c_sizeof(ball_vt), c_int32_t)
        ball_vt%needs = w_g
        ball_vt%create = c_funloc(ball_create)
        ball_vt%destroy = c_funloc(ball_destroy)
        ball_vt%reset = c_funloc(ball_reset)
        ball_vt%update = c_funloc(ball_update)
        ball_vt%set_param = c_funloc(ball_set_param)
    end subroutine

    subroutine fill()
        call fill_param(steepness, 'steepness', 'of the walls', p_min_open, 100.0_c_double)
        call fill_param(learning_rate, 'learning_rate', 'how hard the slope pushes', p_min_open + p_per_step, 1e-4_c_double)
        call fill_param(momentum, 'momentum', 'what is kept of v', p_max_open, 0.9_c_double)
        momentum%hi = real_value(1.0_c_double)
        valley_params = [c_loc(steepness)]
        ball_params = [c_loc(learning_rate), c_loc(momentum)]

        call fill_vtables()
        call fill_component(valley, kind_objective, 'fortran_valley', 'Rosenbrock''s valley, in Fortran', valley_params)
        valley%vtable = c_loc(valley_vt)
        call fill_component(ball, kind_optimizer, 'fortran_ball', 'Momentum, in Fortran', ball_params)
        ball%vtable = c_loc(ball_vt)
        components = [c_loc(valley), c_loc(ball)]

        module%struct_size = int(c_sizeof(module), c_int32_t)
        module%abi_major = 1
        module%name = text('fortran_plugin')
        module%version = ball%version
        module%components = c_loc(components)
        module%n_components = size(components)
        module%magic = magic
    end subroutine
end module
