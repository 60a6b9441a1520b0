//! What was found out about a change: who owns it, and what became of everybody who could be asked about it.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::{GroupId, Login};
use super::lead::Role;
use super::ownership::Group;
use super::plan::{Asked, Owner, PassedOver};

/// Everything that a check or a page tells about a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Who owns what of it, ordered by group.
    pub owners: Vec<Owner>,
    /// Those owners that have no charter in the base: nobody of theirs is a lead yet.
    pub new_groups: BTreeSet<GroupId>,
    /// Whether owners were looked for path by path.
    pub by_path: bool,
    /// Changed paths that belong to nobody, where paths have owners.
    pub unowned: Vec<String>,
    /// Listed and actual number of changed files, if GitHub lists fewer than there are.
    pub missing: Option<(u64, u64)>,
    /// Everybody who was considered, in the order of consideration.
    pub candidates: Vec<Candidate>,
    /// All groups whose charter can't be read at present.
    pub unreadable: BTreeMap<GroupId, Group>,
}

/// Somebody who was considered for a review, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The account.
    pub login: Login,
    /// The group for which it was considered.
    pub group: GroupId,
    /// Its part there.
    pub role: Role,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Is to be asked now.
    Ask,
    /// Is asked at this moment, by us or by somebody else.
    Asked,
    /// Has reviewed.
    Reviewed,
    /// Stands in the list of another group already, and is or was asked there.
    Counted(GroupId),
    /// Wrote the pull request.
    Author,
    /// Is a machine.
    Bot,
    /// Was asked by us and taken off by somebody, or took themselves off.
    TakenOff,
    /// GitHub does not let us ask, with its words.
    Refused(String),
    /// As many are asked as may be.
    Full,
    /// Will be asked when the draft is ready.
    Draft,
}

impl Verdict {
    /// Those who are to be asked now.
    pub fn asked(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.fate == Fate::Ask)
    }

    /// Those who are asked, now or before, or have reviewed already.
    pub fn responsible(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.fate.is_responsible())
    }

    /// [`Self::asked`] as a plan tells it.
    pub fn reviewers(&self) -> Vec<Asked> {
        let asked = |candidate: &Candidate| Asked {
            login: candidate.login.clone(),
            group: candidate.group.clone(),
            role: candidate.role.to_string(),
            reason: format!("{} of {}", candidate.role, self.name(&candidate.group)),
        };
        self.asked().map(asked).collect()
    }

    /// Everybody who was considered and is not asked now, as a plan tells it.
    pub fn passed_over(&self) -> Vec<PassedOver> {
        let passed = |candidate: &Candidate| PassedOver {
            login: candidate.login.clone(),
            group: candidate.group.clone(),
            reason: candidate.fate.reason(),
        };
        self.candidates.iter().filter(|candidate| candidate.fate != Fate::Ask).map(passed).collect()
    }

    /// The name of a group that owns something here.
    pub fn name<'a>(&'a self, id: &'a GroupId) -> &'a str {
        self.owners.iter().find(|owner| owner.group == *id).map_or(id.as_str(), |owner| &owner.name)
    }
}

impl Fate {
    /// Whether this person has been, is or will at once be asked.
    pub fn is_responsible(&self) -> bool {
        matches!(self, Self::Ask | Self::Asked | Self::Reviewed)
    }

    /// The reason in words, without the person's name.
    pub fn reason(&self) -> String {
        match self {
            Self::Ask => "asked".to_owned(),
            Self::Asked => "asked already".to_owned(),
            Self::Reviewed => "has reviewed already".to_owned(),
            Self::Counted(group) => format!("counted once, as a lead of `{group}`"),
            Self::Author => "author of this pull request".to_owned(),
            Self::Bot => "a machine, not a person".to_owned(),
            Self::TakenOff => "was asked before and taken off this pull request".to_owned(),
            Self::Refused(words) => format!("can't be asked here ({words})"),
            Self::Full => "as many people are asked as may be".to_owned(),
            Self::Draft => "will be asked when the draft is ready for review".to_owned(),
        }
    }
}
