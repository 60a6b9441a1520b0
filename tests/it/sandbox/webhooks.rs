//! Actions of users reach the app as the webhooks that GitHub would send.

use octocrab::models::webhook_events::WebhookEvent;
use serde_json::{Value, json};
use wg_steward::domain::types::ids::{InstallationId, Sha};
use wg_steward::sandbox::{FileChanges, NewHead, ReviewState};

use crate::support::sandbox_story::{Story, claw, json_of, login};

#[tokio::test]
async fn each_act_of_people_sends_the_webhooks_that_github_sends() {
    let story = Story::begin().await;
    assert_eq!(story.told(), ["installation created"]);
    let (sandbox, bob) = (&story.sandbox, login("bob"));
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    sandbox.push_to_pull(&claw(), number, &FileChanges::of_paths(["b"])).unwrap();
    sandbox.convert_to_draft(&claw(), number).unwrap();
    sandbox.mark_ready(&claw(), number).unwrap();
    sandbox.edit_title(&claw(), number, "Another").unwrap();
    sandbox.close_pull(&claw(), number).unwrap();
    sandbox.reopen_pull(&claw(), number).unwrap();
    sandbox.request_review(&claw(), number, &bob, &login("ann")).unwrap();
    sandbox.remove_review_request(&claw(), number, &bob, &bob).unwrap();
    sandbox.submit_review(&claw(), number, &bob, ReviewState::Approved).unwrap();
    sandbox.add_label(&claw(), number, "wg/docs", &bob).unwrap();
    sandbox.remove_label(&claw(), number, "wg/docs", &bob).unwrap();
    let pull_request = [
        "opened",
        "synchronize",
        "converted_to_draft",
        "ready_for_review",
        "edited",
        "closed",
        "reopened",
        "review_requested",
        "review_request_removed",
        "submitted",
        "labeled",
        "unlabeled",
    ];
    let event = |action: &&str| if **action == *"submitted" { "pull_request_review" } else { "pull_request" };
    let expected: Vec<_> = pull_request.iter().map(|action| format!("{} {action}", event(action))).collect();
    assert_eq!(story.told(), expected);
    let reviews = story.read(&format!("/repos/cloudfoundry/claw/pulls/{number}/reviews")).await;
    assert_eq!(json_of(reviews).await[0]["state"], "APPROVED");
    let trial = sandbox.enqueue_merge_group(&claw(), number, &bob).unwrap();
    let run = json!({ "name": "wg/ownership", "head_sha": trial.as_str() });
    assert_eq!(story.post("/repos/cloudfoundry/claw/check-runs", run).await.status(), 201);
    sandbox.merge_pull(&claw(), number, &bob).unwrap();
    sandbox.ping();
    assert_eq!(story.told(), ["merge_group checks_requested", "pull_request closed", "push", "ping"]);
    let pull = json_of(story.read(&format!("/repos/cloudfoundry/claw/pulls/{number}")).await).await;
    assert_eq!((&pull["merged"], &pull["changed_files"]), (&json!(true), &json!(2)));
    story.end();
}

#[tokio::test]
async fn a_check_run_again_names_no_pull_request_of_a_fork() {
    let story = Story::begin().await;
    let here = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let fork = story.open(NewHead::Fork("other".to_owned()), FileChanges::of_paths(["b"]));
    let heads = [here, fork].map(|number| story.sandbox.pull(&claw(), number).unwrap().head);
    for head in &heads {
        let run = json!({ "name": "wg/ownership", "head_sha": head.as_str() });
        story.post("/repos/cloudfoundry/claw/check-runs", run).await;
    }
    story.told();
    let again = |head: &Sha| {
        let id = story.sandbox.check_runs(&claw(), head)[0].id;
        story.sandbox.rerequest_check_run(&claw(), id, &login("bob")).unwrap();
        story.sandbox.rerequest_check_suite(&claw(), head, &login("bob")).unwrap();
        story.sandbox.take_deliveries()
    };
    for (head, pulls) in heads.iter().zip([1, 0]) {
        for delivery in again(head) {
            let body: Value = serde_json::from_slice(&delivery.body).unwrap();
            assert_eq!(body["action"], "rerequested");
            assert_eq!(body[delivery.event]["pull_requests"].as_array().unwrap().len(), pulls);
            assert_eq!(body[delivery.event]["head_sha"], head.as_str());
            assert_eq!((&body["installation"]["id"], &body["sender"]["login"]), (&json!(7), &json!("bob")));
            assert_eq!(body["repository"]["default_branch"], "main");
            let signed = story.sandbox.delivery_headers(&delivery);
            assert!(signed.contains(&("x-hub-signature-256", delivery.signature_256("secret"))));
        }
    }
    story.end();
}

#[tokio::test]
async fn octocrab_reads_every_webhook_but_an_apps_ping() {
    let story = Story::begin().await;
    let (sandbox, bob) = (&story.sandbox, login("bob"));
    let number = story.open(NewHead::Branch("topic".to_owned()), FileChanges::of_paths(["a"]));
    let head = sandbox.pull(&claw(), number).unwrap().head;
    let run = json!({ "name": "wg/ownership", "head_sha": head.as_str() });
    story.post("/repos/cloudfoundry/claw/check-runs", run).await;
    sandbox.push_to_pull(&claw(), number, &FileChanges::of_paths(["b"])).unwrap();
    sandbox.edit_title(&claw(), number, "Another").unwrap();
    sandbox.request_review(&claw(), number, &bob, &login("ann")).unwrap();
    sandbox.submit_review(&claw(), number, &bob, ReviewState::ChangesRequested).unwrap();
    sandbox.dismiss_review(&claw(), number, &bob, &login("ann")).unwrap();
    sandbox.add_label(&claw(), number, "wg/docs", &bob).unwrap();
    sandbox.rerequest_check_run(&claw(), sandbox.check_runs(&claw(), &head)[0].id, &bob).unwrap();
    sandbox.rerequest_check_suite(&claw(), &head, &bob).unwrap();
    sandbox.enqueue_merge_group(&claw(), number, &bob).unwrap();
    sandbox.merge_pull(&claw(), number, &bob).unwrap();
    let comment = sandbox.comment(&claw(), number, &bob, "Hello").unwrap();
    sandbox.edit_comment(&claw(), comment, &bob, "Hello again").unwrap();
    sandbox.delete_comment(&claw(), comment).unwrap();
    let issue = sandbox.open_issue(&claw(), &bob, "A question", "How?").unwrap();
    let talon = "cloudfoundry/talon".parse().unwrap();
    sandbox.create_repository(&talon, &bob).unwrap();
    sandbox.transfer_issue(&claw(), issue, &talon, &bob).unwrap();
    sandbox.rename_repository(&talon, &"cloudfoundry/tail".parse().unwrap(), &bob).unwrap();
    sandbox.uninstall(InstallationId(7));
    let deliveries = sandbox.take_deliveries();
    assert_eq!(deliveries.len(), 24);
    for delivery in deliveries {
        let read = WebhookEvent::try_from_header_and_body(delivery.event, &delivery.body);
        assert!(read.is_ok(), "{}: {:?}", delivery.event, read.err());
    }
    story.end();
}

#[tokio::test]
async fn a_pull_request_counts_its_lines_in_webhooks_and_over_http() {
    let story = Story::begin().await;
    story.sandbox.commit(&claw(), "main", FileChanges::new().write("a", "1\n2\n3\n").write("b", "1\n2\n")).unwrap();
    story.told();
    let changes = FileChanges::new().write("a", "1\n2\n3\n4\n5\n").delete("b").write("c", "x\n");
    let number = story.open(NewHead::Fork("topic".to_owned()), changes);
    let told: Value = serde_json::from_slice(&story.sandbox.take_deliveries()[0].body).unwrap();
    let asked = json_of(story.read(&format!("/repos/cloudfoundry/claw/pulls/{number}")).await).await;
    for pull in [&told["pull_request"], &asked] {
        assert_eq!((&pull["additions"], &pull["deletions"]), (&json!(3), &json!(2)));
    }
    story.end();
}
