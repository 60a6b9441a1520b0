//! `payload`: see `wg_steward_fuzz::payload`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::payload::hold(input));
