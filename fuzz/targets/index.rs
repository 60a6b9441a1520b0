//! `index`: see `wg_steward_fuzz::index`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::index::hold(input));
