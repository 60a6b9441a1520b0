//! What the maintenance tasks need.

use crate::clock::Clock;
use crate::config::Retention;
use crate::github::GitHub;
use crate::metrics::Metrics;
use crate::store::Store;

use crate::worker::intake::Intake;
use crate::worker::names::PresentNames;

/// What maintenance tasks need. Clones share their state.
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
