//! Properties of every fix, for any documents: it is idempotent, adds no error, and grants nothing.

use std::collections::BTreeSet;

use proptest::prelude::*;
use wg_steward::domain::diagnostics::finding::Severity;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::preview::Effects;
use wg_steward::domain::rules::fix::{Mended, mend};
use wg_steward::domain::rules::{Diagnostic, Safety, added, audit};

use crate::rules::{Documents, policy};

use super::few;
use super::rules::{after, events};

fn fixed(documents: &Documents, policy: &Policy) -> Mended {
    let all: BTreeSet<String> = documents.keys().cloned().collect();
    mend(documents.clone(), &all, Safety::Safe, |documents| audit(&Tree::read(documents, policy), policy))
}

proptest! {
    #![proptest_config(few(60))]

    #[test]
    fn safe_fixes_change_neither_owners_nor_access_and_bring_no_error(events in events()) {
        let policy = policy("");
        let documents = after(&events);
        let Mended { documents: once, .. } = fixed(&documents, &policy);
        prop_assert_eq!(&fixed(&once, &policy).documents, &once);
        let (before, after) = (Tree::read(&documents, &policy), Tree::read(&once, &policy));
        let Effects { teams, access, reviews, owners, .. } = Effects::of_change(&before, &after, &policy);
        prop_assert!(teams.is_empty() && access.is_empty() && reviews.is_empty() && owners.is_empty(),
            "{:?} {:?} {:?} {:?}", teams, access, reviews, owners);
        let is_error = |remark: &Diagnostic| remark.severity == Severity::Error;
        let errors: Vec<_> = added(&before, &after, &policy).into_iter().filter(is_error).collect();
        prop_assert_eq!(errors, vec![]);
    }
}
