//! What is needed for that which is done from time to time.

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Retention;
use crate::github::GitHub;
use crate::metrics::Metrics;
use crate::policies::Foundations;
use crate::store::Store;

use super::intake::Intake;

/// What chores need. Clones share all.
#[derive(Clone)]
pub(super) struct House {
    pub(super) store: Store,
    pub(super) github: GitHub,
    pub(super) foundations: Arc<Foundations>,
    pub(super) intake: Intake,
    pub(super) clock: Clock,
    pub(super) metrics: Metrics,
    pub(super) retention: Retention,
}
