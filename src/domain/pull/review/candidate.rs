//! A candidate for a review, and the outcome for them.

use std::fmt;

use crate::domain::types::ids::{GroupId, Login};
use crate::domain::types::reviewer::Reviewer;
use crate::domain::types::role::Role;
use crate::domain::types::time::Day;

/// A candidate for a review, and the outcome for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The person or the team.
    pub reviewer: Reviewer,
    /// The group that the candidate is considered for.
    pub group: GroupId,
    /// The candidate's role in that group.
    pub part: CandidateRole,
    /// Whether the candidate is considered only because too few others are available.
    pub stands_in: bool,
    /// Whether commits name this person as an author without a signature that proves it. Such candidates are chosen
    /// last.
    pub named_in_commits: bool,
    /// The number of open requests elsewhere at the time of the choice; `None` if there was no choice, or if the number
    /// is no longer known.
    pub open: Option<u32>,
    /// The outcome.
    pub fate: Fate,
}

/// A candidate's role in the group.
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
    /// The group itself, as a team whose members are unknown.
    Itself,
    /// A member of the group that oversees the others.
    Oversight,
}

/// The outcome for a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A review is to be requested now.
    Ask,
    /// A review is requested at this moment, by wg-steward or by someone else.
    Asked,
    /// The request has had no answer for so long that it is passed on to other reviewers.
    Silent,
    /// Has reviewed.
    Reviewed,
    /// The candidate is already in the list of another group, and the review is or was requested there.
    Counted(GroupId),
    /// Wrote the pull request.
    Author,
    /// Signed commits of the pull request, verified by GitHub.
    Signer,
    /// Is a bot account.
    Bot,
    /// This person removed the request, possibly the candidate themselves. `None` if it is unknown who did.
    TakenOff(Option<Login>),
    /// GitHub replaced the team with these people of the area.
    Replaced(Vec<Login>),
    /// This user asked for a different reviewer with a command.
    Rerolled(Login),
    /// Is away until the end of this day.
    Away(Day),
    /// Has reached their limit of open requests.
    AtCapacity(u32),
    /// GitHub refuses the request, with this reason.
    Refused(String),
    /// The limit on requested reviewers is reached.
    Full,
    /// The review was requested and no longer is. The history is too long to know whether they reviewed or were
    /// removed.
    Unknown,
    /// The review will be requested when the draft is ready.
    Draft,
    /// The pull request is older than the app's installation. The review will be requested when there is new activity.
    Older,
    /// Enough other reviews are requested.
    Enough,
}

/// A group with fewer available reviewers than the policy requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// The group.
    pub group: GroupId,
    /// The area, if it has a rule of its own.
    pub area: Option<String>,
    /// How many reviewers the policy requires.
    pub wanted: usize,
    /// How many are available.
    pub found: usize,
}

impl Fate {
    /// Whether this person has, had or is about to get a review request.
    pub fn is_responsible(&self) -> bool {
        matches!(self, Self::Ask | Self::Asked | Self::Reviewed | Self::Unknown)
    }

    /// Whether the candidate counts towards the number that the policy requires.
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
