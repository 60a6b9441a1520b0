//! Where foundations write down who owns what: one file for each shape of governing documents, all with one result.
//!
//! An adapter is pure: documents and the policy's settings in, groups out. Whatever can be read is read; what can't be is
//! a finding with its place and a way out, on the group that it concerns or beside all groups.
//!
//! **Invariant:** unknown is never nobody's. Of a document that can't be read the newest text that could be counts; if
//! there is none, a group without leads stands in for it, so that everybody sees that something is missing.

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

/// What governing documents say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// All groups; each keeps what could not be read of it.
    pub groups: BTreeMap<GroupId, Group>,
    /// Parts of repositories that explicitly belong to nobody.
    pub unowned: Vec<RepositoryPart>,
    /// What could not be read and is no group's alone.
    pub strays: Vec<Stray>,
}

/// Reads those of the documents from which the policy's adapter knows who owns what; others are passed over.
pub fn read(documents: &[OwnershipDocument], governing: &Governing) -> Found {
    read_by(documents, governing, &|document| charter::read(&document.text))
}

/// The same, with charters as `reader` reads them: it may have done so already.
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
    // Of charters their own reader says it.
    for document in sources.iter().filter(|_| governing.adapter != Adapter::Charters) {
        let lost = lost(&document.text).map(|fault| Finding::of(Kind::DocumentSyntax, fault));
        lost.into_iter().for_each(|finding| reading.find(&document.path, finding));
    }
    reading.strays.sort_by(|one, other| (&one.path, &one.finding).cmp(&(&other.path, &other.finding)));
    reading
}

/// Whether the document at `path` can be read: a text that can't be does not replace one that could.
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
    /// Reads the documents as the policy's adapter has them; see [`read`].
    pub fn of(documents: &[OwnershipDocument], governing: &Governing) -> Self {
        Self::found(read(documents, governing))
    }

    /// The same, with charters as `reader` reads them: it may have done so already.
    pub fn of_read(
        documents: &[OwnershipDocument],
        governing: &Governing,
        reader: &dyn Fn(&OwnershipDocument) -> Reading,
    ) -> Self {
        Self::found(read_by(documents, governing, reader))
    }

    /// What the index of groups says by itself, where there are no charters: groups with a mission, and in words what they
    /// own.
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
    /// Takes a group, unless there is one with its id: then its second entry is a finding.
    fn add(&mut self, group: Group, span: Span) {
        if let Some(first) = self.groups.get(&group.id) {
            let message = format!("the group `{}` is in {} already, and this one is not read", group.id, first.path);
            let help = "give one of them another id, or put both into one";
            self.find(&group.path, Finding::new(Kind::NotRead, span, message).with_help(help));
            return;
        }
        self.groups.insert(group.id.clone(), group);
    }

    /// Takes a finding that is no group's alone.
    fn find(&mut self, path: &str, finding: Finding) {
        self.strays.push(Stray { path: path.to_owned(), finding });
    }
}
