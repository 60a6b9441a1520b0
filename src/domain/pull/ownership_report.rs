//! What was found out about a change: who owns it, and what became of everybody who could be asked about it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::Group;
use crate::domain::types::ids::{GroupId, Login, RepoName};

use super::document_report::Concern;
use super::plan::Owner;
use super::refused_writes::Write;
use super::review::{Candidate, Fate, Shortfall};

/// Everything that a check or a page tells about a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnershipReport {
    /// Who owns what of it, ordered by group.
    pub owners: Vec<Owner>,
    /// Those owners that have no charter in the base: nobody of theirs is a lead yet.
    pub new_groups: BTreeSet<GroupId>,
    /// Whether owners were looked for path by path.
    pub by_path: bool,
    /// The former name of the repository, where it is still listed by that.
    pub listed_as: Option<RepoName>,
    /// Changed paths that belong to nobody, where paths have owners.
    pub unowned: Vec<String>,
    /// Listed and actual number of changed files, if GitHub lists fewer than there are.
    pub missing: Option<(u64, u64)>,
    /// Everybody who was considered, in the order of consideration.
    pub candidates: Vec<Candidate>,
    /// Groups for which fewer can be asked than the policy wants.
    pub shortfalls: Vec<Shortfall>,
    /// Groups that are asked though they own nothing here.
    pub guests: BTreeMap<GroupId, Guest>,
    /// Whether no label is put because there is no room for all of them.
    pub labels_lack_room: bool,
    /// What GitHub refuses to do of what is wanted, and why.
    pub refused: BTreeMap<Write, String>,
    /// All groups whose charter can't be read at present.
    pub unreadable: BTreeMap<GroupId, Group>,
}

/// A group that is asked though it owns nothing of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Its name.
    pub name: String,
    /// Who requested it, if somebody did.
    pub requested_by: Option<Login>,
    /// What it has to agree to.
    pub concerns: BTreeSet<Concern>,
}

impl OwnershipReport {
    /// Those who are to be asked now.
    pub fn asked(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.fate == Fate::Ask)
    }

    /// Those who are asked, now or before, or have reviewed already.
    pub fn responsible(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.fate.is_responsible())
    }

    /// The name of a group that owns something here.
    pub fn name<'a>(&'a self, id: &'a GroupId) -> &'a str {
        let owner = self.owners.iter().find(|owner| owner.group == *id).map(|owner| owner.name.as_str());
        let guest = || self.guests.get(id).map(|guest| guest.name.as_str());
        owner.or_else(guest).unwrap_or(id.as_str())
    }
}
