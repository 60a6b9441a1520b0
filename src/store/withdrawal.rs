//! Deletes the data of an account or a repository from which the app was removed.
//!
//! The removal is on disk before the webhook is acknowledged. A maintenance task does the deletion, for three reasons.
//! It asks GitHub first, because anyone who has seen a webhook can replay it, also as another event. There may be much
//! to delete. And an active run still records its writes.

use std::collections::BTreeSet;

use serde::Serialize;
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::domain::types::ids::{InstallationId, Login, RepoName};
use crate::domain::types::time::Timestamp;

use super::Store;
use super::columns::{bigint, json, name, number};
use super::error::StoreError;
use super::write::Write;

/// Where the app was removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withdrawn {
    /// An account, with all its repositories.
    Account(Login),
    /// One repository.
    Repository(RepoName),
}

/// How a table's rows are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Repository,
    /// Rows of an installation and of targets in its repositories.
    Target,
    /// Rows of an installation; they stay if only one repository is removed.
    Installation,
    /// Rows of a foundation, deleted with the account of its governing repository; they stay if only one repository is
    /// removed.
    Foundation,
    /// The row stays without its names: its id still identifies the delivery.
    Names,
}

/// The tables to delete from. Every table is listed here or in [`NOT_FORGOTTEN`]; a test checks that.
const FORGOTTEN: &[(&str, By)] = &[
    // First: a run that loses its job records nothing more.
    ("jobs", By::Target),
    ("deliveries", By::Names),
    ("audit", By::Target),
    ("asked", By::Repository),
    ("labels_put", By::Repository),
    ("label_looks", By::Repository),
    ("checks", By::Repository),
    ("verdicts", By::Repository),
    ("change_sets", By::Repository),
    ("bypasses", By::Repository),
    ("refused_writes", By::Repository),
    ("unaskable", By::Repository),
    ("requests", By::Repository),
    ("requests", By::Foundation),
    ("weighed", By::Repository),
    ("groups_wanted", By::Repository),
    ("availability", By::Foundation),
    ("told", By::Repository),
    ("topics", By::Repository),
    ("decisions", By::Repository),
    ("documents", By::Repository),
    ("trees", By::Repository),
    ("subjects", By::Repository),
    ("adopted", By::Repository),
    ("former_names", By::Repository),
    ("live_since", By::Installation),
    ("answers", By::Installation),
    ("pauses", By::Installation),
    ("write_turns", By::Installation),
];

/// Tables that are kept, with the reason.
pub const NOT_FORGOTTEN: &[(&str, &str)] = &[
    ("_sqlx_migrations", "how the tables came about"),
    ("sqlite_sequence", "SQLite's own counters"),
    ("chores", "when the next round is due, and how far one is: ids of webhooks, no people"),
    ("withdrawn", "what is to be forgotten: each row goes once that is done"),
];

/// The tables with deletions when the app is removed.
pub fn forgotten_tables() -> BTreeSet<&'static str> {
    FORGOTTEN.iter().map(|(table, _)| *table).collect()
}

impl Store {
    /// Stores that the app was removed. It is on disk when this returns.
    ///
    /// # Errors
    /// The database write fails; nothing was stored.
    pub async fn withdraw(&self, installation: InstallationId, from: Vec<Withdrawn>) -> Result<(), StoreError> {
        self.writer.write(Withdrawing { installation, from, at: self.clock.now() }).await
    }

    /// The removals that webhooks reported and that are not processed yet.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn withdrawn(&self) -> Result<Vec<(InstallationId, Withdrawn)>, StoreError> {
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT installation, scope FROM withdrawn ORDER BY at, installation, scope")
                .fetch_all(&self.readers)
                .await?;
        let read =
            |(installation, scope): (i64, String)| Ok((InstallationId(number(installation)), Withdrawn::read(&scope)?));
        rows.into_iter().map(read).collect()
    }

    /// Deletes the data. Returns whether that is done: while a run is active there, nothing is deleted.
    ///
    /// # Errors
    /// The database write fails; the rest is deleted the next time.
    pub async fn forget(&self, installation: InstallationId, from: &Withdrawn) -> Result<bool, StoreError> {
        let scope = Scope { installation, text: from.scope() };
        if !self.writer.write(Quiet(scope.clone())).await? {
            return Ok(false);
        }
        for (table, by) in FORGOTTEN {
            self.writer.write(Forgetting { table, by: *by, scope: scope.clone() }).await?;
        }
        self.writer.write(Done(scope)).await?;
        Ok(true)
    }

    /// Drops the removal and keeps the data: the app is installed.
    ///
    /// # Errors
    /// The database write fails; the removal is processed again.
    pub async fn keep(&self, installation: InstallationId, from: &Withdrawn) -> Result<(), StoreError> {
        self.writer.write(Done(Scope { installation, text: from.scope() })).await
    }
}

impl Store {
    /// Makes all jobs of an installation ready that died because it was suspended or lacked a permission. Returns their
    /// number.
    ///
    /// # Errors
    /// The database write fails.
    pub async fn revive(&self, installation: InstallationId) -> Result<u64, StoreError> {
        self.writer.write(Revive { installation, now: self.clock.now() }).await
    }
}

struct Revive {
    installation: InstallationId,
    now: Timestamp,
}

impl Write for Revive {
    type Answer = u64;

    async fn write(&self, db: &mut AnyConnection) -> Result<u64, StoreError> {
        // "suspended" appears in GitHub's message and in ours.
        let revived = sqlx::query(
            "UPDATE jobs SET state = 'ready', due = $2, attempts = 0, died = NULL, error = NULL
             WHERE state = 'dead' AND installation = $1 AND error LIKE '%suspended%'",
        )
        .bind(bigint(self.installation.0))
        .bind(self.now.0)
        .execute(db)
        .await?;
        Ok(revived.rows_affected())
    }

    fn wakes(&self, revived: &u64) -> bool {
        *revived > 0
    }
}

#[derive(Serialize)]
struct Row {
    scope: String,
}

struct Withdrawing {
    installation: InstallationId,
    from: Vec<Withdrawn>,
    at: Timestamp,
}

impl Write for Withdrawing {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let scopes: BTreeSet<String> = self.from.iter().map(Withdrawn::scope).collect();
        sqlx::query(
            "INSERT INTO withdrawn (installation, scope, at)
             SELECT $2, value ->> 'scope', $3 FROM json_each($1) WHERE TRUE
             ON CONFLICT (installation, scope) DO NOTHING",
        )
        .bind(json(scopes.into_iter().map(|scope| Row { scope }))?)
        .bind(bigint(self.installation.0))
        .bind(self.at.0)
        .execute(&mut *db)
        .await?;
        sqlx::query("UPDATE chores SET due = $1 WHERE chore = 'purge' AND due > $1")
            .bind(self.at.0)
            .execute(db)
            .await?;
        Ok(())
    }
}

impl Withdrawn {
    fn scope(&self) -> String {
        match self {
            Self::Account(login) => format!("{}/", login.as_str().to_ascii_lowercase()),
            Self::Repository(name) => name.key(),
        }
    }

    fn read(scope: &str) -> Result<Self, StoreError> {
        match scope.strip_suffix('/') {
            Some(login) => name(login).map(Self::Account),
            None => name(scope).map(Self::Repository),
        }
    }
}

/// The data of an account or a repository.
#[derive(Debug, Clone)]
struct Scope {
    installation: InstallationId,
    /// `owner/` or `owner/name`.
    text: String,
}

impl Scope {
    fn is_account(&self) -> bool {
        self.text.ends_with('/')
    }

    /// A pattern for repository names.
    fn repositories(&self) -> String {
        format!("{}{}", escaped(&self.text), if self.is_account() { "%" } else { "" })
    }

    /// Patterns for target keys: they end with the repository, or it is followed by `#` or `@`.
    fn targets(&self) -> [String; 3] {
        let within = format!("%:{}", self.repositories());
        if self.is_account() {
            [within.clone(), within.clone(), within]
        } else {
            ["", "#%", "@%"].map(|end| format!("{within}{end}"))
        }
    }

    /// The installation, if the whole account is removed; otherwise an id that does not exist.
    fn whole(&self) -> i64 {
        if self.is_account() { bigint(self.installation.0) } else { -1 }
    }
}

/// `_` is allowed in names, but matches any character in a pattern.
fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('_', "!_").replace('%', "!%")
}

/// Whether no run is active there. If so, its waiting and dead jobs are deleted.
struct Quiet(Scope);

impl Write for Quiet {
    type Answer = bool;

    async fn write(&self, db: &mut AnyConnection) -> Result<bool, StoreError> {
        let [one, other, third] = self.0.targets();
        let running: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM jobs WHERE state = 'running' AND (installation IS NULL OR installation = $4)
                 AND (target LIKE $1 ESCAPE '!' OR target LIKE $2 ESCAPE '!' OR target LIKE $3 ESCAPE '!')",
        )
        .bind(one)
        .bind(other)
        .bind(third)
        .bind(bigint(self.0.installation.0))
        .fetch_one(db)
        .await?;
        Ok(running == 0)
    }
}

struct Forgetting {
    table: &'static str,
    by: By,
    scope: Scope,
}

impl Write for Forgetting {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        const TARGETS: &str = "target LIKE $1 ESCAPE '!' OR target LIKE $2 ESCAPE '!' OR target LIKE $3 ESCAPE '!'";
        let Self { table, by, scope } = self;
        let [one, other, third] = scope.targets();
        let sql = match by {
            By::Repository => format!("DELETE FROM {table} WHERE repository LIKE $1 ESCAPE '!'"),
            By::Foundation => format!("DELETE FROM {table} WHERE foundation LIKE $1 ESCAPE '!'"),
            By::Target => format!("DELETE FROM {table} WHERE {TARGETS} OR installation = $4"),
            By::Installation => format!("DELETE FROM {table} WHERE installation = $1"),
            By::Names => format!(
                "UPDATE {table} SET targets = ''
                 WHERE installation = $1 OR targets LIKE $2 ESCAPE '!' OR targets LIKE $3 ESCAPE '!'"
            ),
        };
        let query = sqlx::query(AssertSqlSafe(sql));
        let query = match by {
            By::Foundation if !scope.is_account() => return Ok(()),
            By::Repository | By::Foundation => query.bind(scope.repositories()),
            By::Target => query.bind(one).bind(other).bind(third).bind(scope.whole()),
            By::Installation => query.bind(scope.whole()),
            By::Names => query.bind(scope.whole()).bind(format!("{other}%")).bind(format!("{third}%")),
        };
        query.execute(db).await?;
        Ok(())
    }
}

struct Done(Scope);

impl Write for Done {
    type Answer = ();

    async fn write(&self, db: &mut AnyConnection) -> Result<(), StoreError> {
        let done = "DELETE FROM withdrawn WHERE installation = $1 AND scope = $2";
        sqlx::query(done).bind(bigint(self.0.installation.0)).bind(&self.0.text).execute(db).await?;
        Ok(())
    }
}
