//! Comparisons of two commits, and the files of a pull request, as GitHub lists them.

use std::collections::BTreeSet;

use crate::domain::pull::snapshot::ChangedFile;
use crate::domain::types::ids::Sha;

/// A comparison of two commits.
#[derive(Debug)]
pub(in crate::github) struct Comparison {
    /// Their merge base.
    pub(in crate::github) base: MergeBase,
    /// The changed files; GitHub lists at most 300.
    pub(in crate::github) files: Vec<ListedFile>,
    /// The pull requests that the commits of a merge queue's trial merge name.
    pub(in crate::github) merged: BTreeSet<u64>,
}

impl Comparison {
    /// For commits that GitHub can't compare: only the base commit is known.
    pub(in crate::github) fn unknown(base: Sha) -> Self {
        Self { base: MergeBase { commit: base, tree: None }, files: Vec::new(), merged: BTreeSet::new() }
    }
}

/// The merge base of two branches.
#[derive(Debug, Clone)]
pub(in crate::github) struct MergeBase {
    /// The commit.
    pub(in crate::github) commit: Sha,
    /// Its tree; unknown if GitHub could not compare.
    pub(in crate::github) tree: Option<Sha>,
}

/// A changed file with its blob.
#[derive(Debug, Clone)]
pub(in crate::github) struct ListedFile {
    /// The file.
    pub(in crate::github) file: ChangedFile,
    /// Its blob in the head, or in the base if it is removed. GitHub does not always report it.
    pub(in crate::github) blob: Option<Sha>,
}
