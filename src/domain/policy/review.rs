//! How reviewers are chosen according to a policy: tiers of people in order, each with a number.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::text::slug::slug;
use crate::domain::types::ids::GroupId;

use super::path_rules::PathPattern;

/// How reviewers are chosen.
#[derive(Debug, Clone)]
pub struct Review {
    /// How many reviews may be requested on one pull request, at most GitHub's 15.
    pub at_most: usize,
    /// The rule for every group without a rule of its own.
    pub rule: ReviewRule,
    /// The rules for single groups and their areas.
    pub groups: BTreeMap<GroupId, GroupReview>,
    /// The maximum number of open requests per person, unless they set their own limit; `None` means no limit.
    pub capacity: Option<u32>,
    /// Whether only reviews of the current head count.
    pub this_head: bool,
    /// Whether people that GitHub does not accept as reviewers are mentioned in a comment.
    pub mention_refused: bool,
    /// After how many working days without an answer a reviewer gets a reminder; `None` means never.
    pub remind_after: Option<u32>,
}

/// The reviewers of a group or an area.
#[derive(Debug, Clone)]
pub struct ReviewRule {
    /// The minimum number; if there are fewer, the check says why.
    pub minimum: usize,
    /// The tiers, in this order.
    pub tiers: Vec<Tier>,
}

/// The rules of one group.
#[derive(Debug, Clone, Default)]
pub struct GroupReview {
    /// The rule for the group as a whole; `None` if the common rule applies.
    pub rule: Option<ReviewRule>,
    /// The rules for single areas, by the slug of their name.
    pub areas: BTreeMap<String, ReviewRule>,
}

/// A tier of reviewers.
#[derive(Debug, Clone)]
pub struct Tier {
    /// Its people or teams.
    pub who: Who,
    /// How many of them.
    pub ask: HowMany,
    /// When the tier applies.
    pub only_if: OnlyIf,
}

/// People or teams of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Its leads.
    Leads,
    /// The approvers of the areas in question.
    Approvers,
    /// The reviewers of the areas in question.
    Reviewers,
    /// The teams that the adapter knows: with charters, the teams of the approvers of the areas in question (RFC-0014),
    /// otherwise those that the group's document names.
    Teams,
    /// The leads of the group that oversees the others, who can replace a lead (RFC-0021).
    Oversight,
}

/// How many reviewers to take from a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowMany {
    /// All.
    All,
    /// This many, those with the fewest open requests.
    Few(usize),
    /// Only as many as are missing for the minimum.
    IfShort,
}

/// Conditions on the pull request; all given conditions have to be true. **Invariant:** a condition that can't be
/// evaluated counts as true: one reviewer too many is better than none.
#[derive(Debug, Clone, Default)]
pub struct OnlyIf {
    /// One of the changed paths matches one of these.
    pub paths: Vec<PathPattern>,
    /// At least this many lines are added or deleted.
    pub lines_from: Option<u64>,
    /// At most this many lines are added or deleted.
    pub lines_to: Option<u64>,
    /// The author is one of these.
    pub authors: BTreeSet<AuthorKind>,
}

/// The role of a pull request's author in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthorKind {
    /// One of its leads.
    Lead,
    /// An approver of one of its areas.
    Approver,
    /// A reviewer of one of its areas.
    Reviewer,
    /// A bot account.
    Bot,
    /// Any other account.
    Other,
}

impl Review {
    /// The rule for a group as a whole.
    pub fn of_group(&self, id: &GroupId) -> &ReviewRule {
        self.groups.get(id).and_then(|group| group.rule.as_ref()).unwrap_or(&self.rule)
    }

    /// The rule for one area alone, if the policy has one.
    pub fn of_area(&self, id: &GroupId, area: &str) -> Option<&ReviewRule> {
        self.groups.get(id)?.areas.get(&slug(area))
    }

    /// Whether the changed paths matter even in a repository that is owned as a whole.
    pub fn looks_at_paths(&self) -> bool {
        self.tiers().any(|tier| !tier.only_if.paths.is_empty())
    }

    /// The tiers of all rules.
    fn tiers(&self) -> impl Iterator<Item = &Tier> {
        let of_groups = self.groups.values().flat_map(|group| group.rule.iter().chain(group.areas.values()));
        of_groups.chain([&self.rule]).flat_map(|rule| &rule.tiers)
    }
}

impl Default for ReviewRule {
    /// All leads; if none of them is available, an approver; and if there is none, a member of the oversight.
    fn default() -> Self {
        let tier = |who, ask| Tier { who, ask, only_if: OnlyIf::default() };
        let tiers = vec![
            tier(Who::Leads, HowMany::All),
            tier(Who::Approvers, HowMany::IfShort),
            tier(Who::Oversight, HowMany::IfShort),
        ];
        Self { minimum: 1, tiers }
    }
}
