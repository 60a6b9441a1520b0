//! Properties for any input, one module per parser of foreign data.
//!
//! Each has one function, `hold`, which takes the input's bytes and panics if a property is violated. The fuzz targets
//! call it with generated input; `tests/it/corpus.rs` calls it with the stored corpus, without a fuzzer.

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
