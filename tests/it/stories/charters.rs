//! Charters: read live, read again after a push, broken and fixed.

use wg_steward::domain::types::ids::Login;
use wg_steward::sandbox::FileChanges;

use crate::support::stage::{Acme, login, repo};

fn charter(acme: &Acme, path: &str) -> String {
    acme.stage.github.file(&repo("acme/governance"), path).unwrap()
}

async fn push(acme: &Acme, path: &str, text: &str) {
    let by: Login = login("ada");
    let changes = FileChanges::new().write(path, text);
    acme.stage.github.push_to_default_branch(&repo("acme/governance"), &by, &changes).unwrap();
    acme.deliver().await;
}

#[tokio::test]
async fn a_push_to_the_charters_changes_who_is_asked() {
    let mut acme = Acme::start().await;
    let text = charter(&acme, "groups/engines.md").replace("monalisa", "newcomer");
    acme.stage.github.add_user(&login("newcomer"));
    push(&acme, "groups/engines.md", &text).await;
    let read = acme.calls();
    assert_eq!(read.len(), 3, "the tree, the one charter that changed, and who is concerned: {read:?}");
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["newcomer", "octocat"]);
}

#[tokio::test]
async fn a_pull_request_does_not_make_its_own_additions_reviewers() {
    let acme = Acme::start().await;
    acme.stage.github.add_user(&login("intruder"));
    let text = charter(&acme, "groups/engines.md").replace("monalisa", "intruder");
    let changes = FileChanges::new().write("groups/engines.md", text);
    let number = acme.open_with("acme/governance", "intruder", changes, false);
    acme.deliver().await;
    assert_eq!(acme.asked("acme/governance", number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn a_charter_that_loses_its_block_keeps_its_last_good_version_and_that_is_said() {
    let acme = Acme::start().await;
    let good = charter(&acme, "groups/engines.md");
    let prose = good.split("```").next().unwrap().to_owned();
    for lost in [prose, String::new(), good.replace("```yaml", "```yml")] {
        push(&acme, "groups/engines.md", &lost).await;
        let number = acme.open("acme/boiler", "contributor");
        acme.deliver().await;
        assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"], "the last good version holds: {lost}");
        assert_eq!(
            acme.check("acme/boiler", number).conclusion.as_deref(),
            Some("failure"),
            "unknown is never success"
        );
        assert!(acme.readyz().await.1.contains("degraded"));
    }
    push(&acme, "groups/engines.md", &good).await;
    assert!(acme.readyz().await.1.contains("\"ready\""));
}

#[tokio::test]
async fn a_repository_that_changes_hands_concerns_both_groups() {
    let acme = Acme::start().await;
    let engines = charter(&acme, "groups/engines.md").replace("  - acme/piston\n", "");
    let labs = charter(&acme, "groups/labs.md").replace("  - acme/shared\n", "  - acme/shared\n  - acme/piston\n");
    let changes = FileChanges::new().write("groups/engines.md", engines).write("groups/labs.md", labs);
    let number = acme.open_with("acme/governance", "contributor", changes, false);
    acme.deliver().await;
    assert_eq!(acme.asked("acme/governance", number), ["curie", "monalisa", "octocat"]);
    let summary = acme.check("acme/governance", number).summary.unwrap();
    assert!(summary.contains("a repository leaves its asset list"), "{summary}");
    assert!(summary.contains("a repository enters its asset list"), "{summary}");
}

#[tokio::test]
async fn a_broken_charter_keeps_its_last_good_version_and_that_is_said() {
    let acme = Acme::start().await;
    let good = charter(&acme, "groups/engines.md");
    push(&acme, "groups/engines.md", &good.replace("areas:", "areas: [")).await;

    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"], "the last good version holds");
    let check = acme.check("acme/boiler", number);
    assert_eq!(check.conclusion.as_deref(), Some("failure"), "unknown is never success");
    assert_eq!(check.title.as_deref(), Some("Ownership unknown: a charter can't be read"));
    assert!(check.summary.unwrap().contains("The charter of [Engines]"));
    let (status, body) = acme.readyz().await;
    assert_eq!(status, 200);
    assert!(body.contains("degraded") && body.contains("groups/engines.md, line "), "{body}");

    let other = acme.open("acme-labs/microscope", "contributor");
    acme.deliver().await;
    assert_eq!(acme.check("acme-labs/microscope", other).conclusion.as_deref(), Some("success"), "others work as ever");

    let acme = acme.restart().await;
    acme.deliver().await;
    assert!(acme.readyz().await.1.contains("degraded"), "a restart does not forget it");

    push(&acme, "groups/engines.md", &good).await;
    assert!(acme.readyz().await.1.contains("\"ready\""));
}

#[tokio::test]
async fn a_change_of_the_charters_is_seen_on_open_pull_requests_without_anybodys_help() {
    let mut acme = Acme::start().await;
    let engines = charter(&acme, "groups/engines.md");
    let changes = FileChanges::new().write("groups/engines.md", engines.replace("stoker", "fireman"));
    let number = acme.open_with("acme/governance", "contributor", changes, false);
    acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/governance", number), ["monalisa", "octocat"]);
    acme.calls();

    acme.stage.github.add_user(&login("newcomer"));
    push(&acme, "groups/engines.md", &engines.replace("monalisa", "newcomer")).await;

    assert!(acme.asked("acme/governance", number).contains(&"newcomer".to_owned()));
    let again: Vec<_> = acme
        .calls()
        .into_iter()
        .filter(|call| call.starts_with("GET") && (call.contains("pulls") || call.contains("timeline")))
        .collect();
    let expected = ["pulls", "pulls/1", "issues/1/timeline"].map(|path| format!("GET /repos/acme/governance/{path}"));
    assert_eq!(again, expected, "what two commits differ in is known, and other repositories are not concerned");
}

#[tokio::test]
async fn a_push_that_changes_no_governing_document_looks_at_nothing_again() {
    let mut acme = Acme::start().await;
    acme.open("acme/governance", "contributor");
    acme.deliver().await;
    acme.calls();
    push(&acme, "minutes/2026-01-31.md", "We met.").await;
    let calls = acme.calls();
    assert!(matches!(&calls[..], [one] if one.starts_with("GET /repos/acme/governance/git/trees/")), "{calls:?}");
}

#[tokio::test]
async fn what_changed_while_nobody_listened_is_seen_on_open_pull_requests_after_the_start() {
    let acme = Acme::start().await;
    let engines = charter(&acme, "groups/engines.md");
    let changes = FileChanges::new().write("groups/engines.md", engines.replace("stoker", "fireman"));
    let number = acme.open_with("acme/governance", "contributor", changes, false);
    acme.deliver().await;
    acme.stage.github.add_user(&login("newcomer"));
    let moved = FileChanges::new().write("groups/engines.md", engines.replace("monalisa", "newcomer"));
    acme.stage.github.commit(&repo("acme/governance"), "main", moved).unwrap();
    let acme = acme.restart().await;
    acme.deliver().await;
    assert!(acme.asked("acme/governance", number).contains(&"newcomer".to_owned()));
}

#[tokio::test]
async fn a_charter_whose_name_makes_no_id_is_read_all_the_same_so_that_it_is_told_of() {
    let acme = Acme::start().await;
    push(&acme, "groups/a|b.md", &charter(&acme, "groups/engines.md")).await;
    let documents = acme.stage.app().store().documents(&repo("acme/governance")).await.unwrap();
    assert!(documents.iter().any(|document| document.path == "groups/a|b.md"), "{documents:?}");
}
