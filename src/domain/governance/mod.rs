//! The foundation's documents, parsed: charters, index, organization, ownership, and the adapters for other
//! foundations' formats. Together they form one tree.

pub mod adapters;
pub mod charter;
pub mod generated;
pub mod index;
pub mod organization;
pub mod ownership;
pub mod tree;
