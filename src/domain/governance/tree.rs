//! All governing documents at one moment, parsed: the input for the rules, the preview of a change, and a new proposal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::domain::diagnostics::finding::Rule;
use crate::domain::document::markdown::{Block, Heading, Outline};
use crate::domain::policy::{Governing, PathPattern, Policy};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, RepoName};

use super::charter::{self, Charter, Reading};
use super::index;
use super::index::{Index, Section};
use super::organization::contributors::{self, Contributors};
use super::organization::org_file::OrgFile;
use super::organization::org_list::Listing;
use super::organization::protection::{self, Protection};
use super::organization::{org_file, org_list};
use super::ownership::{Ownership, OwnershipDocument};

/// The governing documents by their paths in the governing repository. **Invariant:** reading never fails; an
/// unreadable part is a finding on the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The charters, by path, including those in the wrong place.
    pub charters: BTreeMap<String, Arc<CharterFile>>,
    /// Documents in the place of charters that are not charters.
    pub no_charters: BTreeSet<String>,
    /// The index of groups.
    pub index: Option<Arc<Named<Index>>>,
    /// The org file.
    pub org_file: Option<Arc<Named<OrgFile>>>,
    /// The list of contributors.
    pub contributors: Option<Arc<Named<Contributors>>>,
    /// The list of organizations.
    pub org_list: Option<Arc<Named<Listing>>>,
    /// The configuration of branch protection.
    pub protection: Option<Arc<Named<Protection>>>,
    /// The texts of other documents that define ownership, if there are no charters.
    pub sources: BTreeMap<String, String>,
    /// The ownership by these charters; charters in the wrong place do not count.
    pub ownership: Ownership,
    /// Whether these are only some of the documents, so that a missing one may exist.
    pub partial: bool,
    /// Documents at a place that has one already, such as a second org file; only the first is read.
    pub surplus: BTreeSet<String>,
    /// The repository that they are in.
    repository: RepoName,
}

/// A document with its path and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    /// Its path.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its parsed content.
    pub read: T,
}

/// A parsed charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharterFile {
    /// Its path.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The id of its group: from the path according to the policy, or else the slug of its name.
    pub id: GroupId,
    /// Whether it is in the right place, according to the policy.
    pub placed: bool,
    /// Whether the policy names the group itself: the oversight and the staff, which have no section and are not in the
    /// index.
    pub fixed: bool,
    /// Its Markdown; empty if it is unreadable.
    pub outline: Outline,
    /// Its content.
    pub reading: Reading,
}

impl Tree {
    /// Reads documents, by path. Other Markdown files are searched for charters in the wrong place.
    pub fn read(documents: &BTreeMap<String, String>, policy: &Policy) -> Self {
        Self::read_by(documents, policy, None)
    }

    /// Reads documents of which many may be the same as here: these are not parsed again.
    #[must_use]
    pub fn read_again(&self, documents: &BTreeMap<String, String>, policy: &Policy) -> Self {
        Self::read_by(documents, policy, Some(self))
    }

    fn read_by(documents: &BTreeMap<String, String>, policy: &Policy, known: Option<&Self>) -> Self {
        let governing = &policy.governing;
        let organization = governing.repository.owner();
        let read_charter = |(path, text): (&String, &String)| {
            let same = known.and_then(|known| known.charters.get(path)).filter(|charter| charter.text == *text);
            same.cloned().or_else(|| charter_file(path, text, policy).map(Arc::new))
        };
        let charters = documents.iter().filter_map(read_charter);
        let charters: BTreeMap<_, _> = charters.map(|charter| (charter.path.clone(), charter)).collect();
        let placed = documents.keys().filter(|path| governing.charter_at(path).is_some());
        let no_charters = placed.filter(|path| !charters.contains_key(*path)).cloned().collect();
        let find = Finder { documents, known };
        Self {
            index: find.read(&governing.index, |tree| &tree.index, index::read),
            org_file: find.read(&governing.org_file, |tree| &tree.org_file, |text| org_file::read(text, organization)),
            contributors: find.read(
                &governing.contributors,
                |tree| &tree.contributors,
                |text| contributors::read(text, organization),
            ),
            org_list: find.read(&governing.org_list, |tree| &tree.org_list, org_list::read),
            protection: find.read(&governing.branch_protection, |tree| &tree.protection, protection::read),
            surplus: find.surplus(governing),
            sources: sources(documents, policy),
            ownership: ownership(documents, &charters, policy),
            charters,
            no_charters,
            partial: false,
            repository: governing.repository.clone(),
        }
    }

    /// Marks the tree as having only some of the documents.
    #[must_use]
    pub fn as_part(self) -> Self {
        Self { partial: true, ..self }
    }

    /// The charter of a group: the one in the right place, or else one in the wrong place.
    pub fn charter(&self, id: &GroupId) -> Option<&CharterFile> {
        let of_group = || self.charters.values().map(Arc::as_ref).filter(|charter| charter.id == *id);
        of_group().find(|charter| charter.placed).or_else(|| of_group().next())
    }

    /// The section of the index on a charter's group: by its name, its title or its id, in this order.
    pub fn section(&self, charter: &CharterFile) -> Option<&Section> {
        self.sections().remove(charter.path.as_str())
    }

    /// The sections on charters' groups, by the charters' paths: those that link the charter, or else those with the
    /// group's name. The id of another charter does not count as a name: a charter with a copied name does not get that
    /// group's section.
    pub fn sections(&self) -> BTreeMap<&str, &Section> {
        let Some(index) = &self.index else { return BTreeMap::new() };
        let mut told: BTreeMap<String, &Section> = BTreeMap::new();
        let mut linked: BTreeMap<String, Vec<&Section>> = BTreeMap::new();
        for section in &index.read.sections {
            told.entry(section.slug()).or_insert(section);
            let targets = section.charter_links().filter_map(|link| target(&index.path, &self.repository, &link.url));
            targets.for_each(|path| linked.entry(path).or_default().push(section));
        }
        let placed = || self.charters.values().filter(|charter| charter.placed);
        let ids: BTreeSet<&str> = placed().map(|charter| charter.id.as_str()).collect();
        let names: BTreeSet<String> = placed().flat_map(|charter| charter.slugs()).collect();
        let section = |charter: &CharterFile| {
            let slugs = charter.slugs();
            let is_own = |slug: &&String| charter.id.as_str() == slug.as_str() || !ids.contains(slug.as_str());
            let called = || slugs.iter().filter(is_own).find_map(|slug| told.get(slug).copied());
            let links = linked.get(&charter.path).map(Vec::as_slice).unwrap_or_default();
            let named = links.iter().find(|section| slugs.contains(&section.slug()));
            // A section of another group was copied, and still links this charter.
            let free = links.iter().find(|section| !names.contains(&section.slug()));
            named.copied().or_else(called).or_else(|| free.copied())
        };
        let found = self.charters.values().map(|charter| (charter.path.as_str(), section(charter)));
        found.filter_map(|(path, section)| Some((path, section?))).collect()
    }

    /// The text of a document by its path.
    pub fn text(&self, path: &str) -> Option<&str> {
        let others = [
            self.index.as_ref().map(|named| (&named.path, &named.text)),
            self.org_file.as_ref().map(|named| (&named.path, &named.text)),
            self.contributors.as_ref().map(|named| (&named.path, &named.text)),
            self.org_list.as_ref().map(|named| (&named.path, &named.text)),
            self.protection.as_ref().map(|named| (&named.path, &named.text)),
        ];
        let other = others.into_iter().flatten().find(|(other, _)| *other == path).map(|(_, text)| text.as_str());
        let charter = || self.charters.get(path).map(|charter| charter.text.as_str());
        other.or_else(charter).or_else(|| self.sources.get(path).map(String::as_str))
    }

    /// The managed organizations, as spelled: their repositories are in the org file. Without a list of organizations,
    /// these are the policy's.
    pub fn managed(&self, policy: &Policy) -> BTreeSet<String> {
        let Some(list) = self.org_list.as_ref().filter(|list| !list.read.organizations.is_empty()) else {
            return policy.organizations.clone();
        };
        let mut seen = BTreeSet::new();
        let first = list.read.organizations.iter().filter(|listed| seen.insert(listed.name.to_ascii_lowercase()));
        let managed = first.filter(|listed| listed.managed.is_some_and(|managed| managed.value));
        managed.map(|listed| listed.name.value.clone()).collect()
    }
}

impl CharterFile {
    /// The slugs that the index may use for the group: of its name, of its title, and its id.
    pub fn slugs(&self) -> Vec<String> {
        let mut slugs = self.reading.slugs();
        slugs.push(self.id.to_string());
        slugs
    }

    /// The group's name.
    pub fn name(&self) -> String {
        self.reading.name().unwrap_or_else(|| self.id.to_string())
    }

    /// The block, if it is readable.
    pub fn charter(&self) -> Option<&Charter> {
        self.reading.charter.as_ref()
    }

    /// The first paragraph of its section `Mission`, without markup.
    pub fn mission(&self) -> Option<&str> {
        let is_mission = |heading: &Heading| slug(&heading.text) == "mission";
        let begins =
            |block: &&Block| matches!(block, Block::Heading(heading) if heading.level == 2 && is_mission(heading));
        let ends = |block: &&Block| matches!(block, Block::Heading(heading) if heading.level <= 2);
        let behind = self.outline.blocks.iter().skip_while(|block| !begins(block)).skip(1);
        behind.take_while(|block| !ends(block)).find_map(|block| match block {
            Block::Paragraph(prose) => Some(prose.text.as_str()),
            _ => None,
        })
    }

    /// The name of the file without its extension.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// The path in the repository that a link in a document points to.
pub fn target(document: &str, repository: &RepoName, url: &str) -> Option<String> {
    let url = percent_decode_str(url.split(['#', '?']).next()?.trim()).decode_utf8_lossy();
    if let Some((_, rest)) = url.split_once("://") {
        let repository = repository.as_str();
        let (_, path) = rest.split_once('/')?;
        let inner = path.get(repository.len()..)?.strip_prefix('/')?;
        let same = path.get(..repository.len())?.eq_ignore_ascii_case(repository);
        // Skip `blob/main/` and similar prefixes.
        let behind = inner.split_once('/')?.1.split_once('/')?.1;
        return same.then(|| behind.to_owned());
    }
    let mut parts: Vec<&str> = match url.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => document.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
    };
    for part in url.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Finds documents by their patterns, and parses those that are not known yet.
struct Finder<'a> {
    documents: &'a BTreeMap<String, String>,
    known: Option<&'a Tree>,
}

impl Finder<'_> {
    /// Further documents at places where there should be one: which of them the automation reads is not known.
    fn surplus(&self, governing: &Governing) -> BTreeSet<String> {
        let patterns = [&governing.org_file, &governing.contributors, &governing.branch_protection];
        let further = |pattern: &PathPattern| {
            let found = self.documents.keys().filter(|path| pattern.captures(path).is_some());
            found.skip(1).cloned().collect::<Vec<_>>()
        };
        patterns.into_iter().flatten().flat_map(further).collect()
    }

    fn read<T>(
        &self,
        pattern: &Option<PathPattern>,
        known: fn(&Tree) -> &Option<Arc<Named<T>>>,
        read: impl FnOnce(&str) -> T,
    ) -> Option<Arc<Named<T>>> {
        let pattern = pattern.as_ref()?;
        let (path, text) = self.documents.iter().find(|(path, _)| pattern.captures(path).is_some())?;
        let known = self.known.and_then(|tree| known(tree).as_ref());
        match known.filter(|known| known.path == *path && known.text == *text) {
            Some(known) => Some(known.clone()),
            None => Some(Arc::new(Named { path: path.clone(), text: text.clone(), read: read(text) })),
        }
    }
}

fn sources(documents: &BTreeMap<String, String>, policy: &Policy) -> BTreeMap<String, String> {
    if policy.governing.has_charters() {
        return BTreeMap::new();
    }
    let sources = documents.iter().filter(|(path, _)| policy.governing.is_source(path));
    sources.map(|(path, text)| (path.clone(), text.clone())).collect()
}

fn ownership(
    documents: &BTreeMap<String, String>,
    charters: &BTreeMap<String, Arc<CharterFile>>,
    policy: &Policy,
) -> Ownership {
    let governing = &policy.governing;
    let sources = documents.iter().filter(|(path, _)| governing.is_source(path));
    let document = |(path, text): (&String, &String)| OwnershipDocument {
        path: path.clone(),
        text: text.clone(),
        last_good: None,
    };
    let sources: Vec<_> = sources.map(document).collect();
    let known = |document: &OwnershipDocument| charters.get(&document.path).map(|file| file.reading.clone());
    let reader = |document: &OwnershipDocument| known(document).unwrap_or_else(|| charter::read(&document.text));
    Ownership::of_read(&sources, governing, &reader)
}

/// A charter, recognized by its path or by its content.
fn charter_file(path: &str, text: &str, policy: &Policy) -> Option<CharterFile> {
    let governing = &policy.governing;
    let placed = governing.charter_at(path).filter(|_| governing.has_charters());
    if placed.is_none() && (governing.is_document(path) || !path.ends_with(".md")) {
        return None;
    }
    let (reading, outline) = charter::read_with_outline(text);
    let fixed = placed.as_ref().is_some_and(|(_, source)| source.group.is_some());
    let claims = match placed {
        Some(_) => fixed || reading.is_charter() || is_draft(&outline, &reading),
        None => is_misplaced(path, &reading),
    };
    if !claims {
        return None;
    }
    let named = || reading.slugs().iter().find_map(|slug| slug.parse().ok());
    let stem = || path.rsplit('/').next()?.strip_suffix(".md")?.to_lowercase().parse().ok();
    let is_placed = placed.is_some();
    let id = placed.map(|(id, _)| id).or_else(named).or_else(stem)?;
    Some(CharterFile { path: path.to_owned(), text: text.to_owned(), id, placed: is_placed, fixed, outline, reading })
}

/// Whether a document in the place of a charter is meant to be one, although it has neither the title nor a marked
/// block: it has a block that looks like a charter's, or two of its sections.
fn is_draft(outline: &Outline, reading: &Reading) -> bool {
    const SECTIONS: [&str; 4] = ["mission", "goals", "scope", "non-goals"];
    let unmarked = reading.findings.iter().any(|finding| finding.rule() == Rule::Y1);
    let named = |heading: &&Heading| heading.level == 2 && SECTIONS.contains(&slug(&heading.text).as_str());
    unmarked || outline.headings().filter(named).nth(1).is_some()
}

/// Whether a document elsewhere is meant to be a charter: it has the title of one, or it is among working groups and
/// has a readable block. Other documents may quote a charter, as RFCs do.
fn is_misplaced(path: &str, reading: &Reading) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let among_groups = folder.is_empty() || folder == "toc" || folder.to_lowercase().contains("working-group");
    reading.title.is_some() || (among_groups && reading.charter.is_some())
}
