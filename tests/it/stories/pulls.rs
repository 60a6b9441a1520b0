//! Pull requests: opened, changed, without owner, drafts.

use wg_steward::sandbox::{FileChanges, ReviewState};

use crate::support::stage::{Acme, login, repo};

#[tokio::test]
async fn a_signed_webhook_ends_in_review_requests_a_label_and_a_check() {
    let mut acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;

    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    assert_eq!(acme.pull("acme/boiler", number).labels, ["wg/engines"]);
    let look = acme.stage.github.label(&repo("acme/boiler"), "wg/engines").unwrap();
    assert_eq!(look, ("0b7285".to_owned(), Some("Owned by Engines".to_owned())));
    let check = acme.check("acme/boiler", number);
    assert_eq!(check.conclusion.as_deref(), Some("success"));
    assert_eq!(check.title.as_deref(), Some("Engines (Steam): review requested from 2 leads"));
    assert_eq!(
        acme.calls(),
        [
            "GET /repos/acme/boiler/pulls/1",
            "GET /repos/acme/boiler/issues/1/timeline",
            "POST /repos/acme/boiler/pulls/1/requested_reviewers",
            "POST /repos/acme/boiler/check-runs",
            "POST /repos/acme/boiler/labels",
            "POST /repos/acme/boiler/issues/1/labels",
        ]
    );
}

#[tokio::test]
async fn looking_again_at_an_unchanged_pull_request_takes_two_reads_and_no_write() {
    let mut acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.calls();
    let passer_by = login("passer-by");
    acme.stage.github.submit_review(&repo("acme/boiler"), number, &passer_by, ReviewState::Commented).unwrap();
    acme.deliver().await;
    assert_eq!(acme.calls(), ["GET /repos/acme/boiler/pulls/1", "GET /repos/acme/boiler/issues/1/timeline"]);
}

#[tokio::test]
async fn looking_again_is_paid_for_only_where_something_changed() {
    let mut acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let head = acme.pull("acme/boiler", number).head;
    // By another user each time: the same webhook in the same second is one request.
    let mut look_again = async |by: &str| {
        acme.calls();
        acme.stage.github.rerequest_check_suite(&repo("acme/boiler"), &head, &login(by)).unwrap();
        acme.deliver().await;
        acme.statuses("GET")
    };
    assert_eq!(look_again("octocat").await, [200, 200, 200], "the first run asked people and put a label on");
    assert_eq!(look_again("monalisa").await, [304, 304, 304], "the open ones, the pull request, its timeline");
}

#[tokio::test]
async fn a_second_pull_request_does_not_make_the_label_again() {
    let mut acme = Acme::start().await;
    acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.calls();
    acme.open_with("acme/boiler", "somebody", FileChanges::of_paths(["x"]), false);
    acme.deliver().await;
    assert!(!acme.calls().contains(&"POST /repos/acme/boiler/labels".to_owned()));
}

#[tokio::test]
async fn a_draft_gets_its_check_and_label_and_asks_nobody_until_it_is_ready() {
    let acme = Acme::start().await;
    let number = acme.open_with("acme/boiler", "contributor", FileChanges::of_paths(["x"]), true);
    acme.deliver().await;
    assert!(acme.asked("acme/boiler", number).is_empty());
    assert_eq!(acme.pull("acme/boiler", number).labels, ["wg/engines"]);
    assert_eq!(
        acme.check("acme/boiler", number).title.as_deref(),
        Some("Engines (Steam): draft, no review requested yet")
    );

    acme.stage.github.mark_ready(&repo("acme/boiler"), number).unwrap();
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);

    acme.stage.github.convert_to_draft(&repo("acme/boiler"), number).unwrap();
    acme.stage.github.mark_ready(&repo("acme/boiler"), number).unwrap();
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn a_repository_in_no_charter_gets_a_neutral_check_that_says_how_to_get_an_owner() {
    let acme = Acme::start().await;
    acme.stage.github.add_repository(&repo("acme/orphan"), wg_steward::sandbox::RepositoryOptions::default());
    let number = acme.open("acme/orphan", "contributor");
    acme.deliver().await;
    let check = acme.check("acme/orphan", number);
    assert_eq!(check.conclusion.as_deref(), Some("neutral"));
    assert_eq!(check.title.as_deref(), Some("No working group owns this repository"));
    assert!(check.summary.unwrap().contains("adding it to an area of its charter"));
    assert!(acme.asked("acme/orphan", number).is_empty());
    assert!(acme.pull("acme/orphan", number).labels.is_empty());
}

#[tokio::test]
async fn a_repository_of_two_groups_asks_each_lead_once() {
    let acme = Acme::start().await;
    let number = acme.open("acme/shared", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/shared", number), ["curie", "monalisa", "octocat"]);
    assert_eq!(acme.pull("acme/shared", number).labels, ["wg/engines", "wg/laboratory"]);
    assert_eq!(acme.check("acme/shared", number).title.as_deref(), Some("2 groups: review requested from 3 leads"));
}

#[tokio::test]
async fn each_organization_is_worked_on_with_its_own_installation() {
    let acme = Acme::start().await;
    let number = acme.open("acme-labs/microscope", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme-labs/microscope", number), ["curie", "octocat"]);
    let journal = acme.stage.github.journal();
    let tokens: Vec<_> =
        journal.iter().filter(|call| call.path.ends_with("/access_tokens")).map(|call| &call.path).collect();
    assert_eq!(tokens, ["/app/installations/100/access_tokens", "/app/installations/101/access_tokens"]);
}

#[tokio::test]
async fn a_moved_base_branch_is_looked_at_and_a_new_title_is_not() {
    let mut acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.calls();
    acme.stage.github.edit_title(&repo("acme/boiler"), number, "Another title").unwrap();
    acme.deliver().await;
    assert!(acme.calls().is_empty(), "a title costs no request");
    acme.stage.github.close_pull(&repo("acme/boiler"), number).unwrap();
    acme.deliver().await;
    assert_eq!(acme.calls(), ["GET /repos/acme/boiler/pulls/1"], "closed: nobody waits for its reviewers any more");

    acme.stage.github.reopen_pull(&repo("acme/boiler"), number).unwrap();
    acme.deliver().await;
    acme.calls();
    acme.stage.github.commit(&repo("acme/boiler"), "release", FileChanges::of_paths(["x"])).unwrap();
    acme.stage.github.change_base(&repo("acme/boiler"), number, "release").unwrap();
    acme.deliver().await;
    assert_eq!(acme.calls(), ["GET /repos/acme/boiler/pulls/1", "GET /repos/acme/boiler/issues/1/timeline"]);
}

#[tokio::test]
async fn a_push_to_a_pull_request_checks_the_new_head_and_asks_nobody_twice() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.stage
        .github
        .remove_review_request(&repo("acme/boiler"), number, &login("octocat"), &login("octocat"))
        .unwrap();
    acme.stage.github.push_to_pull(&repo("acme/boiler"), number, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa"]);
    let check = acme.check("acme/boiler", number);
    assert!(check.summary.unwrap().contains("`octocat` (execution lead of Engines): skipped, removed themselves"));
}
