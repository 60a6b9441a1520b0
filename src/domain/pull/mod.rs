//! A pull request: its events, its snapshot, the plan for it, and the published decision.

pub mod adoption;
pub mod document_report;
pub mod event;
pub mod intent;
pub mod missed_deliveries;
pub mod ownership_report;
pub mod plan;
pub mod published_decision;
pub mod refused_writes;
pub mod review;
pub mod snapshot;
