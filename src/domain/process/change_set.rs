//! What was proposed at which time: an approval agrees to changes, not to a commit.
//!
//! A rebase, a corrected typo or another file leaves the changes as they are, and with them the approvals. A changed item
//! needs its parties again.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::text::fingerprint::fingerprint;
use crate::domain::types::ids::{Login, Sha};
use crate::domain::types::review::SubmittedReview;
use crate::domain::types::time::Timestamp;

use super::change::{Change, ChangePlace, ChangeSubject};

/// The changes of a pull request as they were seen at one head, by their fingerprints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// The head.
    pub commit: Sha,
    /// When it was first seen with these changes.
    pub at: Timestamp,
    /// The changes ([`Change::fingerprint`]).
    pub changes: BTreeSet<String>,
}

/// A member of the oversight bypassed the rules for some changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bypass {
    /// The member.
    pub by: Login,
    /// Why.
    pub reason: String,
    /// The changes, by their fingerprints.
    pub changes: BTreeSet<String>,
    /// When.
    pub at: Timestamp,
}

/// How many change sets of a pull request are kept. Approvals of older heads do not count any more.
pub const MAX_CHANGE_SETS: usize = 100;

/// The change sets of a pull request so far, oldest first; the last one is the present one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeHistory(Vec<ChangeSet>);

impl ChangeHistory {
    /// Adds what is proposed now to the change sets seen before, in any order. Returns the new one, which has to be kept;
    /// `None` if it is the last one seen. The new one comes after all others, even if the clock was set back.
    pub fn with(
        mut seen: Vec<ChangeSet>,
        (commit, now, changes): (Sha, Timestamp, BTreeSet<String>),
    ) -> (Self, Option<ChangeSet>) {
        seen.sort_by(|one, other| (one.at, &one.commit).cmp(&(other.at, &other.commit)));
        let last = seen.last();
        let is_new = last.is_none_or(|last| last.commit != commit || last.changes != changes);
        let at = last.map_or(now, |last| now.max(last.at.plus(Duration::from_millis(1))));
        let new = is_new.then_some(ChangeSet { commit, at, changes });
        seen.extend(new.clone());
        (Self(seen), new)
    }

    /// Since when a change has been proposed without a break; `None` if it is not proposed.
    pub(super) fn since(&self, change: &str) -> Option<Timestamp> {
        let with_it = self.0.iter().rev().take_while(|set| set.changes.contains(change));
        with_it.last().map(|set| set.at)
    }

    /// The changes that a review is about; `None` if the changes at its commit are not known.
    ///
    /// A person may review a head before the app sees it. Then the first change set of this head counts, unless older ones
    /// may have been deleted.
    pub(super) fn at_review(&self, review: &SubmittedReview) -> Option<&BTreeSet<String>> {
        let commit = review.commit.as_ref()?;
        let mut of_commit = self.0.iter().filter(|set| set.commit == *commit);
        let first = of_commit.next()?;
        let is_first = first.at <= review.at || self.0.len() < MAX_CHANGE_SETS;
        let latest = of_commit.rfind(|set| set.at <= review.at);
        latest.or(Some(first).filter(|_| is_first)).map(|set| &set.changes)
    }
}

impl Change {
    /// A text that differs when the change does. It is the same for the same change in any commit, however its names are
    /// spelled. **Stable:** approvals are bound to it.
    pub fn fingerprint(&self) -> String {
        let places = |places: &[ChangePlace]| places.iter().map(place).collect();
        let people = self.people.iter().map(|login| login.as_str().to_lowercase()).collect();
        let content = self.content.iter().cloned().collect();
        let parts: [Vec<Vec<String>>; 5] =
            [vec![subject(self)], places(&self.from), places(&self.to), vec![people], vec![content]];
        // JSON keeps the parts apart, whatever is in them.
        fingerprint(&serde_json::json!(parts).to_string())
    }
}

fn subject(change: &Change) -> Vec<String> {
    let (kind, names) = match &change.subject {
        ChangeSubject::Repository(name) => ("repository", vec![name.as_str().to_lowercase()]),
        ChangeSubject::Group(group) => ("group", vec![group.to_string()]),
        ChangeSubject::Area(group, area) => ("area", vec![group.to_string(), area.clone()]),
        ChangeSubject::Account(login) => ("account", vec![login.as_str().to_lowercase()]),
        ChangeSubject::Document(path) => ("document", vec![path.clone()]),
    };
    [change.case.code(), kind].map(str::to_owned).into_iter().chain(names).collect()
}

fn place(place: &ChangePlace) -> Vec<String> {
    let (kind, names) = match place {
        ChangePlace::Area { group, area } => ("area", vec![group.to_string(), area.clone()]),
        ChangePlace::Seat { group, area, list } => {
            let area = area.iter().cloned();
            (list.word(), std::iter::once(group.to_string()).chain(area).collect())
        }
        ChangePlace::Contributors(organization) => ("contributors", vec![organization.to_lowercase()]),
        ChangePlace::Name(name) => ("name", vec![name.clone()]),
    };
    std::iter::once(kind.to_owned()).chain(names).collect()
}
