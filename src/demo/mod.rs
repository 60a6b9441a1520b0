//! The app against a small GitHub in memory: what `wg-steward demo` shows, and what tests of the whole app stand on.

mod proposal;
mod scenes;
mod stage;
mod tell;

pub use scenes::play;
pub use stage::{Delivered, Stage, StageConfig, charter_of, furnish};
