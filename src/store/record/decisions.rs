//! The public page of the last decision on a pull request.

use serde::{Deserialize, Serialize};

use crate::domain::pull::plan::Conclusion;
use crate::domain::pull::published_decision::{Decision, PublishedCheck};
use crate::domain::types::ids::RepoName;
use crate::store::columns::{bigint, json};
use crate::store::error::StoreError;

use super::Statement;

/// A slow run does not overwrite a decision on a later state.
pub(super) fn decided(decision: &Decision) -> Result<Statement<'static>, StoreError> {
    let Decision { repository, number, at, checks } = decision;
    Ok(sqlx::query(
        "INSERT INTO decisions (repository, number, name, at, checks) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (repository, number) DO UPDATE SET
             name = excluded.name, at = excluded.at, checks = excluded.checks
         WHERE excluded.at >= decisions.at",
    )
    .bind(repository.key())
    .bind(bigint(*number))
    .bind(repository.as_str().to_owned())
    .bind(at.0)
    .bind(json(checks.iter().map(Kept::of))?))
}

pub(super) fn hidden(repository: &RepoName, number: Option<u64>) -> Statement<'static> {
    sqlx::query("DELETE FROM decisions WHERE repository = $1 AND number = coalesce($2, number)")
        .bind(repository.key())
        .bind(number.map(bigint))
}

/// The checks as written by [`decided`].
pub(in crate::store) fn checks(column: &str) -> Result<Vec<PublishedCheck>, StoreError> {
    let kept: Vec<Kept> = serde_json::from_str(column).map_err(|error| StoreError::unreadable(column, &error))?;
    kept.into_iter().map(Kept::said).collect()
}

/// One check as the column has it.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    conclusion: String,
    title: String,
    summary: String,
}

impl Kept {
    fn of(said: &PublishedCheck) -> Self {
        let PublishedCheck { name, conclusion, title, summary } = said.clone();
        Self { name, conclusion: conclusion.as_str().to_owned(), title, summary }
    }

    fn said(self) -> Result<PublishedCheck, StoreError> {
        let Self { name, conclusion, title, summary } = self;
        let conclusion = Conclusion::from_word(&conclusion)
            .ok_or_else(|| StoreError::Corrupt { what: format!("`{conclusion}` is not a conclusion") })?;
        Ok(PublishedCheck { name, conclusion, title, summary })
    }
}
