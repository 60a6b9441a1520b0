//! Renamed repositories: governing ones, and governed ones.

use wg_steward::domain::types::ids::Login;
use wg_steward::sandbox::FileChanges;

use crate::support::hours::Hours;
use crate::support::stage::{Acme, acme_governed_from, login, repo};

fn ada() -> Login {
    login("ada")
}

async fn rename(acme: &Acme, old: &str, new: &str) {
    acme.stage.github.rename_repository(&repo(old), &repo(new), &ada()).unwrap();
    acme.deliver().await;
}

/// Replaces monalisa by newcomer.
async fn hire(acme: &Acme, governing: &str) {
    let (github, governing) = (&acme.stage.github, repo(governing));
    github.add_user(&login("newcomer"));
    let engines = github.file(&governing, "groups/engines.md").unwrap().replace("monalisa", "newcomer");
    github.push_to_default_branch(&governing, &ada(), &FileChanges::new().write("groups/engines.md", engines)).unwrap();
    acme.deliver().await;
}

#[tokio::test]
async fn a_governing_repository_governs_under_its_new_name() {
    let acme = Acme::start().await;
    rename(&acme, "acme/governance", "acme/charters").await;
    let proposed = FileChanges::new().write("groups/engines.md", "Nothing");
    let number = acme.open_with("acme/charters", "contributor", proposed, false);
    acme.deliver().await;
    assert_eq!(acme.asked("acme/charters", number), ["monalisa", "octocat"], "by the rules for its paths");
    assert_eq!(acme.check("acme/charters", number).conclusion.as_deref(), Some("success"));

    hire(&acme, "acme/charters").await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["newcomer", "octocat"], "a push to it is read");
    let (status, body) = acme.readyz().await;
    let change = "`acme/governance` is now `acme/charters`: change `repository` in the policy";
    assert!(status == 200 && body.contains(change), "{body}");

    let acme = acme.restart_with(acme_governed_from("acme/charters")).await;
    let number = acme.open("acme/piston", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/piston", number), ["newcomer", "octocat"]);
    assert!(acme.readyz().await.1.contains("\"ready\""), "the policy was changed as it said");
}

#[tokio::test]
async fn a_broken_charter_keeps_its_last_good_version_when_its_repository_is_renamed() {
    let acme = Acme::start().await;
    let broken = FileChanges::new().write("groups/engines.md", "Nothing");
    acme.stage.github.push_to_default_branch(&repo("acme/governance"), &ada(), &broken).unwrap();
    acme.deliver().await;
    rename(&acme, "acme/governance", "acme/charters").await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
}

#[tokio::test]
async fn a_component_repository_is_owned_under_each_new_name() {
    let acme = Acme::start().await;
    let [kept, taken_off] = [(); 2].map(|()| acme.open("acme/boiler", "contributor"));
    acme.deliver().await;
    acme.stage.github.remove_label(&repo("acme/boiler"), taken_off, "wg/engines", &ada()).unwrap();
    acme.deliver().await;
    let mut former = "acme/boiler";
    for name in ["acme/kettle", "acme/pot"] {
        rename(&acme, former, name).await;
        let number = acme.open(name, "contributor");
        acme.deliver().await;
        assert_eq!(acme.asked(name, number), ["monalisa", "octocat"]);
        assert_eq!(acme.pull(name, number).labels, ["wg/engines"]);
        let summary = acme.check(name, number).summary.unwrap();
        let sentence = format!("listed under its former name: change `acme/boiler` to `{name}`");
        assert!(summary.contains(&sentence), "{summary}");
        former = name;
    }
    for number in [kept, taken_off] {
        acme.stage.github.push_to_pull(&repo("acme/pot"), number, &FileChanges::of_paths(["y"])).unwrap();
    }
    acme.deliver().await;
    assert_eq!(acme.pull("acme/pot", kept).labels, ["wg/engines"]);
    assert!(acme.pull("acme/pot", taken_off).labels.is_empty(), "what people undid stays undone");

    rename(&acme, "acme/pot", "acme/boiler").await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/boiler", number), ["monalisa", "octocat"]);
    let summary = acme.check("acme/boiler", number).summary.unwrap();
    assert!(!summary.contains("former name"), "{summary}");
}

#[tokio::test]
async fn a_repository_that_takes_a_former_name_ends_it_and_gets_nothing_that_was_kept() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    rename(&acme, "acme/boiler", "acme/kettle").await;
    acme.stage.github.create_repository(&repo("acme/boiler"), &login("stranger")).unwrap();
    acme.deliver().await;
    let store = acme.stage.app().store();
    assert!(!store.knows(&repo("acme/boiler"), number).await.unwrap());
    assert!(store.knows(&repo("acme/kettle"), number).await.unwrap());
    let number = acme.open("acme/kettle", "contributor");
    acme.deliver().await;
    assert!(acme.asked("acme/kettle", number).is_empty(), "which of both the charter means is for people to say");
    let title = acme.check("acme/kettle", number).title;
    assert_eq!(title.as_deref(), Some("No working group owns this repository"));
}

#[tokio::test]
async fn a_name_that_a_charter_lists_already_comes_before_a_former_one() {
    let acme = Acme::start().await;
    let engines = acme.stage.github.file(&repo("acme/governance"), "groups/engines.md").unwrap();
    let labs = acme.stage.github.file(&repo("acme/governance"), "groups/labs.md").unwrap();
    let moved = labs.replace("  - acme/shared\n", "  - acme/shared\n  - acme/kettle\n");
    assert!(engines.contains("acme/boiler") && moved != labs);
    let changes = FileChanges::new().write("groups/labs.md", moved);
    acme.stage.github.push_to_default_branch(&repo("acme/governance"), &ada(), &changes).unwrap();
    acme.deliver().await;
    rename(&acme, "acme/boiler", "acme/kettle").await;
    let number = acme.open("acme/kettle", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/kettle", number), ["curie", "octocat"]);
}

#[tokio::test]
async fn a_rename_whose_webhook_was_lost_is_found_in_the_list_of_deliveries() {
    let hours = Hours::begin().await;
    hours.acme.stage.github.rename_repository(&repo("acme/boiler"), &repo("acme/kettle"), &ada()).unwrap();
    hours.acme.stage.github.lose_deliveries();
    hours.search().await;
    let number = hours.acme.open("acme/kettle", "contributor");
    hours.acme.deliver().await;
    assert_eq!(hours.acme.asked("acme/kettle", number), ["monalisa", "octocat"]);
}
