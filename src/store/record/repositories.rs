//! Repositories that have another name by now.

use super::Statement;
use crate::domain::ids::RepoName;

/// Everything that is kept by repository; what is there under the new name already is newer.
const KEPT: [&str; 10] = [
    "UPDATE OR IGNORE asked SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE labels_put SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE label_looks SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE checks SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE unaskable SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE weighed SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE groups_wanted SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE told SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE topics SET repository = $2 WHERE repository = $1",
    "UPDATE OR IGNORE requests SET repository = $2 WHERE repository = $1",
];

/// Nobody waits under the old name any more.
const FORGOTTEN: &str = "DELETE FROM requests WHERE repository = $1";

pub(super) fn renamed<'q>(from: &RepoName, to: &RepoName) -> Vec<Statement<'q>> {
    let moved = KEPT.into_iter().map(|sql| sqlx::query(sql).bind(from.key()).bind(to.key()));
    moved.chain([sqlx::query(FORGOTTEN).bind(from.key())]).collect()
}
