//! GitHub's API shows a change some seconds after its webhook: until then nothing is decided.

use wg_steward::sandbox::{FileChanges, InjectedResponse};

use crate::support::stage::{Acme, acme_with_all_checks, repo};

const GOVERNANCE: &str = "acme/governance";

/// GitHub's last response to this read.
fn last_answer(acme: &Acme, path: &str) -> serde_json::Value {
    let journal = acme.stage.github.journal();
    let read =
        |it: &&wg_steward::sandbox::Exchange| it.method == "GET" && it.path == path && it.response_body.is_some();
    journal.iter().rev().find(read).unwrap().response_body.clone().unwrap()
}

#[tokio::test]
async fn a_push_that_github_does_not_show_yet_is_waited_for_and_its_head_gets_the_check() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let path = format!("/repos/acme/boiler/pulls/{number}");
    let old = last_answer(&acme, &path);
    acme.stage.github.push_to_pull(&repo("acme/boiler"), number, &FileChanges::of_paths(["b"])).unwrap();
    let head = acme.pull("acme/boiler", number).head;
    for _ in 0..2 {
        acme.stage.github.fail_next(InjectedResponse::before("GET", &path, 200).body(old.clone()));
    }
    acme.deliver().await;
    acme.until(|github| !github.check_runs(&repo("acme/boiler"), &head).is_empty()).await;
}

#[tokio::test]
async fn a_pull_request_after_a_push_is_judged_by_the_charters_that_were_pushed() {
    let acme = Acme::start_with(acme_with_all_checks()).await;
    let lead = "grace";
    acme.stage.github.allow_reviewers(&repo("acme/boiler"), [lead.parse().unwrap()]).unwrap();
    let tree = |acme: &Acme, changes| {
        let by = "octocat".parse().unwrap();
        acme.stage.github.push_to_default_branch(&repo(GOVERNANCE), &by, &changes).unwrap()
    };
    let charter = acme.stage.github.file(&repo(GOVERNANCE), "groups/engines.md").unwrap();
    let pushed = tree(&acme, FileChanges::new().write("groups/engines.md", charter.replace("octocat", lead)));
    // At first no server of GitHub knows the commit, then all do.
    acme.stage.github.fail_next(InjectedResponse::before("GET", &format!("git/trees/{pushed}"), 404));
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.until(|github| github.pull(&repo("acme/boiler"), number).is_some_and(|pull| !pull.requested.is_empty())).await;
    assert!(acme.asked("acme/boiler", number).contains(&lead.to_owned()));
}

#[tokio::test]
async fn a_document_that_github_lists_and_does_not_give_is_never_taken_for_one_that_is_gone() {
    let acme = Acme::start_with(acme_with_all_checks()).await;
    let changes = FileChanges::new().write("groups/engines.md", "# Engines\n\nNo block.\n");
    let number = acme.open_with(GOVERNANCE, "contributor", changes, false);
    acme.stage.github.fail_next(InjectedResponse::before("GET", "git/blobs/", 404));
    acme.deliver().await;
    let head = acme.pull(GOVERNANCE, number).head;
    let concluded = |github: &wg_steward::sandbox::Sandbox| {
        let runs = github.check_runs(&repo(GOVERNANCE), &head);
        runs.iter().any(|run| run.name == "wg/charter" && run.conclusion.is_some())
    };
    acme.until(concluded).await;
    let runs = acme.stage.github.check_runs(&repo(GOVERNANCE), &head);
    let charter = runs.iter().find(|run| run.name == "wg/charter").unwrap();
    let title = charter.title.as_deref().unwrap();
    assert!(charter.conclusion.as_deref() == Some("failure") && !title.contains("not read"), "{title}");
}

#[tokio::test]
async fn while_github_does_not_answer_the_check_is_in_progress_and_concluded_once_it_does() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    for _ in 0..2 {
        acme.stage.github.fail_next(InjectedResponse::before(
            "GET",
            &format!("/repos/acme/boiler/pulls/{number}"),
            502,
        ));
    }
    acme.deliver().await;
    let head = acme.pull("acme/boiler", number).head;
    let statuses = |github: &wg_steward::sandbox::Sandbox| {
        let runs = github.check_runs(&repo("acme/boiler"), &head).into_iter();
        runs.map(|run| (run.status, run.title.unwrap_or_default())).collect::<Vec<_>>()
    };
    acme.until(|github| statuses(github) == [("in_progress".to_owned(), "Waiting for GitHub".to_owned())]).await;
    acme.until(|github| statuses(github).iter().all(|(status, _)| status == "completed")).await;
    assert_eq!(
        acme.check("acme/boiler", number).conclusion.as_deref(),
        Some("success"),
        "the same run is written over"
    );
}
