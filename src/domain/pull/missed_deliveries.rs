//! Finds missed deliveries: webhooks that did not reach wg-steward, according to GitHub's list of delivery attempts.
//!
//! GitHub never retries a delivery by itself and keeps deliveries for three days:
//! <https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries>. Every attempt has its own
//! id; all attempts of one delivery share its GUID.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::types::app_permissions::EVENTS;
use crate::domain::types::ids::{DeliveryId, InstallationId};
use crate::domain::types::time::Timestamp;

/// How long GitHub keeps a delivery.
pub const KEPT: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// After this many attempts no redelivery is requested: the connection is not the problem.
pub const MAX_ATTEMPTS: usize = 5;

/// The webhook endpoint answers with this status only if it has stored the delivery.
pub const STORED: u16 = 202;

/// GitHub's status texts for an attempt without a complete response, whatever status code comes with it.
const UNANSWERED: &[&str] = &["timed out", "failed to connect", "failed to resolve"];

/// One attempt to deliver a webhook, as in GitHub's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookDelivery {
    /// The attempt's id, which is used to request a redelivery.
    pub id: u64,
    /// The delivery's GUID, the value of `X-GitHub-Delivery`.
    pub guid: DeliveryId,
    /// When GitHub made the attempt.
    pub delivered_at: Timestamp,
    /// Whether the attempt was a requested redelivery.
    pub redelivery: bool,
    /// The result in GitHub's words: `OK`, `failed to connect to host` …; empty if GitHub gives none.
    pub status: String,
    /// The status code of our response; 0 if there was none.
    pub status_code: u16,
    /// The event, such as `pull_request`; empty if GitHub gives none.
    pub event: String,
    /// The action, such as `opened`. Not every event has one.
    pub action: Option<String>,
    /// The installation that the event is for.
    pub installation: Option<InstallationId>,
    /// GitHub's numeric id of the repository that the event is for.
    pub repository: Option<u64>,
}

impl HookDelivery {
    /// Whether the attempt reached wg-steward and got a successful response.
    pub fn arrived(&self) -> bool {
        let status = self.status.to_ascii_lowercase();
        (200..300).contains(&self.status_code) && !UNANSWERED.iter().any(|said| status.contains(said))
    }

    /// Whether our response said that the delivery is stored.
    fn was_stored(&self) -> bool {
        self.arrived() && self.status_code == STORED
    }
}

/// The deliveries that need a redelivery, oldest first, each as its newest attempt.
///
/// These are deliveries without a successful attempt, and deliveries that were answered as stored but are not in the
/// store, for example after a backup was restored. Excluded are deliveries that got a successful response and caused no
/// work, events that the app does not subscribe to (such as `ping`), and deliveries with [`MAX_ATTEMPTS`] attempts.
///
/// `is_settled` says whether a delivery needs no more attempts: it is in the store, or enough redeliveries were
/// requested. Query the store after reading GitHub's list. Otherwise, deliveries that arrive in between look lost.
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

/// The sort key of an attempt.
fn place(attempt: &HookDelivery) -> (Timestamp, u64) {
    (attempt.delivered_at, attempt.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A test attempt whose time in seconds equals its id.
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
