//! `policy`: see `wg_steward_fuzz::policy`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::policy::hold(input));
