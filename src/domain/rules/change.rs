//! What a change adds: the remarks that were not there before it.

use std::collections::BTreeMap;

use super::remark::Remark;
use super::{audit, judged, renamed};
use crate::domain::finding::Rule;
use crate::domain::ids::GroupId;
use crate::domain::policy::Policy;
use crate::domain::tree::Tree;

/// What makes two remarks the same, wherever they stand in a document.
type Key = (Rule, String, Option<GroupId>, String);

/// What a change adds to [`audit`]: the remarks on `after` that `before` does not give reason for, in the same order.
///
/// Of several that say the same in one document as many are added as there are more. A group that is renamed keeps what
/// it had.
pub fn added(before: &Tree, after: &Tree, policy: &Policy) -> Vec<Remark> {
    let renamed = renamed(before, after);
    let moved: BTreeMap<&str, &str> = renamed
        .iter()
        .filter_map(|(new, old)| Some((after.charter(new)?.path.as_str(), before.charter(old)?.path.as_str())))
        .collect();
    let mut there: BTreeMap<Key, usize> = BTreeMap::new();
    for remark in audit(before, policy) {
        *there.entry(key(&remark, remark.path.clone(), remark.group.clone())).or_default() += 1;
    }
    let is_new = |remark: &Remark| {
        let path = moved.get(remark.path.as_str()).copied().unwrap_or(&remark.path).to_owned();
        let group = remark.group.as_ref().map(|group| renamed.get(group).unwrap_or(group).clone());
        match there.get_mut(&key(remark, path, group)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        }
    };
    judged(after, Some(before), policy).into_iter().filter(is_new).collect()
}

fn key(remark: &Remark, path: String, group: Option<GroupId>) -> Key {
    (remark.finding.rule, path, group, without_lines(&remark.finding.message))
}

/// The message without the numbers of lines that it names: they move with every edit.
fn without_lines(message: &str) -> String {
    let mut kept = String::with_capacity(message.len());
    for part in message.split_inclusive("line ") {
        kept.push_str(part.trim_start_matches(|ch: char| ch.is_ascii_digit()));
    }
    kept
}
