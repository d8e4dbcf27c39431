// SPDX-License-Identifier: MIT
//! The valley and the ball in Rust, by rustc alone: rustc --crate-type cdylib rust_plugin.rs
#[path = "thalweg.rs"]
mod thalweg;

use std::mem::size_of;
use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::null;
use thalweg::*;

/// A NUL-terminated text for the ABI.
macro_rules! text {
    ($s:expr) => {
        concat!($s, "\0").as_ptr() as *const c_char
    };
}

/// Tables of pointers to what never changes: any thread may read them.
#[repr(transparent)]
struct Constant<T>(T);
unsafe impl<T> Sync for Constant<T> {}

/// The one place where panics end: no unwinding may cross into the host.
fn guarded(body: impl FnOnce() -> i32) -> i32 {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(E_FAIL)
}

const fn size<T>() -> u32 {
    size_of::<T>() as u32
}
const fn real(f: f64) -> Value {
    Value { type_: T_F64, reserved: 0, count: 0, u: Any { f } }
}
const NONE: Value = Value { type_: T_NONE, reserved: 0, count: 0, u: Any { i: 0 } };

/// Rosenbrock's valley: f(x) = sum of s (x[i+1] - x[i]^2)^2 + (1 - x[i])^2.
struct Valley {
    steepness: f64,
    start: Vec<f64>,
    minimum: Vec<f64>,
}

impl Valley {
    fn value(&self, x: &[f64], mut gradient: Option<&mut [f64]>) -> f64 {
        let (s, mut f) = (self.steepness, 0.0);
        if let Some(g) = gradient.as_deref_mut() {
            g[0] = 0.0;
        }
        for i in 0..x.len() - 1 {
            let (a, b) = (x[i + 1] - x[i] * x[i], 1.0 - x[i]);
            f += s * a * a + b * b;
            if let Some(g) = gradient.as_deref_mut() {
                g[i] += -4.0 * s * x[i] * a - 2.0 * b;
                g[i + 1] = 2.0 * s * a;
            }
        }
        f
    }
}

unsafe extern "C" fn valley_create(
    _host: *const Host, values: *const Value, _n: u64, dim: u64, _seed: u64, out: *mut *mut c_void, _error: *mut Error,
) -> i32 {
    guarded(|| {
        let d = if dim == 0 { 2 } else { dim as usize }; // 0: nobody asked for another
        let start = (0..d).map(|i| if i % 2 == 0 { -1.2 } else { 1.0 }).collect();
        let valley = Valley { steepness: (*values).u.f, start, minimum: vec![1.0; d] };
        *out = Box::into_raw(Box::new(valley)) as *mut c_void;
        OK
    })
}

unsafe extern "C" fn valley_destroy(this: *mut c_void) {
    drop(Box::from_raw(this as *mut Valley));
}

unsafe extern "C" fn valley_describe(this: *mut c_void, out: *mut Problem, _error: *mut Error) -> i32 {
    let (valley, out) = (&*(this as *const Valley), &mut *out);
    out.caps = W_F | W_G | OBJ_HAS_FOPT | OBJ_HAS_XOPT;
    out.dim = valley.start.len() as u64;
    out.f_opt = 0.0;
    out.n_xopt = 1;
    out.xopt = valley.minimum.as_ptr();
    out.x0 = valley.start.as_ptr();
    OK
}

unsafe extern "C" fn valley_eval(this: *mut c_void, request: *mut Eval, _error: *mut Error) -> i32 {
    guarded(|| {
        let request = &mut *request;
        if request.want & (W_H | W_HV) != 0 {
            return E_UNSUPPORTED;
        }
        let d = request.dim as usize;
        let x = std::slice::from_raw_parts(request.x, d);
        let wants_g = request.want & W_G != 0; // else g may be NULL, of which no slice may be made
        let g = if wants_g { Some(std::slice::from_raw_parts_mut(request.g, d)) } else { None };
        let f = (*(this as *const Valley)).value(x, g);
        if request.want & W_F != 0 {
            *request.f = f;
        }
        request.samples = 0;
        OK
    })
}

static VALLEY_VT: ObjectiveVt = ObjectiveVt {
    struct_size: size::<ObjectiveVt>(),
    caps: W_F | W_G,
    create: Some(valley_create),
    destroy: Some(valley_destroy),
    describe: Some(valley_describe),
    eval: Some(valley_eval),
    start: None,
    default_dim: 2,
    min_dim: 2,
    max_dim: 0,
    accuracy: None,
};

/// A ball that rolls: v <- m v - lr g, x <- x + v.
struct Ball {
    given_rate: f64, // what reset puts back after a schedule
    learning_rate: f64,
    momentum: f64,
    v: Vec<f64>,
}

unsafe extern "C" fn ball_create(
    _host: *const Host, values: *const Value, n: u64, _layout: *const Layout, dim: u64, out: *mut *mut c_void,
    _error: *mut Error,
) -> i32 {
    guarded(|| {
        let values = std::slice::from_raw_parts(values, n as usize);
        let (learning_rate, momentum) = (values[0].u.f, values[1].u.f);
        let ball = Ball { given_rate: learning_rate, learning_rate, momentum, v: vec![0.0; dim as usize] };
        *out = Box::into_raw(Box::new(ball)) as *mut c_void;
        OK
    })
}

unsafe extern "C" fn ball_destroy(this: *mut c_void) {
    drop(Box::from_raw(this as *mut Ball));
}

unsafe extern "C" fn ball_reset(this: *mut c_void, _info: *const RunInfo, _error: *mut Error) -> i32 {
    let ball = &mut *(this as *mut Ball);
    ball.learning_rate = ball.given_rate;
    ball.v.fill(0.0);
    OK
}

unsafe extern "C" fn ball_update(this: *mut c_void, x: *mut f64, g: *mut f64, _f: *const f64) -> i32 {
    let Ball { learning_rate, momentum, v, .. } = &mut *(this as *mut Ball);
    let (lr, m) = (*learning_rate, *momentum);
    let x = std::slice::from_raw_parts_mut(x, v.len());
    let g = std::slice::from_raw_parts(g, v.len());
    for ((x, v), g) in x.iter_mut().zip(v).zip(g) {
        *v = m * *v - lr * g;
        *x += *v;
    }
    OK
}

/// The only parameter with PER_STEP is number 0.
unsafe extern "C" fn ball_set_param(this: *mut c_void, index: u64, value: *const Value, _error: *mut Error) -> i32 {
    if index != 0 {
        return E_INVALID_ARG;
    }
    (*(this as *mut Ball)).learning_rate = (*value).u.f;
    OK
}

static BALL_VT: Constant<OptimizerVt> = Constant(OptimizerVt {
    struct_size: size::<OptimizerVt>(),
    flags: 0,
    needs: W_G,
    n_metrics: 0,
    metrics: null(),
    create: Some(ball_create),
    destroy: Some(ball_destroy),
    reset: Some(ball_reset),
    update: Some(ball_update),
    step: None,
    run: None,
    get_metrics: None,
    solution: None,
    set_param: Some(ball_set_param),
});

const fn parameter(key: *const c_char, doc: *const c_char, flags: u32, def: f64, hi: Value) -> Constant<Param> {
    let struct_size = size::<Param>();
    Constant(Param { struct_size, flags, key, doc, unit: null(), def: real(def), lo: real(0.0), hi, choices: null() })
}
static STEEPNESS: Constant<Param> = parameter(text!("steepness"), text!("of the walls"), P_MIN_OPEN, 100.0, NONE);
static LEARNING_RATE: Constant<Param> =
    parameter(text!("learning_rate"), text!("how hard the slope pushes"), P_MIN_OPEN | P_PER_STEP, 1e-4, NONE);
static MOMENTUM: Constant<Param> =
    parameter(text!("momentum"), text!("what is kept of v"), P_MAX_OPEN, 0.9, real(1.0));
static VALLEY_PARAMS: Constant<[&Constant<Param>; 1]> = Constant([&STEEPNESS]);
static BALL_PARAMS: Constant<[&Constant<Param>; 2]> = Constant([&LEARNING_RATE, &MOMENTUM]);

static VALLEY: Constant<Component> = Constant(Component {
    struct_size: size::<Component>(),
    kind: KIND_OBJECTIVE,
    name: text!("rust_valley"),
    version: text!("1"),
    title: text!("Rosenbrock's valley, in Rust"),
    doc: null(),
    citation: null(),
    license: null(),
    tags: null(),
    params: &VALLEY_PARAMS as *const _ as *const *const Param,
    n_params: 1,
    vtable: &VALLEY_VT as *const _ as *const c_void,
    get_extension: None,
});
static BALL: Constant<Component> = Constant(Component {
    struct_size: size::<Component>(),
    kind: KIND_OPTIMIZER,
    name: text!("rust_ball"),
    version: text!("1"),
    title: text!("Momentum, in Rust"),
    doc: null(),
    citation: null(),
    license: null(),
    tags: null(),
    params: &BALL_PARAMS as *const _ as *const *const Param,
    n_params: 2,
    vtable: &BALL_VT as *const _ as *const c_void,
    get_extension: None,
});
static COMPONENTS: Constant<[&Constant<Component>; 2]> = Constant([&VALLEY, &BALL]);
static MODULE: Constant<Module> = Constant(Module {
    magic: MAGIC,
    struct_size: size::<Module>(),
    abi_major: 1,
    abi_minor: 0,
    min_host_minor: 0,
    reserved: 0,
    name: text!("rust_plugin"),
    version: text!("1"),
    build_info: text!("rustc"),
    init: None,
    components: &COMPONENTS as *const _ as *const *const Component,
    n_components: 2,
});

#[no_mangle]
pub extern "C" fn thalweg_module_v1() -> *const Module {
    &MODULE.0
}
