//! Renamed repositories.

use crate::domain::types::ids::RepoName;

use super::{Statement, decisions};

/// The tables with a repository's data; rows that exist under the new name are newer and stay.
const KEPT: [&str; 16] = [
    "UPDATE adopted SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM adopted AS there
        WHERE there.repository = $2 AND there.number = adopted.number)",
    "UPDATE asked SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM asked AS there
        WHERE there.repository = $2 AND there.number = asked.number AND there.login = asked.login)",
    "UPDATE labels_put SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM labels_put AS there
        WHERE there.repository = $2 AND there.number = labels_put.number AND there.label = labels_put.label)",
    "UPDATE label_looks SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM label_looks AS there
        WHERE there.repository = $2 AND there.label = label_looks.label)",
    "UPDATE checks SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM checks AS there
        WHERE there.repository = $2 AND there.sha = checks.sha AND there.name = checks.name)",
    "UPDATE verdicts SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM verdicts AS there
        WHERE there.repository = $2 AND there.sha = verdicts.sha AND there.name = verdicts.name
            AND there.number = verdicts.number)",
    "UPDATE change_sets SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM change_sets AS there
        WHERE there.repository = $2 AND there.number = change_sets.number AND there.at = change_sets.at
            AND there.sha = change_sets.sha)",
    "UPDATE bypasses SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM bypasses AS there
        WHERE there.repository = $2 AND there.number = bypasses.number AND there.at = bypasses.at
            AND there.login = bypasses.login)",
    "UPDATE unaskable SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM unaskable AS there
        WHERE there.repository = $2 AND there.login = unaskable.login)",
    "UPDATE refused_writes SET repository = $2 WHERE repository = $1 AND NOT EXISTS (
        SELECT 1 FROM refused_writes AS there
        WHERE there.repository = $2 AND there.number = refused_writes.number AND there.what = refused_writes.what)",
    "UPDATE weighed SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM weighed AS there
        WHERE there.repository = $2 AND there.number = weighed.number AND there.login = weighed.login)",
    "UPDATE groups_wanted SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM groups_wanted AS there
        WHERE there.repository = $2 AND there.number = groups_wanted.number
            AND there.group_id = groups_wanted.group_id)",
    "UPDATE told SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM told AS there
        WHERE there.repository = $2 AND there.comment = told.comment)",
    "UPDATE topics SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM topics AS there
        WHERE there.repository = $2 AND there.number = topics.number AND there.topic = topics.topic)",
    "UPDATE requests SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM requests AS there
        WHERE there.repository = $2 AND there.number = requests.number AND there.login = requests.login)",
    "UPDATE subjects SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM subjects AS there
        WHERE there.repository = $2 AND there.number = subjects.number)",
];

/// Open review requests under the old name.
const FORGOTTEN: &str = "DELETE FROM requests WHERE repository = $1";

/// The tables with a foundation's data, by the name of its governing repository.
const GOVERNING: [&str; 4] = [
    "UPDATE documents SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM documents AS there
        WHERE there.repository = $2 AND there.path = documents.path AND there.good = documents.good)",
    "UPDATE trees SET repository = $2 WHERE repository = $1 AND NOT EXISTS (SELECT 1 FROM trees AS there
        WHERE there.repository = $2)",
    "UPDATE requests SET foundation = $2 WHERE foundation = $1",
    "UPDATE availability SET foundation = $2 WHERE foundation = $1 AND NOT EXISTS (SELECT 1 FROM availability AS there
        WHERE there.foundation = $2 AND there.login = availability.login)",
];

pub(super) fn renamed<'q>(from: &RepoName, to: &RepoName) -> Vec<Statement<'q>> {
    let moved = KEPT.into_iter().map(|sql| sqlx::query(sql).bind(from.key()).bind(to.key()));
    moved.chain([sqlx::query(FORGOTTEN).bind(from.key())]).collect()
}

/// The same with the data of a governing repository; decisions under the old name are not shown any more.
pub(in crate::store) fn renamed_whole<'q>(from: &RepoName, to: &RepoName) -> Vec<Statement<'q>> {
    let governing = GOVERNING.into_iter().map(|sql| sqlx::query(sql).bind(from.key()).bind(to.key()));
    renamed(from, to).into_iter().chain(governing).chain([decisions::hidden(from, None)]).collect()
}
