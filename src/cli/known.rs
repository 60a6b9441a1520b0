//! Who owns what, as a command knows it: from a checkout of the governing repository, or from the asset lists at hand.

use std::path::Path;

use crate::domain::finding::{Finding, Rule};
use crate::domain::ownership::Ownership;
use crate::domain::render::terminal;
use crate::folder::Folder;
use crate::policies::Foundation;

use super::failure::Failure;
use super::screen;

/// Ownership, and what is to be said about where it comes from.
pub(super) struct Known {
    pub(super) ownership: Ownership,
    /// Since when, or from where.
    pub(super) origin: String,
    /// Charters that can't be read, or whose blocks are not read as they are meant, one a line.
    pub(super) warnings: Vec<String>,
    /// What can't be read in documents that can, one a line.
    pub(super) unread: Vec<String>,
}

impl Known {
    /// From the checkout at `root`, or from the foundation's asset lists.
    pub(super) fn of(root: Option<&Path>, foundation: &Foundation) -> Result<Self, Failure> {
        match root {
            Some(root) => {
                let known = Self::in_folder(&Folder::open(root)?, foundation)?;
                if known.ownership.groups().next().is_some() {
                    return Ok(known);
                }
                let governing = foundation.policy.governing.repository.to_string();
                Err(Failure::NoCharters { root: root.to_owned(), governing })
            }
            None => Self::bundled(foundation),
        }
    }

    /// Says on standard error what can't be read.
    pub(super) fn warn(&self) {
        self.warnings.iter().chain(&self.unread).for_each(|warning| screen::mention("warning", warning));
    }

    /// From the charters in a folder.
    pub(super) fn in_folder(folder: &Folder, foundation: &Foundation) -> Result<Self, Failure> {
        let governing = &foundation.policy.governing;
        let ownership = Ownership::of(&folder.charters(governing)?, governing);
        let file = |path: &str| folder.name_of(path);
        let unreadable = ownership.unreadable();
        let unreadable = unreadable.map(|(_, group, fault)| terminal::unreadable(&file(&group.path), fault));
        let unread = ownership.unread().map(|(group, finding)| (&group.path, finding));
        let strays = ownership.strays().iter().map(|stray| (&stray.path, &stray.finding));
        let in_block = |finding: &Finding| matches!(finding.rule(), Rule::Y1 | Rule::Y2);
        let (misread, unread): (Vec<_>, Vec<_>) = unread.chain(strays).partition(|(_, finding)| in_block(finding));
        let line = |(path, finding): (&String, &Finding)| terminal::unread(&file(path), finding);
        let warnings = unreadable.chain(misread.into_iter().map(line)).collect();
        let unread = unread.into_iter().map(line).collect();
        let origin = terminal::from_folder(&folder.name());
        Ok(Self { ownership, origin, warnings, unread })
    }

    fn bundled(foundation: &Foundation) -> Result<Self, Failure> {
        let Some(lists) = &foundation.assets else {
            let governing = foundation.policy.governing.repository.to_string();
            return Err(Failure::NoAssetLists { foundation: foundation.policy.foundation.clone(), governing });
        };
        let origin = terminal::as_of(lists.as_of, &lists.source);
        Ok(Self { ownership: lists.ownership.clone(), origin, warnings: Vec::new(), unread: Vec::new() })
    }
}
