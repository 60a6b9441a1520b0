//! The result that the organization's generator derives from the documents for its sync: the owners, members and teams
//! of each managed organization, with every account as spelled.
//!
//! Source: `generate_org_members` and `generate_teams` in the generator's `org_management.py`. The generator compares
//! logins exactly; the sync (peribolos) and GitHub ignore case. Unreadable parts are left out, because other rules
//! report them.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::document::{At, Span};
use crate::domain::policy::Policy;
use crate::domain::types::ids::{GroupId, Login};

use super::charter::{Charter, Person, entries};
use super::organization::org_file::Organization;
use super::tree::{CharterFile, Tree};

/// A place where an account is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence<'a> {
    /// The document.
    pub path: &'a str,
    /// The login in it.
    pub span: Span,
}

/// Accounts by spelling, with every place that uses the spelling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts<'a>(BTreeMap<&'a str, Vec<Occurrence<'a>>>);

/// The roster of one organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster<'a> {
    /// The organization.
    pub organization: String,
    /// Its owners.
    pub admins: Accounts<'a>,
    /// Its other members.
    pub members: Accounts<'a>,
}

/// The people of a group's teams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRoster<'a> {
    /// The group.
    pub group: &'a GroupId,
    /// Its leads, who maintain its teams.
    pub maintainers: Accounts<'a>,
    /// The other members of its areas' teams.
    pub members: Accounts<'a>,
}

impl<'a> Accounts<'a> {
    fn add(&mut self, path: &'a str, login: &'a At<Login>) {
        self.0.entry(login.as_str()).or_default().push(Occurrence { path, span: login.span });
    }

    fn people(&mut self, file: &'a CharterFile, people: impl IntoIterator<Item = &'a Person>) {
        people.into_iter().for_each(|person| self.add(&file.path, &person.login));
    }

    fn without(mut self, others: &Self) -> Self {
        self.0.retain(|login, _| !others.0.contains_key(login));
        self
    }

    /// The accounts in lower case, so that each is included once.
    pub fn folded(&self) -> BTreeSet<String> {
        self.0.keys().map(|login| login.to_ascii_lowercase()).collect()
    }

    /// The accounts that `others` spell differently: the spelling here, the one there, and the places of each.
    pub fn respelled<'s>(&'s self, others: &'s Self) -> impl Iterator<Item = Respelled<'s>> {
        let spellings: BTreeMap<String, _> = others.0.iter().map(|it| (it.0.to_ascii_lowercase(), it)).collect();
        self.0.iter().filter_map(move |(login, spots)| {
            let (other, there) = spellings.get(&login.to_ascii_lowercase())?;
            Some(Respelled { login, spots, other, at: *there.first()? })
        })
    }

    /// The places that name the accounts of `logins` (in lower case).
    pub fn spots(&self, logins: &BTreeSet<String>) -> impl Iterator<Item = Occurrence<'a>> {
        let these = self.0.iter().filter(|(login, _)| logins.contains(&login.to_ascii_lowercase()));
        these.flat_map(|(_, spots)| spots.iter().copied())
    }
}

/// One account in two spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Respelled<'s> {
    /// One spelling.
    pub login: &'s str,
    /// Every place with this spelling.
    pub spots: &'s [Occurrence<'s>],
    /// The other spelling.
    pub other: &'s str,
    /// The first place with that spelling.
    pub at: Occurrence<'s>,
}

/// The charters that define teams: those in the right place with a readable block.
pub fn charters<'a>(tree: &'a Tree, policy: &Policy) -> impl Iterator<Item = (&'a CharterFile, &'a Charter)> {
    let oversight = policy.governing.oversight.clone();
    let placed = tree.charters.values().filter(|file| file.placed);
    let others = placed.filter(move |file| oversight.as_ref() != Some(&file.id));
    others.filter_map(|file| Some((file.as_ref(), file.charter()?)))
}

/// The organization of a charter's teams.
pub fn organization<'c>(charter: &'c Charter, policy: &'c Policy) -> &'c str {
    charter.org.as_ref().map_or_else(|| policy.governing.repository.owner(), |org| org.as_str())
}

/// The roster of each managed organization.
pub fn rosters<'a>(tree: &'a Tree, policy: &Policy) -> Vec<Roster<'a>> {
    let listed = Listed::of(tree, policy);
    tree.managed(policy).into_iter().map(|organization| roster(tree, policy, &listed, organization)).collect()
}

/// The people of each organization in each document, indexed by organization, because there may be thousands of them.
#[derive(Default)]
struct Listed<'a> {
    org_file: BTreeMap<&'a str, Vec<&'a Organization>>,
    contributors: BTreeMap<&'a str, Vec<&'a At<Login>>>,
    /// The charters of groups with teams in the organization.
    charters: BTreeMap<String, Vec<(&'a CharterFile, &'a Charter)>>,
}

impl<'a> Listed<'a> {
    fn of(tree: &'a Tree, policy: &Policy) -> Self {
        let mut listed = Self::default();
        for own in tree.org_file.iter().flat_map(|file| &file.read.organizations) {
            listed.org_file.entry(own.name.as_str()).or_default().push(own);
        }
        for (name, logins) in tree.contributors.iter().flat_map(|list| &list.read.organizations) {
            listed.contributors.entry(name.as_str()).or_default().extend(logins);
        }
        for (file, charter) in charters(tree, policy) {
            listed.charters.entry(organization(charter, policy).to_owned()).or_default().push((file, charter));
        }
        listed
    }
}

fn roster<'a>(tree: &'a Tree, policy: &Policy, listed: &Listed<'a>, organization: String) -> Roster<'a> {
    let (mut admins, mut members) = (Accounts::default(), Accounts::default());
    if let Some(file) = &tree.org_file {
        for own in listed.org_file.get(organization.as_str()).into_iter().flatten() {
            own.admins.iter().for_each(|login| admins.add(&file.path, login));
            own.members.iter().for_each(|login| members.add(&file.path, login));
        }
    }
    if let Some(list) = &tree.contributors {
        let own = listed.contributors.get(organization.as_str()).into_iter().flatten();
        own.for_each(|login| members.add(&list.path, login));
    }
    let overseers = policy.governing.oversight.as_ref().and_then(|id| tree.charter(id));
    if let Some((file, charter)) = overseers.and_then(|file| Some((file, file.charter()?))) {
        admins.people(file, charter.leads());
    }
    if policy.governing.repository.belongs_to(&organization) {
        for (file, charter) in charters(tree, policy) {
            match self::organization(charter, policy) == organization {
                true => members.people(file, charter.people()),
                // Leads of all groups have write permission in the governing repository.
                false => members.people(file, charter.leads()),
            }
        }
    } else {
        let own = listed.charters.get(&organization).into_iter().flatten();
        own.for_each(|(file, charter)| members.people(file, charter.people()));
    }
    Roster { organization, members: members.without(&admins), admins }
}

/// The people of each group's teams.
pub fn team_rosters<'a>(tree: &'a Tree, policy: &Policy) -> Vec<TeamRoster<'a>> {
    let roster = |(file, charter): (&'a CharterFile, &'a Charter)| {
        let (mut maintainers, mut members) = (Accounts::default(), Accounts::default());
        maintainers.people(file, charter.leads());
        for area in &charter.areas {
            let lists = [&area.approvers, &area.reviewers, &area.bots];
            members.people(file, lists.into_iter().flat_map(entries));
        }
        TeamRoster { group: &file.id, members: members.without(&maintainers), maintainers }
    };
    charters(tree, policy).map(roster).collect()
}
