//! What a run did on GitHub: a line in the audit for each write, and the memory that later snapshots need.
//!
//! Memory tells what is ours from what people chose, so that no choice of theirs is ever undone.

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

/// A pull request or issue that something is kept about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSubject {
    /// Where.
    pub repository: RepoName,
    /// Its number.
    pub number: u64,
}

/// Something to keep about a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// A write on GitHub, for the audit.
    Wrote {
        /// Its kind, as `request_review`.
        action: String,
        /// What was sent, as JSON.
        detail: String,
        /// What came of it: `done`, or GitHub's answer.
        outcome: String,
    },
    /// We asked somebody for a review.
    Asked {
        /// Of which pull request.
        on: RecordSubject,
        /// Whom.
        reviewer: Reviewer,
        /// For which group.
        group: Option<GroupId>,
    },
    /// How many open requests people had elsewhere when somebody was chosen.
    LoadAtChoice {
        /// For which pull request.
        on: RecordSubject,
        /// By person.
        open: BTreeMap<Login, u32>,
    },
    /// We took somebody off again, as was wanted.
    TakenBack {
        /// Which pull request.
        on: RecordSubject,
        /// Whom.
        reviewer: Reviewer,
    },
    /// Who is asked for a review at this moment, whoever asked.
    Looked {
        /// The governing repository of the foundation.
        foundation: RepoName,
        /// On which pull request.
        on: RecordSubject,
        /// All of them; nobody where it is closed.
        requested: BTreeSet<Login>,
    },
    /// A pull request was looked at.
    Seen {
        /// Which.
        on: RecordSubject,
        /// Whether it is closed, or gone.
        closed: bool,
    },
    /// Something is established before the run acts.
    Noted {
        /// The governing repository of the foundation.
        foundation: RepoName,
        /// On which pull request.
        on: RecordSubject,
        /// What.
        intent: Intent,
    },
    /// A repository has another name: what was kept under the old one is kept under the new one.
    Renamed {
        /// Its name until now.
        from: RepoName,
        /// Its name.
        to: RepoName,
    },
    /// We answered somebody's commands.
    Answered {
        /// Where.
        repository: RepoName,
        /// The number of their comment.
        comment: u64,
    },
    /// We put this label on.
    LabelPut {
        /// On what.
        on: RecordSubject,
        /// The label's name.
        label: String,
    },
    /// We took this label, which was ours, away.
    LabelTaken {
        /// From what.
        on: RecordSubject,
        /// The label's name.
        label: String,
    },
    /// The repository has this label, with this look.
    LabelExists {
        /// Where.
        repository: RepoName,
        /// The label's name.
        label: String,
        /// Its colour and description.
        look: String,
        /// What it stands for, if we made it.
        meaning: String,
    },
    /// A label of ours has another name or look, wherever it is put on.
    LabelChanged {
        /// Where.
        repository: RepoName,
        /// Its name until now.
        from: String,
        /// Its name.
        label: String,
        /// Its colour and description.
        look: String,
        /// What it stands for.
        meaning: String,
    },
    /// A label is not there any more.
    LabelGone {
        /// Where.
        repository: RepoName,
        /// Its name.
        label: String,
    },
    /// We posted this check.
    CheckPosted {
        /// Where.
        repository: RepoName,
        /// On which commit.
        commit: Sha,
        /// The check's name.
        name: String,
        /// The pull request whose head the commit is.
        number: Option<u64>,
        /// GitHub's id of the check run.
        run_id: u64,
        /// A fingerprint of what it says.
        fingerprint: String,
    },
    /// Somebody wants the checks of this commit anew, whatever they say now.
    CheckWanted {
        /// Where.
        repository: RepoName,
        /// On which commit.
        commit: Sha,
    },
    /// We wrote our comment on a topic.
    CommentWritten {
        /// Where.
        on: RecordSubject,
        /// What it is about.
        topic: CommentTopic,
        /// GitHub's id of the comment.
        id: u64,
        /// A fingerprint of what it says.
        fingerprint: String,
    },
    /// Nobody wants our comment on this topic here: it is not written again.
    CommentGone {
        /// Where.
        on: RecordSubject,
        /// What it was about.
        topic: CommentTopic,
    },
    /// GitHub refused to ask somebody here; do not try before `until`.
    CannotBeAsked {
        /// Where.
        repository: RepoName,
        /// Whom.
        reviewer: Reviewer,
        /// When to try again.
        until: Timestamp,
        /// GitHub's reason.
        why: String,
    },
    /// GitHub refused a write; do not try it again before `until`.
    Refused {
        /// On what.
        on: RecordSubject,
        /// Which write.
        what: Write,
        /// GitHub's reason.
        why: String,
        /// When to try again.
        until: Timestamp,
    },
    /// A write that GitHub refused before went well.
    Made {
        /// On what.
        on: RecordSubject,
        /// Which write.
        what: Write,
    },
    /// This was decided, and everybody may see it.
    Decided {
        /// On which pull request, and what.
        decision: Decision,
    },
    /// What was decided here is shown no more: only members may see the repository, or it is gone.
    Hidden {
        /// Where.
        repository: RepoName,
        /// On one pull request; `None`: on all.
        number: Option<u64>,
    },
}

impl Store {
    /// Keeps all of it in one piece, even if the lease was lost: what was written on GitHub was written. Whether the lease
    /// holds: nothing more may be written when this says [`LeaseStatus::Lost`].
    ///
    /// # Errors
    /// As any write; nothing was kept.
    pub async fn record(&self, lease: &Lease, records: Vec<Record>) -> Result<LeaseStatus, StoreError> {
        let records = Records::new(lease, self.clock.now(), records);
        self.writer.write(Recording { token: lease.token(), records }).await
    }
}

/// Records with what they have in common.
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

/// The run is kept, so that it is written over; what it says is forgotten.
fn check_wanted<'q>(repository: &RepoName, commit: &Sha) -> Statement<'q> {
    sqlx::query("UPDATE checks SET fingerprint = '' WHERE repository = $1 AND sha = $2")
        .bind(repository.key())
        .bind(commit.as_str().to_owned())
}

/// Still to be bound: name, number, run id, fingerprint, moment.
fn check<'q>(repository: &RepoName, commit: &'q Sha) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO checks (repository, sha, name, number, run_id, fingerprint, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (repository, sha, name) DO UPDATE SET number = coalesce(excluded.number, checks.number),
             run_id = excluded.run_id, fingerprint = excluded.fingerprint, at = excluded.at",
    )
    .bind(repository.key())
    .bind(commit.as_str())
}
