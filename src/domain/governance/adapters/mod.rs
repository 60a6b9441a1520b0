//! Adapters for the foundations' sources of ownership: one file for each format of governing documents, all with the
//! same result.
//!
//! An adapter is pure: the input is documents and the policy's settings, the output is groups. It reads everything
//! readable. Each unreadable part is a finding with its position and a fix, on its group or independent of any group.
//!
//! **Invariant:** unknown ownership never counts as no owner. For an unreadable document, the newest readable text
//! counts. If there is none, a group without leads replaces it, so that readers see the gap.

mod charters;
mod codeowners;
mod github_links;
mod index;
mod knative;
mod last_good;
mod rust_team;
mod sections;
mod sigs_yaml;

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::{Span, lost};
use crate::domain::policy::{Adapter, Governing};
use crate::domain::types::ids::GroupId;

use super::charter::{self, Reading};
use super::ownership::{Group, Ownership, OwnershipDocument, RepositoryPart, Stray};

/// The content of governing documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// All groups; each keeps its unreadable parts.
    pub groups: BTreeMap<GroupId, Group>,
    /// Parts of repositories that explicitly have no owner.
    pub unowned: Vec<RepositoryPart>,
    /// Unreadable parts that do not belong to one group.
    pub strays: Vec<Stray>,
}

/// Reads the documents that the policy's adapter uses for ownership, and skips the others.
pub fn read(documents: &[OwnershipDocument], governing: &Governing) -> Found {
    read_by(documents, governing, &|document| charter::read(&document.text))
}

/// The same, but `reader` reads charters: it may already have done so.
fn read_by(
    documents: &[OwnershipDocument],
    governing: &Governing,
    reader: &dyn Fn(&OwnershipDocument) -> Reading,
) -> Found {
    let mut sources: Vec<&OwnershipDocument> =
        documents.iter().filter(|found| governing.is_source(&found.path)).collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    let mut reading = match governing.adapter {
        Adapter::Charters => charters::read(&sources, governing, reader),
        Adapter::Index => index::read(&sources),
        Adapter::SigsYaml => sigs_yaml::read(&sources),
        Adapter::Knative => knative::read(&sources, governing),
        Adapter::RustTeam => rust_team::read(&sources),
        Adapter::Codeowners => codeowners::read(&sources, governing),
    };
    // The reader of charters reports this itself.
    for document in sources.iter().filter(|_| governing.adapter != Adapter::Charters) {
        let lost = lost(&document.text).map(|fault| Finding::of(Kind::DocumentSyntax, fault));
        lost.into_iter().for_each(|finding| reading.find(&document.path, finding));
    }
    reading.strays.sort_by(|one, other| (&one.path, &one.finding).cmp(&(&other.path, &other.finding)));
    reading
}

/// Whether the document at `path` is readable: an unreadable text does not replace a readable one.
pub fn is_readable(path: &str, text: &str, governing: &Governing) -> bool {
    match governing.adapter {
        Adapter::Charters => charters::is_readable(text),
        Adapter::Index => sections::sections(text).is_ok(),
        Adapter::SigsYaml => sigs_yaml::is_readable(text),
        Adapter::Knative => knative::is_readable(path, text),
        Adapter::RustTeam => rust_team::is_readable(text),
        Adapter::Codeowners => codeowners::is_readable(text),
    }
}

impl Ownership {
    /// Reads the documents with the policy's adapter; see [`read`].
    pub fn of(documents: &[OwnershipDocument], governing: &Governing) -> Self {
        Self::found(read(documents, governing))
    }

    /// The same, but `reader` reads charters: it may already have done so.
    pub fn of_read(
        documents: &[OwnershipDocument],
        governing: &Governing,
        reader: &dyn Fn(&OwnershipDocument) -> Reading,
    ) -> Self {
        Self::found(read_by(documents, governing, reader))
    }

    /// The index of groups on its own, without charters: groups with a mission, and assets in prose.
    pub fn of_index(document: &OwnershipDocument) -> Self {
        let mut reading = index::read(&[document]);
        let lost = lost(&document.text).map(|fault| Finding::of(Kind::DocumentSyntax, fault));
        lost.into_iter().for_each(|finding| reading.find(&document.path, finding));
        Self::found(reading)
    }

    fn found(Found { groups, unowned, strays }: Found) -> Self {
        Self::from_groups(groups).without_owner(&unowned).with_strays(strays)
    }
}

impl Found {
    /// Adds a group. If its id already exists, the second entry is a finding.
    fn add(&mut self, group: Group, span: Span) {
        if let Some(first) = self.groups.get(&group.id) {
            let message = format!("the group `{}` is already in {}, so this one is not read", group.id, first.path);
            let help = "give one of them another id, or combine both";
            self.find(&group.path, Finding::new(Kind::NotRead, span, message).with_help(help));
            return;
        }
        self.groups.insert(group.id.clone(), group);
    }

    /// Adds a finding that does not belong to one group.
    fn find(&mut self, path: &str, finding: Finding) {
        self.strays.push(Stray { path: path.to_owned(), finding });
    }
}
