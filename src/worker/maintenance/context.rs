//! What is needed for that which is done from time to time.

use crate::clock::Clock;
use crate::config::Retention;
use crate::github::GitHub;
use crate::metrics::Metrics;
use crate::store::Store;

use crate::worker::intake::Intake;
use crate::worker::names::PresentNames;

/// What chores need. Clones share all.
#[derive(Clone)]
pub(in crate::worker) struct MaintenanceContext {
    pub(in crate::worker) store: Store,
    pub(in crate::worker) github: GitHub,
    pub(in crate::worker) names: PresentNames,
    pub(in crate::worker) intake: Intake,
    pub(in crate::worker) clock: Clock,
    pub(in crate::worker) metrics: Metrics,
    pub(in crate::worker) retention: Retention,
}
