//! Repositories in which another number of approvals will be required (RFC-0015).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::ownership::{Claim, reviews};

use super::subjects::{Grounds, Subject};

/// Repositories in which the same changes. A setting of a repository that was made by hand comes before this; it is not
/// known here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReviewChange {
    /// What is required before.
    pub before: Required,
    /// What is required after.
    pub after: Required,
    /// Where, ordered.
    pub subjects: Vec<Subject>,
}

/// How many approvals a pull request needs, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Required {
    /// How many it needs.
    pub approvals: u32,
    /// How many people could give one.
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
