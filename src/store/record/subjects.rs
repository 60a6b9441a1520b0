//! When pull requests were checked, and when they were closed.

use crate::domain::types::time::Timestamp;
use crate::store::columns::bigint;

use super::{RecordSubject, Statement};

/// A check within this many milliseconds of the last one is not stored: most find nothing new.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The closing time is when it was first seen closed; a reopened one is open.
pub(super) fn seen<'q>(on: &RecordSubject, closed: bool, at: Timestamp) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO subjects (repository, number, looked, closed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (repository, number) DO UPDATE SET looked = excluded.looked,
             closed = CASE WHEN excluded.closed IS NULL THEN NULL ELSE coalesce(subjects.closed, excluded.closed) END
         WHERE excluded.looked >= subjects.looked + $5 OR (excluded.closed IS NULL) <> (subjects.closed IS NULL)",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(at.0)
    .bind(closed.then_some(at.0))
    .bind(DAY)
}
