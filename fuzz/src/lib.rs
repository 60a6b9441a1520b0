//! What must hold for any input, one module for each reader of what others write.
//!
//! Each has one function, `hold`, that takes the input's bytes and panics where a property does not hold. The fuzz targets
//! call it with what the fuzzer thinks up; `tests/it/corpus.rs` calls it with the kept corpus, without a fuzzer.

pub mod adapters;
pub mod charter;
pub mod commands;
pub mod index;
pub mod markdown;
pub mod organization;
pub mod payload;
pub mod places;
pub mod policy;
pub mod signature;
pub mod yaml;
