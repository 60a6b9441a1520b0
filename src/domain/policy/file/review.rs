//! The part of a policy that says how reviewers are chosen: the raw form, and its translation to the model.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::document::At;
use crate::domain::policy::review::{AuthorKind, GroupReview, HowMany, OnlyIf, Review, ReviewRule, Tier, Who};
use crate::domain::text::slug::slug;

use super::validate::Checker;

/// GitHub's limit of requested reviewers.
const MAX: u8 = 15;

/// How reviewers are chosen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawReview {
    /// The maximum number of requested people and teams on one pull request, including existing requests. GitHub allows
    /// 15.
    #[schemars(range(min = 0, max = 15))]
    at_most: u8,
    /// The minimum number of reviewers for each group. If fewer are available, the check says why. If left out, 1.
    #[schemars(range(min = 0, max = 15))]
    minimum: Option<u8>,
    /// The tiers of reviewers of each group, in this order. If left out: all leads; if none of them is available, an
    /// approver; and if there is none, a member of the oversight.
    tiers: Option<Vec<RawTier>>,
    /// The maximum number of open requests per person, unless they set their own limit with `/wg capacity`. If left
    /// out, there is no limit.
    capacity: Option<u32>,
    /// The reviews that count: `any_head`, all of them, or `this_head`, only reviews of the current commit.
    reviewed: RawReviewed,
    /// Whether people that GitHub does not accept as reviewers are mentioned in a comment instead. The check names them
    /// in any case.
    mention_refused: bool,
    /// Reminders of unanswered requests. If left out, there are none.
    reminder: Option<RawReminder>,
    /// Settings for single groups, by id.
    #[schemars(with = "BTreeMap<String, RawGroup>")]
    groups: BTreeMap<At<String>, RawGroup>,
}

/// Reminders of unanswered requests.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawReminder {
    /// After this many working days, the request is renewed once by a mention in our comment. After the same time
    /// again, it is passed on to the next person.
    #[schemars(with = "u8", range(min = 1, max = 60))]
    after_working_days: At<u8>,
}

/// The reviews that count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawReviewed {
    #[default]
    AnyHead,
    ThisHead,
}

/// Settings for one group.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawGroup {
    /// The minimum number of reviewers.
    #[schemars(range(min = 0, max = 15))]
    minimum: Option<u8>,
    /// The tiers of reviewers.
    tiers: Option<Vec<RawTier>>,
    /// Settings for single areas of the group, by name: reviewers for such an area are chosen in addition to those for
    /// the group's other areas.
    #[schemars(with = "BTreeMap<String, RawArea>")]
    areas: BTreeMap<At<String>, RawArea>,
}

/// Settings for one area.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawArea {
    /// The minimum number of reviewers.
    #[schemars(range(min = 0, max = 15))]
    minimum: Option<u8>,
    /// The tiers of reviewers.
    tiers: Option<Vec<RawTier>>,
}

/// A tier of reviewers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawTier {
    /// The people: the `leads` of the group; `approvers` or `reviewers` of the areas in question; `teams` of the
    /// approvers of these areas, as RFC-0014 names them; the leads of the `oversight`, who can replace a lead
    /// (RFC-0021).
    #[schemars(with = "RawWho")]
    who: At<RawWho>,
    /// How many: `all`; a number, which means those with the fewest open requests; `if_short`, only as many as are
    /// missing for `minimum`.
    #[schemars(with = "RawAsk")]
    ask: At<RawAsk>,
    /// When the tier applies. A condition that can't be evaluated counts as true, for example on the paths of a pull
    /// request with too many files.
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

/// Conditions on the pull request: all given conditions have to be true.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawOnlyIf {
    /// A changed path matches one of these globs.
    #[schemars(with = "Vec<String>")]
    paths: Vec<At<String>>,
    /// At least this many lines are added or deleted.
    lines_from: Option<u64>,
    /// At most this many lines are added or deleted.
    lines_to: Option<u64>,
    /// The author has one of these roles in the group.
    #[schemars(with = "Vec<RawAuthor>")]
    author: Vec<At<RawAuthor>>,
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
            at_most: MAX,
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
        let rule = self.rule(minimum, tiers, &ReviewRule::default());
        let mut by_id = BTreeMap::new();
        for (id, raw) in groups {
            let areas: Vec<_> = raw.areas.keys().cloned().collect();
            let group = self.group(&id);
            if let Some(mention) = self.mentions.last_mut().filter(|_| group.is_some()) {
                mention.areas = areas;
            }
            if let (Some(id), Some(rule)) = (group, &rule) {
                by_id.insert(id, self.of_group(raw, rule)?);
            }
        }
        Some(Review {
            at_most: usize::from(at_most),
            rule: rule?,
            groups: by_id,
            capacity,
            this_head: reviewed == RawReviewed::ThisHead,
            mention_refused,
            remind_after: reminder.map(|RawReminder { after_working_days: days }| u32::from(days.value)),
        })
    }

    fn of_group(&mut self, raw: RawGroup, base: &ReviewRule) -> Option<GroupReview> {
        let RawGroup { minimum, tiers, areas } = raw;
        let is_own = minimum.is_some() || tiers.is_some();
        let rule = self.rule(minimum, tiers, base)?;
        let mut by_slug = BTreeMap::new();
        for (name, RawArea { minimum, tiers }) in areas {
            by_slug.insert(slug(&name), self.rule(minimum, tiers, &rule)?);
        }
        Some(GroupReview { rule: is_own.then_some(rule), areas: by_slug })
    }

    /// A rule whose missing values come from `base`.
    fn rule(&mut self, minimum: Option<u8>, tiers: Option<Vec<RawTier>>, base: &ReviewRule) -> Option<ReviewRule> {
        let minimum = minimum.map_or(base.minimum, usize::from);
        let tiers = match tiers {
            Some(tiers) => tiers.into_iter().map(|tier| self.tier(tier)).collect::<Vec<_>>().into_iter().collect(),
            None => Some(base.tiers.clone()),
        };
        Some(ReviewRule { minimum, tiers: tiers? })
    }

    fn tier(&mut self, raw: RawTier) -> Option<Tier> {
        let RawTier { who, ask, only_if } = raw;
        let (which, word) = which(*who);
        self.role(word, who.span);
        let ask = match *ask {
            RawAsk::Word(RawAskWord::All) => HowMany::All,
            RawAsk::Word(RawAskWord::IfShort) => HowMany::IfShort,
            RawAsk::Number(number) => HowMany::Few(usize::from(number)),
        };
        Some(Tier { who: which, ask, only_if: self.only_if(only_if)? })
    }

    fn only_if(&mut self, raw: RawOnlyIf) -> Option<OnlyIf> {
        let RawOnlyIf { paths, lines_from, lines_to, author } = raw;
        let paths: Vec<_> = paths.iter().map(|path| self.pattern(path)).collect();
        let mut authors = BTreeSet::new();
        for author in author {
            let (kind, word) = kind(*author);
            self.role(word, author.span);
            authors.insert(kind);
        }
        Some(OnlyIf { paths: paths.into_iter().collect::<Option<_>>()?, lines_from, lines_to, authors })
    }
}

fn which(raw: RawWho) -> (Who, &'static str) {
    match raw {
        RawWho::Leads => (Who::Leads, "leads"),
        RawWho::Approvers => (Who::Approvers, "approvers"),
        RawWho::Reviewers => (Who::Reviewers, "reviewers"),
        RawWho::Teams => (Who::Teams, "teams"),
        RawWho::Oversight => (Who::Oversight, "oversight"),
    }
}

fn kind(raw: RawAuthor) -> (AuthorKind, &'static str) {
    match raw {
        RawAuthor::Lead => (AuthorKind::Lead, "lead"),
        RawAuthor::Approver => (AuthorKind::Approver, "approver"),
        RawAuthor::Reviewer => (AuthorKind::Reviewer, "reviewer"),
        RawAuthor::Bot => (AuthorKind::Bot, "bot"),
        RawAuthor::Other => (AuthorKind::Other, "other"),
    }
}
