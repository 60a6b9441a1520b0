//! Requests become jobs: one per target, however many requests there are.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use sqlx::AnyConnection;

use crate::domain::pull::event::Head;
use crate::domain::types::ids::InstallationId;
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{bigint, json, text};
use super::crashes::RESPITE;
use super::error::StoreError;
use super::write::Write;

/// A request to check a target: from a timer, a command or the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRequest {
    /// The target to check.
    pub target: Target,
    /// The installation whose token to use, if known.
    pub installation: Option<InstallationId>,
    /// The earliest time.
    pub due: Timestamp,
    /// The reason, for the log: `sweep`, `issue_comment.created`.
    pub why: String,
}

impl Store {
    /// Makes a target ready at `due`, or earlier if it already is.
    ///
    /// Requests for one target are merged, and the earliest time counts. So a run has to request later times again.
    ///
    /// # Errors
    /// The same as [`Store::accept`].
    pub async fn enqueue(
        &self,
        target: &Target,
        installation: Option<InstallationId>,
        due: Timestamp,
        why: &str,
    ) -> Result<(), StoreError> {
        let wish = JobRequest { target: target.clone(), installation, due, why: why.to_owned() };
        self.enqueue_all(vec![wish]).await
    }

    /// Makes many targets ready in one commit, as a sweep does.
    ///
    /// # Errors
    /// The same as [`Store::accept`].
    pub async fn enqueue_all(&self, wishes: Vec<JobRequest>) -> Result<(), StoreError> {
        self.writer.write(Wishes { wishes, respite: RESPITE }).await
    }

    /// [`Self::enqueue_all`] for the operator, without the wait: a job that is dead because of crashes is also retried
    /// at its due time, once and alone.
    ///
    /// # Errors
    /// The same as [`Store::accept`].
    pub async fn retry(&self, wishes: Vec<JobRequest>) -> Result<(), StoreError> {
        self.writer.write(Wishes { wishes, respite: Duration::ZERO }).await
    }
}

struct Wishes {
    wishes: Vec<JobRequest>,
    respite: Duration,
}

impl Write for Wishes {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let mut jobs = Jobs::default();
        for wish in &self.wishes {
            let origin = Origin { installation: wish.installation, author: "" };
            jobs.add(&wish.target, origin, wish.due, Cause { why: &wish.why, is_event: false });
        }
        jobs.write_after(db, self.respite).await
    }

    fn wakes(&self, (): &()) -> bool {
        !self.wishes.is_empty()
    }
}

#[derive(Serialize)]
struct JobRow {
    target: String,
    installation: Option<i64>,
    author: String,
    due: i64,
    why: String,
    head: Option<String>,
    head_as_of: Option<i64>,
    head_told: Option<i64>,
    event: i64,
}

/// Why a target is requested.
#[derive(Clone, Copy)]
pub(super) struct Cause<'a> {
    /// The reason, for the log.
    pub(super) why: &'a str,
    /// Whether a webhook reported an event.
    pub(super) is_event: bool,
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) installation: Option<InstallationId>,
    /// The author in lower case; empty if unknown.
    pub(super) author: &'a str,
}

/// Requests to write: one row per target, because a statement can't update the same row twice.
#[derive(Default)]
pub(super) struct Jobs {
    rows: BTreeMap<String, JobRow>,
    /// How many were added, merged or not.
    pub(super) wishes: usize,
}

impl Jobs {
    pub(super) fn add(&mut self, target: &Target, origin: Origin<'_>, due: Timestamp, cause: Cause<'_>) {
        self.wishes += 1;
        let key = target.key();
        let installation = origin.installation.map(|installation| bigint(installation.0));
        let kept = self.rows.entry(key.clone()).or_insert_with(|| JobRow {
            target: key,
            installation,
            author: text(origin.author),
            due: due.0,
            why: cause.why.to_owned(),
            head: None,
            head_as_of: None,
            head_told: None,
            event: 0,
        });
        kept.due = kept.due.min(due.0);
        kept.installation = installation.or(kept.installation);
        if !origin.author.is_empty() {
            kept.author = text(origin.author);
        }
        kept.event = kept.event.max(i64::from(cause.is_event));
    }

    /// Stores the head that a webhook of this target reports, unless a newer one is known.
    pub(super) fn tell_head(&mut self, target: &Target, head: Option<&Head>, now: Timestamp) {
        let (Some(head), Some(row)) = (head, self.rows.get_mut(&target.key())) else { return };
        if row.head_as_of.is_none_or(|known| known <= head.as_of.0) {
            row.head = Some(head.commit.to_string());
            (row.head_as_of, row.head_told) = (Some(head.as_of.0), Some(now.0));
        }
    }

    /// Merges with existing jobs. A ready job without attempts takes the earlier due time. A job that waits for a retry
    /// keeps its due time. A running job runs again afterwards. A dead job becomes ready; if it died of crashes, it
    /// gets one more attempt, alone and after some time.
    pub(super) async fn write(self, db: &mut AnyConnection) -> Result<(), StoreError> {
        self.write_after(db, RESPITE).await
    }

    async fn write_after(self, db: &mut AnyConnection, respite: Duration) -> Result<(), StoreError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO jobs (target, installation, author, state, due, why, head, head_as_of, head_told, event)
             SELECT value ->> 'target', CAST(value ->> 'installation' AS BIGINT), value ->> 'author', 'ready',
                 CAST(value ->> 'due' AS BIGINT), value ->> 'why', value ->> 'head',
                 CAST(value ->> 'head_as_of' AS BIGINT), CAST(value ->> 'head_told' AS BIGINT),
                 CAST(value ->> 'event' AS BIGINT)
             FROM json_each($1) WHERE TRUE
             ON CONFLICT (target) DO UPDATE SET
                 installation = coalesce(excluded.installation, jobs.installation),
                 author = CASE WHEN excluded.author = '' THEN jobs.author ELSE excluded.author END,
                 why = excluded.why,
                 head = CASE WHEN excluded.head_as_of >= coalesce(jobs.head_as_of, 0)
                     THEN excluded.head ELSE jobs.head END,
                 head_told = CASE WHEN excluded.head_as_of >= coalesce(jobs.head_as_of, 0)
                     THEN excluded.head_told ELSE jobs.head_told END,
                 head_as_of = CASE WHEN excluded.head_as_of >= coalesce(jobs.head_as_of, 0)
                     THEN excluded.head_as_of ELSE jobs.head_as_of END,
                 event = CASE WHEN excluded.event > jobs.event THEN excluded.event ELSE jobs.event END,
                 due = CASE
                     WHEN jobs.state = 'dead' AND jobs.crashes > 0 AND excluded.due < jobs.died + $2
                         THEN jobs.died + $2
                     WHEN jobs.state = 'dead' THEN excluded.due
                     WHEN jobs.state = 'ready' AND jobs.attempts = 0 AND (jobs.crashes = 0 OR $2 = 0)
                         AND excluded.due < jobs.due THEN excluded.due
                     ELSE jobs.due END,
                 again_due = CASE
                     WHEN jobs.state <> 'running' THEN NULL
                     WHEN jobs.again_due < excluded.due THEN jobs.again_due
                     ELSE excluded.due END,
                 attempts = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.attempts END,
                 died = NULL,
                 state = CASE WHEN jobs.state = 'dead' THEN 'ready' ELSE jobs.state END",
        )
        .bind(json(self.rows.into_values())?)
        .bind(i64::try_from(respite.as_millis()).unwrap_or(i64::MAX))
        .execute(db)
        .await?;
        Ok(())
    }
}
