//! Background tasks that one process runs for all: the sweep, missed deliveries, the purge.

pub(super) mod context;
pub(super) mod missed_deliveries;
pub(super) mod purge;
pub(super) mod scheduler;
pub(super) mod sweep;
