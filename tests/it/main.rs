//! The integration tests, one binary: stories over HTTP, real data, the command line, the architecture.

mod real_data;
mod stories;
mod support;
