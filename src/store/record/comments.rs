//! Our comments, by topic.

use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::time::Timestamp;
use crate::store::columns::bigint;

use super::{RecordSubject, Statement};

/// Without an id the comment is not wanted any more.
pub(super) fn kept<'q>(
    on: &RecordSubject,
    topic: CommentTopic,
    id: Option<u64>,
    fingerprint: &'q str,
    at: Timestamp,
) -> Statement<'q> {
    sqlx::query(
        "INSERT INTO topics (repository, number, topic, comment_id, fingerprint, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (repository, number, topic) DO UPDATE SET
             comment_id = excluded.comment_id, fingerprint = excluded.fingerprint, at = excluded.at",
    )
    .bind(on.repository.key())
    .bind(bigint(on.number))
    .bind(topic.to_string())
    .bind(id.map(bigint))
    .bind(fingerprint)
    .bind(at.0)
}
