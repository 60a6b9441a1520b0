//! Outages between the app and GitHub: each kind becomes an error that asks for a retry, and the retry succeeds.

use std::time::Duration;

use wg_steward::domain::pull::plan::Action;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::label::Label;
use wg_steward::github::{Applied, Cause, GitHubError, WritePlace};
use wg_steward::sandbox::{Outage, OutageKind};

use crate::support::sandbox_story::{Story, claw};

const HERE: InstallationId = InstallationId(7);

#[tokio::test]
async fn each_kind_of_trouble_may_pass_and_does() {
    let slow = Duration::from_secs(3600);
    for trouble in [
        OutageKind::Slow(slow),
        OutageKind::Cut,
        OutageKind::Page(502),
        OutageKind::Page(200),
        OutageKind::Status(500),
        OutageKind::Status(503),
    ] {
        let story = Story::begin().await;
        let github = story.app(0, |config| config.timeout = Duration::from_millis(500));
        story.sandbox.outage(Outage::new(trouble).on("GET", "/pulls").next(2));
        for _ in 0..2 {
            let error = github.open_pulls(HERE, &claw()).await.unwrap_err();
            let GitHubError::Transient { source, .. } = error else { panic!("{trouble:?}: {error:?}") };
            let told = match trouble {
                OutageKind::Slow(_) => matches!(source, Cause::Timeout(_)),
                OutageKind::Cut => matches!(source, Cause::Connection(_)),
                OutageKind::Page(200) => matches!(source, Cause::Page),
                OutageKind::Page(status) | OutageKind::Status(status) => {
                    matches!(source, Cause::Status(it) if it == status)
                }
                OutageKind::PrimaryLimit(..) | OutageKind::SecondaryLimit(..) => false,
            };
            assert!(told, "{trouble:?}: {source:?}");
        }
        assert!(github.open_pulls(HERE, &claw()).await.is_ok(), "{trouble:?}");
        story.end();
    }
}

#[tokio::test]
async fn a_github_that_flaps_is_tried_each_time_anew() {
    let story = Story::begin().await;
    let github = story.app(0, |_| {});
    story.sandbox.outage(Outage::new(OutageKind::Status(502)).on("GET", "/pulls").flapping(1, 2));
    let mut went_well = Vec::new();
    for _ in 0..6 {
        went_well.push(github.open_pulls(HERE, &claw()).await.is_ok());
    }
    assert_eq!(went_well, [false, true, true, false, true, true]);
}

#[tokio::test]
async fn a_write_that_was_done_as_its_answer_was_late_is_known_the_next_time() {
    let story = Story::begin().await;
    let github = story.app(0, |config| config.timeout = Duration::from_millis(500));
    story.sandbox.outage(Outage::new(OutageKind::Slow(Duration::from_secs(3600))).on("POST", "/labels").next(1));
    let place = WritePlace { installation: HERE, repository: claw(), number: None, public: true };
    let label = Label { name: "wg/docs".into(), color: "ededed".into(), description: String::new() };
    let action = Action::CreateLabel { label, meaning: "group docs".into() };
    assert!(matches!(github.apply(&place, &action).await, Err(GitHubError::Transient { .. })));
    assert_eq!(github.apply(&place, &action).await.unwrap(), Applied::LabelThere);
}
