//! Data that rules compare a document with, collected once for a whole tree: searching all other documents for each
//! charter would be slow.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::charter::Charter;
use crate::domain::governance::index::Section;
use crate::domain::governance::organization::org_file::{Organization, Repository};
use crate::domain::governance::ownership::{Group, teams};
use crate::domain::governance::tree::{CharterFile, Tree};
use crate::domain::policy::Policy;
use crate::domain::proposal::{Insertion, OrgPage};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, Login, RepoName};

use super::renamed;

/// A tree, with lookup tables for the whole tree.
pub(super) struct RuleContext<'a> {
    /// All documents.
    pub(super) tree: &'a Tree,
    /// The documents before the change, if there is one.
    pub(super) base: Option<&'a Tree>,
    /// The foundation's policy.
    pub(super) policy: &'a Policy,
    /// The current ids of renamed groups, with the id before the change.
    pub(super) renamed: BTreeMap<GroupId, GroupId>,
    /// The section of each charter, by the charter's path.
    pub(super) sections: BTreeMap<&'a str, &'a Section>,
    /// The slugs in the list of the index.
    pub(super) listed: BTreeSet<String>,
    /// The sections that link to an address, by the address.
    pub(super) links: BTreeMap<&'a str, Vec<&'a Section>>,
    /// The charters in the right place whose block has a name, by the slug of the name.
    pub(super) names: BTreeMap<String, Vec<&'a CharterFile>>,
    /// The groups of each team, by its organization in lower case and its slug.
    pub(super) teams: BTreeMap<(String, String), Vec<&'a Group>>,
    /// The contributors; `None` if there is no list of them.
    contributors: Option<BTreeSet<&'a Login>>,
    /// The charters that name a person, at most two.
    parts: BTreeMap<&'a Login, Vec<&'a str>>,
    /// The content of the org file, by the organization in lower case.
    organizations: BTreeMap<String, &'a Organization>,
    /// The managed organizations, in their spelling.
    pub(super) managed: BTreeSet<String>,
    /// The same by their names in lower case.
    spellings: BTreeMap<String, String>,
    /// Names that are missing from the org file, limited to the first ones, with the name that each probably means.
    pub(super) sought: BTreeMap<&'a RepoName, Sought<'a>>,
}

/// A name that is missing from the org file.
pub(super) struct Sought<'a> {
    /// The repository that it probably means.
    pub(super) meant: Option<&'a RepoName>,
    /// The entry that would add it. It is prepared once, because many charters may name it.
    pub(super) entry: Option<Insertion>,
}

/// For how many names the closest one is searched: with more than this, they are not spelling mistakes.
const SOUGHT: usize = 20;

/// How many managed organizations are named in a sentence.
const SHOWN: usize = 10;

/// The approximate limit on compared letters: twenty long names among thousands of long ones would take seconds.
const COMPARED: usize = 20_000_000;

/// Whether a repository is in the org file.
pub(super) enum DocumentStatus<'a> {
    /// It is there.
    There(&'a Repository),
    /// It is not there, but should be.
    Missing,
    /// Its organization is not managed, or is in another file, as before 2025.
    Elsewhere,
}

impl<'a> RuleContext<'a> {
    pub(super) fn of(tree: &'a Tree, base: Option<&'a Tree>, policy: &'a Policy) -> Self {
        let before = base.unwrap_or(tree);
        let contributors = before.contributors.as_ref().map(|named| {
            let logins = named.read.organizations.iter().flat_map(|(_, logins)| logins);
            logins.map(|login| &login.value).collect()
        });
        let listed = tree.index.iter().flat_map(|index| &index.read.groups).map(|name| slug(name));
        let mut survey = Self {
            tree,
            base,
            policy,
            renamed: base.map(|base| renamed(base, tree)).unwrap_or_default(),
            sections: tree.sections(),
            listed: listed.collect(),
            links: links(tree),
            names: names(tree),
            teams: made(tree, policy),
            contributors,
            parts: parts(before),
            organizations: organizations(tree),
            spellings: tree.managed(policy).into_iter().map(|name| (name.to_ascii_lowercase(), name)).collect(),
            managed: tree.managed(policy),
            sought: BTreeMap::new(),
        };
        survey.sought = survey.sought();
        survey
    }

    /// Whether a person is known: as a contributor, or from a charter. With a change, any charter before it counts;
    /// without one, any charter but that at `path`. Without a list of contributors, everyone is known.
    pub(super) fn knows(&self, login: &Login, path: &str) -> bool {
        let Some(contributors) = &self.contributors else { return true };
        let parts = self.parts.get(login).map(Vec::as_slice).unwrap_or_default();
        contributors.contains(login) || parts.iter().any(|other| self.base.is_some() || *other != path)
    }

    /// Whether a repository is in the org file.
    pub(super) fn standing(&self, name: &RepoName) -> DocumentStatus<'a> {
        let owner = name.owner().to_ascii_lowercase();
        match self.organizations.get(&owner).map(|organization| organization.repositories.get(name)) {
            Some(Some(repository)) => DocumentStatus::There(repository),
            Some(None) if self.is_managed(&owner) => DocumentStatus::Missing,
            _ => DocumentStatus::Elsewhere,
        }
    }

    fn sought(&self) -> BTreeMap<&'a RepoName, Sought<'a>> {
        let Some(file) = &self.tree.org_file else { return BTreeMap::new() };
        let charters = self.tree.charters.values().filter_map(|file| file.charter());
        let names = charters.flat_map(Charter::repositories).map(|name| &name.value);
        let missing = names.filter(|name| matches!(self.standing(name), DocumentStatus::Missing));
        let mut sought = BTreeSet::new();
        let letters: usize = file.read.repositories().map(|repository| repository.name.name().len()).sum();
        let mut compared = 0;
        let few = |name: &&RepoName| {
            compared += letters * name.name().len();
            compared <= COMPARED
        };
        let missing = missing.filter(|name| sought.insert(*name)).take(SOUGHT).take_while(few);
        let meant = |name: &RepoName| {
            let renamed = file.read.renamed(name).map(|repository| &repository.name.value);
            renamed.or_else(|| file.read.nearest(name))
        };
        let mut page = None;
        let mut entry = |name| page.get_or_insert_with(|| OrgPage::of(&file.text)).as_ref()?.entry(name, None);
        missing.map(|name| (name, Sought { meant: meant(name), entry: entry(name) })).collect()
    }

    /// Whether an organization is managed: its repositories are in the org file.
    pub(super) fn is_managed(&self, organization: &str) -> bool {
        self.managed_spelling(organization).is_some()
    }

    /// The spelling of a managed organization, given in any case.
    pub(super) fn managed_spelling(&self, organization: &str) -> Option<&str> {
        self.spellings.get(&organization.to_ascii_lowercase()).map(String::as_str)
    }

    /// The managed organizations as a list for a sentence, limited to the first ones.
    pub(super) fn shown_managed(&self) -> Vec<String> {
        self.managed.iter().take(SHOWN).map(|name| format!("`{name}`")).collect()
    }

    /// The current id of a group from before the change.
    pub(super) fn now<'s>(&'s self, id: &'s GroupId) -> &'s GroupId {
        self.renamed.iter().find(|(_, old)| *old == id).map_or(id, |(new, _)| new)
    }

    /// The id of a group before the change.
    pub(super) fn formerly<'s>(&'s self, id: &'s GroupId) -> &'s GroupId {
        self.renamed.get(id).unwrap_or(id)
    }
}

fn links(tree: &Tree) -> BTreeMap<&str, Vec<&Section>> {
    let mut links: BTreeMap<&str, Vec<&Section>> = BTreeMap::new();
    for section in tree.index.iter().flat_map(|index| &index.read.sections) {
        for (_, link) in section.links() {
            let sections = links.entry(link.url.trim()).or_default();
            // The first section and one more are enough to show that another one links it.
            if sections.len() < 2 && sections.last().is_none_or(|last| last.span != section.span) {
                sections.push(section);
            }
        }
    }
    links
}

fn names(tree: &Tree) -> BTreeMap<String, Vec<&CharterFile>> {
    let mut names: BTreeMap<String, Vec<&CharterFile>> = BTreeMap::new();
    for file in tree.charters.values().filter(|file| file.placed) {
        if let Some(charter) = file.charter() {
            names.entry(slug(&charter.name)).or_default().push(file);
        }
    }
    names
}

fn made<'a>(tree: &'a Tree, policy: &Policy) -> BTreeMap<(String, String), Vec<&'a Group>> {
    let mut made: BTreeMap<(String, String), Vec<&Group>> = BTreeMap::new();
    for (_, group) in tree.ownership.groups() {
        for team in teams::of_group(group, &policy.governing) {
            let groups = made.entry((team.organization.to_ascii_lowercase(), team.slug)).or_default();
            if groups.last().is_none_or(|last| last.id != group.id) {
                groups.push(group);
            }
        }
    }
    made
}

fn parts(tree: &Tree) -> BTreeMap<&Login, Vec<&str>> {
    let mut parts: BTreeMap<&Login, Vec<&str>> = BTreeMap::new();
    for file in tree.charters.values() {
        for person in file.charter().into_iter().flat_map(Charter::people) {
            let paths = parts.entry(&person.login.value).or_default();
            if paths.len() < 2 && paths.last().is_none_or(|last| *last != file.path) {
                paths.push(&file.path);
            }
        }
    }
    parts
}

fn organizations(tree: &Tree) -> BTreeMap<String, &Organization> {
    let mut known: BTreeMap<String, &Organization> = BTreeMap::new();
    for organization in tree.org_file.iter().flat_map(|file| &file.read.organizations) {
        known.entry(organization.name.to_ascii_lowercase()).or_insert(organization);
    }
    known
}
