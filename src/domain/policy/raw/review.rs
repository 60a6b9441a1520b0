//! The part of a policy that says who is asked for a review: as it is written, and what it means.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::{Location, Spanned};

use super::PolicyFault;
use super::check::Checker;
use crate::domain::ids::GroupId;
use crate::domain::policy::review::{AuthorKind, GroupReview, HowMany, OnlyIf, Review, ReviewRule, Tier, Who};
use crate::domain::slug::slug;

/// GitHub's limit of requested reviewers.
const MOST: u8 = 15;

/// Who is asked for a review.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawReview {
    /// The most people and teams that are asked on one pull request, those included who are asked already. GitHub allows
    /// 15.
    #[schemars(with = "u8", range(min = 0, max = 15))]
    at_most: Spanned<u8>,
    /// How many there are to be for each group. Where fewer can be asked, the check says why. If left out, 1.
    #[schemars(with = "Option<u8>", range(min = 0, max = 15))]
    minimum: Option<Spanned<u8>>,
    /// Whom to ask of each group, in this order. If left out: all leads; if none of them can be asked an approver, and if
    /// there is none a member of the oversight.
    tiers: Option<Vec<RawTier>>,
    /// How many open requests a person may have and still be asked, unless they say it themselves with
    /// `/wg capacity`. If left out, any number.
    capacity: Option<u32>,
    /// Which reviews count: `any_head`, or only those of the present commit, `this_head`.
    reviewed: RawReviewed,
    /// Whether people whom GitHub does not let us ask are mentioned in a comment instead. The check names them anyway.
    mention_refused: bool,
    /// Reminds people of requests that they have not answered. If left out, nobody is reminded.
    reminder: Option<RawReminder>,
    /// What is different for single groups, by their ids.
    groups: BTreeMap<String, RawGroup>,
}

/// Reminds people of requests that they have not answered.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawReminder {
    /// After so many working days the request is renewed once, by a mention in our comment; after as many again it is
    /// passed on to the next person.
    #[schemars(range(min = 1, max = 60))]
    after_working_days: u8,
}

/// Which reviews count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawReviewed {
    #[default]
    AnyHead,
    ThisHead,
}

/// What is different for one group.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawGroup {
    /// How many there are to be.
    #[schemars(with = "Option<u8>", range(min = 0, max = 15))]
    minimum: Option<Spanned<u8>>,
    /// Whom to ask.
    tiers: Option<Vec<RawTier>>,
    /// What is different for single areas of the group, by their names: people of such an area are chosen besides those of
    /// the group's other areas.
    areas: BTreeMap<String, RawArea>,
}

/// What is different for one area.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawArea {
    /// How many there are to be.
    #[schemars(with = "Option<u8>", range(min = 0, max = 15))]
    minimum: Option<Spanned<u8>>,
    /// Whom to ask.
    tiers: Option<Vec<RawTier>>,
}

/// Some of those who can be asked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawTier {
    /// Which: the `leads` of the group; `approvers` or `reviewers` of the areas in question; `teams` of the approvers of
    /// these areas, as RFC-0014 names them; the leads of the `oversight`, who stand in for a lead (RFC-0021).
    who: RawWho,
    /// How many: `all`; a number, then those with the fewest open requests; `if_short`, only as many as are missing for
    /// `minimum`.
    ask: RawAsk,
    /// When at all. What can't be known, as the paths of a pull request with too many files, holds.
    #[serde(default)]
    only_if: RawOnlyIf,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawWho {
    Leads,
    Approvers,
    Reviewers,
    Teams,
    Oversight,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged)]
enum RawAsk {
    Number(#[schemars(range(min = 1, max = 15))] u8),
    Word(RawAskWord),
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawAskWord {
    All,
    IfShort,
}

/// Conditions on the pull request: all that are given have to hold.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawOnlyIf {
    /// A changed path fits one of these globs.
    #[schemars(with = "Vec<String>")]
    paths: Vec<Spanned<String>>,
    /// At least so many lines are added or deleted.
    lines_from: Option<u64>,
    /// At most so many lines are added or deleted.
    lines_to: Option<u64>,
    /// What the author is to the group: one of these.
    author: Vec<RawAuthor>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawAuthor {
    Lead,
    Approver,
    Reviewer,
    Bot,
    Other,
}

impl Default for RawReview {
    fn default() -> Self {
        Self {
            at_most: Spanned::new(MOST, Location::UNKNOWN, Location::UNKNOWN),
            minimum: None,
            tiers: None,
            capacity: None,
            reviewed: RawReviewed::default(),
            mention_refused: false,
            reminder: None,
            groups: BTreeMap::new(),
        }
    }
}

impl Checker<'_> {
    pub(super) fn review(&mut self, raw: RawReview) -> Option<Review> {
        let RawReview { at_most, minimum, tiers, capacity, reviewed, mention_refused, reminder, groups } = raw;
        let at_most = self.limited("at_most", &at_most);
        let rule = self.rule(minimum, tiers, &ReviewRule::default());
        let mut by_id = BTreeMap::new();
        for (id, raw) in groups {
            if let (Some(id), Some(rule)) = (self.plain::<GroupId>("review", &id), &rule) {
                by_id.insert(id, self.group(raw, rule)?);
            }
        }
        let days = reminder.map(|RawReminder { after_working_days }| after_working_days);
        if days.is_some_and(|days| !(1..=60).contains(&days)) {
            let message = "`after_working_days` is a number from 1 to 60";
            self.faults.push(PolicyFault::at(Location::UNKNOWN, message));
        }
        Some(Review {
            at_most: at_most?,
            rule: rule?,
            groups: by_id,
            capacity,
            this_head: reviewed == RawReviewed::ThisHead,
            mention_refused,
            remind_after: days.map(u32::from),
        })
    }

    fn group(&mut self, raw: RawGroup, base: &ReviewRule) -> Option<GroupReview> {
        let RawGroup { minimum, tiers, areas } = raw;
        let is_own = minimum.is_some() || tiers.is_some();
        let rule = self.rule(minimum, tiers, base)?;
        let mut by_slug = BTreeMap::new();
        for (name, RawArea { minimum, tiers }) in areas {
            by_slug.insert(slug(&name), self.rule(minimum, tiers, &rule)?);
        }
        Some(GroupReview { rule: is_own.then_some(rule), areas: by_slug })
    }

    /// What is not said is as in `base`.
    fn rule(
        &mut self,
        minimum: Option<Spanned<u8>>,
        tiers: Option<Vec<RawTier>>,
        base: &ReviewRule,
    ) -> Option<ReviewRule> {
        let minimum = minimum.map_or(Some(base.minimum), |minimum| self.limited("minimum", &minimum));
        let tiers = match tiers {
            Some(tiers) => tiers.into_iter().map(|tier| self.tier(tier)).collect::<Vec<_>>().into_iter().collect(),
            None => Some(base.tiers.clone()),
        };
        Some(ReviewRule { minimum: minimum?, tiers: tiers? })
    }

    fn tier(&mut self, raw: RawTier) -> Option<Tier> {
        let RawTier { who, ask, only_if } = raw;
        let ask = match ask {
            RawAsk::Word(RawAskWord::All) => HowMany::All,
            RawAsk::Word(RawAskWord::IfShort) => HowMany::IfShort,
            RawAsk::Number(number) if (1..=MOST).contains(&number) => HowMany::Few(usize::from(number)),
            RawAsk::Number(number) => {
                let message = format!("`ask: {number}`: a tier asks 1 to {MOST}, `all` or `if_short`; or leave it out");
                self.faults.push(PolicyFault::at(Location::UNKNOWN, message));
                return None;
            }
        };
        Some(Tier { who: which(who), ask, only_if: self.only_if(only_if)? })
    }

    fn only_if(&mut self, raw: RawOnlyIf) -> Option<OnlyIf> {
        let RawOnlyIf { paths, lines_from, lines_to, author } = raw;
        let paths: Vec<_> = paths.iter().map(|path| self.pattern(path)).collect();
        let authors = author.into_iter().map(kind).collect();
        Some(OnlyIf { paths: paths.into_iter().collect::<Option<_>>()?, lines_from, lines_to, authors })
    }

    fn limited(&mut self, key: &str, number: &Spanned<u8>) -> Option<usize> {
        let fits = number.value <= MOST;
        if !fits {
            let message = format!("`{key}` is {MOST} at the most: GitHub's limit");
            self.faults.push(PolicyFault::at(number.defined, message));
        }
        fits.then_some(usize::from(number.value))
    }
}

fn which(raw: RawWho) -> Who {
    match raw {
        RawWho::Leads => Who::Leads,
        RawWho::Approvers => Who::Approvers,
        RawWho::Reviewers => Who::Reviewers,
        RawWho::Teams => Who::Teams,
        RawWho::Oversight => Who::Oversight,
    }
}

fn kind(raw: RawAuthor) -> AuthorKind {
    match raw {
        RawAuthor::Lead => AuthorKind::Lead,
        RawAuthor::Approver => AuthorKind::Approver,
        RawAuthor::Reviewer => AuthorKind::Reviewer,
        RawAuthor::Bot => AuthorKind::Bot,
        RawAuthor::Other => AuthorKind::Other,
    }
}
