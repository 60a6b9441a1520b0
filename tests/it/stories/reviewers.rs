//! Review requests: fair, in teams, and with people who come and go.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use wg_steward::clock::Clock;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::sandbox::{FileChanges, ReviewState};

use crate::support::stage::{Acme, acme_with, login, repo};

const ONE_LEAD: &str = "review: {tiers: [{who: leads, ask: 1}]}\n";

#[tokio::test]
async fn the_least_loaded_lead_is_asked_and_a_closed_pull_request_loads_nobody() {
    let acme = Acme::start_with(acme_with(ONE_LEAD)).await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        numbers.push(acme.open("acme/boiler", "contributor"));
        acme.deliver().await;
    }
    let asked: Vec<_> = numbers.iter().map(|number| acme.asked("acme/boiler", *number).remove(0)).collect();
    assert_ne!(asked[0], asked[1], "each has one");

    acme.stage.github.close_pull(&repo("acme/boiler"), numbers[1]).unwrap();
    acme.deliver().await;
    let third = acme.open("acme/piston", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/piston", third), [asked[1].clone()]);
}

#[tokio::test]
async fn whoever_people_ask_by_hand_counts_for_the_load() {
    let acme = Acme::start_with(acme_with(ONE_LEAD)).await;
    let number = acme.open("acme-labs/microscope", "contributor");
    acme.stage.github.request_review(&repo("acme-labs/microscope"), number, &login("curie"), &login("ada")).unwrap();
    acme.deliver().await;
    assert_eq!(acme.asked("acme-labs/microscope", number), ["curie"], "a person has chosen, which is enough");
    let second = acme.open("acme-labs/microscope", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme-labs/microscope", second), ["octocat"]);
}

#[tokio::test]
async fn a_team_is_asked_in_the_place_of_persons() {
    let teams = "review: {tiers: [{who: teams, ask: all}, {who: leads, ask: if_short}]}\n";
    let acme = Acme::start_with(acme_with(teams)).await;
    acme.stage.github.add_team(&repo("acme/boiler"), "wg-engines-steam-approvers").unwrap();
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.pull("acme/boiler", number).requested_teams, ["wg-engines-steam-approvers"]);
    assert!(acme.asked("acme/boiler", number).is_empty());
    acme.stage.github.push_to_pull(&repo("acme/boiler"), number, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert_eq!(acme.pull("acme/boiler", number).requested_teams.len(), 1);
}

#[tokio::test]
async fn a_team_that_github_replaces_by_a_member_is_not_taken_off() {
    let teams = "review: {tiers: [{who: teams, ask: all}, {who: leads, ask: if_short}]}\n";
    let acme = Acme::start_with(acme_with(teams)).await;
    let (boiler, team) = (repo("acme/boiler"), "wg-engines-steam-approvers");
    acme.stage.github.add_team(&boiler, team).unwrap();
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let member = (&[login("stoker")][..], &login("wg-steward[bot]"));
    acme.stage.github.assign_members(&boiler, number, team, member).unwrap();
    acme.stage.github.push_to_pull(&boiler, number, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["stoker"], "and nobody else");
    let summary = acme.check("acme/boiler", number).summary.unwrap();
    assert!(summary.contains("replaced, GitHub's code review assignment requested `stoker` instead"), "{summary}");
}

#[tokio::test]
async fn where_teams_can_not_be_asked_the_leads_are_and_the_check_says_why() {
    let teams = "review: {tiers: [{who: teams, ask: all}, {who: leads, ask: if_short}]}\n";
    let mut acme = Acme::start_with(acme_with(teams)).await;
    acme.stage.github.set_members_read(InstallationId(100), false);
    acme.stage.github.add_team(&repo("acme/boiler"), "wg-engines-steam-approvers").unwrap();
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert!(acme.pull("acme/boiler", number).requested_teams.is_empty());
    assert_eq!(acme.asked("acme/boiler", number).len(), 1);
    let summary = acme.check("acme/boiler", number).summary.unwrap();
    assert!(summary.contains("`wg-engines-steam-approvers` (team of approvers of Engines): skipped, can't review"));
    acme.calls();
    acme.stage.github.remove_team(&repo("acme/piston"), "wg-engines-steam-approvers").ok();
    acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let asks = acme.calls().into_iter().filter(|call| call.ends_with("requested_reviewers")).count();
    assert_eq!(asks, 1, "a refusal is remembered for a day");
}

#[tokio::test]
async fn who_is_renamed_or_suspended_does_not_keep_the_others_from_being_asked() {
    let acme = Acme::start().await;
    acme.stage.github.rename_account(&login("octocat"), &login("octodog")).unwrap();
    acme.stage.github.suspend_account(&login("curie"));
    let number = acme.open("acme/shared", "contributor");
    acme.deliver().await;
    let asked = acme.asked("acme/shared", number);
    assert!(
        asked.len() == 2 && asked.contains(&"monalisa".to_owned()),
        "and one who oversees, for Laboratory: {asked:?}"
    );
    let summary = acme.check("acme/shared", number).summary.unwrap();
    for login in ["octocat", "curie"] {
        assert!(summary.contains(&format!("- `{login}` (execution lead")), "{summary}");
    }
    assert_eq!(summary.matches("skipped, can't review here").count(), 3, "one leads both groups: {summary}");
}

#[tokio::test]
async fn who_is_named_in_commits_is_asked_and_the_check_says_so() {
    let acme = Acme::start().await;
    let thanks = "Mend\n\nCo-authored-by: Mona <17+monalisa@users.noreply.github.com>";
    let changes = FileChanges::of_paths(["x"]).message(thanks);
    let number = acme.open_with("acme/boiler", "contributor", changes, false);
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    let summary = acme.check("acme/boiler", number).summary.unwrap();
    let claim = "`monalisa`: requested, technical lead of Engines, named as an author in a commit, not verified";
    assert!(summary.contains(claim), "{summary}");
}

#[tokio::test]
async fn who_signed_a_commit_is_not_asked_and_whom_the_signer_names_is() {
    let acme = Acme::start().await;
    let changes = || FileChanges::of_paths(["x"]).author(&login("octocat"));
    let signed = acme.open_with("acme/boiler", "contributor", changes().signed(&login("monalisa")), false);
    let on_the_web = acme.open_with("acme/piston", "contributor", changes().on_the_web(), false);
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", signed), ["octocat"], "a signature proves who committed, not the author");
    let summary = acme.check("acme/boiler", signed).summary.unwrap();
    let proven = "skipped, author of a commit of this pull request, by a verified signature";
    assert!(summary.contains(&format!("`monalisa` (technical lead of Engines): {proven}")), "{summary}");
    assert!(
        summary
            .contains("`octocat`: requested, execution lead of Engines, named as an author in a commit, not verified")
    );
    assert!(!acme.asked("acme/piston", on_the_web).contains(&"octocat".to_owned()), "GitHub signed for the author");
}

#[tokio::test]
async fn draft_ready_draft_ready_asks_everybody_once() {
    let acme = Acme::start().await;
    let number = acme.open_with("acme/boiler", "contributor", FileChanges::of_paths(["x"]), true);
    acme.deliver().await;
    assert!(acme.asked("acme/boiler", number).is_empty());
    for _ in 0..3 {
        acme.stage.github.mark_ready(&repo("acme/boiler"), number).unwrap();
        acme.deliver().await;
        acme.stage.github.convert_to_draft(&repo("acme/boiler"), number).unwrap();
        acme.deliver().await;
    }
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    let journal = acme.stage.github.journal();
    let asks = journal.iter().filter(|call| call.method == "POST" && call.path.ends_with("requested_reviewers"));
    assert_eq!(asks.count(), 1);
}

#[tokio::test]
async fn a_request_without_an_answer_is_renewed_once_and_then_passed_on() {
    // A Monday.
    let now = Arc::new(AtomicI64::new(1_796_031_000_000));
    let clock = Clock::from_fn({
        let now = Arc::clone(&now);
        move || Timestamp(now.load(Ordering::SeqCst))
    });
    let days = |days: i64| now.fetch_add(days * 24 * 60 * 60 * 1000, Ordering::SeqCst);
    let policy = "review: {tiers: [{who: leads, ask: 1}], reminder: {after_working_days: 2}}\n";
    let acme = Acme::start_at(acme_with(policy), clock).await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let first = acme.asked("acme/boiler", number).remove(0);

    let comments = || acme.stage.github.comments(&repo("acme/boiler"), number);
    days(2);
    acme.nudge().await;
    assert_eq!(comments().len(), 1);
    assert!(comments()[0].body.contains(&format!("@{first}: this pull request has waited for your review")));
    days(2);
    acme.nudge().await;
    assert_eq!(acme.asked("acme/boiler", number).len(), 2, "another one, too");
    assert_eq!(comments().len(), 1);
    acme.stage.github.submit_review(&repo("acme/boiler"), number, &login(&first), ReviewState::Approved).unwrap();
    days(9);
    acme.nudge().await;
    assert_eq!(comments().len(), 1, "the other was asked later, and their reminder is in the same comment");
}
