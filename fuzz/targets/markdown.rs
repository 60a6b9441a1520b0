//! `markdown`: see `wg_steward_fuzz::markdown`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::markdown::hold(input));
