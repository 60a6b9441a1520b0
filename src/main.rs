//! The `wg-steward` binary.

fn main() {}
