//! `signature`: see `wg_steward_fuzz::signature`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::signature::hold(input));
