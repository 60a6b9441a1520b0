//! Who is asked for a review, as a policy says it: tiers of people, one after the other, each with how many.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::text::slug::slug;
use crate::domain::types::ids::GroupId;

use super::path_rules::PathPattern;

/// Who is asked.
#[derive(Debug, Clone)]
pub struct Review {
    /// How many may be asked for a review on one pull request, at most GitHub's 15.
    pub at_most: usize,
    /// What holds for every group that nothing else is said of.
    pub rule: ReviewRule,
    /// What holds for single groups and their areas.
    pub groups: BTreeMap<GroupId, GroupReview>,
    /// How many open requests a person may have and still be asked, unless they say it themselves; `None`: any number.
    pub capacity: Option<u32>,
    /// Whether only a review of the present head counts as one.
    pub this_head: bool,
    /// Whether people whom GitHub does not let us ask are told so by a mention.
    pub mention_refused: bool,
    /// After how many working days without an answer somebody is reminded; `None`: never.
    pub remind_after: Option<u32>,
}

/// Whom to ask of a group or an area.
#[derive(Debug, Clone)]
pub struct ReviewRule {
    /// How many there are to be, or the check says why not.
    pub minimum: usize,
    /// In this order.
    pub tiers: Vec<Tier>,
}

/// What is different for one group.
#[derive(Debug, Clone, Default)]
pub struct GroupReview {
    /// For the group as a whole; `None`: as for all others.
    pub rule: Option<ReviewRule>,
    /// For single areas, by the slug of their name.
    pub areas: BTreeMap<String, ReviewRule>,
}

/// Some of those who can be asked.
#[derive(Debug, Clone)]
pub struct Tier {
    /// Which.
    pub who: Who,
    /// How many of them.
    pub ask: HowMany,
    /// When at all.
    pub only_if: OnlyIf,
}

/// Which people or teams of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Its leads.
    Leads,
    /// The approvers of the areas in question.
    Approvers,
    /// The reviewers of the areas in question.
    Reviewers,
    /// The teams that the adapter knows of: with charters those of the approvers of the areas in question (RFC-0014), else
    /// those that the group's document names.
    Teams,
    /// The leads of the group that oversees the others, who stand in for a lead (RFC-0021).
    Oversight,
}

/// How many of a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowMany {
    /// All.
    All,
    /// So many, those with the fewest open requests.
    Few(usize),
    /// Only as many as are missing for the minimum.
    IfShort,
}

/// Conditions on the pull request; all that are given have to hold. **Invariant:** what can't be known holds: it is
/// better that one too many is asked than nobody.
#[derive(Debug, Clone, Default)]
pub struct OnlyIf {
    /// One of the changed paths fits one of these.
    pub paths: Vec<PathPattern>,
    /// At least so many lines are added or deleted.
    pub lines_from: Option<u64>,
    /// At most so many lines are added or deleted.
    pub lines_to: Option<u64>,
    /// The author is one of these.
    pub authors: BTreeSet<AuthorKind>,
}

/// What the author of a pull request is to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthorKind {
    /// One of its leads.
    Lead,
    /// An approver of one of its areas.
    Approver,
    /// A reviewer of one of its areas.
    Reviewer,
    /// A machine.
    Bot,
    /// Anybody else.
    Other,
}

impl Review {
    /// What holds for a group as a whole.
    pub fn of_group(&self, id: &GroupId) -> &ReviewRule {
        self.groups.get(id).and_then(|group| group.rule.as_ref()).unwrap_or(&self.rule)
    }

    /// What holds for one area alone, if the policy says anything of it.
    pub fn of_area(&self, id: &GroupId, area: &str) -> Option<&ReviewRule> {
        self.groups.get(id)?.areas.get(&slug(area))
    }

    /// Whether it matters which paths are changed, also where a repository is owned as a whole.
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
    /// All leads; where there are none who can be asked an approver, and where there is none a member of the oversight.
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
