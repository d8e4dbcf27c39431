// SPDX-License-Identifier: MIT
//! The C ABI 1.0 written down by hand. tests/abi/layout.rs prints where each field is, and a test compares that
//! with what a C compiler says of the header. rustc 1.63 suffices.
#![allow(dead_code)] // a plugin uses a part of it

use std::os::raw::{c_char, c_void};

pub const MAGIC: u32 = 0x3157_4854;
pub const OK: i32 = 0;
pub const E_FAIL: i32 = -1;
pub const E_INVALID_ARG: i32 = -2;
pub const E_UNSUPPORTED: i32 = -4;
pub const W_F: u32 = 0x1;
pub const W_G: u32 = 0x2;
pub const W_H: u32 = 0x4;
pub const W_HV: u32 = 0x8;
pub const OBJ_HAS_FOPT: u32 = 0x400;
pub const OBJ_HAS_XOPT: u32 = 0x800;
pub const T_NONE: i32 = 0;
pub const T_F64: i32 = 1;
pub const P_MIN_OPEN: u32 = 0x2;
pub const P_MAX_OPEN: u32 = 0x4;
pub const P_PER_STEP: u32 = 0x10;
pub const P_FILE: u32 = 0x20;
pub const KIND_OBJECTIVE: u32 = 1;
pub const KIND_OPTIMIZER: u32 = 2;

#[repr(C)]
pub struct Error {
    pub struct_size: u32,
    pub code: i32,
    pub msg_cap: u64,
    pub msg: *mut c_char,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub union Any {
    pub f: f64,
    pub i: i64,
    pub s: *const c_char,
    pub fv: *const f64,
    pub iv: *const i64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Value {
    pub type_: i32,
    pub reserved: u32,
    pub count: u64,
    pub u: Any,
}

#[repr(C)]
pub struct Param {
    pub struct_size: u32,
    pub flags: u32,
    pub key: *const c_char,
    pub doc: *const c_char,
    pub unit: *const c_char,
    pub def: Value,
    pub lo: Value,
    pub hi: Value,
    pub choices: *const *const c_char,
}

#[repr(C)]
pub struct Batch {
    pub struct_size: u32,
    pub reserved: u32,
    pub seed: u64,
    pub counter: u64,
    pub size: u64,
    pub indices: *const u64,
}

#[repr(C)]
pub struct Eval {
    pub struct_size: u32,
    pub want: u32,
    pub split: u32,
    pub n_points: u32,
    pub dim: u64,
    pub ld: u64,
    pub x: *const f64,
    pub v: *const f64,
    pub f: *mut f64,
    pub g: *mut f64,
    pub h: *mut f64,
    pub hv: *mut f64,
    pub batch: *const Batch,
    pub samples: u64,
}

#[repr(C)]
pub struct Host {
    pub struct_size: u32,
    pub abi_major: u16,
    pub abi_minor: u16,
    pub ctx: *mut c_void,
    pub name: *const c_char,
    pub version: *const c_char,
    pub log: Option<unsafe extern "C" fn(*mut c_void, i32, *const c_char)>,
    pub get_extension: Option<unsafe extern "C" fn(*mut c_void, *const c_char) -> *const c_void>,
}

#[repr(C)]
pub struct Oracle {
    pub struct_size: u32,
    pub caps: u32,
    pub ctx: *mut c_void,
    pub eval: Option<unsafe extern "C" fn(*mut c_void, *mut Eval) -> i32>,
    pub dim: u64,
    pub lower: *const f64,
    pub upper: *const f64,
    pub next_batch: Option<unsafe extern "C" fn(*mut c_void) -> i32>,
    pub report: Option<unsafe extern "C" fn(*mut c_void, *const f64, f64, *const f64) -> i32>,
}

#[repr(C)]
pub struct Block {
    pub struct_size: u32,
    pub role: u32,
    pub name: *const c_char,
    pub offset: u64,
    pub rank: u64,
    pub shape: [u64; 4],
}

#[repr(C)]
pub struct Layout {
    pub struct_size: u32,
    pub reserved: u32,
    pub n_blocks: u64,
    pub blocks: *const *const Block,
}

#[repr(C)]
pub struct Problem {
    pub struct_size: u32,
    pub caps: u32,
    pub dim: u64,
    pub n_samples: u64,
    pub lower: *const f64,
    pub upper: *const f64,
    pub region_lower: *const f64,
    pub region_upper: *const f64,
    pub f_opt: f64,
    pub n_xopt: u64,
    pub xopt: *const f64,
    pub x0: *const f64,
    pub layout: *const Layout,
    pub differentiable: u32,
    pub n_local: u32,
    pub xlocal: *const f64,
}

type Destroy = Option<unsafe extern "C" fn(*mut c_void)>;

#[repr(C)]
pub struct ObjectiveVt {
    pub struct_size: u32,
    pub caps: u32,
    pub create: Option<
        unsafe extern "C" fn(*const Host, *const Value, u64, u64, u64, *mut *mut c_void, *mut Error) -> i32,
    >,
    pub destroy: Destroy,
    pub describe: Option<unsafe extern "C" fn(*mut c_void, *mut Problem, *mut Error) -> i32>,
    pub eval: Option<unsafe extern "C" fn(*mut c_void, *mut Eval, *mut Error) -> i32>,
    pub start: Option<unsafe extern "C" fn(*mut c_void, u64, u64, *mut f64, *mut Error) -> i32>,
    pub default_dim: u64,
    pub min_dim: u64,
    pub max_dim: u64,
    pub accuracy: Option<unsafe extern "C" fn(*mut c_void, *const f64, u32, *mut f64, *mut Error) -> i32>,
}

#[repr(C)]
pub struct Metric {
    pub struct_size: u32,
    pub flags: u32,
    pub key: *const c_char,
    pub doc: *const c_char,
    pub unit: *const c_char,
}

#[repr(C)]
pub struct RunInfo {
    pub struct_size: u32,
    pub reserved: u32,
    pub x0: *const f64,
    pub seed: u64,
    pub horizon: u64,
    pub budget: u64,
}

type Iterate = Option<unsafe extern "C" fn(*mut c_void, *const Oracle, *mut f64, *mut f64, *mut Error) -> i32>;

#[repr(C)]
pub struct OptimizerVt {
    pub struct_size: u32,
    pub flags: u32,
    pub needs: u32,
    pub n_metrics: u32,
    pub metrics: *const *const Metric,
    pub create: Option<
        unsafe extern "C" fn(*const Host, *const Value, u64, *const Layout, u64, *mut *mut c_void, *mut Error) -> i32,
    >,
    pub destroy: Destroy,
    pub reset: Option<unsafe extern "C" fn(*mut c_void, *const RunInfo, *mut Error) -> i32>,
    pub update: Option<unsafe extern "C" fn(*mut c_void, *mut f64, *mut f64, *const f64) -> i32>,
    pub step: Iterate,
    pub run: Iterate,
    pub get_metrics: Option<unsafe extern "C" fn(*mut c_void, *mut f64)>,
    pub solution: Option<unsafe extern "C" fn(*mut c_void, *const f64, *mut f64) -> i32>,
    pub set_param: Option<unsafe extern "C" fn(*mut c_void, u64, *const Value, *mut Error) -> i32>,
}

#[repr(C)]
pub struct Component {
    pub struct_size: u32,
    pub kind: u32,
    pub name: *const c_char,
    pub version: *const c_char,
    pub title: *const c_char,
    pub doc: *const c_char,
    pub citation: *const c_char,
    pub license: *const c_char,
    pub tags: *const *const c_char,
    pub params: *const *const Param,
    pub n_params: u64,
    pub vtable: *const c_void,
    pub get_extension: Option<unsafe extern "C" fn(*const c_char) -> *const c_void>,
}

#[repr(C)]
pub struct Module {
    pub magic: u32,
    pub struct_size: u32,
    pub abi_major: u16,
    pub abi_minor: u16,
    pub min_host_minor: u16,
    pub reserved: u16,
    pub name: *const c_char,
    pub version: *const c_char,
    pub build_info: *const c_char,
    pub init: Option<unsafe extern "C" fn(*const Host, *mut Error) -> i32>,
    pub components: *const *const Component,
    pub n_components: u64,
}
