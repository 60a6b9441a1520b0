//! `commands`: see `wg_steward_fuzz::commands`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wg_steward_fuzz::commands::hold(input));
