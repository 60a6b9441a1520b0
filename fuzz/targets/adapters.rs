//! `adapters`: see `wg_steward_fuzz::adapters`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::adapters::hold(input));
