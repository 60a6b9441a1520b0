//! Former names of repositories that other repositories have taken.

use wg_steward::domain::types::ids::Login;
use wg_steward::sandbox::FileChanges;

use crate::support::stage::{Acme, acme_governed_from, login, repo};

fn stranger() -> Login {
    login("stranger")
}

/// Replaces monalisa by the stranger in the charters of the real repository.
async fn usurp(acme: &Acme, name: &str, charters: &str) {
    let github = &acme.stage.github;
    let engines = github.file(&repo(charters), "groups/engines.md").unwrap().replace("monalisa", "stranger");
    let changes = FileChanges::new().write("groups/engines.md", engines);
    github.push_to_default_branch(&repo(name), &stranger(), &changes).unwrap();
    acme.deliver().await;
}

async fn nobody_else_is_asked(acme: &Acme) {
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn a_repository_that_takes_the_former_name_of_the_governing_one_governs_nothing() {
    let acme = Acme::start().await;
    let (github, governance) = (&acme.stage.github, repo("acme/governance"));
    github.rename_repository(&governance, &repo("acme/charters"), &login("ada")).unwrap();
    acme.deliver().await;
    github.create_repository(&governance, &stranger()).unwrap();
    usurp(&acme, "acme/governance", "acme/charters").await;
    nobody_else_is_asked(&acme).await;

    github.rename_repository(&governance, &repo("acme/throne"), &stranger()).unwrap();
    usurp(&acme, "acme/throne", "acme/charters").await;
    nobody_else_is_asked(&acme).await;
    let acme = acme.restart().await;
    acme.deliver().await;
    nobody_else_is_asked(&acme).await;
}

#[tokio::test]
async fn a_repository_that_had_a_name_before_the_governing_one_governs_nothing() {
    let acme = Acme::start().await;
    let (github, charters) = (&acme.stage.github, repo("acme/charters"));
    github.create_repository(&charters, &stranger()).unwrap();
    github.rename_repository(&charters, &repo("acme/throne"), &stranger()).unwrap();
    acme.deliver().await;
    github.rename_repository(&repo("acme/governance"), &charters, &login("ada")).unwrap();
    acme.deliver().await;
    usurp(&acme, "acme/throne", "acme/charters").await;
    nobody_else_is_asked(&acme).await;
    let acme = acme.restart_with(acme_governed_from("acme/charters")).await;
    acme.deliver().await;
    nobody_else_is_asked(&acme).await;
}
