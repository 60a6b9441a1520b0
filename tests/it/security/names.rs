//! Private data is shown to members only.

use wg_steward::sandbox::FileChanges;

use crate::support::stage::{Acme, login, repo};

#[tokio::test]
async fn no_public_page_names_a_private_repository() {
    let acme = Acme::start().await;
    let private = repo("acme/piston");
    acme.stage.github.set_private(&private, true).unwrap();
    let number = acme.open("acme/piston", "contributor");
    let public = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    acme.stage.github.push_to_pull(&private, number, &FileChanges::of_paths(["secret.md"])).unwrap();
    acme.stage
        .github
        .submit_review(&private, number, &login("octocat"), wg_steward::sandbox::ReviewState::Approved)
        .unwrap();
    acme.deliver().await;
    assert_eq!(acme.check("acme/piston", number).conclusion.as_deref(), Some("success"), "it was worked on");
    for path in [
        "/",
        "/rules",
        "/rules/Y3",
        "/healthz",
        "/readyz",
        "/style.css",
        "/pulls",
        "/pulls/acme",
        "/pulls/acme/piston",
        "/webhook",
        &format!("/pulls/acme/piston/{number}"),
        &format!("/pulls/acme/boiler/{public}"),
    ] {
        let (status, page) = acme.get(path).await;
        let names = page.contains("piston") || page.contains("secret.md");
        assert!(status < 500 && !names, "{path}: {page}");
    }
    assert_eq!(acme.get(&format!("/pulls/acme/boiler/{public}")).await.0, 200);
}
