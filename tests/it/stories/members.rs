//! Commands of members whose membership is private: webhooks report them as outsiders.

use wg_steward::domain::types::ids::InstallationId;
use wg_steward::sandbox::Association;

use crate::support::stage::{Acme, acme_with, login, repo};

const BOILER: &str = "acme/boiler";

async fn talking() -> (Acme, u64) {
    let acme = Acme::start_with(acme_with("commands: {}\nreview: {tiers: [{who: leads, ask: 1}]}\n")).await;
    let number = acme.open(BOILER, "contributor");
    acme.deliver().await;
    (acme, number)
}

/// A user comments; returns the reaction, and how often GitHub was asked about a membership.
async fn said(acme: &mut Acme, number: u64, who: &str, command: &str) -> (String, usize) {
    acme.calls();
    let comment = acme.stage.github.comment(&repo(BOILER), number, &login(who), command).unwrap();
    acme.deliver().await;
    let sign = acme.stage.github.reactions(&repo(BOILER), comment).remove(0).1;
    (sign, acme.calls().iter().filter(|call| call.contains("/members/")).count())
}

#[tokio::test]
async fn a_private_member_may_say_what_members_may() {
    let (mut acme, number) = talking().await;
    acme.stage.github.set_association(&login("shy"), Association::PrivateMember);
    assert_eq!(said(&mut acme, number, "shy", "/wg request oversight").await, ("+1".to_owned(), 1));
    assert_eq!(acme.asked(BOILER, number).len(), 2);
}

#[tokio::test]
async fn github_is_asked_only_before_a_refusal_and_once_in_a_while() {
    let (mut acme, number) = talking().await;
    let refused = "confused".to_owned();
    assert_eq!(said(&mut acme, number, "stranger", "/wg help").await.1, 0, "anybody may");
    assert_eq!(said(&mut acme, number, "contributor", "/wg recheck").await.1, 0, "the author may");
    let many = "/wg request oversight\n".repeat(10);
    assert_eq!(said(&mut acme, number, "stranger", &many).await, (refused.clone(), 1));
    assert_eq!(said(&mut acme, number, "stranger", "/wg request oversight").await, (refused, 0));
    assert_eq!(acme.asked(BOILER, number).len(), 1);
}

#[tokio::test]
async fn without_the_permission_to_know_members_a_private_one_is_an_outsider() {
    let (mut acme, number) = talking().await;
    acme.stage.github.set_members_read(InstallationId(100), false);
    acme.stage.github.set_association(&login("shy"), Association::PrivateMember);
    assert_eq!(said(&mut acme, number, "shy", "/wg request oversight").await, ("confused".to_owned(), 1));
    assert_eq!(acme.stage.app().store().health().await.unwrap().dead_jobs, 0);
}
