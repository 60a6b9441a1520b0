//! Commands in comments, from the webhook to the reply.

use wg_steward::sandbox::{FileChanges, ReviewState};

use crate::support::stage::{Acme, acme_with, login, repo};

const BOILER: &str = "acme/boiler";

/// A foundation with commands, and one requested lead per group.
async fn talking() -> Acme {
    Acme::start_with(acme_with("commands: {}\nreview: {tiers: [{who: leads, ask: 1}]}\n")).await
}

#[tokio::test]
async fn who_is_asked_hands_the_request_on_by_a_comment() {
    let acme = talking().await;
    let number = acme.open(BOILER, "contributor");
    acme.deliver().await;
    let first = acme.asked(BOILER, number).remove(0);
    let other = if first == "octocat" { "monalisa" } else { "octocat" };

    let comment = acme.stage.github.comment(&repo(BOILER), number, &login(&first), "Sorry.\n\n/wg reroll").unwrap();
    acme.deliver().await;

    assert_eq!(acme.asked(BOILER, number), [other]);
    assert_eq!(acme.stage.github.reactions(&repo(BOILER), comment), [(login("wg-steward[bot]"), "+1".to_owned())]);
    let summary = acme.check(BOILER, number).summary.unwrap();
    assert!(summary.contains(&format!("skipped, replacement requested by `{first}`")), "{summary}");
    assert_eq!(acme.stage.github.comments(&repo(BOILER), number).len(), 1, "a sign is enough");
}

#[tokio::test]
async fn a_comment_is_obeyed_once_however_often_it_comes_and_is_edited() {
    let mut acme = talking().await;
    let number = acme.open(BOILER, "contributor");
    let asks = acme.stage.github.comment(&repo(BOILER), number, &login("contributor"), "/wg who-owns acme/shared");
    let waiting = acme.stage.github.take_deliveries();
    for delivery in waiting.iter().chain(&waiting) {
        acme.stage.post(delivery.clone()).await.unwrap();
    }
    acme.deliver().await;
    let comments = || acme.stage.github.comments(&repo(BOILER), number);
    assert_eq!(comments().len(), 2);
    let answer = comments().remove(1).body;
    assert!(answer.contains("`acme/shared`: [Engines]") && answer.contains("[Laboratory]"), "{answer}");

    acme.stage.github.edit_comment(&repo(BOILER), asks.unwrap(), &login("contributor"), "/wg request labs").unwrap();
    acme.deliver().await;
    assert_eq!(comments().len(), 2);
    assert!(!acme.check(BOILER, number).summary.unwrap().contains("Laboratory"));
    acme = acme.restart().await;
    acme.deliver().await;
    assert_eq!(acme.stage.github.comments(&repo(BOILER), number).len(), 2);
}

#[tokio::test]
async fn a_command_that_is_shown_and_not_given_gets_no_sign() {
    let acme = talking().await;
    let number = acme.open(BOILER, "contributor");
    let shown = ["You can write\n\n```\n/wg reroll\n```", "<!--\n/wg reroll\n-->\nthanks"];
    let shown = shown.map(|text| acme.stage.github.comment(&repo(BOILER), number, &login("monalisa"), text).unwrap());
    let given =
        acme.stage.github.comment(&repo(BOILER), number, &login("monalisa"), "/wg away until 2199-12-31").unwrap();
    acme.deliver().await;
    for comment in shown {
        assert_eq!(acme.stage.github.reactions(&repo(BOILER), comment), []);
    }
    assert_eq!(acme.stage.github.reactions(&repo(BOILER), given).len(), 1, "all comments were read");
    assert_eq!(acme.stage.github.comments(&repo(BOILER), number).len(), 3, "and none was answered in words");
}

#[tokio::test]
async fn who_is_away_is_not_asked_until_they_are_back() {
    let acme = talking().await;
    let number = acme.open(BOILER, "contributor");
    let say = |who: &str, what: &str| acme.stage.github.comment(&repo(BOILER), number, &login(who), what).unwrap();
    say("monalisa", "/wg away until 2199-12-31");
    say("stranger", "/wg away until 2199-12-31");
    acme.deliver().await;
    let second = acme.open("acme/piston", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/piston", second), ["octocat"]);
    let summary = acme.check("acme/piston", second).summary.unwrap();
    assert!(summary.contains("`monalisa` (technical lead of Engines): skipped, away until 2199-12-31"), "{summary}");

    say("monalisa", "/wg back");
    acme.deliver().await;
    acme.stage.github.comment(&repo("acme/piston"), second, &login("octocat"), "/wg reroll").unwrap();
    acme.deliver().await;
    assert_eq!(acme.asked("acme/piston", second), ["monalisa"]);
}

#[tokio::test]
async fn a_group_that_owns_nothing_here_is_asked_at_somebodys_wish() {
    let acme = talking().await;
    let number = acme.open(BOILER, "contributor");
    acme.stage.github.comment(&repo(BOILER), number, &login("octocat"), "/wg request oversight").unwrap();
    acme.deliver().await;
    assert_eq!(acme.asked(BOILER, number).len(), 2);
    let summary = acme.check(BOILER, number).summary.unwrap();
    assert!(summary.contains("Oversight Committee (requested by `octocat`)"), "{summary}");
}

#[tokio::test]
async fn a_recheck_reads_again_and_posts_the_check_anew() {
    let acme = talking().await;
    let number = acme.open(BOILER, "contributor");
    acme.deliver().await;
    let head = acme.pull(BOILER, number).head;
    let posted = || {
        let journal = acme.stage.github.journal();
        journal.iter().filter(|call| call.method != "GET" && call.path.contains("/check-runs")).count()
    };
    let before = posted();
    acme.stage.github.comment(&repo(BOILER), number, &login("contributor"), "/wg recheck").unwrap();
    acme.deliver().await;
    assert_eq!(posted(), before + 1);
    assert_eq!(acme.stage.github.check_runs(&repo(BOILER), &head).len(), 1, "over the one that is there");
}

#[tokio::test]
async fn what_the_app_says_itself_and_what_machines_say_is_no_command() {
    let acme = talking().await;
    let number = acme.open(BOILER, "contributor");
    acme.stage.github.comment(&repo(BOILER), number, &login("contributor"), "/wg help").unwrap();
    acme.deliver().await;
    let comments = acme.stage.github.comments(&repo(BOILER), number);
    assert_eq!(comments.len(), 2);
    assert!(comments[1].body.contains("/wg reroll"), "{}", comments[1].body);
}

#[tokio::test]
async fn five_hundred_commands_in_one_comment_get_ten_answers() {
    let acme = talking().await;
    let number = acme.open(BOILER, "contributor");
    let many = "/wg who-owns acme/shared\n".repeat(500) + &"\u{202e}\u{200b}".repeat(20_000);
    acme.stage.github.comment(&repo(BOILER), number, &login("contributor"), &many).unwrap();
    acme.deliver().await;
    let answer = acme.stage.github.comments(&repo(BOILER), number).remove(1).body;
    assert_eq!(answer.matches("`acme/shared`: [Engines]").count(), 10);
    assert!(answer.contains("490 others are not"), "{answer}");
}

#[tokio::test]
async fn without_commands_in_the_policy_a_comment_costs_nothing() {
    let mut acme = Acme::start().await;
    let number = acme.open(BOILER, "contributor");
    acme.deliver().await;
    acme.calls();
    acme.stage.github.comment(&repo(BOILER), number, &login("octocat"), "/wg reroll").unwrap();
    acme.deliver().await;
    assert!(acme.calls().is_empty());
    acme.stage.github.submit_review(&repo(BOILER), number, &login("octocat"), ReviewState::Approved).unwrap();
    acme.stage.github.push_to_pull(&repo(BOILER), number, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert_eq!(acme.asked(BOILER, number), ["monalisa"]);
}
