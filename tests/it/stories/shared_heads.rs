//! One commit as the head of several pull requests: it gets one check with the worst verdict, in any order of events.

use wg_steward::domain::types::ids::Sha;
use wg_steward::sandbox::{CheckRunView, FileChanges};

use crate::support::stage::{Acme, acme_with_all_checks, login, repo};

const GOVERNANCE: &str = "acme/governance";
const CHECK: &str = "wg/charter";

/// A pull request that breaks a charter and then makes another change, and one with the same head to a branch where the
/// charter is broken already: the first one fails, the second one succeeds. The webhook of the second is still pending.
async fn two_with_one_head() -> (Acme, u64, u64) {
    let acme = Acme::start_with(acme_with_all_checks()).await;
    let broken = FileChanges::new().write("groups/engines.md", "# Engines\n\nNo block.\n");
    let red = acme.open_with(GOVERNANCE, "contributor", broken, false);
    acme.deliver().await;
    acme.stage.github.create_branch(&repo(GOVERNANCE), "release", &head(&acme, red)).unwrap();
    acme.stage.github.push_to_pull(&repo(GOVERNANCE), red, &FileChanges::new().write("README.md", "new")).unwrap();
    acme.deliver().await;
    let green = acme.stage.github.open_pull_again(&repo(GOVERNANCE), red, "release").unwrap();
    (acme, red, green)
}

fn head(acme: &Acme, number: u64) -> Sha {
    acme.pull(GOVERNANCE, number).head
}

/// The check on a commit: GitHub shows the latest of a name.
fn check(acme: &Acme, commit: &Sha) -> CheckRunView {
    let runs = acme.stage.github.check_runs(&repo(GOVERNANCE), commit);
    runs.into_iter().filter(|run| run.name == CHECK).max_by_key(|run| run.id).unwrap()
}

fn said(acme: &Acme, commit: &Sha) -> (String, String) {
    let CheckRunView { conclusion, title, .. } = check(acme, commit);
    (conclusion.unwrap(), title.unwrap())
}

#[tokio::test]
async fn the_check_of_a_shared_head_is_the_worst_and_names_all() {
    let (acme, red, green) = two_with_one_head().await;
    let head = head(&acme, red);
    let alone = said(&acme, &head);
    assert_eq!(alone.0, "failure");

    acme.deliver().await;
    let (result, title) = said(&acme, &head);
    let start = alone.1.split(';').next().unwrap();
    assert!(result == "failure" && title.starts_with(&format!("#{red}: {start}")), "{title}");
    let summary = check(&acme, &head).summary.unwrap();
    for number in [red, green] {
        assert!(
            summary.contains(&format!("[#{number}](")) && summary.contains(&format!("/{GOVERNANCE}/pull/{number})")),
            "{summary}"
        );
    }
}

#[tokio::test]
async fn looks_at_pull_requests_with_one_head_write_nothing_once_it_is_said() {
    let (mut acme, red, green) = two_with_one_head().await;
    acme.deliver().await;
    acme.calls();
    for number in [red, green, red, green] {
        acme.stage.github.edit_title(&repo(GOVERNANCE), number, "Another title").unwrap();
        acme.stage.github.convert_to_draft(&repo(GOVERNANCE), number).unwrap();
        acme.stage.github.mark_ready(&repo(GOVERNANCE), number).unwrap();
        acme.deliver().await;
    }
    let writes: Vec<_> = acme.calls().into_iter().filter(|call| call.contains("check-runs")).collect();
    assert!(writes.iter().all(|call| !call.contains("wg/charter")), "{writes:?}");
    assert_eq!(said(&acme, &head(&acme, red)).0, "failure");
}

#[tokio::test]
async fn a_pull_request_that_closes_takes_its_part_of_the_check_away() {
    let (acme, red, _) = two_with_one_head().await;
    acme.deliver().await;
    let head = head(&acme, red);
    acme.stage.github.close_pull(&repo(GOVERNANCE), red).unwrap();
    acme.deliver().await;
    let (result, title) = said(&acme, &head);
    assert_eq!(result, "success");
    assert!(!title.starts_with('#'), "one that is left says what it has to say: {title}");
    acme.stage.github.reopen_pull(&repo(GOVERNANCE), red).unwrap();
    acme.deliver().await;
    assert_eq!(said(&acme, &head).0, "failure");
}

#[tokio::test]
async fn a_pull_request_that_gets_another_head_leaves_the_check_to_the_other() {
    let (acme, red, _) = two_with_one_head().await;
    acme.deliver().await;
    let shared = head(&acme, red);
    acme.stage.github.push_to_pull(&repo(GOVERNANCE), red, &FileChanges::new().write("README.md", "more")).unwrap();
    acme.deliver().await;
    assert_eq!(said(&acme, &shared).0, "success");
    assert_eq!(said(&acme, &head(&acme, red)).0, "failure");
}

#[tokio::test]
async fn a_pull_request_that_gets_another_base_is_judged_by_that() {
    let (acme, red, _) = two_with_one_head().await;
    acme.deliver().await;
    let shared = head(&acme, red);
    acme.stage.github.change_base(&repo(GOVERNANCE), red, "release").unwrap();
    acme.deliver().await;
    assert_eq!(said(&acme, &shared).0, "success");
}

#[tokio::test]
async fn one_that_was_closed_unheard_does_not_count_for_long() {
    let (acme, red, green) = two_with_one_head().await;
    acme.deliver().await;
    let shared = head(&acme, red);
    acme.stage.github.close_pull(&repo(GOVERNANCE), red).unwrap();
    assert_eq!(acme.stage.github.lose_deliveries().len(), 1);
    acme.stage.github.convert_to_draft(&repo(GOVERNANCE), green).unwrap();
    acme.deliver().await;
    assert_eq!(said(&acme, &shared).0, "success");
}

#[tokio::test]
async fn a_check_that_is_run_again_is_written_for_all_with_the_head() {
    let (mut acme, red, green) = two_with_one_head().await;
    acme.deliver().await;
    acme.calls();
    let by = login("octocat");
    acme.stage.github.rerequest_check_suite(&repo(GOVERNANCE), &head(&acme, red), &by).unwrap();
    acme.deliver().await;
    let read = acme.calls();
    for number in [red, green] {
        assert!(read.contains(&format!("GET /repos/{GOVERNANCE}/pulls/{number}")), "{read:?}");
    }
    assert_eq!(said(&acme, &head(&acme, red)).0, "failure");
}
