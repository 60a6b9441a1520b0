//! What a run did on GitHub: a line in the audit for each write, and the memory that later snapshots need.
//!
//! Memory tells what is ours from what people chose, so that no choice of theirs is ever undone.

use sqlx::SqliteConnection;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};

use crate::domain::ids::{Login, RepoName, Sha};
use crate::domain::time::Timestamp;

use super::Store;
use super::convert::{bigint, login_key};
use super::error::StoreError;
use super::lease::Lease;
use super::write::Write;

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
    /// We asked this person for a review.
    Asked {
        /// Where.
        repository: RepoName,
        /// Of which pull request.
        number: u64,
        /// Whom.
        login: Login,
    },
    /// We put this label on.
    LabelPut {
        /// Where.
        repository: RepoName,
        /// On which pull request.
        number: u64,
        /// The label's name.
        label: String,
    },
    /// We took this label, which was ours, away.
    LabelTaken {
        /// Where.
        repository: RepoName,
        /// From which pull request.
        number: u64,
        /// The label's name.
        label: String,
    },
    /// The repository has this label, with this look.
    LabelExists {
        /// Where.
        repository: RepoName,
        /// The label's name.
        label: String,
        /// A fingerprint of its colour and description.
        look: String,
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
    /// We wrote our comment.
    CommentWritten {
        /// Where.
        repository: RepoName,
        /// On which pull request.
        number: u64,
        /// GitHub's id of the comment.
        id: u64,
        /// A fingerprint of what it says.
        fingerprint: String,
    },
    /// Nobody wants our comment here: it is not written again.
    CommentGone {
        /// Where.
        repository: RepoName,
        /// On which pull request.
        number: u64,
    },
    /// GitHub refused to ask this person here; do not try before `until`.
    CannotBeAsked {
        /// Where.
        repository: RepoName,
        /// Whom.
        login: Login,
        /// When to try again.
        until: Timestamp,
        /// GitHub's reason.
        why: String,
    },
}

impl Store {
    /// Keeps all of it in one piece, even if the lease was lost: what was written on GitHub was written.
    ///
    /// # Errors
    /// As any write; nothing was kept.
    pub async fn record(&self, lease: &Lease, records: Vec<Record>) -> Result<(), StoreError> {
        self.writer.write(Records::new(lease, self.clock.now(), records)).await
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

    fn statement<'q>(&'q self, record: &'q Record) -> Statement<'q> {
        match record {
            Record::Wrote { action, detail, outcome } => self.wrote(action, detail, outcome),
            Record::Asked { repository, number, login } => self.asked(repository, *number, login),
            Record::LabelPut { repository, number, label } => self.label_put(repository, *number, label),
            Record::LabelTaken { repository, number, label } => label_taken(repository, *number, label),
            Record::LabelExists { repository, label, look } => label_exists(repository, label, look),
            Record::CheckPosted { repository, commit, name, number, run_id, fingerprint } => check(repository, commit)
                .bind(name)
                .bind(number.map(bigint))
                .bind(bigint(*run_id))
                .bind(fingerprint)
                .bind(self.at.0),
            Record::CheckWanted { repository, commit } => check_wanted(repository, commit),
            Record::CommentWritten { repository, number, id, fingerprint } => {
                self.comment(repository, *number, Some(*id), fingerprint)
            }
            Record::CommentGone { repository, number } => self.comment(repository, *number, None, ""),
            Record::CannotBeAsked { repository, login, until, why } => cannot_be_asked(repository, login, *until, why),
        }
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

    fn asked(&self, repository: &RepoName, number: u64, login: &Login) -> Statement<'_> {
        sqlx::query(
            "INSERT INTO asked (repository, number, login, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (repository, number, login) DO UPDATE SET at = excluded.at",
        )
        .bind(repository.key())
        .bind(bigint(number))
        .bind(login_key(login))
        .bind(self.at.0)
    }

    /// Without an id nobody wants it.
    fn comment<'q>(&self, repository: &RepoName, number: u64, id: Option<u64>, fingerprint: &'q str) -> Statement<'q> {
        sqlx::query(
            "INSERT INTO comments (repository, number, comment_id, fingerprint, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (repository, number) DO UPDATE SET
                 comment_id = excluded.comment_id, fingerprint = excluded.fingerprint, at = excluded.at",
        )
        .bind(repository.key())
        .bind(bigint(number))
        .bind(id.map(bigint))
        .bind(fingerprint)
        .bind(self.at.0)
    }

    fn label_put<'q>(&self, repository: &RepoName, number: u64, label: &'q str) -> Statement<'q> {
        sqlx::query(
            "INSERT INTO labels_put (repository, number, label, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (repository, number, label) DO UPDATE SET at = excluded.at",
        )
        .bind(repository.key())
        .bind(bigint(number))
        .bind(label.to_lowercase())
        .bind(self.at.0)
    }
}

impl Write for Records {
    type Answer = ();

    async fn write(&self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        for record in &self.records {
            self.statement(record).execute(&mut *db).await?;
        }
        Ok(())
    }
}

type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

fn label_taken<'q>(repository: &RepoName, number: u64, label: &'q str) -> Statement<'q> {
    sqlx::query("DELETE FROM labels_put WHERE repository = $1 AND number = $2 AND label = $3")
        .bind(repository.key())
        .bind(bigint(number))
        .bind(label.to_lowercase())
}

/// The run is kept, so that it is written over; what it says is forgotten.
fn check_wanted<'q>(repository: &RepoName, commit: &Sha) -> Statement<'q> {
    sqlx::query("UPDATE checks SET fingerprint = '' WHERE repository = $1 AND sha = $2")
        .bind(repository.key())
        .bind(commit.as_str().to_owned())
}

fn label_exists<'q>(repository: &RepoName, label: &'q str, look: &'q str) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO label_looks (repository, label, look) VALUES ($1, $2, $3)
         ON CONFLICT (repository, label) DO UPDATE SET look = excluded.look",
    )
    .bind(repository.key())
    .bind(label)
    .bind(look)
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

fn cannot_be_asked<'q>(repository: &RepoName, login: &Login, until: Timestamp, why: &'q str) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO unaskable (repository, login, until, why) VALUES ($1, $2, $3, $4)
         ON CONFLICT (repository, login) DO UPDATE SET until = excluded.until, why = excluded.why",
    )
    .bind(repository.key())
    .bind(login_key(login))
    .bind(until.0)
    .bind(why)
}
