//! The state of the agreements that a pull request needs: who agreed, who objects, who is missing, until when.
//!
//! Read [`state`] from top to bottom. It knows nothing but its arguments, and its order is the order of the rules:
//!
//! 1. The last opinion of a person counts. A comment is no opinion.
//! 2. An approval counts for a party if the person may agree for it, if it is not dismissed, and if it was given to the
//!    same changes. Anybody's dismissal takes an approval away.
//! 3. An objection stands until the person approves, or withdraws it. Nobody else can dismiss it.
//! 4. Without an objection, the rule's number decides. With one, more than half of the whole party decide.
//! 5. A member of the oversight may bypass a rule, if the rule says so, for the changes of that time.
//! 6. A waiting period begins when its changes were proposed, and again when an objection is withdrawn.
//!
//! **Invariant:** what is not known is never agreed to.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::domain::policy::WaitStart;
use crate::domain::types::ids::Login;
use crate::domain::types::review::{Opinion, SubmittedReview};
use crate::domain::types::time::Timestamp;

use super::change::Change;
use super::change_set::{Bypass, ChangeHistory};
use super::electorate::Eligible;
use super::requirements::{Assessment, Count, Requirement};

/// The opinions on a pull request, and the time.
#[derive(Debug, Clone)]
pub struct Opinions<'a> {
    /// All approvals and objections, in the order in which they were submitted.
    pub reviews: &'a [SubmittedReview],
    /// Whether there may be more, because the timeline was too long to read.
    pub cut: bool,
    /// The rules that members of the oversight bypassed, in order.
    pub bypasses: &'a [Bypass],
    /// When the pull request was last reopened, marked as ready, or moved to another base branch: a waiting period begins no
    /// earlier.
    pub since: Option<Timestamp>,
    /// When it was last moved to another base branch: approvals before that were of other changes.
    pub retargeted: Option<Timestamp>,
    /// What was proposed at which time.
    pub history: ChangeHistory,
    /// The present time.
    pub now: Timestamp,
}

/// The state of all agreements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalState<'a> {
    /// The state of each requirement, in their order.
    pub all: Vec<AgreementState<'a>>,
    /// Approvals of people who may not agree for any party.
    pub of_others: Vec<&'a SubmittedReview>,
    /// Whether reviews may be missing, because the timeline is too long to read.
    pub is_cut: bool,
    /// Whether nothing is missing, and everything is known.
    pub is_agreed: bool,
}

/// The state of one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementState<'a> {
    /// What is needed.
    pub requirement: &'a Requirement,
    /// Whether it is reached.
    pub progress: Progress,
    /// The approvals that count, by time.
    pub have: Vec<&'a SubmittedReview>,
    /// The objections that stand, by time.
    pub objections: Vec<&'a SubmittedReview>,
    /// Approvals of people who may agree, but that do not count.
    pub not_counted: Vec<(&'a SubmittedReview, NotCounted)>,
    /// The approvals by members of the oversight, if the oversight may decide instead of the party.
    pub stand_in: Vec<&'a SubmittedReview>,
    /// The member of the oversight who bypassed the rule for all of its changes.
    pub bypass: Option<&'a Bypass>,
    /// The end of the waiting period, if there is one. An objection that stands keeps it open.
    pub until: Option<Timestamp>,
}

/// How far an agreement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It is reached.
    Agreed,
    /// The people agree, and the waiting period is not over.
    Waiting,
    /// So many more people have to agree.
    Missing(usize),
    /// An objection stands, and so many more people would have to agree against it.
    Objected(usize),
    /// Fewer people may agree than have to.
    Impossible,
    /// An election decides, not an approval.
    Election,
    /// The people or the changes are unknown.
    Unknown,
}

/// Why an approval does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCounted {
    /// Some of the changes were not the same at that time.
    ChangedSince,
    /// It is not known what was proposed at the reviewed commit.
    UnknownCommit,
    /// It was dismissed.
    Dismissed,
}

/// The state of all agreements at one time.
pub fn state<'a>(process: &'a Assessment, opinions: &Opinions<'a>) -> ApprovalState<'a> {
    let last = last_opinions(opinions.reviews);
    let all: Vec<_> = process
        .requirements
        .all
        .iter()
        .map(|requirement| agreement(requirement, &process.changes.all, &last, opinions))
        .collect();
    let is_cut = opinions.cut && !all.is_empty();
    let is_known = process.changes.unknown.is_empty() && process.requirements.without_rule.is_empty() && !is_cut;
    let reached = |state: &AgreementState<'_>| !state.requirement.rule.must || state.progress == Progress::Agreed;
    let approvals = last.values().map(|opinion| opinion.review).filter(|review| review.opinion == Opinion::Approves);
    let has_part = |login: &Login| process.requirements.all.iter().any(|requirement| requirement.may_agree(login));
    let of_others = approvals.filter(|review| !has_part(&review.author)).collect();
    ApprovalState { is_cut, is_agreed: is_known && all.iter().all(reached), of_others, all }
}

impl<'a> AgreementState<'a> {
    /// How many more people have to approve, if that is what is missing.
    pub fn missing(&self) -> Option<usize> {
        match self.progress {
            Progress::Missing(more) | Progress::Objected(more) => Some(more),
            _ => None,
        }
    }

    /// The people who may approve and have not; `None` if they are unknown.
    pub fn left(&self) -> Option<BTreeSet<&'a Login>> {
        let Eligible::Known(people) = &self.requirement.eligible else { return None };
        let has_approved = |login: &Login| self.have.iter().any(|review| review.author == *login);
        Some(people.iter().filter(|login| !has_approved(login)).collect())
    }
}

/// The last opinion of each person, and when an earlier objection was withdrawn.
struct LastOpinion<'a> {
    review: &'a SubmittedReview,
    withdrawn: Option<Timestamp>,
}

fn last_opinions(reviews: &[SubmittedReview]) -> BTreeMap<&Login, LastOpinion<'_>> {
    let mut last: BTreeMap<&Login, LastOpinion<'_>> = BTreeMap::new();
    for review in reviews {
        let before = last.get(&review.author);
        let withdrawn = before.and_then(|before| match before.review.opinion {
            Opinion::Objects => Some(review.at),
            Opinion::Approves => before.withdrawn,
        });
        last.insert(&review.author, LastOpinion { review, withdrawn });
    }
    last
}

fn agreement<'a>(
    requirement: &'a Requirement,
    all: &[Change],
    last: &BTreeMap<&Login, LastOpinion<'a>>,
    opinions: &Opinions<'a>,
) -> AgreementState<'a> {
    let changes: Vec<String> =
        requirement.changes.iter().filter_map(|place| all.get(*place)).map(Change::fingerprint).collect();
    let mut state = AgreementState {
        requirement,
        progress: Progress::Unknown,
        have: Vec::new(),
        objections: Vec::new(),
        not_counted: Vec::new(),
        stand_in: Vec::new(),
        bypass: None,
        until: None,
    };
    let mut resolved = None;
    for (login, opinion) in last {
        let may_agree = matches!(&requirement.eligible, Eligible::Known(people) if people.contains(*login));
        let stands_in = requirement.substitutes().is_some_and(|instead| instead.eligible.contains(*login));
        let review = opinion.review;
        match standing(review) {
            Standing::Objection if may_agree => state.objections.push(review),
            Standing::Withdrawn(at) if may_agree => resolved = resolved.max(Some(at)),
            Standing::Approval => match bound(review, &changes, opinions) {
                Ok(()) => {
                    state.have.extend(may_agree.then_some(review));
                    state.stand_in.extend(stands_in.then_some(review));
                    resolved = resolved.max(opinion.withdrawn.filter(|_| may_agree));
                }
                Err(why) => state.not_counted.extend(may_agree.then_some((review, why))),
            },
            Standing::Dismissed if may_agree => state.not_counted.push((review, NotCounted::Dismissed)),
            Standing::Objection | Standing::Withdrawn(_) | Standing::Dismissed => {}
        }
    }
    for reviews in [&mut state.have, &mut state.objections, &mut state.stand_in] {
        reviews.sort_by_key(|review| (review.at, review.author.clone()));
    }
    let covers = |bypass: &&Bypass| {
        requirement.may_bypass(&bypass.by) && changes.iter().all(|change| bypass.changes.contains(change))
    };
    state.bypass = opinions.bypasses.iter().filter(covers).max_by_key(|bypass| bypass.at);
    let proposed = changes.iter().map(|change| opinions.history.since(change));
    let proposed = proposed.collect::<Option<Vec<_>>>().and_then(|times| times.into_iter().max());
    let begin = proposed.map(|proposed| opinions.since.map_or(proposed, |since| since.max(proposed)));
    state.until = end(&state, begin, resolved);
    state.progress = progress(&state, proposed.is_some(), opinions.now);
    state
}

/// What is left of a review.
enum Standing {
    Approval,
    Objection,
    /// An objection that its author withdrew.
    Withdrawn(Timestamp),
    /// An approval that somebody dismissed.
    Dismissed,
}

fn standing(review: &SubmittedReview) -> Standing {
    match (review.opinion, &review.dismissed) {
        (Opinion::Approves, None) => Standing::Approval,
        (Opinion::Approves, Some(_)) => Standing::Dismissed,
        (Opinion::Objects, Some(dismissal)) if dismissal.by.as_ref() == Some(&review.author) => {
            Standing::Withdrawn(dismissal.at)
        }
        (Opinion::Objects, _) => Standing::Objection,
    }
}

/// Whether an approval was given to these changes.
fn bound(review: &SubmittedReview, changes: &[String], opinions: &Opinions<'_>) -> Result<(), NotCounted> {
    if opinions.retargeted.is_some_and(|at| review.at <= at) {
        return Err(NotCounted::ChangedSince);
    }
    let agreed = opinions.history.at_review(review).ok_or(NotCounted::UnknownCommit)?;
    if changes.iter().all(|change| agreed.contains(change)) { Ok(()) } else { Err(NotCounted::ChangedSince) }
}

/// The end of the waiting period; `None` if the rule has no period, or if the period has not begun.
fn end(state: &AgreementState<'_>, proposed: Option<Timestamp>, resolved: Option<Timestamp>) -> Option<Timestamp> {
    let wait = state.requirement.wait?;
    let last_of =
        |reviews: &[&SubmittedReview], number: usize| reviews.get(number.checked_sub(1)?).map(|review| review.at);
    let agreed = || {
        let party = needed(state).and_then(|needed| last_of(&state.have, needed));
        let instead = state.requirement.substitutes().and_then(|it| last_of(&state.stand_in, it.count));
        party.into_iter().chain(instead).min()
    };
    let begin = match wait.from {
        WaitStart::Proposed => proposed?,
        WaitStart::Agreed => proposed?.max(agreed()?),
    };
    let begin = resolved.map_or(begin, |resolved| resolved.max(begin));
    Some(if wait.working { begin.plus_working_days(wait.days.into()) } else { begin.plus(DAY * u32::from(wait.days)) })
}

/// How many have to approve, given the objections; `None` if that is unknown or if approvals do not count.
fn needed(state: &AgreementState<'_>) -> Option<usize> {
    let majority = state.requirement.majority?;
    match state.requirement.count {
        Count::Votes(percent) => Some(votes(state.have.len(), state.objections.len(), percent)),
        Count::People(number) if !state.objections.is_empty() => Some(number.max(majority)),
        Count::People(number) => Some(number),
        Count::Elected | Count::Unknown => None,
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn progress(state: &AgreementState<'_>, is_proposed: bool, now: Timestamp) -> Progress {
    let Requirement { eligible, count, wait, .. } = state.requirement;
    let is_over = wait.is_none() || state.until.is_some_and(|until| until <= now);
    let when_agreed = if is_over { Progress::Agreed } else { Progress::Waiting };
    if !is_proposed {
        return Progress::Unknown;
    }
    if *count == Count::Elected {
        return Progress::Election;
    }
    if state.bypass.is_some() {
        return Progress::Agreed;
    }
    let instead = state.requirement.substitutes().map(|instead| instead.count.saturating_sub(state.stand_in.len()));
    if instead == Some(0) {
        return when_agreed;
    }
    let (Eligible::Known(people), Some(needed)) = (eligible, needed(state)) else { return Progress::Unknown };
    let more = needed.saturating_sub(state.have.len());
    let is_vote = matches!(count, Count::Votes(_));
    match more {
        0 => when_agreed,
        _ if !state.objections.is_empty() && !is_vote => Progress::Objected(more),
        _ if people.len() < needed && instead.is_none() => Progress::Impossible,
        _ => Progress::Missing(more),
    }
}

/// The smallest number of votes in favor, at least those there are and at least one, that is this share of all votes.
fn votes(have: usize, against: usize, percent: u8) -> usize {
    let percent = usize::from(percent.min(100));
    let is_enough = |inside: &usize| *inside * 100 >= percent * (*inside + against);
    // At 100 percent a single vote against is enough to fail.
    let most = (against + 1) * 100;
    (have.max(1)..=have.max(1) + most).find(is_enough).unwrap_or(usize::MAX)
}
