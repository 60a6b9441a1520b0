//! What was recorded, read back: the memory for a snapshot in one query, and the audit for people.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::{InstallationId, Login, RepoName, Sha};
use crate::domain::target::Target;
use crate::domain::time::Timestamp;

use super::Store;
use super::convert::{bigint, name, number};
use super::error::StoreError;

/// All that is remembered about one pull request at one head, and about its repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recall {
    /// Whom we ever asked to review it.
    pub asked: BTreeSet<Login>,
    /// The labels on it that we put there and have not taken away.
    pub labels_put: BTreeSet<String>,
    /// The checks that we posted on the commit, by name.
    pub checks: BTreeMap<String, PostedCheck>,
    /// The repository's labels that are known to exist, with the fingerprint of their looks.
    pub label_looks: BTreeMap<String, String>,
    /// Whom GitHub refuses to ask in this repository for the time being, and why.
    pub cannot_be_asked: BTreeMap<Login, String>,
    /// Our comment on the pull request.
    pub comment: Option<WrittenComment>,
    /// Whether nobody wants a comment of ours there.
    pub comment_gone: bool,
}

/// A comment as it was last written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenComment {
    /// GitHub's id of it.
    pub id: u64,
    /// A fingerprint of what it says.
    pub fingerprint: String,
}

/// A check as it was last posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedCheck {
    /// GitHub's id of the check run.
    pub run_id: u64,
    /// A fingerprint of what it says.
    pub fingerprint: String,
}

/// One write on GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When it was recorded.
    pub at: Timestamp,
    /// For which target.
    pub target: Target,
    /// With whose token.
    pub installation: Option<InstallationId>,
    /// Its kind.
    pub action: String,
    /// What was sent, as JSON.
    pub detail: String,
    /// What came of it.
    pub outcome: String,
}

/// kind, name, text, number
type Fact = (String, String, String, i64);

impl Store {
    /// All that a snapshot of this pull request needs to remember.
    ///
    /// # Errors
    /// As any read.
    pub async fn recall(&self, repository: &RepoName, pull: u64, head: &Sha) -> Result<Recall, StoreError> {
        let facts: Vec<Fact> = sqlx::query_as(
            "SELECT 'asked', login, '', 0 FROM asked WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'label', label, '', 0 FROM labels_put WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'check', name, fingerprint, run_id FROM checks WHERE repository = $1 AND sha = $3
             UNION ALL SELECT 'look', label, look, 0 FROM label_looks WHERE repository = $1
             UNION ALL SELECT 'comment', '', fingerprint, comment_id FROM comments
                 WHERE repository = $1 AND number = $2 AND comment_id IS NOT NULL
             UNION ALL SELECT 'gone', '', '', 0 FROM comments
                 WHERE repository = $1 AND number = $2 AND comment_id IS NULL
             UNION ALL SELECT 'unaskable', login, why, 0 FROM unaskable WHERE repository = $1 AND until > $4",
        )
        .bind(repository.key())
        .bind(bigint(pull))
        .bind(head.as_str())
        .bind(self.clock.now().0)
        .fetch_all(&self.readers)
        .await?;
        recalled(facts)
    }

    /// The newest `limit` writes, of one target or of all, newest first.
    ///
    /// # Errors
    /// As any read.
    pub async fn audit(&self, target: Option<&Target>, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        const OF_ALL: &str = "SELECT at, target, installation, action, detail, outcome FROM audit
             ORDER BY id DESC LIMIT $1";
        const OF_ONE: &str = "SELECT at, target, installation, action, detail, outcome FROM audit
             WHERE target = $2 ORDER BY id DESC LIMIT $1";
        let query = sqlx::query_as(if target.is_some() { OF_ONE } else { OF_ALL }).bind(i64::from(limit));
        let query = match target {
            Some(target) => query.bind(target.key()),
            None => query,
        };
        let rows: Vec<AuditColumns> = query.fetch_all(&self.readers).await?;
        rows.into_iter().map(audit_row).collect()
    }
}

fn recalled(facts: Vec<Fact>) -> Result<Recall, StoreError> {
    let mut recall = Recall::default();
    for (kind, key, text, column) in facts {
        match kind.as_str() {
            "asked" => drop(recall.asked.insert(name(&key)?)),
            "label" => drop(recall.labels_put.insert(key)),
            "look" => drop(recall.label_looks.insert(key, text)),
            "unaskable" => drop(recall.cannot_be_asked.insert(name(&key)?, text)),
            "comment" => recall.comment = Some(WrittenComment { id: number(column), fingerprint: text }),
            "gone" => recall.comment_gone = true,
            _ => drop(recall.checks.insert(key, PostedCheck { run_id: number(column), fingerprint: text })),
        }
    }
    Ok(recall)
}

/// at, target, installation, action, detail, outcome
type AuditColumns = (i64, String, Option<i64>, String, String, String);

fn audit_row((at, target, installation, action, detail, outcome): AuditColumns) -> Result<AuditRow, StoreError> {
    let installation = installation.map(|column| InstallationId(number(column)));
    Ok(AuditRow { at: Timestamp(at), target: name(&target)?, installation, action, detail, outcome })
}
