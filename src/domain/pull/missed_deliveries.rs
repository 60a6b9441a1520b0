//! Which webhooks did not reach us, told from what GitHub keeps of its attempts.
//!
//! GitHub never delivers again by itself, and keeps what it delivered for three days:
//! <https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries>. Every attempt has a number of
//! its own; all attempts of one delivery share its GUID.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::types::app_permissions::EVENTS;
use crate::domain::types::ids::{DeliveryId, InstallationId};
use crate::domain::types::time::Timestamp;

/// How long GitHub keeps a delivery.
pub const KEPT: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// A delivery that failed so often is not asked for again: it is not the way to us that is broken.
pub const MAX_ATTEMPTS: usize = 5;

/// What our webhook answers to what it has stored, and to nothing else.
pub const STORED: u16 = 202;

/// What GitHub says of an attempt that got no whole answer, whatever status it writes beside it.
const UNANSWERED: &[&str] = &["timed out", "failed to connect", "failed to resolve"];

/// One attempt to deliver a webhook, as GitHub's list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookDelivery {
    /// The attempt's number, by which it is asked for again.
    pub id: u64,
    /// The delivery, as `X-GitHub-Delivery` named it to us.
    pub guid: DeliveryId,
    /// When it was tried.
    pub delivered_at: Timestamp,
    /// Whether somebody asked for it.
    pub redelivery: bool,
    /// How it went, in GitHub's words: `OK`, `failed to connect to host` …; empty if GitHub says nothing.
    pub status: String,
    /// What we answered; 0 for nothing.
    pub status_code: u16,
    /// The event, as `pull_request`; empty if GitHub says nothing.
    pub event: String,
    /// What happened, as `opened`; not every event has it.
    pub action: Option<String>,
    /// The installation that it is about.
    pub installation: Option<InstallationId>,
    /// The number of the repository that it is about.
    pub repository: Option<u64>,
}

impl HookDelivery {
    /// Whether it reached us and was answered well.
    pub fn arrived(&self) -> bool {
        let status = self.status.to_ascii_lowercase();
        (200..300).contains(&self.status_code) && !UNANSWERED.iter().any(|said| status.contains(said))
    }

    /// Whether we said that it is stored.
    fn was_stored(&self) -> bool {
        self.arrived() && self.status_code == STORED
    }
}

/// The deliveries to ask for again, oldest first, each by its newest attempt.
///
/// Those of which no attempt arrived; and those that were answered as stored but are no longer known: the memory is
/// older than the answer, as after a backup was restored. Not those that were answered well and made no work, not
/// events that the app does not subscribe to (a `ping` among them), and not what was tried [`MAX_ATTEMPTS`] times.
///
/// `is_settled` says whether a delivery needs no more attempts: the store knows it, or it was asked for often enough.
/// Ask the store after the list was read, or what comes between the two looks lost.
pub fn lost(deliveries: &[HookDelivery], is_settled: impl Fn(&DeliveryId) -> bool) -> Vec<&HookDelivery> {
    let mut by_guid: BTreeMap<&DeliveryId, Vec<&HookDelivery>> = BTreeMap::new();
    for attempt in deliveries.iter().filter(|attempt| EVENTS.contains(&attempt.event.as_str())) {
        by_guid.entry(&attempt.guid).or_default().push(attempt);
    }
    let mut lost: Vec<_> = by_guid
        .into_iter()
        .filter(|(guid, attempts)| is_lost(attempts) && !is_settled(guid))
        .filter_map(|(_, attempts)| {
            let first = attempts.iter().map(|attempt| place(attempt)).min()?;
            let newest = attempts.into_iter().max_by_key(|attempt| place(attempt))?;
            Some((first, newest))
        })
        .collect();
    lost.sort_unstable_by_key(|(first, _)| *first);
    lost.into_iter().map(|(_, newest)| newest).collect()
}

fn is_lost(attempts: &[&HookDelivery]) -> bool {
    let arrived = attempts.iter().any(|attempt| attempt.arrived());
    let stored = attempts.iter().any(|attempt| attempt.was_stored());
    attempts.len() < MAX_ATTEMPTS && (!arrived || stored)
}

/// Where an attempt stands among all.
fn place(attempt: &HookDelivery) -> (Timestamp, u64) {
    (attempt.delivered_at, attempt.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An attempt at the second that is its number.
    fn attempt(id: u64, guid: &str, status_code: u16) -> HookDelivery {
        HookDelivery {
            id,
            guid: guid.parse().unwrap(),
            delivered_at: Timestamp(i64::try_from(id).unwrap() * 1000),
            redelivery: false,
            status: if status_code == 0 { "failed to connect to host" } else { "OK" }.to_owned(),
            status_code,
            event: "pull_request".to_owned(),
            action: Some("opened".to_owned()),
            installation: Some(InstallationId(1)),
            repository: Some(2),
        }
    }

    fn asked(deliveries: &[HookDelivery], known: &[&str]) -> Vec<u64> {
        lost(deliveries, |guid| known.contains(&guid.as_str())).iter().map(|attempt| attempt.id).collect()
    }

    #[test]
    fn what_no_attempt_brought_is_asked_for_once_by_its_newest_attempt_oldest_delivery_first() {
        let deliveries = [
            attempt(9, "a", 0),
            attempt(8, "d", 301),
            attempt(7, "b", 502),
            attempt(6, "c", 200),
            attempt(5, "c", 500),
            attempt(4, "b", 0),
            attempt(3, "a", 404),
        ];
        assert_eq!(asked(&deliveries, &[]), [9, 7, 8]);
        let mut turned = deliveries;
        turned.reverse();
        assert_eq!(asked(&turned, &[]), [9, 7, 8]);
    }

    #[test]
    fn what_the_store_knows_is_not_asked_for_however_it_was_answered() {
        let deliveries = [attempt(2, "a", 0), attempt(1, "b", 202)];
        assert_eq!(asked(&deliveries, &["a", "b"]), [] as [u64; 0]);
    }

    #[test]
    fn what_was_stored_and_is_forgotten_is_asked_for_but_not_what_made_no_work() {
        let deliveries = [attempt(3, "a", 0), attempt(2, "a", 202), attempt(1, "b", 200)];
        assert_eq!(asked(&deliveries, &[]), [3]);
    }

    #[test]
    fn an_answer_that_came_too_late_is_none() {
        let late = HookDelivery { status: "Timed out".to_owned(), ..attempt(1, "a", 200) };
        assert!(!late.arrived());
        assert_eq!(asked(&[late], &[]), [1]);
    }

    #[test]
    fn events_that_nobody_subscribed_to_are_left() {
        let other = |event: &str| HookDelivery { event: event.to_owned(), ..attempt(1, "a", 0) };
        for event in ["ping", "installation", "star", ""] {
            assert_eq!(asked(&[other(event)], &[]), [] as [u64; 0], "{event}");
        }
    }

    #[test]
    fn what_fails_again_and_again_is_given_up() {
        let mut attempts: Vec<_> = (1..5).map(|id| attempt(id, "a", 500)).collect();
        assert_eq!(asked(&attempts, &[]), [4]);
        attempts.push(attempt(5, "a", 500));
        assert_eq!(asked(&attempts, &[]), [] as [u64; 0]);
    }
}
