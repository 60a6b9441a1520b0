//! `yaml`: see `wg_steward_fuzz::yaml`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::yaml::hold(input));
