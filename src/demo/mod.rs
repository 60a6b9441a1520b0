//! The app against a small GitHub in memory: what `wg-steward demo` shows, and what tests of the whole app stand on.

mod environment;
mod narrate;
mod proposal;
mod scenes;

pub use environment::{DemoDelivery, Stage, StageConfig, charter_of, furnish};
pub use scenes::play;
