//! The base of a proposal: a checkout of the governing repository.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use crate::cli::error::Failure;
use crate::cli::folder_diff::checkout;
use crate::domain::governance::tree::Tree;
use crate::domain::proposal::{Acquaintance, acquaintances};
use crate::domain::types::ids::Login;
use crate::folder::Folder;
use crate::policies::{Foundation, Foundations};

/// A checkout and its foundation.
pub(super) struct Ground<'f> {
    pub(super) root: PathBuf,
    pub(super) foundation: &'f Foundation,
    /// The governing documents by their paths.
    pub(super) documents: BTreeMap<String, String>,
    pub(super) tree: Tree,
    /// The people named in them.
    pub(super) known: BTreeMap<Login, Acquaintance>,
    folder: Folder,
}

impl<'f> Ground<'f> {
    /// The checkout at `root`, or the one around the current folder.
    pub(super) fn find(root: Option<&Path>, foundations: &'f Foundations) -> Result<Self, Failure> {
        let root = root.map_or_else(around, |root| Ok(root.to_owned()))?;
        let folder = Folder::open(&root)?;
        for foundation in foundations.iter() {
            let policy = &foundation.policy;
            let documents = folder.documents(&policy.governing)?;
            let tree = Tree::read(&documents, policy);
            // Without an index, any folder that has a file of such a name would match.
            if tree.charters.values().any(|charter| charter.placed) {
                let known = acquaintances(&tree);
                return Ok(Self { root, foundation, documents, tree, known, folder });
            }
        }
        let governing = foundations.iter().map(|foundation| foundation.policy.governing.repository.to_string());
        Err(Failure::NoCharters { root, governing: governing.collect::<Vec<_>>().join(" or ") })
    }

    /// Whether anything exists at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.folder.entries().contains_key(path)
    }

    /// The folder, if it is not the current one.
    pub(super) fn elsewhere(&self) -> Option<String> {
        let here = env::current_dir().and_then(|here| here.canonicalize()).ok();
        (self.root.canonicalize().ok() != here).then(|| self.root.display().to_string())
    }

    /// The name of the group that oversees the others.
    pub(super) fn oversight(&self) -> &str {
        let oversight = self.foundation.policy.governing.oversight.as_ref();
        oversight.and_then(|id| self.tree.ownership.group(id)).map_or("oversight", |group| group.name.as_str())
    }
}

/// The nearest git checkout above the current folder; the current folder if there is none.
fn around() -> Result<PathBuf, Failure> {
    let here = env::current_dir().map_err(|source| Failure::unreadable(Path::new("."), source))?;
    Ok(checkout(&here).unwrap_or(&here).to_owned())
}
