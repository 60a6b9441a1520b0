//! Who has to agree to which change of the governing documents, as a policy says.

use std::collections::BTreeSet;

use crate::domain::types::case::Case;

/// A rule: the party that has to agree in some cases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Agreement {
    /// Its name in checks and JSON.
    pub name: String,
    /// The cases.
    pub cases: BTreeSet<Case>,
    /// The party.
    pub who: PartyRole,
    /// The number of people.
    pub need: Threshold,
    /// The document with the rule.
    pub source: RuleSource,
    /// The waiting period, if there is one.
    pub wait: Option<Wait>,
    /// Whether it is required; a SHOULD of an RFC is not.
    pub must: bool,
    /// Whether it does not apply to a pull request of the person whose role changes.
    pub not_if_own: bool,
    /// A party that may decide instead.
    pub alternative: Option<Alternative>,
}

/// The party of a rule, by the roles before the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyRole {
    /// The leads of each affected group.
    Leads,
    /// The approvers of the area.
    AreaApprovers,
    /// The approvers of all areas of the group.
    GroupApprovers,
    /// The members of the oversight.
    Oversight,
    /// The leads of any group.
    AnyLead,
    /// Contributors, reviewers and approvers of any group.
    AnyContributor,
}

/// The number of people who have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Threshold {
    /// So many of them.
    People(usize),
    /// So many of them, or one if there are fewer than `below`.
    OrOneOfFew {
        /// The usual number.
        people: usize,
        /// The size of a party of which one is enough.
        below: usize,
    },
    /// One of them merges the pull request.
    Merge,
    /// More than this share of all of them, in percent: more than 50 is a quorum.
    MoreThan(u8),
    /// At least this share of those who vote, in percent.
    Votes(u8),
    /// An election decides; approvals do not count.
    Election,
}

/// A waiting period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    /// Its length in days.
    pub days: u16,
    /// Whether Saturdays and Sundays do not count.
    pub working: bool,
    /// When it begins; again when an objection is withdrawn.
    pub from: WaitStart,
    /// Whether it is for the person whose role changes, to answer: a pull request of this person does not wait.
    pub to_answer: bool,
}

/// When a waiting period begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitStart {
    /// When the change was proposed.
    Proposed,
    /// When enough people have agreed.
    Agreed,
}

/// A party that may decide instead of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alternative {
    /// More than half of the oversight.
    StandIn,
    /// A member of the oversight, with a reason.
    Bypass,
}

/// The document with a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleSource {
    /// Its name.
    pub name: String,
    /// Its address; `None` for an unwritten practice.
    pub url: Option<String>,
}

impl Threshold {
    /// The word for it in JSON. **Stable.**
    pub fn word(self) -> &'static str {
        match self {
            Self::People(_) | Self::OrOneOfFew { .. } => "number",
            Self::Merge => "merge",
            Self::MoreThan(_) => "quorum",
            Self::Votes(_) => "share",
            Self::Election => "election",
        }
    }
}

impl Alternative {
    /// The word for it in policies and JSON. **Stable.**
    pub fn word(self) -> &'static str {
        match self {
            Self::StandIn => "oversight_stands_in",
            Self::Bypass => "oversight_bypasses",
        }
    }
}
