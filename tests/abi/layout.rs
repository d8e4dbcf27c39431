// SPDX-License-Identifier: MIT
//! Prints "NAME value", "struct size" and "struct.field offset size" of thalweg.rs, as layout.c does of the header.
#[path = "thalweg.rs"]
mod thalweg;

use std::mem::{size_of, MaybeUninit};
use std::ptr::addr_of;
use thalweg::*;

/// The size of what a pointer points to; nothing is read.
fn size_behind<T>(_: *const T) -> usize {
    size_of::<T>()
}

macro_rules! show {
    ($c:literal, $rust:ty: $($field:ident)*) => {
        println!("{} {}", $c, size_of::<$rust>());
        let nothing = MaybeUninit::<$rust>::uninit();
        let base = nothing.as_ptr();
        $({
            let field = unsafe { addr_of!((*base).$field) };
            let name = stringify!($field).trim_end_matches('_');
            println!("{}.{} {} {}", $c, name, field as usize - base as usize, size_behind(field));
        })*
    };
}

macro_rules! show_constants {
    ($($name:ident)*) => { $(println!("THALWEG_{} {}", stringify!($name), $name);)* };
}

fn main() {
    show_constants!(
        MAGIC OK E_FAIL E_INVALID_ARG E_UNSUPPORTED W_F W_G W_H W_HV OBJ_HAS_FOPT OBJ_HAS_XOPT
        T_NONE T_F64 P_MIN_OPEN P_MAX_OPEN P_PER_STEP P_FILE KIND_OBJECTIVE KIND_OPTIMIZER
    );
    show!("thalweg_error", Error: struct_size code msg_cap msg);
    show!("thalweg_value", Value: type_ reserved count u);
    show!("thalweg_param", Param: struct_size flags key doc unit def lo hi choices);
    show!("thalweg_batch", Batch: struct_size reserved seed counter size indices);
    show!("thalweg_eval", Eval: struct_size want split n_points dim ld x v f g h hv batch samples);
    show!("thalweg_host", Host: struct_size abi_major abi_minor ctx name version log get_extension);
    show!("thalweg_oracle", Oracle: struct_size caps ctx eval dim lower upper next_batch report);
    show!("thalweg_block", Block: struct_size role name offset rank shape);
    show!("thalweg_layout", Layout: struct_size reserved n_blocks blocks);
    show!("thalweg_problem", Problem: struct_size caps dim n_samples lower upper region_lower region_upper f_opt
        n_xopt xopt x0 layout differentiable n_local xlocal);
    show!("thalweg_objective_vt", ObjectiveVt: struct_size caps create destroy describe eval start default_dim
        min_dim max_dim accuracy);
    show!("thalweg_metric", Metric: struct_size flags key doc unit);
    show!("thalweg_run_info", RunInfo: struct_size reserved x0 seed horizon budget);
    show!("thalweg_optimizer_vt", OptimizerVt: struct_size flags needs n_metrics metrics create destroy reset
        update step run get_metrics solution set_param);
    show!("thalweg_component", Component: struct_size kind name version title doc citation license tags params
        n_params vtable get_extension);
    show!("thalweg_module", Module: magic struct_size abi_major abi_minor min_host_minor reserved name version
        build_info init components n_components);
}
