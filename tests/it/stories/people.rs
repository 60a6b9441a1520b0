//! The app never undoes what people do, and the check names reviewers whom GitHub refuses.

use wg_steward::sandbox::{FileChanges, ReviewState};

use crate::support::stage::{Acme, login, repo};

#[tokio::test]
async fn a_label_that_a_person_takes_off_stays_off() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.stage.github.remove_label(&repo("acme/boiler"), number, "wg/engines", &login("octocat")).unwrap();
    acme.stage.github.push_to_pull(&repo("acme/boiler"), number, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert!(acme.pull("acme/boiler", number).labels.is_empty());
}

#[tokio::test]
async fn the_author_and_who_has_reviewed_are_not_asked() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "Octocat");
    acme.stage.github.submit_review(&repo("acme/boiler"), number, &login("monalisa"), ReviewState::Commented).unwrap();
    acme.deliver().await;
    assert!(acme.asked("acme/boiler", number).is_empty());
    let summary = acme.check("acme/boiler", number).summary.unwrap();
    assert!(
        summary.contains("`octocat` (execution lead of Engines): skipped, author of this pull request"),
        "{summary}"
    );
    assert!(summary.contains("`monalisa`: has reviewed"), "{summary}");
}

#[tokio::test]
async fn one_person_who_cannot_be_asked_does_not_keep_the_others_from_being_asked() {
    let mut acme = Acme::start().await;
    acme.stage.github.allow_reviewers(&repo("acme/piston"), [login("octocat")]).unwrap();
    let number = acme.open("acme/piston", "contributor");
    acme.deliver().await;
    assert_eq!(acme.asked("acme/piston", number), ["octocat"]);
    let check = acme.check("acme/piston", number);
    assert_eq!(check.title.as_deref(), Some("Engines (Steam): review requested from 1 lead"));
    assert!(check.summary.unwrap().contains("`monalisa` (technical lead of Engines): skipped, can't review here"));

    acme.calls();
    acme.stage.github.push_to_pull(&repo("acme/piston"), number, &FileChanges::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert!(
        !acme.calls().iter().any(|call| call.ends_with("requested_reviewers")),
        "a refusal is remembered for a day"
    );
}
