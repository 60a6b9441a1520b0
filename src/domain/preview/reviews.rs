//! Repositories whose required number of approvals changes (RFC-0015).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::{Claim, reviews};

use super::subjects::{Grounds, Subject};

/// Repositories with the same change. A manual setting of a repository overrides this; it is unknown here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReviewChange {
    /// The requirement before.
    pub before: Required,
    /// The requirement after.
    pub after: Required,
    /// The repositories, ordered.
    pub subjects: Vec<Subject>,
}

/// How many approvals a pull request needs, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Required {
    /// The number.
    pub approvals: u32,
    /// How many people can approve.
    pub approvers: usize,
}

impl Required {
    fn of(claims: &[Claim<'_>]) -> Self {
        let approvers = reviews::approvers_of(claims).len();
        Self { approvals: reviews::needed(approvers), approvers }
    }
}

pub(super) fn changes(grounds: &Grounds<'_>) -> Vec<ReviewChange> {
    let mut found: BTreeMap<(Required, Required), BTreeSet<Subject>> = BTreeMap::new();
    for ground in grounds.iter() {
        let (before, after) = (Required::of(&ground.before), Required::of(&ground.after));
        if before.approvals != after.approvals {
            found.entry((before, after)).or_default().extend(ground.subjects.iter().cloned());
        }
    }
    let change = |((before, after), subjects): (_, BTreeSet<_>)| ReviewChange {
        before,
        after,
        subjects: subjects.into_iter().collect(),
    };
    found.into_iter().map(change).collect()
}
