//! Recovers missed webhook deliveries. GitHub keeps its delivery attempts for three days and never redelivers by
//! itself.
//!
//! The task reads missed payloads from GitHub's list and stores them under their own GUID. Compared with a redelivery,
//! this also works while our endpoint is unreachable, and a stored delivery is never requested again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use crate::domain::pull::missed_deliveries::{HookDelivery, KEPT, lost};
use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;
use crate::github::{GitHubError, HooksRead, HooksWanted, webhook};
use crate::metrics::Recovery;
use crate::store::TaskProgress;
use crate::worker::chain;
use crate::worker::intake::{Delivered, TakenIn};
use crate::worker::run::RunError;

use super::context::MaintenanceContext;

/// The time between two rounds.
const PERIOD: Duration = Duration::from_secs(5 * 60);

/// How far a round looks back beyond the last one: clocks differ, and a call that timed out is listed late.
const OVERLAP: Duration = Duration::from_secs(15 * 60);

/// The time between two full rounds, which also check deliveries that GitHub lists as successful: a database restored
/// from a backup has lost what was stored since.
const WHOLE: Duration = Duration::from_secs(24 * 60 * 60);

/// How many payloads one round reads, and how soon the next round follows if there are more: about 3,000 requests an
/// hour of the 5,000 that GitHub allows an app.
const MAX: usize = 100;
const PAUSE: Duration = Duration::from_secs(2 * 60);

/// How often a payload is requested from GitHub before it is skipped. An unusable payload is skipped at once.
const TRIES: u32 = 3;

/// A round ends after this many failed requests for payloads: GitHub has a problem.
const TROUBLES: usize = 3;

/// The longest wait between two steps. GitHub's longest pause is an hour.
pub(in crate::worker) const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);

/// The progress of the search, in milliseconds since 1970.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// Attempts before this time have been checked.
    seen: i64,
    /// When the last full round began.
    whole: i64,
    /// The unfinished round.
    round: Option<Round>,
    /// Deliveries to skip or requested in vain: the time of the attempt, and how often we requested them.
    tried: BTreeMap<String, (i64, u32)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Round {
    begun: i64,
    since: i64,
    /// Whether only deliveries that GitHub lists as failed are checked.
    failed: bool,
    /// The page of GitHub's list.
    next: Option<String>,
}

/// Runs one round, or the next part of a long one.
pub(in crate::worker) async fn round(house: &MaintenanceContext, cursor: &str) -> Result<TaskProgress, RunError> {
    // An unreadable cursor was written by another version of this program. A full round recovers.
    let mut cursor: Cursor = serde_json::from_str(cursor).unwrap_or_default();
    let now = house.clock.now();
    let round = cursor.round.take().unwrap_or_else(|| cursor.begin(now));
    let wanted =
        HooksWanted { since: Timestamp(round.since), seen: None, cursor: round.next.clone(), failed: round.failed };
    let read = match house.github.hook_deliveries(&wanted).await {
        // GitHub no longer knows the page: start again from the newest delivery.
        Err(GitHubError::Refused { .. }) if round.next.is_some() => return Ok(cursor.step(now, PAUSE, false)),
        Err(GitHubError::RateLimited { until }) => {
            cursor.round = Some(round);
            return Ok(cursor.step(now, now.until(until).min(LONGEST), false));
        }
        read => read?,
    };
    let is_whole = cursor.take_in(house, &read).await?;
    let wait = match (is_whole, read.next) {
        (Part::Done, None) => {
            cursor.end(&round);
            return Ok(cursor.step(now, PERIOD, true));
        }
        (Part::Done, next) => {
            cursor.round = Some(Round { next, ..round });
            PAUSE
        }
        (Part::More, _) => {
            cursor.round = Some(round);
            PAUSE
        }
        (Part::Troubled, _) => {
            cursor.round = Some(round);
            PERIOD
        }
    };
    Ok(cursor.step(now, wait, false))
}

/// How far a part of the list was processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Done,
    More,
    /// GitHub did not return all requested payloads.
    Troubled,
}

impl Cursor {
    fn begin(&self, now: Timestamp) -> Round {
        let failed = now < Timestamp(self.whole).plus(WHOLE) && self.whole > 0;
        let oldest = now.minus(KEPT);
        let since = if failed { Timestamp(self.seen).minus(OVERLAP).max(oldest) } else { oldest };
        Round { begun: now.0, since: since.0, failed, next: None }
    }

    fn end(&mut self, round: &Round) {
        self.seen = round.begun;
        if !round.failed {
            self.whole = round.begun;
        }
        // Older deliveries are listed by a full round only, and GitHub drops them after three days.
        let kept = Timestamp(self.seen).minus(OVERLAP);
        self.tried.retain(|_, (at, _)| *at >= kept.0);
    }

    fn step(&self, now: Timestamp, wait: Duration, done: bool) -> TaskProgress {
        let cursor = serde_json::to_string(self).unwrap_or_default();
        TaskProgress { cursor, due: now.plus(wait), done }
    }

    /// Stores the missed deliveries of a part of the list.
    async fn take_in(&mut self, house: &MaintenanceContext, read: &HooksRead) -> Result<Part, RunError> {
        let ids: BTreeSet<_> = read.deliveries.iter().map(|attempt| attempt.guid.clone()).collect();
        // Asked after the list was read, so that deliveries received meanwhile are known.
        let known = house.store.known_among(&ids).await?;
        let is_left = |id: &str| self.tried.get(id).is_some_and(|(_, tries)| *tries >= TRIES);
        let mut lost = lost(&read.deliveries, |guid| known.contains(guid) || is_left(guid.as_str()));
        if !lost.is_empty() {
            // An installation elsewhere can cause any number of deliveries in GitHub's list.
            ours_first(house, &mut lost).await;
        }
        let (mut looked, mut taken_in, mut troubles) = (0, 0, 0);
        for attempt in lost.iter().take(MAX) {
            let outcome = look(house, attempt).await?;
            house.metrics.recovered(outcome);
            looked += 1;
            match outcome {
                Recovery::TakenIn => taken_in += 1,
                Recovery::Ignored | Recovery::Unreadable => self.tried(attempt, TRIES),
                Recovery::Failed => {
                    self.tried(attempt, 1);
                    troubles += 1;
                }
            }
            if troubles == TROUBLES {
                break;
            }
        }
        if looked > 0 {
            info!(lost = lost.len(), looked, taken_in, "missed deliveries found");
        }
        Ok(if troubles > 0 {
            Part::Troubled
        } else if looked < lost.len() {
            Part::More
        } else {
            Part::Done
        })
    }

    fn tried(&mut self, attempt: &HookDelivery, times: u32) {
        let (_, tries) = self.tried.entry(attempt.guid.to_string()).or_insert((attempt.delivered_at.0, 0));
        *tries += times;
    }
}

/// Drops deliveries of installations that no policy covers; sorts them last if not all installations are known.
async fn ours_first(house: &MaintenanceContext, lost: &mut Vec<&HookDelivery>) {
    let is_covered = |account: &str| house.names.listed(account).is_some();
    // If GitHub can't list the installations, all deliveries are processed in their order.
    let Ok(reach) = house.github.installations().await else { return };
    let ours = reach.entries.into_iter().filter(|installed| installed.account.as_deref().is_some_and(is_covered));
    let ours: BTreeSet<InstallationId> = ours.map(|installed| installed.id).collect();
    let is_ours = |attempt: &&HookDelivery| attempt.installation.is_none_or(|it| ours.contains(&it));
    match reach.cut {
        true => lost.sort_by_key(|attempt| !is_ours(attempt)),
        false => lost.retain(is_ours),
    }
}

/// Recovers one delivery.
async fn look(house: &MaintenanceContext, attempt: &HookDelivery) -> Result<Recovery, RunError> {
    let HookDelivery { id, guid, event, .. } = attempt;
    let left = |why: &str| {
        warn!(delivery = %guid, attempt = id, event, why, "missed delivery not readable, skipped");
        Ok(Recovery::Unreadable)
    };
    let payload = match house.github.hook_delivery(*id).await {
        Ok(read) => read.payload,
        Err(GitHubError::RateLimited { until }) => return Err(GitHubError::RateLimited { until }.into()),
        Err(error @ (GitHubError::Gone { .. } | GitHubError::Misread { .. })) => return left(&chain(&error)),
        Err(error) => {
            warn!(delivery = %guid, attempt = id, error = %chain(&error), "missed delivery not available from GitHub");
            return Ok(Recovery::Failed);
        }
    };
    let Some(payload) = payload else { return left("GitHub has kept no payload") };
    let event = match webhook::read(event, &payload) {
        Ok(happened) => happened,
        Err(fault) => return left(&fault.to_string()),
    };
    // GitHub returns the parsed payload, not the bytes that it signed.
    let delivered = Delivered { delivery: guid.clone(), event_name: &attempt.event, digest: None };
    Ok(match house.intake.take_in(delivered, event).await? {
        TakenIn::New | TakenIn::Known => Recovery::TakenIn,
        TakenIn::Ignored { .. } | TakenIn::Ping => Recovery::Ignored,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn minutes(count: i64) -> i64 {
        count * 60_000
    }

    #[test]
    fn the_first_round_and_one_a_day_look_at_all_and_the_others_at_what_failed_lately() {
        let mut cursor = Cursor::default();
        let first = cursor.begin(NOW);
        assert_eq!((first.failed, first.since), (false, NOW.0 - minutes(3 * 24 * 60)));
        cursor.end(&first);
        let next = cursor.begin(Timestamp(NOW.0 + minutes(5)));
        assert_eq!((next.failed, next.since), (true, NOW.0 - minutes(15)));
        cursor.end(&next);
        let later = cursor.begin(Timestamp(NOW.0 + minutes(24 * 60)));
        assert!(!later.failed, "a day later");
        let long = Cursor { seen: 1, whole: NOW.0, ..Cursor::default() }.begin(NOW);
        assert_eq!(long.since, NOW.0 - minutes(3 * 24 * 60), "GitHub keeps no more");
    }

    #[test]
    fn what_was_asked_for_in_vain_is_remembered_while_it_may_be_listed() {
        let tried = [("old".to_owned(), (NOW.0 - minutes(16), 3)), ("new".to_owned(), (NOW.0 - minutes(14), 1))];
        let mut cursor = Cursor { tried: tried.into(), ..Cursor::default() };
        let round = cursor.begin(NOW);
        cursor.end(&round);
        assert_eq!(cursor.tried.keys().collect::<Vec<_>>(), ["new"]);
        let again: Cursor = serde_json::from_str(&cursor.step(NOW, PERIOD, true).cursor).unwrap();
        assert_eq!((again.seen, again.tried["new"]), (NOW.0, (NOW.0 - minutes(14), 1)));
    }
}
