//! GitHub's delivery attempts for the app's webhook, and requests to redeliver.
//!
//! See <https://docs.github.com/en/rest/apps/webhooks>. These requests are made as the app, so they need no permission.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::pull::missed_deliveries::HookDelivery;
use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;
use crate::github::conditional_get::next_link;
use crate::github::response::{json, moment};
use crate::github::transport::{Answer, Call};
use crate::github::{GitHub, GitHubError, segment};

/// The maximum of pages of 100 attempts per call.
const MAX_PAGES: usize = 30;

/// The characters of our response to keep. It may be the page of a proxy.
const MAX_OF_AN_ANSWER: usize = 2_000;

/// Which attempts to read, newest first.
#[derive(Debug, Clone, Default)]
pub struct HooksWanted {
    /// None from before this time.
    pub since: Timestamp,
    /// Stops at this attempt, which was seen before.
    pub seen: Option<u64>,
    /// Where an earlier list ended; `None` starts with the newest.
    pub cursor: Option<String>,
    /// Only failed attempts. A GitHub that does not support this filter returns all.
    pub failed: bool,
}

/// Attempts, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HooksRead {
    /// The valid ones.
    pub deliveries: Vec<HookDelivery>,
    /// The number of invalid ones: id, GUID or time is missing or malformed.
    pub unread: usize,
    /// Where to continue; `None` at the end.
    pub next: Option<String>,
}

/// An attempt with its request and response. **Invariant:** headers are not kept, because they contain a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookRead {
    /// The attempt.
    pub delivery: HookDelivery,
    /// The payload's JSON, for [`webhook::read`](crate::github::webhook::read); `None` if GitHub has not kept it.
    pub payload: Option<Vec<u8>>,
    /// The first 2,000 characters of the response's body; `None` if there was no response.
    pub answer: Option<String>,
}

impl GitHub {
    /// GitHub's delivery attempts, the newest 3,000 that match: [`HooksRead::next`] is where the rest begins. An
    /// invalid entry is counted and left out.
    ///
    /// # Errors
    /// A request fails; a broken or circular list of pages is [`GitHubError::Misread`].
    pub async fn hook_deliveries(&self, wanted: &HooksWanted) -> Result<HooksRead, GitHubError> {
        let mut read = HooksRead { deliveries: Vec::new(), unread: 0, next: wanted.cursor.clone() };
        let mut followed: BTreeSet<String> = wanted.cursor.iter().cloned().collect();
        for _ in 0..MAX_PAGES {
            let answer = self.as_app(&Call::get(path(wanted.failed, read.next.as_deref()))).await?;
            let more = read.add(json(&answer)?, wanted);
            read.next = if more { next_cursor(&answer)? } else { None };
            let Some(cursor) = &read.next else { break };
            if !followed.insert(cursor.clone()) {
                return Err(GitHubError::Misread { what: answer.what, place: "link, in a circle".to_owned() });
            }
        }
        Ok(read)
    }

    /// One attempt, by its id.
    ///
    /// # Errors
    /// The request fails: [`GitHubError::Gone`] if GitHub does not have the attempt, or no longer has it.
    pub async fn hook_delivery(&self, id: u64) -> Result<HookRead, GitHubError> {
        let answer = self.as_app(&Call::get(format!("/app/hook/deliveries/{id}"))).await?;
        let unread =
            || GitHubError::Misread { what: answer.what.clone(), place: "id, guid or delivered_at".to_owned() };
        let delivery = json::<Item>(&answer)?.delivery().ok_or_else(unread)?;
        let Exchange { request, response } = json(&answer)?;
        Ok(HookRead {
            delivery,
            payload: request.payload.map(|payload| payload.get().as_bytes().to_vec()),
            answer: response.payload.map(|text| text.chars().take(MAX_OF_AN_ANSWER).collect()),
        })
    }

    /// Asks GitHub to redeliver an attempt. The redelivery is a new attempt with the same GUID.
    ///
    /// # Errors
    /// The request fails: [`GitHubError::Gone`] if GitHub does not have the attempt, or no longer has it.
    pub async fn redeliver(&self, id: u64) -> Result<(), GitHubError> {
        self.as_app(&Call::order(format!("/app/hook/deliveries/{id}/attempts"))).await.map(|_| ())
    }
}

impl HooksRead {
    /// Adds a page; returns whether the next one may contain more matches.
    fn add(&mut self, page: Vec<Value>, wanted: &HooksWanted) -> bool {
        let mut more = true;
        for entry in page {
            let Some(delivery) = serde_json::from_value(entry).ok().and_then(Item::delivery) else {
                self.unread += 1;
                continue;
            };
            if Some(delivery.id) == wanted.seen {
                return false;
            }
            // A slow delivery may be listed after newer ones, so the page is read to its end.
            if delivery.delivered_at < wanted.since {
                more = false;
            } else {
                self.deliveries.push(delivery);
            }
        }
        more
    }
}

fn path(failed: bool, cursor: Option<&str>) -> String {
    let failed = if failed { "&status=failure" } else { "" };
    let cursor = cursor.map(|cursor| format!("&cursor={}", segment(cursor))).unwrap_or_default();
    format!("/app/hook/deliveries?per_page=100{failed}{cursor}")
}

/// The cursor of the next page. Only the cursor is used; the link itself is not followed.
fn next_cursor(answer: &Answer) -> Result<Option<String>, GitHubError> {
    let Some(link) = answer.header("link").and_then(next_link) else { return Ok(None) };
    let query = link.split_once('?').map_or("", |(_, query)| query);
    let found = form_urlencoded::parse(query.as_bytes()).find(|(name, value)| name == "cursor" && !value.is_empty());
    let unread = || GitHubError::Misread { what: answer.what.clone(), place: "link, without a cursor".to_owned() };
    found.map(|(_, cursor)| Some(cursor.into_owned())).ok_or_else(unread)
}

/// `hook-delivery-item`; a field of an undocumented type counts as missing.
#[derive(Deserialize)]
struct Item {
    #[serde(default, deserialize_with = "lenient")]
    id: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    guid: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    delivered_at: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    redelivery: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    status_code: Option<u16>,
    #[serde(default, deserialize_with = "lenient")]
    event: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    action: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    installation_id: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    repository_id: Option<u64>,
}

impl Item {
    fn delivery(self) -> Option<HookDelivery> {
        Some(HookDelivery {
            id: self.id?,
            guid: self.guid?.parse().ok()?,
            delivered_at: moment(&self.delivered_at?)?,
            redelivery: self.redelivery.unwrap_or_default(),
            status: self.status.unwrap_or_default(),
            status_code: self.status_code.unwrap_or_default(),
            event: self.event.unwrap_or_default(),
            action: self.action,
            installation: self.installation_id.map(InstallationId),
            repository: self.repository_id,
        })
    }
}

fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(reader: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(reader)?).ok())
}

/// The additional fields of `hook-delivery`.
#[derive(Deserialize)]
struct Exchange {
    #[serde(default)]
    request: Sent,
    #[serde(default)]
    response: Answered,
}

#[derive(Default, Deserialize)]
struct Sent {
    payload: Option<Box<RawValue>>,
}

#[derive(Default, Deserialize)]
struct Answered {
    #[serde(default, deserialize_with = "lenient")]
    payload: Option<String>,
}
