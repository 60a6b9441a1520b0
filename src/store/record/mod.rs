//! Records of a run: a line in the audit log for each write, and the memory that later snapshots need.
//!
//! The memory tells the app's own changes from those of people, so that the app never undoes a choice of theirs.

mod comments;
mod decisions;
mod intents;
mod labels;
mod people;
mod refused;
mod repositories;
mod subjects;

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AnyConnection;
use sqlx::any::{Any, AnyArguments};
use sqlx::query::Query;

use crate::domain::pull::intent::Intent;
use crate::domain::pull::published_decision::Decision;
use crate::domain::pull::refused_writes::Write;
use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::{GroupId, Login, RepoName, Sha};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::time::Timestamp;

use super::columns::bigint;
use super::error::StoreError;
use super::lease::{Lease, LeaseStatus, Token};
use super::{Store, write};

pub(super) use decisions::checks;
pub(super) use intents::{away, capacity};
pub(super) use repositories::renamed_whole;

/// A pull request or issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSubject {
    /// Its repository.
    pub repository: RepoName,
    /// Its number.
    pub number: u64,
}

/// A record of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// A write on GitHub, for the audit log.
    Wrote {
        /// Its kind, such as `request_review`.
        action: String,
        /// The request, as JSON.
        detail: String,
        /// The result: `done`, or GitHub's error.
        outcome: String,
    },
    /// The app requested a review.
    Asked {
        /// The pull request.
        on: RecordSubject,
        /// The reviewer.
        reviewer: Reviewer,
        /// The group whose review it is.
        group: Option<GroupId>,
    },
    /// The open requests of reviewers elsewhere when one was chosen.
    LoadAtChoice {
        /// The pull request.
        on: RecordSubject,
        /// By reviewer.
        open: BTreeMap<Login, u32>,
    },
    /// The app removed a review request, because a user wanted it.
    TakenBack {
        /// The pull request.
        on: RecordSubject,
        /// The reviewer.
        reviewer: Reviewer,
    },
    /// The current review requests, whoever made them.
    Looked {
        /// The governing repository of the foundation.
        foundation: RepoName,
        /// The pull request.
        on: RecordSubject,
        /// All requested users; empty if it is closed.
        requested: BTreeSet<Login>,
    },
    /// A pull request was checked.
    Seen {
        /// The pull request.
        on: RecordSubject,
        /// Whether it is closed or deleted.
        closed: bool,
    },
    /// A run intends something before it writes.
    Noted {
        /// The governing repository of the foundation.
        foundation: RepoName,
        /// The pull request.
        on: RecordSubject,
        /// The intent.
        intent: Intent,
    },
    /// A repository was renamed: its stored data moves to the new name.
    Renamed {
        /// Its former name.
        from: RepoName,
        /// Its current name.
        to: RepoName,
    },
    /// The app replied to commands.
    Answered {
        /// The repository.
        repository: RepoName,
        /// The number of the comment with the commands.
        comment: u64,
    },
    /// The app added this label.
    LabelPut {
        /// The pull request or issue.
        on: RecordSubject,
        /// The label's name.
        label: String,
    },
    /// The app removed this label, which it had added.
    LabelTaken {
        /// The pull request or issue.
        on: RecordSubject,
        /// The label's name.
        label: String,
    },
    /// The repository has this label, with this look.
    LabelExists {
        /// The repository.
        repository: RepoName,
        /// The label's name.
        label: String,
        /// Its color and description.
        look: String,
        /// What it stands for, if the app created it.
        meaning: String,
    },
    /// The app renamed or changed a label of its own, wherever it is set.
    LabelChanged {
        /// The repository.
        repository: RepoName,
        /// Its former name.
        from: String,
        /// Its current name.
        label: String,
        /// Its color and description.
        look: String,
        /// What it stands for.
        meaning: String,
    },
    /// A label no longer exists.
    LabelGone {
        /// The repository.
        repository: RepoName,
        /// Its name.
        label: String,
    },
    /// The app posted this check.
    CheckPosted {
        /// The repository.
        repository: RepoName,
        /// The commit.
        commit: Sha,
        /// The check's name.
        name: String,
        /// The pull request whose head the commit is.
        number: Option<u64>,
        /// GitHub's id of the check run.
        run_id: u64,
        /// A fingerprint of its content.
        fingerprint: String,
    },
    /// A user re-ran the checks of this commit: write them again, whatever they show now.
    CheckWanted {
        /// The repository.
        repository: RepoName,
        /// The commit.
        commit: Sha,
    },
    /// The app wrote its comment on a topic.
    CommentWritten {
        /// The pull request or issue.
        on: RecordSubject,
        /// The topic.
        topic: CommentTopic,
        /// GitHub's id of the comment.
        id: u64,
        /// A fingerprint of its content.
        fingerprint: String,
    },
    /// The comment on this topic is not wanted here: it is not written again.
    CommentGone {
        /// The pull request or issue.
        on: RecordSubject,
        /// The topic.
        topic: CommentTopic,
    },
    /// GitHub refused a reviewer here; do not retry before `until`.
    CannotBeAsked {
        /// The repository.
        repository: RepoName,
        /// The reviewer.
        reviewer: Reviewer,
        /// When to retry.
        until: Timestamp,
        /// GitHub's reason.
        why: String,
    },
    /// GitHub refused a write; do not retry it before `until`.
    Refused {
        /// The pull request or issue.
        on: RecordSubject,
        /// The write.
        what: Write,
        /// GitHub's reason.
        why: String,
        /// When to retry.
        until: Timestamp,
    },
    /// A write succeeded that GitHub had refused before.
    Made {
        /// The pull request or issue.
        on: RecordSubject,
        /// The write.
        what: Write,
    },
    /// A decision for the public page.
    Decided {
        /// The pull request and the decision.
        decision: Decision,
    },
    /// The decisions are not public any more: the repository is private or deleted.
    Hidden {
        /// The repository.
        repository: RepoName,
        /// One pull request; `None`: all.
        number: Option<u64>,
    },
}

impl Store {
    /// Stores all records in one commit, even if the lease was lost, because their writes on GitHub have happened.
    /// Returns whether the lease holds: after [`LeaseStatus::Lost`] nothing more may be written.
    ///
    /// # Errors
    /// The database write fails; nothing was stored.
    pub async fn record(&self, lease: &Lease, records: Vec<Record>) -> Result<LeaseStatus, StoreError> {
        let records = Records::new(lease, self.clock.now(), records);
        self.writer.write(Recording { token: lease.token(), records }).await
    }
}

/// Records with their common fields.
pub(super) struct Records {
    at: Timestamp,
    target: String,
    installation: Option<i64>,
    records: Vec<Record>,
}

impl Records {
    pub(super) fn new(lease: &Lease, at: Timestamp, records: Vec<Record>) -> Self {
        let installation = lease.installation().map(|installation| bigint(installation.0));
        Self { at, target: lease.target().key(), installation, records }
    }

    async fn keep(&self, record: &Record, db: &mut AnyConnection) -> Result<(), StoreError> {
        for statement in self.statements(record)? {
            statement.execute(&mut *db).await?;
        }
        Ok(())
    }

    fn statements<'q>(&'q self, record: &'q Record) -> Result<Vec<Statement<'q>>, StoreError> {
        let one = match record {
            Record::Wrote { action, detail, outcome } => self.wrote(action, detail, outcome),
            Record::Asked { on, reviewer, group } => people::asked(on, reviewer, group.as_ref(), self.at),
            Record::Renamed { from, to } => return Ok(repositories::renamed(from, to)),
            Record::LoadAtChoice { on, open } => people::weighed(on, open)?,
            Record::TakenBack { on, reviewer } => people::taken_back(on, reviewer),
            Record::Looked { foundation, on, requested } => {
                return people::looked(foundation, on, requested, self.at);
            }
            Record::Noted { on, intent: Intent::CheckWanted { commit }, .. } => {
                return Ok(vec![check_wanted(&on.repository, commit), refused::due(&on.repository, commit)]);
            }
            Record::Seen { on, closed } => subjects::seen(on, *closed, self.at),
            Record::Noted { foundation, on, intent } => intents::noted(foundation, on, intent, self.at),
            Record::Answered { repository, comment } => intents::answered(repository, *comment),
            Record::LabelPut { on, label } => labels::put(on, label, self.at),
            Record::LabelTaken { on, label } => labels::taken(on, label),
            Record::LabelExists { repository, label, look, meaning } => {
                labels::exists(repository, label, look, meaning)
            }
            Record::LabelChanged { repository, from, label, look, meaning } => {
                let known = labels::exists(repository, label, look, meaning);
                return Ok(if from == label { vec![known] } else { labels::renamed(repository, from, label, known) });
            }
            Record::LabelGone { repository, label } => labels::gone(repository, label),
            Record::CheckPosted { repository, commit, name, number, run_id, fingerprint } => check(repository, commit)
                .bind(name)
                .bind(number.map(bigint))
                .bind(bigint(*run_id))
                .bind(fingerprint)
                .bind(self.at.0),
            Record::CheckWanted { repository, commit } => {
                return Ok(vec![check_wanted(repository, commit), refused::due(repository, commit)]);
            }
            Record::CommentWritten { on, topic, id, fingerprint } => {
                comments::kept(on, *topic, Some(*id), fingerprint, self.at)
            }
            Record::CommentGone { on, topic } => comments::kept(on, *topic, None, "", self.at),
            Record::CannotBeAsked { repository, reviewer, until, why } => {
                people::cannot_be_asked(repository, reviewer, *until, why)
            }
            Record::Refused { on, what, why, until } => refused::refused(on, what, why, *until),
            Record::Made { on, what } => refused::made(on, what),
            Record::Decided { decision } => decisions::decided(decision)?,
            Record::Hidden { repository, number } => decisions::hidden(repository, *number),
        };
        Ok(vec![one])
    }

    fn wrote<'q>(&'q self, action: &'q str, detail: &'q str, outcome: &'q str) -> Statement<'q> {
        sqlx::query(
            "INSERT INTO audit (at, target, installation, action, detail, outcome) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.at.0)
        .bind(&self.target)
        .bind(self.installation)
        .bind(action)
        .bind(detail)
        .bind(outcome)
    }

    pub(super) async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        for record in &self.records {
            self.keep(record, &mut *db).await?;
        }
        Ok(())
    }
}

struct Recording {
    token: Token,
    records: Records,
}

impl write::Write for Recording {
    type Answer = LeaseStatus;

    async fn write(&self, db: &mut AnyConnection) -> Result<LeaseStatus, StoreError> {
        self.records.write(db).await?;
        LeaseStatus::now(db, self.token).await
    }
}

type Statement<'q> = Query<'q, Any, AnyArguments>;

/// Keeps the id of the check run, so that it is overwritten, and drops its fingerprint.
fn check_wanted<'q>(repository: &RepoName, commit: &Sha) -> Statement<'q> {
    sqlx::query("UPDATE checks SET fingerprint = '' WHERE repository = $1 AND sha = $2")
        .bind(repository.key())
        .bind(commit.as_str().to_owned())
}

/// The caller binds name, number, run id, fingerprint and time.
fn check<'q>(repository: &RepoName, commit: &'q Sha) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO checks (repository, sha, name, number, run_id, fingerprint, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (repository, sha, name) DO UPDATE SET number = coalesce(excluded.number, checks.number),
             run_id = excluded.run_id, fingerprint = excluded.fingerprint, at = excluded.at",
    )
    .bind(repository.key())
    .bind(commit.as_str())
}
