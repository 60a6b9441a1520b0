//! The differences of two commits by file, with renames found by content, as in Git.

use std::collections::BTreeMap;

use crate::domain::types::ids::Sha;

use super::git::{Files, Objects};

/// How a file changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeStatus {
    Added,
    Removed,
    Modified,
    Renamed,
}

impl ChangeStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Modified => "modified",
            Self::Renamed => "renamed",
        }
    }
}

/// A changed file.
#[derive(Debug, Clone)]
pub(crate) struct FileChange {
    pub(crate) path: String,
    /// Its former path, if it was renamed.
    pub(crate) previous: Option<String>,
    pub(crate) status: ChangeStatus,
    /// Its blob after the change; before it, if it was removed.
    pub(crate) sha: Sha,
    pub(crate) additions: usize,
    pub(crate) deletions: usize,
}

/// The changed files, by path.
pub(crate) fn diff(objects: &Objects, before: &Files, after: &Files) -> Vec<FileChange> {
    let mut removed: BTreeMap<&String, &Sha> = before.iter().filter(|(path, _)| !after.contains_key(*path)).collect();
    let mut changes = Vec::new();
    for (path, sha) in after.iter().filter(|(path, sha)| before.get(*path) != Some(*sha)) {
        let old = before.get(path);
        let previous = if old.is_none() { most_alike(objects, &removed, sha) } else { None };
        let from = previous.as_ref().and_then(|path| removed.remove(path)).or(old);
        let status = match (old, &previous) {
            (Some(_), _) => ChangeStatus::Modified,
            (None, Some(_)) => ChangeStatus::Renamed,
            (None, None) => ChangeStatus::Added,
        };
        let (additions, deletions) = counted(objects, from, Some(sha));
        changes.push(FileChange { path: path.clone(), previous, status, sha: sha.clone(), additions, deletions });
    }
    for (path, sha) in removed {
        let (additions, deletions) = counted(objects, Some(sha), None);
        let (path, sha, status) = (path.clone(), sha.clone(), ChangeStatus::Removed);
        changes.push(FileChange { path, previous: None, status, sha, additions, deletions });
    }
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    changes
}

/// The removed file with the same content, or the one with the most common lines if they are at least half of all.
fn most_alike(objects: &Objects, removed: &BTreeMap<&String, &Sha>, sha: &Sha) -> Option<String> {
    if let Some((path, _)) = removed.iter().find(|(_, old)| **old == sha) {
        return Some((*path).clone());
    }
    let after = lines(objects, Some(sha));
    let likeness = |old: &Sha| {
        let before = lines(objects, Some(old));
        let longest = total(&before).max(total(&after)).max(1);
        shared(&before, &after) * 100 / longest
    };
    let likely = removed.iter().map(|(path, old)| (likeness(old), *path)).max_by_key(|(percent, _)| *percent);
    likely.filter(|(percent, _)| *percent >= 50).map(|(_, path)| path.clone())
}

/// Added and removed lines, without regard to their order.
fn counted(objects: &Objects, before: Option<&Sha>, after: Option<&Sha>) -> (usize, usize) {
    let (before, after) = (lines(objects, before), lines(objects, after));
    let kept = shared(&before, &after);
    (total(&after) - kept, total(&before) - kept)
}

type Lines<'a> = BTreeMap<&'a [u8], usize>;

fn lines<'a>(objects: &'a Objects, sha: Option<&Sha>) -> Lines<'a> {
    let content = sha.and_then(|sha| objects.blob(sha)).unwrap_or_default();
    let mut lines = Lines::new();
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        *lines.entry(line).or_default() += 1;
    }
    lines
}

fn total(lines: &Lines<'_>) -> usize {
    lines.values().sum()
}

fn shared(one: &Lines<'_>, other: &Lines<'_>) -> usize {
    one.iter().map(|(line, count)| *count.min(other.get(line).unwrap_or(&0))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::changes::FileChanges;

    #[test]
    fn a_file_that_moved_and_grew_is_a_rename_with_its_old_path() {
        let mut objects = Objects::default();
        let start = FileChanges::new().write("old.md", "one\ntwo\nthree\n").write("gone.md", "x\n");
        let before = objects.apply(Files::new(), &start).unwrap();
        let moved = FileChanges::new().delete("gone.md").delete("old.md").write("new.md", "one\ntwo\nthree\nfour\n");
        let after = objects.apply(before.clone(), &moved).unwrap();
        let changes = diff(&objects, &before, &after);
        let seen: Vec<_> = changes.iter().map(|it| (it.path.as_str(), it.status, it.additions, it.deletions)).collect();
        assert_eq!(seen, [("gone.md", ChangeStatus::Removed, 0, 1), ("new.md", ChangeStatus::Renamed, 1, 0)]);
        assert_eq!(changes[1].previous.as_deref(), Some("old.md"));
    }
}
