//! What a change adds: the remarks that were not there before it.

use std::collections::{BTreeMap, BTreeSet};

use super::remark::{Remark, Remarks};
use super::{audit, judged, renamed};
use crate::domain::document::Span;
use crate::domain::finding::{Finding, Rule};
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
    let mut added: Vec<_> = judged(after, Some(before), policy).into_iter().filter(is_new).collect();
    leave_out_mirrored(&mut added, before, after, &moved);
    added.extend(lost(before, after, policy));
    added.sort();
    added
}

/// Charters that are none any more, though the documents are still there.
fn lost(before: &Tree, after: &Tree, policy: &Policy) -> Vec<Remark> {
    let mut lost = Remarks::of(policy);
    for file in before.charters.values().filter(|file| after.no_charters.contains(&file.path)) {
        let message =
            format!("this is no charter of `{}` any more: it has neither its title nor its block", file.name());
        let help = "bring them back, or remove the document together with the group's section in the index";
        let finding = Finding::new(Rule::Y1, Span::START, message).with_help(help);
        lost.say_in(&file.path, Some(&file.id), finding);
    }
    lost.sorted()
}

/// Rules that two documents break together: each of them gets a remark.
const MUTUAL: [Rule; 3] = [Rule::R3, Rule::Y6, Rule::I15];

/// Of remarks that two documents get together, only those stay that stand on a line of the change.
fn leave_out_mirrored(added: &mut Vec<Remark>, before: &Tree, after: &Tree, moved: &BTreeMap<&str, &str>) {
    let mut mirrors: BTreeMap<String, Option<Mirror<'_>>> = BTreeMap::new();
    added.retain(|remark| {
        if !MUTUAL.contains(&remark.finding.rule) {
            return true;
        }
        let mirror = mirrors.entry(remark.path.clone()).or_insert_with(|| {
            let earlier = moved.get(remark.path.as_str()).copied().unwrap_or(&remark.path);
            Some(Mirror::of(before.text(earlier)?, after.text(&remark.path)?))
        });
        !mirror.as_ref().is_some_and(|mirror| mirror.shows(remark.finding.span))
    });
}

/// The lines of a document before and after a change.
struct Mirror<'t> {
    before: BTreeSet<&'t str>,
    after: Vec<&'t str>,
}

impl<'t> Mirror<'t> {
    fn of(before: &'t str, after: &'t str) -> Self {
        Self { before: before.lines().map(str::trim).collect(), after: after.lines().map(str::trim).collect() }
    }

    /// Whether a remark stands on a line that the change leaves as it was: then the line that it adds, elsewhere, has one,
    /// too.
    fn shows(&self, span: Span) -> bool {
        let line = self.after.get((span.start.line as usize).saturating_sub(1));
        line.is_some_and(|line| self.before.contains(line))
    }
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
