//! How a run ended, for the log and the metrics.

use tracing::{debug, error, info, warn};

use crate::domain::types::target::Target;
use crate::metrics::RunEnd;
use crate::store::{Crash, Finish};

/// How the metrics count the run.
pub(super) fn end(how: &Finish) -> RunEnd {
    match how {
        Finish::Done => RunEnd::Done,
        Finish::Retry { .. } => RunEnd::Retried,
        Finish::Postpone { .. } => RunEnd::Postponed,
        Finish::Dead { .. } => RunEnd::Dead,
        Finish::GiveBack => RunEnd::GivenBack,
    }
}

/// Logs that a run ended because its process died.
pub(crate) fn tell_crash(crash: &Crash) {
    let Crash { target, crashes, again } = crash;
    match again {
        Some(again_at) => {
            warn!(job = target, crashes, %again_at, "process died during a run, will retry alone")
        }
        None => error!(job = target, crashes, "job failed permanently, the process died repeatedly"),
    }
}

/// Logs how a run ended, after that is on disk. `is_reported`: the reason for the retry is in the log already.
pub(super) fn tell(target: &Target, attempt: u32, how: &Finish, is_reported: bool) {
    match how {
        Finish::Done => info!(job = %target, "up to date"),
        Finish::GiveBack => info!(job = %target, "job released, process is stopping"),
        Finish::Retry { error, .. } | Finish::Postpone { error, .. } if is_reported => {
            debug!(job = %target, error, "run failed, will retry")
        }
        Finish::Retry { .. } | Finish::Postpone { .. } | Finish::Dead { .. } => tell_trouble(target, attempt, how),
    }
}

fn tell_trouble(target: &Target, attempt: u32, how: &Finish) {
    match how {
        Finish::Done | Finish::GiveBack => {}
        Finish::Retry { at, error } | Finish::Postpone { at, error } => {
            warn!(job = %target, attempt, again_at = %at, error, "run failed, will retry")
        }
        Finish::Dead { error } => error!(job = %target, attempts = attempt, error, "job failed permanently"),
    }
}
