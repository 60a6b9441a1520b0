//! Stores each webhook delivery once. Deliveries that arrive together are stored with a few statements in one commit.

use std::collections::BTreeSet;

use serde::Serialize;
use sqlx::AnyConnection;

use crate::domain::pull::event::Head;
use crate::domain::pull::snapshot::CommandComment;
use crate::domain::types::ids::{DeliveryId, InstallationId};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{bigint, json, names, text};
use super::error::StoreError;
use super::jobs::{Cause, Jobs, Origin};
use super::names::Naming;
use super::record::RecordSubject;
use super::write::{Attempt, Pending, Reply};

/// A webhook delivery with a valid signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// GitHub's id of the delivery; a redelivery has the same. The signature does not cover it.
    pub delivery: DeliveryId,
    /// The event's name, such as `pull_request`.
    pub event: String,
    /// The event's action, such as `opened`, if it has one.
    pub action: Option<String>,
    /// The SHA-256 of its body in hex: a body is stored once, whatever its id. `None`: the delivery is identified by
    /// its id only.
    pub digest: Option<String>,
    /// The installation whose token to use.
    pub installation: Option<InstallationId>,
    /// The author of the target, in lower case; empty if unknown.
    pub author: String,
    /// The targets to check; empty for events that need no run.
    pub targets: Vec<Target>,
    /// A comment with commands, and its pull request or issue.
    pub told: Option<(RecordSubject, CommandComment)>,
    /// The head that it reports: of its pull request, or of the governing documents.
    pub head: Option<Head>,
    /// The repository name that it reports.
    pub naming: Option<Naming>,
}

/// The outcome for a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Acceptance {
    /// Not seen before: its targets are ready.
    New,
    /// Seen before, and its jobs are done, running or waiting: nothing was added.
    Duplicate,
    /// Seen before, but its jobs had failed permanently: its dead targets are ready again.
    RunAgain,
}

impl Store {
    /// Stores a delivery. It is on disk when this returns. If many arrive at once, callers wait; none is refused.
    ///
    /// A target that waits for a retry keeps its due time. A running target runs again afterwards. A dead target is
    /// retried.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] or [`StoreError::Closed`]: nothing was stored, and GitHub has to deliver it again.
    pub async fn accept(&self, accepted: Accepted) -> Result<Acceptance, StoreError> {
        self.writer.accept(accepted).await
    }
}

/// Deliveries that share one commit.
pub(super) struct Deliveries {
    now: Timestamp,
    accepted: Vec<Accepted>,
    replies: Vec<Reply<Acceptance>>,
    answers: Vec<Acceptance>,
}

impl Deliveries {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { now, accepted: Vec::new(), replies: Vec::new(), answers: Vec::new() }
    }

    pub(super) fn add(&mut self, accepted: Accepted, reply: Reply<Acceptance>) {
        self.accepted.push(accepted);
        self.replies.push(reply);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }

    async fn write(&self, db: &mut AnyConnection) -> Result<Vec<Acceptance>, StoreError> {
        let mut new = insert_deliveries(db, &self.accepted, self.now).await?;
        keep_told(db, &self.accepted, self.now).await?;
        let is_new: Vec<bool> = self.accepted.iter().map(|accepted| new.remove(accepted.delivery.as_str())).collect();
        let known = self.accepted.iter().zip(&is_new).filter(|(_, is_new)| !**is_new);
        let dead = dead_among(db, known.flat_map(|(accepted, _)| &accepted.targets)).await?;
        let mut jobs = Jobs::default();
        let mut answers = Vec::with_capacity(is_new.len());
        for (accepted, is_new) in self.accepted.iter().zip(is_new) {
            let why = accepted.why();
            let cause = Cause { why: &why, is_event: true };
            let wanted = |target: &&Target| is_new || dead.contains(&target.key());
            if let Some(naming) = accepted.naming.as_ref().filter(|_| is_new) {
                naming.write(db).await?;
            }
            let before = jobs.wishes;
            let origin = Origin { installation: accepted.installation, author: &accepted.author };
            accepted.targets.iter().filter(wanted).for_each(|it| {
                jobs.add(it, origin, self.now, cause);
                jobs.tell_head(it, accepted.head.as_ref(), self.now);
            });
            answers.push(match (is_new, jobs.wishes > before) {
                (true, _) => Acceptance::New,
                (false, true) => Acceptance::RunAgain,
                (false, false) => Acceptance::Duplicate,
            });
        }
        doubt_documents(db, &self.accepted, self.now).await?;
        jobs.write(db).await?;
        Ok(answers)
    }
}

impl Pending for Deliveries {
    fn attempt<'a>(&'a mut self, db: &'a mut AnyConnection) -> Attempt<'a> {
        Box::pin(async move {
            self.answers = self.write(db).await?;
            Ok(())
        })
    }

    fn wakes(&self) -> bool {
        self.answers.iter().any(|answer| *answer != Acceptance::Duplicate)
    }

    fn pieces(self: Box<Self>) -> Vec<Box<dyn Pending>> {
        let now = self.now;
        let each = self.accepted.into_iter().zip(self.replies);
        each.map(|(accepted, reply)| {
            Box::new(Self { now, accepted: vec![accepted], replies: vec![reply], answers: Vec::new() }) as _
        })
        .collect()
    }

    fn settle(self: Box<Self>, committed: Result<(), StoreError>) {
        match committed {
            Ok(()) => self.replies.into_iter().zip(self.answers).for_each(|(reply, answer)| {
                // A caller that was cancelled does not need the reply; its delivery is stored anyway.
                let _ = reply.send(Ok(answer));
            }),
            Err(error) => self.replies.into_iter().for_each(|reply| {
                let _ = reply.send(Err(error.clone()));
            }),
        }
    }
}

impl Accepted {
    fn why(&self) -> String {
        match &self.action {
            Some(action) => format!("{}.{action}", self.event),
            None => self.event.clone(),
        }
    }
}

#[derive(Serialize)]
struct DeliveryRow<'a> {
    delivery: &'a str,
    event: &'a str,
    action: Option<&'a str>,
    digest: Option<&'a str>,
    installation: Option<i64>,
    targets: String,
}

/// Inserts the new deliveries and returns which they are.
async fn insert_deliveries(
    db: &mut AnyConnection,
    accepted: &[Accepted],
    now: Timestamp,
) -> Result<BTreeSet<String>, StoreError> {
    let rows = accepted.iter().map(|accepted| DeliveryRow {
        delivery: accepted.delivery.as_str(),
        event: &accepted.event,
        action: accepted.action.as_deref(),
        digest: accepted.digest.as_deref(),
        installation: accepted.installation.map(|installation| bigint(installation.0)),
        targets: accepted.targets.iter().map(Target::key).collect::<Vec<_>>().join(" "),
    });
    let new: Vec<String> = sqlx::query_scalar(
        "INSERT INTO deliveries (delivery, event, action, digest, installation, targets, received)
         SELECT value ->> 'delivery', value ->> 'event', value ->> 'action', value ->> 'digest',
             CAST(value ->> 'installation' AS BIGINT), value ->> 'targets', $2
         FROM json_each($1) WHERE TRUE
         ON CONFLICT DO NOTHING
         RETURNING delivery",
    )
    .bind(json(rows)?)
    .bind(now.0)
    .fetch_all(db)
    .await?;
    Ok(new.into_iter().collect())
}

#[derive(Serialize)]
struct ToldRow<'a> {
    repository: String,
    comment: i64,
    number: i64,
    login: &'a str,
    member: bool,
    body: String,
}

/// Stores comments with commands, each once, however often it is delivered.
async fn keep_told(db: &mut AnyConnection, accepted: &[Accepted], now: Timestamp) -> Result<(), StoreError> {
    let told = accepted.iter().filter_map(|accepted| accepted.told.as_ref());
    let rows: Vec<_> = told
        .map(|(on, told)| ToldRow {
            repository: on.repository.key(),
            comment: bigint(told.comment),
            number: bigint(on.number),
            login: told.author.as_str(),
            member: told.member,
            body: text(&told.body),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO told (repository, comment, number, login, member, body, at)
         SELECT value ->> 'repository', CAST(value ->> 'comment' AS BIGINT), CAST(value ->> 'number' AS BIGINT),
             value ->> 'login', CAST(value ->> 'member' AS BOOLEAN), value ->> 'body', $2
         FROM json_each($1) WHERE TRUE
         ON CONFLICT (repository, comment) DO NOTHING",
    )
    .bind(json(rows.into_iter())?)
    .bind(now.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Marks pushed governing documents as outdated: every process has to read them again, at the newest reported head.
async fn doubt_documents(db: &mut AnyConnection, accepted: &[Accepted], now: Timestamp) -> Result<(), StoreError> {
    for accepted in accepted {
        let pushed = accepted.targets.iter().find(|target| matches!(target, Target::Charters { .. }));
        let Some(target) = pushed else { continue };
        let head = accepted.head.as_ref();
        sqlx::query(
            "UPDATE trees SET revision = revision + 1,
                 head = CASE WHEN $3 >= coalesce(head_as_of, 0) THEN $2 ELSE head END,
                 head_told = CASE WHEN $3 >= coalesce(head_as_of, 0) THEN $4 ELSE head_told END,
                 head_as_of = CASE WHEN $3 >= coalesce(head_as_of, 0) THEN $3 ELSE head_as_of END
             WHERE repository = $1",
        )
        .bind(target.repository().key())
        .bind(head.map(|head| head.commit.as_str()))
        .bind(head.map(|head| head.as_of.0))
        .bind(now.0)
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Those of the targets whose job is dead.
async fn dead_among(
    db: &mut AnyConnection,
    targets: impl Iterator<Item = &Target>,
) -> Result<BTreeSet<String>, StoreError> {
    let keys: BTreeSet<String> = targets.map(Target::key).collect();
    if keys.is_empty() {
        return Ok(keys);
    }
    let dead: Vec<String> = sqlx::query_scalar(
        "SELECT target FROM jobs WHERE state = 'dead' AND target IN (SELECT value ->> 'name' FROM json_each($1))",
    )
    .bind(names(keys.into_iter())?)
    .fetch_all(db)
    .await?;
    Ok(dead.into_iter().collect())
}
