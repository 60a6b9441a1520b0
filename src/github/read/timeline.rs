//! The timeline of a pull request or issue: reviews, removed reviewers, authors of commits, labels. One list replaces
//! four.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::domain::types::ids::{Login, Sha};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;
use crate::github::response::moment;
use crate::github::{GitHub, GitHubError};

use super::authors::{Commit, Writers, host};
use super::pull::{Team, User};
use super::replaced::{self, Replacements};
use super::reviews::{Dismissed, Reviewed, Reviews};
use super::snapshot_request::SnapshotWanted;

/// The maximum of pages of 100 events to read.
const MAX_PAGES: usize = 30;

/// The actions of users, as far as a decision needs them.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The commits that each user has reviewed.
    pub(super) reviewed: BTreeMap<Login, BTreeSet<String>>,
    /// The approvals and objections.
    pub(super) opinions: Reviews,
    /// The removed reviewers, and the user who removed each; `None` if that account is deleted.
    pub(super) taken_off: BTreeMap<Reviewer, Option<Login>>,
    /// Teams that GitHub replaced by people.
    pub(super) replacements: Replacements,
    /// Since when a review is requested from each reviewer.
    pub(super) asked_since: BTreeMap<Reviewer, Timestamp>,
    /// When it was last marked as ready for review.
    pub(super) ready_since: Option<Timestamp>,
    /// When it was last marked as ready, reopened, or moved to another base branch.
    pub(super) proposed_since: Option<Timestamp>,
    /// When it was last moved to another base branch.
    pub(super) retargeted: Option<Timestamp>,
    /// Whether there are more events than were read.
    pub(super) cut: bool,
    /// The authors of its commits.
    pub(super) writers: Writers,
    /// Labels that another account removed.
    pub(super) unlabeled: BTreeSet<String>,
    /// Labels that another account than this app added.
    pub(super) labels_by_others: BTreeSet<String>,
}

/// `GET /repos/{owner}/{repo}/issues/{issue_number}/timeline`: other events are skipped.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Reviewed(Reviewed),
    ReviewDismissed(Dismissed),
    ReviewRequested(Asking),
    ReviewRequestRemoved(Asking),
    ReadyForReview(Dated),
    Reopened(Dated),
    BaseRefChanged(Dated),
    AutomaticBaseChangeSucceeded(Dated),
    Committed(Commit),
    Labeled(Labelling),
    Unlabeled(Labelling),
    #[serde(other)]
    Other,
}

/// An event of which only the time counts.
#[derive(Deserialize)]
struct Dated {
    #[serde(default)]
    created_at: Option<String>,
}

impl Dated {
    fn at(&self) -> Option<Timestamp> {
        self.created_at.as_deref().and_then(moment)
    }
}

#[derive(Deserialize)]
struct Asking {
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    actor: Option<User>,
    #[serde(default)]
    requested_reviewer: Option<User>,
    #[serde(default)]
    requested_team: Option<Team>,
}

#[derive(Deserialize)]
struct Labelling {
    label: Label,
    #[serde(default)]
    performed_via_github_app: Option<App>,
}

#[derive(Deserialize)]
struct Label {
    name: String,
}

#[derive(Deserialize)]
struct App {
    id: u64,
}

/// The app and the host that the events are read for.
#[derive(Clone, Copy)]
struct Us<'a> {
    /// The app's id.
    app: u64,
    /// The host of GitHub's website.
    host: &'a str,
}

impl GitHub {
    /// Reads the timeline from the beginning.
    pub(super) async fn history(&self, wanted: &SnapshotWanted<'_>) -> Result<History, GitHubError> {
        let path = format!("/repos/{}/issues/{}/timeline?per_page=100", wanted.repository, wanted.number);
        let mut pages = self.pages(wanted.installation, path, MAX_PAGES);
        let mut history = History::default();
        let us = Us { app: self.0.app_id, host: host(wanted.site) };
        while let Some(events) = pages.next::<Vec<Event>>().await? {
            events.into_iter().for_each(|event| history.add(event, us));
        }
        history.cut = pages.is_cut();
        Ok(history)
    }
}

impl History {
    /// The users who have reviewed this commit.
    pub(super) fn reviewed_at(&self, commit: &Sha) -> BTreeSet<Login> {
        let of_commit = self.reviewed.iter().filter(|(_, commits)| commits.contains(commit.as_str()));
        of_commit.map(|(login, _)| login.clone()).collect()
    }

    fn add(&mut self, event: Event, us: Us<'_>) {
        match event {
            // A pending review is not visible to others.
            Event::Reviewed(review) if review.state == "pending" => {}
            Event::Reviewed(review) => {
                let Some(login) = review.user.as_ref().and_then(User::login) else { return };
                self.reviewed.entry(login.clone()).or_default().extend(review.commit_id.clone());
                self.opinions.submit(login, review);
            }
            Event::ReviewDismissed(dismissed) => self.opinions.dismiss(dismissed),
            Event::ReviewRequested(asking) => {
                let Some(reviewer) = asking.reviewer() else { return };
                self.taken_off.remove(&reviewer);
                if let Some(event) = asking.event() {
                    self.replacements.asked(&reviewer, event.clone());
                    self.asked_since.insert(reviewer, event.at);
                }
            }
            Event::ReviewRequestRemoved(asking) => {
                let Some(reviewer) = asking.reviewer() else { return };
                if let Some(event) = asking.event() {
                    self.replacements.taken_off(&reviewer, event);
                }
                self.taken_off.insert(reviewer, asking.by());
            }
            Event::ReadyForReview(event) => {
                self.ready_since = event.at();
                self.proposed_since = self.proposed_since.max(event.at());
            }
            Event::Reopened(event) => self.proposed_since = self.proposed_since.max(event.at()),
            Event::BaseRefChanged(event) | Event::AutomaticBaseChangeSucceeded(event) => {
                self.proposed_since = self.proposed_since.max(event.at());
                self.retargeted = self.retargeted.max(event.at());
            }
            Event::Committed(commit) => self.writers.add(commit, us.host),
            Event::Labeled(Labelling { label, performed_via_github_app: by }) => {
                self.unlabeled.remove(&label.name);
                if by.is_some_and(|by| by.id == us.app) {
                    self.labels_by_others.remove(&label.name);
                } else {
                    self.labels_by_others.insert(label.name);
                }
            }
            Event::Unlabeled(Labelling { label, performed_via_github_app: by }) => {
                self.labels_by_others.remove(&label.name);
                if by.is_none_or(|by| by.id != us.app) {
                    self.unlabeled.insert(label.name);
                }
            }
            Event::Other => {}
        }
    }
}

impl Asking {
    fn by(&self) -> Option<Login> {
        self.actor.as_ref().and_then(User::login)
    }

    fn event(&self) -> Option<replaced::Event> {
        Some(replaced::Event { by: self.by(), at: self.created_at.as_deref().and_then(moment)? })
    }

    fn reviewer(&self) -> Option<Reviewer> {
        let team = || self.requested_team.as_ref().map(|team| Reviewer::Team(team.slug.clone()));
        self.requested_reviewer.as_ref().and_then(User::login).map(Reviewer::Person).or_else(team)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(events: &str) -> History {
        let mut history = History::default();
        let events: Vec<Event> = serde_json::from_str(events).unwrap();
        events.into_iter().for_each(|event| history.add(event, Us { app: 7, host: "github.com" }));
        history
    }

    #[test]
    fn who_was_asked_again_after_being_taken_off_is_not_off() {
        let history = history(
            r#"[{"event": "review_request_removed", "actor": {"login": "bob"}, "requested_reviewer": {"login": "ann"}},
                {"event": "review_request_removed", "actor": {"login": "eve"}, "requested_reviewer": {"login": "eve"}},
                {"event": "review_request_removed", "actor": {"login": "bob"}, "requested_team": {"slug": "docs"}},
                {"event": "review_requested", "actor": {"login": "bob"}, "requested_reviewer": {"login": "Ann"},
                 "created_at": "1970-01-01T00:00:01Z"},
                {"event": "review_request_removed", "actor": null, "requested_reviewer": {"login": "cid"}},
                {"event": "some_new_event", "actor": 3}]"#,
        );
        let off: Vec<_> = history.taken_off.iter().map(|(who, by)| format!("{who} by {by:?}")).collect();
        assert_eq!(off, ["cid by None", "eve by Some(eve)", "docs by Some(bob)"]);
        assert_eq!(history.asked_since, [("ann".parse().unwrap(), Timestamp(1_000))].into());
    }

    #[test]
    fn who_is_named_in_commits_is_known_by_githubs_addresses_and_merges_name_nobody() {
        let history = history(
            r#"[{"event": "committed", "author": {"email": "1+ann@users.noreply.github.com"}, "parents": [{}],
                 "message": "Mend\n\nCo-Authored-By: Bob B <bob@users.noreply.github.com>\nco-authored-by: no <x@y.z>"},
                {"event": "committed", "author": {"email": "2+cid@users.noreply.github.com"}, "parents": [{}, {}],
                 "message": "Merge branch 'main'"}]"#,
        );
        let (signers, claimed) = history.writers.at(&"a".repeat(40).parse().unwrap());
        assert_eq!((signers, claimed), (BTreeSet::new(), ["ann", "bob"].map(|it| it.parse().unwrap()).into()));
    }

    #[test]
    fn a_label_is_whose_it_was_last() {
        let history = history(
            r#"[{"event": "labeled", "label": {"name": "a"}, "performed_via_github_app": {"id": 7}},
                {"event": "unlabeled", "label": {"name": "a"}},
                {"event": "labeled", "label": {"name": "b"}},
                {"event": "labeled", "label": {"name": "c"}, "performed_via_github_app": {"id": 8}},
                {"event": "unlabeled", "label": {"name": "d"}, "performed_via_github_app": {"id": 7}}]"#,
        );
        assert_eq!(history.unlabeled, ["a".to_owned()].into());
        assert_eq!(history.labels_by_others, ["b".to_owned(), "c".to_owned()].into());
    }
}
