//! Ownership for commands: from a checkout of the governing repository, or from the available asset lists.

use std::path::Path;

use crate::domain::diagnostics::finding::{Finding, Rule};
use crate::domain::governance::ownership::Ownership;
use crate::domain::policy::Adapter;
use crate::domain::render::terminal;
use crate::folder::Folder;
use crate::policies::Foundation;

use super::error::Failure;
use super::output;

/// Ownership and its source.
pub(super) struct Known {
    pub(super) ownership: Ownership,
    /// The date or place of the source.
    pub(super) origin: String,
    /// Charters that can't be read, or whose blocks are ambiguous, one per line.
    pub(super) warnings: Vec<String>,
    /// Entries that can't be read in readable documents, one per line.
    pub(super) unread: Vec<String>,
    /// Whether there is a document that defines ownership.
    has_documents: bool,
    /// Whether there is only an index of groups, which describes ownership in prose.
    pub(super) is_index: bool,
}

impl Known {
    /// From the checkout at `root`, or from the foundation's asset lists.
    pub(super) fn of(root: Option<&Path>, foundation: &Foundation) -> Result<Self, Failure> {
        match root {
            Some(root) => {
                let folder = Folder::open(root)?;
                let known = Self::in_folder(&folder, foundation)?;
                let has_charters = foundation.policy.governing.has_charters();
                let is_known = known.ownership.groups().next().is_some() || (known.has_documents && !has_charters);
                match Self::in_index(&folder, foundation)?.filter(|_| !is_known) {
                    Some(index) => Ok(index),
                    None if is_known => Ok(known),
                    None => {
                        known.warn();
                        let governing = foundation.policy.governing.repository.to_string();
                        Err(Failure::NoCharters { root: root.to_owned(), governing })
                    }
                }
            }
            None => Self::bundled(foundation),
        }
    }

    /// Prints on standard error what can't be read.
    pub(super) fn warn(&self) {
        self.warnings.iter().chain(&self.unread).for_each(|warning| output::mention("warning", warning));
    }

    /// From the charters in a folder.
    pub(super) fn in_folder(folder: &Folder, foundation: &Foundation) -> Result<Self, Failure> {
        let governing = &foundation.policy.governing;
        let documents = folder.charters(governing)?;
        let origin = terminal::from_folder(&folder.name());
        let mut known = Self::read(folder, Ownership::of(&documents, governing), origin);
        known.has_documents = !documents.is_empty();
        let is_codeowners = governing.adapter == Adapter::Codeowners;
        let links = folder.links(governing).filter(|(_, _, is_read)| !is_read || is_codeowners);
        let said = links.map(|(path, target, is_read)| {
            let file = folder.name_of(path);
            terminal::link(&file, &target.display().to_string(), is_read)
        });
        known.unread.extend(said);
        Ok(known)
    }

    /// From the index of groups alone, for states before there were charters.
    fn in_index(folder: &Folder, foundation: &Foundation) -> Result<Option<Self>, Failure> {
        let governing = &foundation.policy.governing;
        let Some(index) = folder.index(governing)?.filter(|_| governing.has_charters()) else { return Ok(None) };
        let ownership = Ownership::of_index(&index);
        if ownership.groups().all(|(_, group)| group.is_stand_in) {
            return Ok(None);
        }
        let origin = terminal::from_index(&folder.name_of(&index.path));
        Ok(Some(Self { is_index: true, ..Self::read(folder, ownership, origin) }))
    }

    /// Ownership read from a folder, with what can't be read there.
    fn read(folder: &Folder, ownership: Ownership, origin: String) -> Self {
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
        Self { ownership, origin, warnings, unread, has_documents: true, is_index: false }
    }

    fn bundled(foundation: &Foundation) -> Result<Self, Failure> {
        let Some(lists) = &foundation.assets else {
            let governing = foundation.policy.governing.repository.to_string();
            return Err(Failure::NoAssetLists { foundation: foundation.policy.foundation.clone(), governing });
        };
        let origin = terminal::as_of(lists.as_of, &lists.source);
        let ownership = lists.ownership.clone();
        let (warnings, unread) = (Vec::new(), Vec::new());
        Ok(Self { ownership, origin, warnings, unread, has_documents: true, is_index: false })
    }
}
