//! How two commits differ, and the files of a pull request, as GitHub lists them.

use std::collections::BTreeSet;

use crate::domain::pull::snapshot::ChangedFile;
use crate::domain::types::ids::Sha;

/// Two commits, compared.
#[derive(Debug)]
pub(in crate::github) struct Comparison {
    /// Where they parted.
    pub(in crate::github) base: MergeBase,
    /// Files that differ; GitHub lists at most 300.
    pub(in crate::github) files: Vec<ListedFile>,
    /// The pull requests that the commits of a merge queue's trial merge name.
    pub(in crate::github) merged: BTreeSet<u64>,
}

impl Comparison {
    /// Where GitHub can't compare: nothing is known but the commit on which the other one is said to stand.
    pub(in crate::github) fn unknown(base: Sha) -> Self {
        Self { base: MergeBase { commit: base, tree: None }, files: Vec::new(), merged: BTreeSet::new() }
    }
}

/// Where two branches parted.
#[derive(Debug, Clone)]
pub(in crate::github) struct MergeBase {
    /// The commit.
    pub(in crate::github) commit: Sha,
    /// Its tree; unknown where GitHub could not compare.
    pub(in crate::github) tree: Option<Sha>,
}

/// A changed file with its content's name.
#[derive(Debug, Clone)]
pub(in crate::github) struct ListedFile {
    /// The file.
    pub(in crate::github) file: ChangedFile,
    /// Its blob in the head, or in the base if it is removed; GitHub does not always say it.
    pub(in crate::github) blob: Option<Sha>,
}
