//! The verdict of each pull request on a commit. A check belongs to the commit, which may be the head of several pull
//! requests.

use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use crate::domain::process::ChangeSet;
use crate::domain::pull::plan::{Annotation, Check, Conclusion, Level};
use crate::domain::pull::snapshot::Siblings;
use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::columns::{bigint, name, number};
use super::error::StoreError;
use super::jobs::{Cause, Jobs, Origin};
use super::lease::{Lease, LeaseStatus, Token};
use super::record::RecordSubject;
use super::write::Write;
use super::{Store, change_sets};

/// How many other verdicts are read, worst first: a check lists fewer.
const MAX_SIBLINGS: i64 = 100;

/// The verdict of a pull request on a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// The pull request.
    pub on: RecordSubject,
    /// The commit.
    pub commit: Sha,
    /// The base of a merge queue's trial merge; `None` for the head of a pull request.
    pub trial_base: Option<Sha>,
    /// Its checks, as if no other pull request had the commit.
    pub checks: Vec<Check>,
    /// The changes that it proposes at this commit, if they are not stored yet.
    pub change_set: Option<ChangeSet>,
}

impl Store {
    /// Records that this run is about to write on GitHub, so that the next run knows if this one is cut off, and stores
    /// its verdict for the commit. Returns the verdicts of other pull requests on the commit; a later run reads what is
    /// stored here. After [`LeaseStatus::Lost`] nothing may be written.
    ///
    /// # Errors
    /// The database write fails; then nothing may be written either.
    pub async fn begin_writes(
        &self,
        lease: &Lease,
        verdicts: Option<Verdicts>,
    ) -> Result<(LeaseStatus, Siblings), StoreError> {
        self.writer.write(BeginWrites { token: lease.token(), now: self.clock.now(), verdicts }).await
    }

    /// The verdicts of pull requests other than `number` on a commit, by check.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn siblings(&self, repository: &RepoName, number: u64, commit: &Sha) -> Result<Siblings, StoreError> {
        siblings(&self.readers, repository, number, commit).await
    }

    /// Deletes the verdicts of a pull request on all commits but `head`, its current head; `None` if it is closed or
    /// deleted. Other pull requests on these commits are rechecked.
    ///
    /// # Errors
    /// The database write fails; nothing was deleted.
    pub async fn leave(
        &self,
        on: RecordSubject,
        head: Option<Sha>,
        installation: Option<InstallationId>,
    ) -> Result<(), StoreError> {
        self.writer.write(Leave { on, head, installation, now: self.clock.now() }).await
    }

    /// The merge queue's trial merge with this commit: its pull request and its base.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn trial(&self, repository: &RepoName, commit: &Sha) -> Result<Option<(u64, Sha)>, StoreError> {
        let row: Option<(i64, String)> = sqlx::query_as(
            "SELECT number, trial_base FROM verdicts
             WHERE repository = $1 AND sha = $2 AND trial_base IS NOT NULL ORDER BY at DESC, number LIMIT 1",
        )
        .bind(repository.key())
        .bind(commit.as_str())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|(column, base)| Ok((number(column), name(&base)?))).transpose()
    }
}

async fn siblings(
    db: impl sqlx::Executor<'_, Database = sqlx::Any>,
    repository: &RepoName,
    than: u64,
    commit: &Sha,
) -> Result<Siblings, StoreError> {
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT name, number, said FROM verdicts
         WHERE repository = $1 AND sha = $2 AND number <> $3 ORDER BY weight DESC, number LIMIT $4",
    )
    .bind(repository.key())
    .bind(commit.as_str())
    .bind(bigint(than))
    .bind(MAX_SIBLINGS)
    .fetch_all(db)
    .await?;
    let mut siblings = Siblings::new();
    for (name, column, said) in rows {
        let kept: Kept = serde_json::from_str(&said).map_err(|error| StoreError::unreadable(&said, &error))?;
        siblings.entry(name.clone()).or_default().insert(number(column), kept.check(name)?);
    }
    Ok(siblings)
}

struct BeginWrites {
    token: Token,
    now: Timestamp,
    verdicts: Option<Verdicts>,
}

impl Write for BeginWrites {
    type Answer = (LeaseStatus, Siblings);

    async fn write(&self, db: &mut AnyConnection) -> Result<(LeaseStatus, Siblings), StoreError> {
        let hold = LeaseStatus::begin_writes(db, self.token).await?;
        let (LeaseStatus::Held, Some(verdicts)) = (hold, &self.verdicts) else { return Ok((hold, Siblings::new())) };
        let Verdicts { on, commit, trial_base, checks, change_set } = verdicts;
        if let Some(change_set) = change_set {
            change_sets::keep(db, on, change_set).await?;
        }
        for check in checks {
            keep(db, (on, commit, trial_base.as_ref()), check, self.now).await?;
        }
        Ok((hold, siblings(db, &on.repository, on.number, commit).await?))
    }
}

async fn keep(
    db: &mut AnyConnection,
    (on, commit, trial_base): (&RecordSubject, &Sha, Option<&Sha>),
    check: &Check,
    now: Timestamp,
) -> Result<(), StoreError> {
    let said = serde_json::to_string(&Kept::of(check)).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "INSERT INTO verdicts (repository, sha, name, number, trial_base, weight, fingerprint, said, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (repository, sha, name, number) DO UPDATE SET trial_base = excluded.trial_base,
             weight = excluded.weight, fingerprint = excluded.fingerprint, said = excluded.said, at = excluded.at",
    )
    .bind(on.repository.key())
    .bind(commit.as_str())
    .bind(&check.name)
    .bind(bigint(on.number))
    .bind(trial_base.map(Sha::as_str))
    .bind(weight(check.conclusion))
    .bind(check.fingerprint())
    .bind(said)
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

fn weight(conclusion: Conclusion) -> i64 {
    match conclusion {
        Conclusion::Success => 0,
        Conclusion::Neutral => 1,
        Conclusion::Failure => 2,
    }
}

struct Leave {
    on: RecordSubject,
    head: Option<Sha>,
    installation: Option<InstallationId>,
    now: Timestamp,
}

impl Write for Leave {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let Self { on: RecordSubject { repository, number: of }, head, installation, now } = self;
        let head = head.as_ref().map_or("", Sha::as_str);
        let others: Vec<i64> = sqlx::query_scalar(
            "SELECT DISTINCT number FROM verdicts WHERE repository = $1 AND number <> $2 AND trial_base IS NULL
                 AND sha IN (SELECT sha FROM verdicts
                     WHERE repository = $1 AND number = $2 AND trial_base IS NULL AND sha <> $3)",
        )
        .bind(repository.key())
        .bind(bigint(*of))
        .bind(head)
        .fetch_all(&mut *db)
        .await?;
        sqlx::query("DELETE FROM verdicts WHERE repository = $1 AND number = $2 AND trial_base IS NULL AND sha <> $3")
            .bind(repository.key())
            .bind(bigint(*of))
            .bind(head)
            .execute(&mut *db)
            .await?;
        let mut jobs = Jobs::default();
        for column in others {
            let target = Target::Pull { repository: repository.clone(), number: number(column) };
            let origin = Origin { installation: *installation, author: "" };
            let cause = Cause { why: "another pull request has left its head", is_event: false };
            jobs.add(&target, origin, *now, cause);
        }
        jobs.write(db).await
    }

    fn wakes(&self, (): &()) -> bool {
        true
    }
}

/// A check as the column has it.
#[derive(Serialize, Deserialize)]
struct Kept {
    conclusion: String,
    title: String,
    summary: String,
    annotations: Vec<Remark>,
}

#[derive(Serialize, Deserialize)]
struct Remark {
    path: String,
    lines: (usize, usize),
    columns: Option<(usize, usize)>,
    level: String,
    rule: String,
    title: String,
    message: String,
}

impl Kept {
    fn of(check: &Check) -> Self {
        let Check { name: _, conclusion, title, summary, annotations } = check.clone();
        let annotations = annotations.into_iter().map(Remark::of).collect();
        Self { conclusion: conclusion.as_str().to_owned(), title, summary, annotations }
    }

    fn check(self, name: String) -> Result<Check, StoreError> {
        let Self { conclusion, title, summary, annotations } = self;
        let conclusion = Conclusion::from_word(&conclusion)
            .ok_or_else(|| StoreError::Corrupt { what: format!("`{conclusion}` is not a conclusion") })?;
        let annotations = annotations.into_iter().map(Remark::annotation).collect();
        Ok(Check { name, conclusion, title, summary, annotations })
    }
}

impl Remark {
    fn of(annotation: Annotation) -> Self {
        let Annotation { path, start_line, end_line, columns, level, rule, title, message } = annotation;
        let (lines, level) = ((start_line, end_line), level.as_str().to_owned());
        Self { path, lines, columns, level, rule, title, message }
    }

    fn annotation(self) -> Annotation {
        let Self { path, lines: (start_line, end_line), columns, level, rule, title, message } = self;
        let level = Level::from_word(&level);
        Annotation { path, start_line, end_line, columns, level, rule, title, message }
    }
}
