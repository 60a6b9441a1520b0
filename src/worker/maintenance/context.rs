//! What is needed for that which is done from time to time.

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Retention;
use crate::github::GitHub;
use crate::metrics::Metrics;
use crate::policies::Foundations;
use crate::store::Store;

use crate::worker::intake::Intake;

/// What chores need. Clones share all.
#[derive(Clone)]
pub(in crate::worker) struct House {
    pub(in crate::worker) store: Store,
    pub(in crate::worker) github: GitHub,
    pub(in crate::worker) foundations: Arc<Foundations>,
    pub(in crate::worker) intake: Intake,
    pub(in crate::worker) clock: Clock,
    pub(in crate::worker) metrics: Metrics,
    pub(in crate::worker) retention: Retention,
}
