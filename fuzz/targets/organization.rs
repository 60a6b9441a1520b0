//! `organization`: see `wg_steward_fuzz::organization`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::organization::hold(input));
