//! One story for each case: what is edited, what change that is, and who has to agree.

mod agreement;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::governance::tree::Tree;
use crate::domain::policy::{self, Policy};
use crate::domain::types::case::Case;
use crate::domain::types::ids::Login;

use super::{Change, ChangePlace, Count, Eligible, Requirement, Requirements, TouchedPath, changes, requirements};

const OVENS: &str = "toc/working-groups/ovens.md";
const STOVES: &str = "toc/working-groups/stoves.md";
const TOC: &str = "toc/TOC.md";
const ORGS: &str = "orgs/orgs.yml";
const CONTRIBUTORS: &str = "orgs/contributors.yml";
const PROTECTION: &str = "orgs/branchprotection.yml";

/// A foundation: the group Ovens with two leads, an area with four approvers and one with two; the group Stoves with one lead,
/// who is in the oversight, too.
const BASE: [(&str, &str); 6] = [
    (
        OVENS,
        "# Ovens: Working Group Charter\n\n```yaml\nname: Ovens\n\
         execution_leads:\n- {name: Ada, github: ada}\n\
         technical_leads:\n- {name: Bob, github: bob}\n\
         bots:\n- {name: Timer, github: timer-bot}\n\
         areas:\n\
         - name: Wood\n  approvers:\n  - {name: Ann, github: ann}\n  - {name: Ben, github: ben}\n  - {name: Cat, github: cat}\n  \
           - {name: Dan, github: dan}\n  reviewers:\n  - {name: Eve, github: eve}\n  \
           repositories:\n  - cloudfoundry/logs\n  - cloudfoundry/bread\n\
         - name: Gas\n  approvers:\n  - {name: Ann, github: ann}\n  - {name: Fay, github: fay}\n  \
           repositories:\n  - cloudfoundry/pipe\n  - example/valve\n```\n",
    ),
    (
        STOVES,
        "# Stoves: Working Group Charter\n\n```yaml\nname: Stoves\n\
         execution_leads:\n- {name: Tia, github: tia}\n\
         technical_leads: []\nbots: []\n\
         areas:\n- name: Iron\n  approvers: []\n  repositories:\n  - cloudfoundry/iron\n```\n",
    ),
    (
        TOC,
        "```yaml\nname: Technical Oversight Committee\n\
         execution_leads:\n- {name: Tia, github: tia}\n- {name: Tom, github: tom}\n- {name: Ted, github: ted}\n\
         technical_leads: []\nbots: []\nareas: []\n```\n",
    ),
    (
        ORGS,
        "orgs:\n  cloudfoundry:\n    repos:\n      bread: {}\n      flour: {}\n      iron: {}\n      logs: {}\n      pipe: {}\n",
    ),
    (CONTRIBUTORS, "orgs:\n  cloudfoundry:\n    contributors:\n    - cal\n"),
    (PROTECTION, "branch-protection: {}\n"),
];

/// An edit: in this document, the first text becomes the second.
type Edit = (&'static str, &'static str, &'static str);

fn cloudfoundry() -> Policy {
    policy::parse(include_str!("../../../../policies/cloudfoundry/policy.yml")).unwrap()
}

fn trees(edits: &[Edit], policy: &Policy) -> [Tree; 2] {
    let base: BTreeMap<String, String> = BASE.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    let mut head = base.clone();
    for (path, from, to) in edits {
        let text = head.remove(*path).unwrap_or_default();
        assert!(text.contains(from), "{path} has no `{from}`");
        let text = if from.is_empty() { (*to).to_owned() } else { text.replacen(from, to, 1) };
        if !text.is_empty() {
            head.insert((*path).into(), text);
        }
    }
    [base, head].map(|documents| Tree::read(&documents, policy))
}

fn joined<T: ToString>(things: impl IntoIterator<Item = T>) -> String {
    things.into_iter().map(|thing| thing.to_string()).collect::<Vec<_>>().join(", ")
}

fn change(change: &Change) -> String {
    let places = |places: &[ChangePlace]| joined(places);
    let id = change.case.id().unwrap_or("?");
    format!("{id} {} {}: {} -> {}", change.case.code(), change.subject, places(&change.from), places(&change.to))
}

fn requirement(requirement: &Requirement) -> String {
    let Requirement { rule, party, count, eligible, wait, .. } = requirement;
    let count = match count {
        Count::People(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let eligible = match eligible {
        Eligible::Known(people) => joined(people),
        Eligible::Unknown => "unknown".to_owned(),
    };
    let days = wait.map_or_else(String::new, |wait| format!(", {} days", wait.days));
    format!("{}: {count} of the {party}: {eligible}{days} ({})", rule.name, rule.source.name)
}

fn needed(edits: &[Edit], author: &str) -> (Vec<Change>, Requirements) {
    let policy = cloudfoundry();
    let [base, head] = trees(edits, &policy);
    let found = changes(&base, &head, &[], &policy);
    assert!(found.unknown.is_empty(), "{:?}", found.unknown);
    let author: Option<Login> = author.parse().ok();
    let needed = requirements(&found.all, &base, author.as_ref(), &policy);
    (found.all, needed)
}

/// What is changed, and who has to agree, in lines.
#[track_caller]
fn story(edits: &[Edit], expected_changes: &[&str], expected: &[&str]) {
    let (found, needed) = needed(edits, "");
    assert_eq!(found.iter().map(change).collect::<Vec<_>>(), expected_changes);
    assert_eq!(needed.all.iter().map(requirement).collect::<Vec<_>>(), expected);
}

const OVENS_LEADS: &str = "ownership_group: 2 of the leads of ovens: ada, bob (RFC-0007)";
const STOVES_LEADS: &str = "ownership_group: 1 of the leads of stoves: tia (RFC-0007)";
const OVERSIGHT: &str = "ownership_oversight: 2 of the members of toc: ted, tia, tom (RFC-0007)";

#[test]
fn a_repository_that_is_created_claimed_or_moved_needs_the_groups_and_the_oversight() {
    let create = (ORGS, "flour: {}\n", "flour: {}\n      cake: {}\n");
    let own = |name| (OVENS, "- cloudfoundry/bread\n", name);
    story(
        &[create, own("- cloudfoundry/bread\n  - cloudfoundry/cake\n")],
        &["C1 repository_created cloudfoundry/cake:  -> ovens: Wood"],
        &[OVENS_LEADS, OVERSIGHT],
    );
    story(
        &[own("- cloudfoundry/bread\n  - cloudfoundry/flour\n")],
        &["C2 repository_claimed cloudfoundry/flour:  -> ovens: Wood"],
        &[OVENS_LEADS, OVERSIGHT],
    );
    story(
        &[own("- cloudfoundry/bread\n  - CloudFoundry/Iron\n"), (STOVES, "  - cloudfoundry/iron\n", "")],
        &["C3 repository_moved cloudfoundry/iron: stoves: Iron -> ovens: Wood"],
        &[OVENS_LEADS, STOVES_LEADS, OVERSIGHT],
    );
}

#[test]
fn a_repository_that_leaves_needs_its_group_and_the_oversight() {
    let leave = (OVENS, "  - cloudfoundry/bread\n", "");
    let both = [OVENS_LEADS, OVERSIGHT];
    let archive = (ORGS, "bread: {}", "bread: {archived: true}");
    story(&[leave, archive], &["C4 repository_archived cloudfoundry/bread: ovens: Wood -> "], &both);
    let delete = (ORGS, "      bread: {}\n", "");
    story(&[leave, delete], &["C5 repository_deleted cloudfoundry/bread: ovens: Wood -> "], &both);
    story(&[leave], &["C6 repository_released cloudfoundry/bread: ovens: Wood -> "], &both);
    let valve = (OVENS, "  - example/valve\n", "");
    story(&[valve], &["C10 unmanaged_repository example/valve: ovens: Gas -> "], &both);
}

#[test]
fn a_repository_that_is_renamed_is_one_change() {
    let renamed =
        "C7 repository_renamed cloudfoundry/bread: ovens: Wood, cloudfoundry/bread -> ovens: Wood, cloudfoundry/loaf";
    let (charter, both) = ((OVENS, "cloudfoundry/bread", "cloudfoundry/loaf"), [OVENS_LEADS, OVERSIGHT]);
    story(&[charter, (ORGS, "bread: {}", "loaf: {}")], &[renamed], &both);
    let by_name = (ORGS, "bread: {}", "loaf: {previously: [bread]}");
    story(&[charter, by_name], &[renamed], &both);
    // The charter does not follow, or another group takes it under the new name.
    story(&[by_name], &[renamed], &both);
    let taken = [
        (OVENS, "  - cloudfoundry/bread\n", ""),
        (STOVES, "cloudfoundry/iron", "cloudfoundry/iron\n  - cloudfoundry/loaf"),
        by_name,
    ];
    let (found, _) = needed(&taken, "");
    let moved = "C3 repository_moved cloudfoundry/bread: ovens: Wood -> stoves: Iron";
    assert_eq!(found.iter().map(change).next().as_deref(), Some(moved));
    assert_eq!(found.len(), 2);
    // Two that go and two that come are no rename that anybody could know.
    let (found, _) = needed(
        &[
            charter,
            (OVENS, "cloudfoundry/logs", "cloudfoundry/wood"),
            (ORGS, "bread: {}", "loaf: {}"),
            (ORGS, "logs: {}", "wood: {}"),
        ],
        "",
    );
    assert_eq!(joined(found.iter().map(|change| change.case.id().unwrap())), "C1, C1, C5, C5");
}

#[test]
fn the_org_file_alone_needs_the_oversight_and_the_owner_if_there_is_one() {
    let archived = "C8 archived_in_org_file cloudfoundry/bread: ovens: Wood -> ovens: Wood";
    story(&[(ORGS, "bread: {}", "bread: {archived: true}")], &[archived], &[OVENS_LEADS, OVERSIGHT]);
    story(&[(ORGS, "      flour: {}\n", "")], &["C8 deleted_in_org_file cloudfoundry/flour:  -> "], &[OVERSIGHT]);
    story(
        &[(ORGS, "flour: {}", "flour: {}\n      egg: {}")],
        &["C8 created_in_org_file cloudfoundry/egg:  -> "],
        &[OVERSIGHT],
    );
    story(&[(ORGS, "flour: {}", "flour: {has_wiki: true}")], &[], &[]);
}

#[test]
fn a_second_owner_is_what_no_agreement_makes_right() {
    let (found, needed) =
        needed(&[(STOVES, "- cloudfoundry/iron\n", "- cloudfoundry/iron\n  - cloudfoundry/logs\n")], "");
    assert_eq!(change(&found[0]), "C9 second_owner_added cloudfoundry/logs:  -> stoves: Iron");
    assert_eq!((needed.all, needed.without_rule), (vec![], vec![0]));
}

#[test]
fn areas_need_one_lead() {
    let lead = ["areas: 1 of the leads of ovens: ada, bob (practice)"];
    let away = (OVENS, "  - cloudfoundry/pipe\n", "");
    let here = (OVENS, "- cloudfoundry/bread\n", "- cloudfoundry/bread\n  - cloudfoundry/pipe\n");
    story(&[away, here], &["C11 area_changed cloudfoundry/pipe: ovens: Gas -> ovens: Wood"], &lead);
    story(&[(OVENS, "name: Wood", "name: Firewood")], &["C11 area_renamed ovens: Wood: Wood -> Firewood"], &lead);
    let added = "- name: Oil\n  approvers: []\n  repositories: []\n- name: Gas";
    story(&[(OVENS, "- name: Gas", added)], &["C11 area_added ovens: Oil:  -> "], &lead);
}

#[test]
fn the_author_does_not_count_and_then_nobody_may_be_left() {
    let claim = [(STOVES, "- cloudfoundry/iron\n", "- cloudfoundry/iron\n  - cloudfoundry/flour\n")];
    let (_, needed) = needed(&claim, "TIA");
    let lines: Vec<_> = needed.all.iter().map(requirement).collect();
    let [group, oversight] = [
        "ownership_group: 1 of the leads of stoves:  (RFC-0007)",
        "ownership_oversight: 2 of the members of toc: ted, tom (RFC-0007)",
    ];
    assert_eq!(lines, [group, oversight]);
    assert_eq!(needed.all.iter().map(Requirement::is_possible).collect::<Vec<_>>(), [Some(false), Some(true)]);
}

#[test]
fn a_group_that_is_renamed_is_one_change_for_which_there_is_no_rule() {
    let text = BASE[0].1;
    let renamed = ("toc/working-groups/hobs.md", "", text);
    let (found, needed) = needed(&[(OVENS, text, ""), renamed], "");
    assert_eq!(found.iter().map(change).collect::<Vec<_>>(), ["? group_renamed ovens: Ovens -> Ovens"]);
    assert_eq!(needed.without_rule, [0]);
}

#[test]
fn a_group_that_goes_takes_the_agreement_of_its_leads_for_each_repository() {
    story(
        &[(STOVES, BASE[1].1, "")],
        &["? group_removed stoves:  -> ", "C6 repository_released cloudfoundry/iron: stoves: Iron -> "],
        &[STOVES_LEADS, OVERSIGHT, "group_formed: 2 of the members of toc: ted, tia, tom (WORKING-GROUPS.md)"],
    );
}

#[test]
fn what_cannot_be_read_is_unknown_and_never_everybody() {
    let policy = cloudfoundry();
    let broken = (OVENS, "bots:", "bots: [");
    let [base, head] = trees(&[broken], &policy);
    let found = changes(&base, &head, &[], &policy);
    assert_eq!(found.all, []);
    assert_eq!(found.unknown.iter().map(|unknown| unknown.path.as_str()).collect::<Vec<_>>(), [OVENS]);
    // A repository goes from the group that can't be read to another one.
    let claim = (STOVES, "- cloudfoundry/iron\n", "- cloudfoundry/iron\n  - cloudfoundry/flour\n");
    let [_, after] = trees(&[broken, claim, (TOC, "areas: []", "areas: [")], &policy);
    let [_, before] = trees(&[broken, (TOC, "areas: []", "areas: [")], &policy);
    let found = changes(&before, &after, &[], &policy);
    let needed = requirements(&found.all, &before, None, &policy);
    let unknown = "ownership_oversight: Unknown of the members of toc: unknown (RFC-0007)";
    assert_eq!(needed.all.iter().map(requirement).collect::<Vec<_>>(), [STOVES_LEADS, unknown]);
    assert_eq!(needed.all[1].is_possible(), None);
}

#[test]
fn each_of_several_changes_has_its_own_requirement() {
    let claim = (STOVES, "- cloudfoundry/iron\n", "- cloudfoundry/iron\n  - cloudfoundry/flour\n");
    let bot = (OVENS, "\n- {name: Timer, github: timer-bot}", " []");
    let (found, needed) = needed(&[claim, bot, (PROTECTION, "{}", "{orgs: {}}")], "");
    assert_eq!(joined(found.iter().map(|change| change.case.id().unwrap())), "C2, P8, P10");
    let asked: Vec<_> = needed.all.iter().map(|it| (it.rule.name.as_str(), it.changes.as_slice())).collect();
    let expected: [(&str, &[usize]); 4] =
        [("ownership_group", &[0]), ("ownership_oversight", &[0]), ("bots", &[1]), ("branch_protection", &[2])];
    assert_eq!(asked, expected);
}

#[test]
fn two_cases_have_no_rule_and_no_code_stands_twice() {
    let rules = cloudfoundry().agreements;
    let ruled = |case: Case| rules.iter().any(|rule| rule.cases.contains(&case));
    assert!(!ruled(Case::SecondOwnerAdded) && !ruled(Case::GroupRenamed) && ruled(Case::GroupRemoved));
    let codes: BTreeSet<_> = rules.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(codes.len(), rules.len());
    let page = include_str!("../../../../docs/simulate.md");
    let untold: Vec<_> = codes.iter().filter(|code| !page.contains(&format!("`{code}`"))).collect();
    assert!(untold.is_empty(), "docs/simulate.md does not name {untold:?}");
}
