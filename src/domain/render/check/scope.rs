//! The scope of a check, so that "no problems" says in what.

use std::ops::AddAssign;

use crate::domain::governance::tree::Tree;
use crate::domain::policy::Governing;
use crate::domain::render::text::count;

/// How many documents of each kind were checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LookedAt {
    charters: usize,
    indexes: usize,
    org_files: usize,
    contributors: usize,
    org_lists: usize,
    protections: usize,
    others: usize,
    against_base: bool,
}

impl LookedAt {
    /// The documents to check in a tree that was read from these paths.
    pub fn of<'p>(tree: &Tree, paths: impl IntoIterator<Item = &'p String>, governing: &Governing) -> Self {
        let index = tree.index.as_ref().map(|index| &index.path);
        let is_other = |path: &&String| {
            governing.is_source(path) && !tree.charters.contains_key(path.as_str()) && Some(*path) != index
        };
        Self {
            charters: tree.charters.len(),
            indexes: usize::from(index.is_some()),
            org_files: usize::from(tree.org_file.is_some()),
            contributors: usize::from(tree.contributors.is_some()),
            org_lists: usize::from(tree.org_list.is_some()),
            protections: usize::from(tree.protection.is_some()),
            others: paths.into_iter().filter(is_other).count(),
            against_base: false,
        }
    }

    /// The same, if only new findings were reported.
    #[must_use]
    pub fn against_base(self) -> Self {
        Self { against_base: true, ..self }
    }

    /// As the end of a sentence: `12 charters, index and org file checked.`
    pub(super) fn words(self) -> String {
        let Self { charters, indexes, org_files, contributors, org_lists, protections, others, against_base } = self;
        let some = |number: usize, one: &str, many: &str| (number > 0).then(|| count(number, one, many));
        let named = |number: usize, one: &str, many: &str| match number {
            1 => Some(one.to_owned()),
            number => some(number, one, many),
        };
        let parts = [
            some(charters, "charter", "charters"),
            named(indexes, "index", "indexes"),
            named(org_files, "org file", "org files"),
            named(contributors, "list of contributors", "lists of contributors"),
            named(org_lists, "list of organizations", "lists of organizations"),
            named(protections, "branch protection", "branch protections"),
            some(others, "other document", "other documents"),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let things = match parts.as_slice() {
            [] => "nothing".to_owned(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        };
        format!("{things} checked{}.", if against_base { " against the base" } else { "" })
    }
}

impl AddAssign for LookedAt {
    fn add_assign(&mut self, other: Self) {
        let Self { charters, indexes, org_files, contributors, org_lists, protections, others, against_base } = other;
        self.charters += charters;
        self.indexes += indexes;
        self.org_files += org_files;
        self.contributors += contributors;
        self.org_lists += org_lists;
        self.protections += protections;
        self.others += others;
        self.against_base |= against_base;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_is_told_in_words() {
        let mut looked_at = LookedAt { charters: 12, indexes: 1, org_files: 1, ..LookedAt::default() };
        assert_eq!(looked_at.words(), "12 charters, index and org file checked.");
        looked_at += LookedAt { charters: 1, others: 1, ..LookedAt::default() }.against_base();
        assert_eq!(looked_at.words(), "13 charters, index, org file and 1 other document checked against the base.");
        assert_eq!(LookedAt { indexes: 2, ..LookedAt::default() }.words(), "2 indexes checked.");
    }
}
