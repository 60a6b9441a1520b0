//! Labels that remember who put them, and follow the policy.

use wg_steward::sandbox::Changes;

use crate::support::stage::{Acme, acme_with, acme_with_policy, login, repo};

#[tokio::test]
async fn a_label_that_is_no_longer_right_goes_unless_somebody_put_it_back() {
    let acme = Acme::start().await;
    let [ours, theirs] = [(); 2].map(|()| acme.open("acme/boiler", "contributor"));
    let boiler = repo("acme/boiler");
    acme.deliver().await;
    acme.stage.github.remove_label(&boiler, theirs, "wg/engines", &login("ada")).unwrap();
    acme.stage.github.add_label(&boiler, theirs, "wg/engines", &login("ada")).unwrap();
    let governance = repo("acme/governance");
    let engines = acme.stage.github.file(&governance, "groups/engines.md").unwrap();
    let less = Changes::new().write("groups/engines.md", engines.replace("acme/boiler", "acme/kettle"));
    acme.stage.github.push_to_default_branch(&governance, &login("ada"), &less).unwrap();
    for number in [ours, theirs] {
        acme.stage.github.push_to_pull(&boiler, number, &Changes::of_paths(["y"])).unwrap();
    }
    acme.deliver().await;
    assert!(acme.pull("acme/boiler", ours).labels.is_empty());
    assert_eq!(acme.pull("acme/boiler", theirs).labels, ["wg/engines"]);
}

#[tokio::test]
async fn a_new_name_in_the_policy_renames_the_label_wherever_it_is() {
    let acme = Acme::start().await;
    let [first, second] = [(); 2].map(|()| acme.open("acme/boiler", "contributor"));
    acme.deliver().await;
    let acme =
        acme.restart_with(acme_with_policy(|policy| policy.replace("name: wg/<slug>", "name: group/<slug>"))).await;
    acme.stage.github.push_to_pull(&repo("acme/boiler"), first, &Changes::of_paths(["y"])).unwrap();
    acme.deliver().await;
    for number in [first, second] {
        assert_eq!(acme.pull("acme/boiler", number).labels, ["group/engines"]);
    }
    acme.stage.github.push_to_pull(&repo("acme/boiler"), second, &Changes::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert_eq!(acme.pull("acme/boiler", second).labels, ["group/engines"]);
}

#[tokio::test]
async fn a_label_of_the_new_name_that_is_there_already_is_put_on_and_left_as_it_is() {
    let acme = Acme::start().await;
    let number = acme.open("acme/boiler", "contributor");
    let other = acme.open("acme/boiler", "contributor");
    acme.stage.github.add_label(&repo("acme/boiler"), other, "Group/Engines", &login("ada")).unwrap();
    acme.deliver().await;
    let acme =
        acme.restart_with(acme_with_policy(|policy| policy.replace("name: wg/<slug>", "name: group/<slug>"))).await;
    acme.stage.github.push_to_pull(&repo("acme/boiler"), number, &Changes::of_paths(["y"])).unwrap();
    acme.deliver().await;
    assert_eq!(acme.pull("acme/boiler", number).labels, ["Group/Engines"]);
}

#[tokio::test]
async fn an_issue_gets_the_label_of_its_repositorys_owner_also_where_it_moves() {
    let acme =
        Acme::start_with(acme_with_policy(|policy| policy.replace("  color:", "  issues: true\n  color:"))).await;
    let (boiler, microscope) = (repo("acme/boiler"), repo("acme-labs/microscope"));
    let number = acme.stage.github.open_issue(&boiler, &login("contributor"), "It leaks", "Everywhere.").unwrap();
    acme.deliver().await;
    assert_eq!(acme.stage.github.issue_labels(&boiler, number), ["wg/engines"]);
    let moved = acme.stage.github.transfer_issue(&boiler, number, &microscope, &login("ada")).unwrap();
    acme.deliver().await;
    assert_eq!(acme.stage.github.issue_labels(&microscope, moved), ["wg/laboratory"]);
}

#[tokio::test]
async fn issues_stay_as_they_are_unless_the_policy_says_so() {
    let mut acme = Acme::start_with(acme_with("")).await;
    acme.calls();
    acme.stage.github.open_issue(&repo("acme/boiler"), &login("contributor"), "It leaks", "").unwrap();
    acme.deliver().await;
    assert!(acme.calls().is_empty());
}
