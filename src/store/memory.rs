//! Reads records back: the memory for a snapshot in one query, and the audit log for people.

use std::time::Duration;

use crate::domain::process::Bypass;
use crate::domain::pull::plan::Reaction;
use crate::domain::pull::published_decision::Decision;
use crate::domain::pull::refused_writes::WriteRefusal;
use crate::domain::pull::snapshot::{
    Answer, CommandComment, KnownLabel, MAX_COMMENTS, Memory, PostedCheck, PostedComment, Request,
};
use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::columns::{bigint, name, number};
use super::error::StoreError;
use super::record::checks;
use super::{Store, change_sets};

/// One write on GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When it was recorded.
    pub at: Timestamp,
    /// Its target.
    pub target: Target,
    /// The installation whose token was used.
    pub installation: Option<InstallationId>,
    /// Its kind.
    pub action: String,
    /// The request, as JSON.
    pub detail: String,
    /// The result.
    pub outcome: String,
}

/// After this time an unchanged verdict is stored again, so that it is not purged while its pull request is open.
const VERDICT_HOLDS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// kind, name, text, more text, number, more number
type Fact = (String, String, Option<String>, Option<String>, Option<i64>, Option<i64>);

impl Store {
    /// The stored memory for a snapshot of this pull request at this head, or of this issue, except reviewer loads.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn recall(&self, repository: &RepoName, number: u64, head: Option<&Sha>) -> Result<Memory, StoreError> {
        let facts: Vec<Fact> = sqlx::query_as(
            "SELECT 'asked', login, rerolled_by, group_id, at, reminded FROM asked
                 WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'taken back', login, NULL, NULL, NULL, NULL FROM asked
                 WHERE repository = $1 AND number = $2 AND taken_back
             UNION ALL SELECT 'weighed', login, NULL, NULL, open, NULL FROM weighed
                 WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'group', group_id, login, NULL, NULL, NULL FROM groups_wanted
                 WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'label', label, NULL, NULL, NULL, NULL FROM labels_put
                 WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'check', name, fingerprint, NULL, run_id, NULL FROM checks
                 WHERE repository = $1 AND sha = $3
             UNION ALL SELECT 'verdict', name, fingerprint, NULL, NULL, NULL FROM verdicts
                 WHERE repository = $1 AND sha = $3 AND number = $2 AND at > $5
             UNION ALL SELECT 'elsewhere', '', NULL, NULL, NULL, NULL
                 WHERE EXISTS (SELECT 1 FROM verdicts
                     WHERE repository = $1 AND number = $2 AND trial_base IS NULL AND sha <> coalesce($3, ''))
             UNION ALL SELECT 'shared', '', NULL, NULL, NULL, NULL
                 WHERE EXISTS (SELECT 1 FROM verdicts WHERE repository = $1 AND sha = $3 AND number <> $2)
             UNION ALL SELECT 'look', label, look, meaning, NULL, NULL FROM label_looks
                 WHERE repository = $1 AND renamed_to IS NULL
             UNION ALL SELECT 'renamed', label, renamed_to, NULL, NULL, NULL FROM label_looks
                 WHERE repository = $1 AND renamed_to IS NOT NULL
             UNION ALL SELECT 'comment', topic, fingerprint, NULL, comment_id, NULL FROM topics
                 WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'answer', reaction, answer, NULL, comment, NULL FROM told
                 WHERE repository = $1 AND number = $2 AND NOT answered AND reaction IS NOT NULL
             UNION ALL SELECT 'hinted', '', NULL, NULL, NULL, NULL
                 WHERE EXISTS (SELECT 1 FROM told WHERE repository = $1 AND number = $2 AND hinted)
             UNION ALL SELECT 'changes', sha, changes, NULL, at, NULL FROM change_sets
                 WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'bypass', login, reason, changes, at, NULL FROM bypasses
                 WHERE repository = $1 AND number = $2
             UNION ALL SELECT 'unaskable', login, why, NULL, NULL, NULL FROM unaskable
                 WHERE repository = $1 AND until > $4
             UNION ALL SELECT CASE WHEN until > $4 THEN 'refused' ELSE 'refused, due' END, what, why, NULL, NULL, NULL
                 FROM refused_writes WHERE repository = $1 AND number = $2",
        )
        .bind(repository.key())
        .bind(bigint(number))
        .bind(head.map(Sha::as_str))
        .bind(self.clock.now().0)
        .bind(self.clock.now().minus(VERDICT_HOLDS).0)
        .fetch_all(&self.readers)
        .await?;
        let is_shared = facts.iter().any(|(kind, ..)| kind == "shared");
        let mut memory = Memory::default();
        facts.into_iter().try_for_each(|fact| remember(&mut memory, fact))?;
        if let Some(head) = head.filter(|_| is_shared) {
            memory.siblings = self.siblings(repository, number, head).await?;
        }
        Ok(memory)
    }

    /// The public page of the last decision on a pull request.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn decision(&self, repository: &RepoName, number: u64) -> Result<Option<Decision>, StoreError> {
        let sql = "SELECT name, at, checks FROM decisions WHERE repository = $1 AND number = $2";
        let query = sqlx::query_as(sql).bind(repository.key()).bind(bigint(number));
        let row: Option<(String, i64, String)> = query.fetch_optional(&self.readers).await?;
        let decision = |(repository, at, kept): (String, _, String)| {
            Ok(Decision { repository: name(&repository)?, number, at: Timestamp(at), checks: checks(&kept)? })
        };
        row.map(decision).transpose()
    }

    /// Whether anything is stored for a pull request: a review request, a group named in a command, a label, or a
    /// decision.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn knows(&self, repository: &RepoName, number: u64) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM requests WHERE repository = $1 AND number = $2
             UNION ALL SELECT 1 FROM asked WHERE repository = $1 AND number = $2
             UNION ALL SELECT 1 FROM groups_wanted WHERE repository = $1 AND number = $2
             UNION ALL SELECT 1 FROM labels_put WHERE repository = $1 AND number = $2
             UNION ALL SELECT 1 FROM decisions WHERE repository = $1 AND number = $2 LIMIT 1) AS known";
        let query = sqlx::query_scalar::<_, i64>(sql).bind(repository.key()).bind(bigint(number));
        Ok(query.fetch_one(&self.readers).await? > 0)
    }

    /// The first [`MAX_COMMENTS`] comments with commands on a pull request that have not run yet, in order.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn told(&self, repository: &RepoName, number: u64) -> Result<Vec<CommandComment>, StoreError> {
        let rows: Vec<(i64, String, i64, String)> = sqlx::query_as(
            "SELECT comment, login, CAST(member AS INTEGER), body FROM told
             WHERE repository = $1 AND number = $2 AND NOT answered AND reaction IS NULL ORDER BY comment LIMIT $3",
        )
        .bind(repository.key())
        .bind(bigint(number))
        .bind(i64::try_from(MAX_COMMENTS).unwrap_or(i64::MAX))
        .fetch_all(&self.readers)
        .await?;
        let told = |(comment, login, member, body): (i64, String, i64, String)| {
            let (comment, author) = (crate::store::columns::number(comment), name(&login)?);
            Ok(CommandComment { comment, author, member: member != 0, body })
        };
        rows.into_iter().map(told).collect()
    }

    /// The newest `limit` writes, of one target or of all, newest first.
    ///
    /// # Errors
    /// The database read fails.
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

fn remember(memory: &mut Memory, fact: Fact) -> Result<(), StoreError> {
    let (kind, key, text, more, first, second) = fact;
    let text_or_none = text.clone().unwrap_or_default();
    match kind.as_str() {
        "asked" => {
            let rerolled_by = text.as_deref().map(name).transpose()?;
            let (at, reminded) = (Timestamp(first.unwrap_or_default()), second.map(Timestamp));
            let group = more.as_deref().map(name).transpose()?;
            memory.asked.insert(name(&key)?, Request { at, group, reminded, rerolled_by, taken_back: false });
        }
        // After the row of the request itself.
        "taken back" => drop(memory.asked.entry(name(&key)?).and_modify(|request| request.taken_back = true)),
        "weighed" => {
            let open = u32::try_from(first.unwrap_or_default()).unwrap_or(u32::MAX);
            _ = memory.weighed.insert(name(&key)?, open);
        }
        "group" => drop(memory.groups_wanted.insert(name(&key)?, name(&text_or_none)?)),
        "label" => drop(memory.labels_put.insert(key)),
        "look" => {
            let label = KnownLabel { look: text_or_none, meaning: more.unwrap_or_default(), renamed_to: None };
            memory.labels_known.insert(key, label);
        }
        "renamed" => {
            drop(
                memory.labels_known.insert(key, KnownLabel { renamed_to: Some(text_or_none), ..KnownLabel::default() }),
            );
        }
        "comment" => {
            let posted = first.map(|id| PostedComment { id: number(id), fingerprint: text_or_none });
            memory.comments.insert(name(&key)?, posted);
        }
        "answer" => {
            let reaction = Reaction::from_word(&key);
            memory.answers.insert(number(first.unwrap_or_default()), Answer { reaction, text, hint: false });
        }
        "hinted" => memory.hinted = true,
        "verdict" => drop(memory.verdicts.insert(key, text_or_none)),
        "changes" => {
            let at = Timestamp(first.unwrap_or_default());
            memory.change_sets.push(change_sets::read(&key, &text_or_none, at)?);
        }
        "bypass" => {
            let changes = change_sets::fingerprints(&more.unwrap_or_default())?;
            let (by, at) = (name(&key)?, Timestamp(first.unwrap_or_default()));
            memory.bypasses.push(Bypass { by, reason: text_or_none, changes, at });
        }
        "elsewhere" => memory.said_elsewhere = true,
        // Verdicts of other pull requests are read separately.
        "shared" => {}
        "refused" | "refused, due" => {
            let refusal = WriteRefusal { why: text_or_none, due: kind != "refused" };
            memory.refused.insert(name(&key)?, refusal);
        }
        "unaskable" => drop(memory.cannot_be_asked.insert(name(&key)?, text_or_none)),
        _ => {
            let posted = PostedCheck { run: number(first.unwrap_or_default()), fingerprint: text_or_none };
            memory.checks.insert(key, posted);
        }
    }
    Ok(())
}

/// at, target, installation, action, detail, outcome
type AuditColumns = (i64, String, Option<i64>, String, String, String);

fn audit_row((at, target, installation, action, detail, outcome): AuditColumns) -> Result<AuditRow, StoreError> {
    let installation = installation.map(|column| InstallationId(number(column)));
    Ok(AuditRow { at: Timestamp(at), target: name(&target)?, installation, action, detail, outcome })
}
