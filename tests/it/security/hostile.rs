//! Hostile pull requests: whatever one contains, the output is bounded, and truncation is reported.

use std::sync::LazyLock;

use wg_steward::domain::decide::{decide, intents, scrutinize};
use wg_steward::domain::diagnostics::finding::MAX_FINDINGS;
use wg_steward::domain::document::{MAX_BYTES, yaml};
use wg_steward::domain::governance::ownership::Ownership;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::{CHARTER_CHECK, Policy};
use wg_steward::domain::pull::document_report::{DocumentReport, Uncertainty};
use wg_steward::domain::pull::plan::{Conclusion, Plan};
use wg_steward::domain::pull::snapshot::{DocumentChange, Snapshot};
use wg_steward::domain::rules::MAX_REMARKS;

use crate::support::hostile::{CASES, policy, pull};

/// A fraction of the maximum that is read of a pull request: enough to reach every limit, and fast without
/// optimization.
const SIZE: usize = MAX_BYTES / 4;

static POLICY: LazyLock<Policy> = LazyLock::new(policy);

fn ownership(snapshot: &Snapshot) -> Ownership {
    Tree::read(snapshot.base.as_ref().unwrap(), &POLICY).ownership
}

fn decided(snapshot: &Snapshot) -> Plan {
    decide(snapshot, &ownership(snapshot), &POLICY)
}

fn found(snapshot: &Snapshot) -> DocumentReport {
    scrutinize(snapshot, &POLICY).unwrap()
}

/// The total length of all texts.
fn length(plan: &Plan) -> usize {
    let check = |check: &wg_steward::domain::pull::plan::Check| {
        let intents = check.annotations.iter().map(|it| it.title.len() + it.message.len() + it.path.len());
        check.summary.len() + intents.sum::<usize>()
    };
    plan.checks.iter().map(check).sum()
}

#[test]
fn whatever_there_is_much_of_the_findings_and_texts_are_bounded() {
    for case in CASES {
        let snapshot = pull(case, SIZE);
        let scrutiny = found(&snapshot);
        assert!(scrutiny.all().count() <= MAX_REMARKS + 100, "{case}: {}", scrutiny.all().count());
        let longest = scrutiny.all().map(|remark| remark.finding.message.len() + remark.finding.help.len()).max();
        assert!(longest.unwrap_or_default() <= 16_100, "{case}: {longest:?}");
        let plan = decided(&snapshot);
        for check in &plan.checks {
            assert!(
                check.summary.chars().count() <= 65_535 && check.annotations.len() <= 250,
                "{case}: {}",
                check.name
            );
        }
        assert!(length(&plan) <= 2_000_000, "{case}: {}", length(&plan));
        let said: usize =
            intents(&snapshot, &ownership(&snapshot), &POLICY).iter().map(|intent| format!("{intent:?}").len()).sum();
        assert!(said <= 10 * 300_000, "{case}: {said}");
    }
}

#[test]
fn what_was_cut_is_said_and_is_never_a_success() {
    let cut = ["repositories unknown", "leads", "areas", "deploy keys", "text repeated", "tags", "sections"];
    for case in cut {
        let plan = decided(&pull(case, MAX_BYTES));
        let of = |name: &str| plan.checks.iter().find(|check| check.name == name).unwrap();
        assert_ne!(of(CHARTER_CHECK).conclusion, Conclusion::Success, "{case}");
    }
    let many = found(&pull("repositories unknown", MAX_BYTES));
    assert!(matches!(many.doubts.as_slice(), [Uncertainty::Findings(more)] if *more > 0), "{:?}", many.doubts);
    assert!((MAX_REMARKS - 100..=MAX_REMARKS).contains(&many.all().count()), "{}", many.all().count());
}

#[test]
fn of_one_document_the_first_thousand_problems_are_kept_and_the_others_counted() {
    let scrutiny = found(&pull("repositories invalid", SIZE));
    let last = scrutiny.all().find(|remark| remark.finding.message.contains("more problems")).unwrap();
    assert!(scrutiny.all().count() <= MAX_FINDINGS + 20, "{}", scrutiny.all().count());
    assert!(last.finding.message.starts_with("this document has "), "{}", last.finding.message);
}

#[test]
fn an_alias_repeats_no_text_without_bounds() {
    let long = "x".repeat(MAX_BYTES / 2);
    let text = format!("a: &a {long}\nb:\n{}", "- *a\n".repeat(1_000));
    let fault = yaml::parse(&text).unwrap_err();
    assert!(fault.message.contains("more than"), "{fault}");
    let few = format!("a: &a {}\nb: [*a, *a]\n", "x".repeat(100_000));
    assert!(yaml::parse(&few).is_ok());
}

#[test]
fn a_group_with_more_leads_or_areas_than_any_is_not_read_and_that_is_said() {
    for case in ["leads", "areas"] {
        let scrutiny = found(&pull(case, SIZE));
        let said = scrutiny.all().any(|remark| remark.finding.message.contains("are not read"));
        assert!(said, "{case}");
    }
}

#[test]
fn documents_that_were_not_read_are_named() {
    let mut snapshot = pull("charters that share", SIZE);
    let unread = "toc/working-groups/g7.md";
    snapshot.documents.remove(unread);
    snapshot.documents_cut = Some((99, 100));
    let plan = decided(&snapshot);
    let check = plan.checks.iter().find(|check| check.name == CHARTER_CHECK).unwrap();
    assert!(check.summary.contains(&format!("- `{unread}`")), "{}", check.summary);
    assert_ne!(check.conclusion, Conclusion::Success);
}

#[test]
fn the_same_pull_request_twice_is_the_same_bytes_whatever_was_cut() {
    for case in ["charters that share", "sections", "areas crossed"] {
        assert_eq!(decided(&pull(case, SIZE)), decided(&pull(case, SIZE)), "{case}");
    }
}

#[test]
fn a_change_that_leaves_a_large_document_as_it_was_is_not_held_up_by_it() {
    let mut snapshot = pull("repositories", SIZE);
    for change in snapshot.documents.values_mut() {
        let text = change.after.clone();
        *change = DocumentChange { before: text.clone(), after: text.map(|text| text + "\n") };
    }
    assert_eq!(found(&snapshot).remarks, []);
}
