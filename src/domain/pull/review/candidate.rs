//! Somebody who was considered for a review, and what became of it.

use std::fmt;

use crate::domain::types::ids::{GroupId, Login};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::role::Role;
use crate::domain::types::time::Day;

/// Somebody who was considered for a review, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The person or the team.
    pub reviewer: Reviewer,
    /// The group for which it was considered.
    pub group: GroupId,
    /// Its part there.
    pub part: CandidateRole,
    /// Whether it is considered only because too few others can be asked.
    pub stands_in: bool,
    /// Whether commits name this person as an author without a signature that proves it, which is reason to ask everybody
    /// else first.
    pub named_in_commits: bool,
    /// How many requests were open elsewhere when somebody was chosen; `None` where there was no choice, or where it is
    /// not known any more.
    pub open: Option<u32>,
    /// What became of it.
    pub fate: Fate,
}

/// What somebody is to the group for which it is considered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateRole {
    /// A lead.
    Lead(Role),
    /// An approver of an area.
    Approver,
    /// A reviewer of an area.
    Reviewer,
    /// The team of an area's approvers.
    Team,
    /// The group itself, which is a team of whose people nothing is known.
    Itself,
    /// A member of the group that oversees the others.
    Oversight,
}

/// What became of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Is to be asked now.
    Ask,
    /// Is asked at this moment, by us or by somebody else.
    Asked,
    /// Was asked so long ago that the request is passed on to others.
    Silent,
    /// Has reviewed.
    Reviewed,
    /// Stands in the list of another group already, and is or was asked there.
    Counted(GroupId),
    /// Wrote the pull request.
    Author,
    /// Signed commits of the pull request, verified by GitHub.
    Signer,
    /// Is a machine.
    Bot,
    /// Was taken off by this person, who may be the same one; `None` where we asked, and only see that it is undone.
    TakenOff(Option<Login>),
    /// A team in whose place GitHub asked these people of the area.
    Replaced(Vec<Login>),
    /// Somebody wanted another one instead, by a command.
    Rerolled(Login),
    /// Is away until the end of this day.
    Away(Day),
    /// Has as many open requests as they take.
    AtCapacity(u32),
    /// GitHub does not let us ask, with its words.
    Refused(String),
    /// As many are asked as may be.
    Full,
    /// Was asked and is no longer, and so much has happened here that it is not known whether they have reviewed or were
    /// taken off.
    Unknown,
    /// Will be asked when the draft is ready.
    Draft,
    /// Will be asked when something happens on a pull request that is older than the app's installation.
    Older,
    /// Enough others are asked.
    Enough,
}

/// A group for which fewer can be asked than the policy wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// The group.
    pub group: GroupId,
    /// The area, where it has a rule of its own.
    pub area: Option<String>,
    /// How many the policy wants.
    pub wanted: usize,
    /// How many there are.
    pub found: usize,
}

impl Fate {
    /// Whether this person has been, is or will at once be asked.
    pub fn is_responsible(&self) -> bool {
        matches!(self, Self::Ask | Self::Asked | Self::Reviewed | Self::Unknown)
    }

    /// Whether this one counts where the policy wants so many.
    pub(super) fn counts(&self) -> bool {
        self.is_responsible() || matches!(self, Self::Counted(_) | Self::Draft | Self::Older)
    }
}

impl fmt::Display for CandidateRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lead(role) => write!(f, "{role}"),
            Self::Approver => f.write_str("approver"),
            Self::Reviewer => f.write_str("reviewer"),
            Self::Team => f.write_str("team of approvers"),
            Self::Itself => f.write_str("code owner"),
            Self::Oversight => f.write_str("member of the oversight"),
        }
    }
}
