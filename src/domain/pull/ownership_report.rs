//! The ownership result for a change: its owners, and every candidate for a review with the outcome.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::Group;
use crate::domain::types::ids::{GroupId, Login, RepoName};

use super::document_report::Concern;
use super::plan::Owner;
use super::refused_writes::Write;
use super::review::{Candidate, Fate, Shortfall};

/// Everything that a check or a page shows about a change's ownership.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnershipReport {
    /// The owners and what each owns, ordered by group.
    pub owners: Vec<Owner>,
    /// Owners without a charter in the base: they have no leads yet.
    pub new_groups: BTreeSet<GroupId>,
    /// Whether owners were determined path by path.
    pub by_path: bool,
    /// The former name of the repository, if the documents still list it under that name.
    pub listed_as: Option<RepoName>,
    /// Changed paths without an owner, if paths have owners.
    pub unowned: Vec<String>,
    /// The number of listed files and of changed files, if GitHub lists fewer than there are.
    pub missing: Option<(u64, u64)>,
    /// All candidates, in the order in which they were considered.
    pub candidates: Vec<Candidate>,
    /// Groups that have fewer available reviewers than the policy requires.
    pub shortfalls: Vec<Shortfall>,
    /// Groups that a review is requested from although they own nothing here.
    pub guests: BTreeMap<GroupId, Guest>,
    /// Whether no labels are added because they do not all fit.
    pub labels_lack_room: bool,
    /// The intended writes that GitHub refuses, with its reasons.
    pub refused: BTreeMap<Write, String>,
    /// All groups whose charter is unreadable at present.
    pub unreadable: BTreeMap<GroupId, Group>,
}

/// A group that a review is requested from although it owns nothing in the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Its name.
    pub name: String,
    /// The user who requested it, if a user did.
    pub requested_by: Option<Login>,
    /// What it has to agree to.
    pub concerns: BTreeSet<Concern>,
}

impl OwnershipReport {
    /// Candidates who get a review request now.
    pub fn asked(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.fate == Fate::Ask)
    }

    /// Candidates with a review request, a new or an existing one, and candidates who have already reviewed.
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
