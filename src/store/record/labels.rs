//! Labels: which exist in a repository, and which the app added to a pull request or issue.

use crate::domain::types::ids::RepoName;
use crate::domain::types::time::Timestamp;
use crate::store::columns::bigint;

use super::{RecordSubject, Statement};

pub(super) fn put<'q>(on: &RecordSubject, label: &str, at: Timestamp) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO labels_put (repository, number, label, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (repository, number, label) DO UPDATE SET at = excluded.at",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(label.to_lowercase())
    .bind(at.0)
}

pub(super) fn taken<'q>(on: &RecordSubject, label: &str) -> Statement<'q> {
    sqlx::query("DELETE FROM labels_put WHERE repository = $1 AND number = $2 AND label = $3")
        .bind(on.repository.key())
        .bind(bigint(on.number))
        .bind(label.to_lowercase())
}

/// A label without a meaning existed before. It may still be ours, if another run created it at this moment.
pub(super) fn exists<'q>(repository: &RepoName, label: &'q str, look: &'q str, meaning: &'q str) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO label_looks (repository, label, look, meaning) VALUES ($1, $2, $3, $4)
         ON CONFLICT (repository, label) DO UPDATE SET look = excluded.look, meaning = excluded.meaning, renamed_to = NULL
             WHERE excluded.meaning <> '' OR label_looks.renamed_to IS NOT NULL",
    )
    .bind(repository.key())
    .bind(label)
    .bind(look)
    .bind(meaning)
}

pub(super) fn gone<'q>(repository: &RepoName, label: &'q str) -> Statement<'q> {
    sqlx::query("DELETE FROM label_looks WHERE repository = $1 AND label = $2").bind(repository.key()).bind(label)
}

/// GitHub renames the label wherever it is set, so the records follow.
pub(super) fn renamed<'q>(repository: &RepoName, from: &'q str, to: &str, known: Statement<'q>) -> Vec<Statement<'q>> {
    let put = sqlx::query(
        "INSERT INTO labels_put (repository, number, label, at)
         SELECT repository, number, $3, at FROM labels_put WHERE repository = $1 AND label = $2
         ON CONFLICT (repository, number, label) DO NOTHING",
    )
    .bind(repository.key())
    .bind(from.to_lowercase())
    .bind(to.to_lowercase());
    let former = sqlx::query("DELETE FROM labels_put WHERE repository = $1 AND label = $2")
        .bind(repository.key())
        .bind(from.to_lowercase());
    let moved =
        sqlx::query("UPDATE label_looks SET renamed_to = $3, meaning = '' WHERE repository = $1 AND label = $2")
            .bind(repository.key())
            .bind(from)
            .bind(to.to_owned());
    vec![moved, known, put, former]
}
