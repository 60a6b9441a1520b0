//! Stories of people, machines and documents beside the charters (P1 to P14).

use super::{
    CONTRIBUTORS, OVENS, PROTECTION, Requirements, TOC, TouchedPath, change, changes, cloudfoundry, joined, needed,
    requirement, requirements, story, trees,
};

#[test]
fn a_contributor_needs_two_who_attest_and_a_lead_who_merges() {
    story(
        &[(CONTRIBUTORS, "- cal", "- CAL\n    - zoe")],
        &["P1 contributor_added zoe:  -> contributors of cloudfoundry"],
        &[
            "contributor_attested: 2 of the contributors, reviewers and approvers: ada, ann, ben, bob, cal, cat, dan, eve, fay, \
             ted, tia, tom (RFC-0008)",
            "contributor_merged: 1 of the leads of any group: ada, bob, tia (RFC-0008)",
        ],
    );
    story(
        &[(CONTRIBUTORS, "\n    - cal", " []")],
        &["P7 contributor_removed cal: contributors of cloudfoundry -> "],
        &["contributor_revoked: 1 of the leads of any group: ada, bob, tia, 14 days (RFC-0025)"],
    );
}

#[test]
fn an_approver_needs_two_approvers_of_the_area_or_one_of_few() {
    let wood = (OVENS, "- {name: Dan, github: dan}", "- {name: Dan, github: DAN}\n  - {name: Gus, github: gus}");
    let merged = "approver_merged: 1 of the leads of ovens: ada, bob (RFC-0008)";
    story(
        &[wood],
        &["P2 approver_added gus:  -> ovens: Wood: approvers"],
        &["approver_attested: 2 of the approvers of ovens: Wood: ann, ben, cat, dan (RFC-0008)", merged],
    );
    // Those of before count, however many come.
    story(
        &[(
            OVENS,
            "- {name: Fay, github: fay}",
            "- {name: Fay, github: fay}\n  - {name: Gus, github: gus}\n  - {name: Hal, github: hal}",
        )],
        &["P2 approver_added gus:  -> ovens: Gas: approvers", "P2 approver_added hal:  -> ovens: Gas: approvers"],
        &["approver_attested: 1 of the approvers of ovens: Gas: ann, fay (RFC-0008)", merged],
    );
}

#[test]
fn a_reviewer_who_becomes_an_approver_is_one_change() {
    let promoted = [
        (OVENS, "- {name: Dan, github: dan}", "- {name: Dan, github: dan}\n  - {name: Eve, github: eve}"),
        (OVENS, "\n  reviewers:\n  - {name: Eve, github: eve}", "\n  reviewers: []"),
    ];
    story(
        &promoted,
        &["P2 approver_added eve: ovens: Wood: reviewers -> ovens: Wood: approvers"],
        &[
            "approver_attested: 2 of the approvers of ovens: Wood: ann, ben, cat, dan (RFC-0008)",
            "approver_merged: 1 of the leads of ovens: ada, bob (RFC-0008)",
        ],
    );
}

#[test]
fn a_reviewer_comes_and_an_approver_goes() {
    story(
        &[(OVENS, "- {name: Eve, github: eve}", "- {name: Eve, github: eve}\n  - {name: Gus, github: gus}")],
        &["P3 reviewer_added gus:  -> ovens: Wood: reviewers"],
        &[
            "reviewer_supported: 2 of the approvers of ovens: Wood: ann, ben, cat, dan (RFC-0012)",
            "reviewer_merged: 1 of the leads of ovens: ada, bob (RFC-0012)",
        ],
    );
    let gone = [(OVENS, "- {name: Dan, github: dan}", "")];
    let change = ["P4 approver_removed dan: ovens: Wood: approvers -> "];
    story(&gone, &change, &["approver_revoked: 1 of the leads of ovens: ada, bob, 14 days (RFC-0008)"]);
    let (_, needed) = needed(&gone, "Dan");
    assert_eq!(
        joined(needed.all.iter().map(requirement)),
        "approver_revoked: 1 of the leads of ovens: ada, bob (RFC-0008)"
    );
}

#[test]
fn a_lead_comes_by_the_oversight_and_the_votes_of_the_approvers() {
    story(
        &[(OVENS, "- {name: Bob, github: bob}", "- {name: Bob, github: bob}\n- {name: Ann, github: ann}")],
        &["P5 lead_added ann:  -> ovens: technical_leads"],
        &[
            "lead_sponsored: 2 of the members of toc: ted, tia, tom, 7 days (RFC-0024)",
            "lead_supported: 1 of the leads of ovens: ada, bob (RFC-0024)",
            "lead_voted: Votes(75) of the approvers of ovens: ben, cat, dan, fay, 7 days (RFC-0024)",
        ],
    );
    let gone = [(OVENS, "\n- {name: Bob, github: bob}", " []")];
    let change = ["P6 lead_removed bob: ovens: technical_leads -> "];
    story(&gone, &change, &["lead_revoked: 2 of the members of toc: ted, tia, tom, 14 days (RFC-0024)"]);
    // Who gives up the role needs nobody.
    let (_, needed) = needed(&gone, "bob");
    assert_eq!(needed, Requirements::default());
}

#[test]
fn machines_protection_groups_and_the_oversight_have_rules_of_their_own() {
    story(
        &[(OVENS, "\n- {name: Timer, github: timer-bot}", " []")],
        &["P8 bot_changed timer-bot: ovens: bots -> "],
        &["bots: 1 of the leads of ovens: ada, bob (practice)"],
    );
    story(
        &[(PROTECTION, "{}", "{orgs: {}}")],
        &["P10 branch_protection_changed orgs/branchprotection.yml:  -> "],
        &["branch_protection: 1 of the members of toc: ted, tia, tom (RFC-0015)"],
    );
    story(
        &[(TOC, "- {name: Ted, github: ted}\n", "")],
        &["P12 oversight_changed ted: toc: execution_leads -> "],
        &["oversight_elected: Elected of the members of toc: tia, tom (TOC.md)"],
    );
    story(
        &[("toc/working-groups/grills.md", "", "# Grills: Working Group Charter\n\n## Mission\n\nGrill.\n")],
        &["P14 group_added grills:  -> "],
        &["group_formed: 2 of the members of toc: ted, tia, tom (WORKING-GROUPS.md)"],
    );
}

#[test]
fn an_rfc_that_gets_its_number_is_one_change() {
    let policy = cloudfoundry();
    let [base, head] = trees(&[], &policy);
    let touched =
        [TouchedPath { path: "toc/rfc/rfc-0099-heat.md", previous: Some("toc/rfc/rfc-draft-heat.md"), blob: None }];
    let found = changes(&base, &head, &touched, &policy).all;
    let line = "P11 rfc_changed toc/rfc/rfc-0099-heat.md: toc/rfc/rfc-draft-heat.md -> toc/rfc/rfc-0099-heat.md";
    assert_eq!(found.iter().map(change).collect::<Vec<_>>(), [line]);
    let needed = requirements(&found, &base, None, &policy);
    let decided = "rfc_decided: 2 of the members of toc: ted, tia, tom, 7 days (RFC process)";
    assert_eq!(needed.all.iter().map(requirement).collect::<Vec<_>>(), [decided]);
}
