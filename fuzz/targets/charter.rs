//! `charter`: see `wg_steward_fuzz::charter`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::charter::hold(input));
