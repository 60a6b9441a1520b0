//! The app with a small GitHub in memory: for `wg-steward demo`, and as a base for tests of the whole app.

mod environment;
mod narrate;
mod proposal;
mod scenes;

pub use environment::{DemoDelivery, Stage, StageConfig, charter_of, furnish};
pub use scenes::play;
