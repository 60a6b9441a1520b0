//! GitHub's rate limits: the remaining requests, how long to wait, and which callers have to.

use std::time::Duration;

use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::github::{GitHub, GitHubError};
use wg_steward::sandbox::{Outage, OutageKind, RepositoryOptions};

use crate::support::sandbox_story::{Story, claw};

const HERE: InstallationId = InstallationId(7);
const THERE: InstallationId = InstallationId(8);

async fn read(github: &GitHub) -> Result<Vec<u64>, GitHubError> {
    github.open_pulls(HERE, &claw()).await
}

/// A read that is rate-limited; returns the end of the limit.
async fn limited(github: &GitHub) -> Timestamp {
    match read(github).await {
        Err(GitHubError::RateLimited { until }) => until,
        outcome => panic!("{outcome:?}"),
    }
}

fn seconds(story: &Story, until: Timestamp) -> u64 {
    story.now().until(until).as_secs()
}

#[tokio::test]
async fn what_is_left_is_known_for_each_installation_and_for_the_app() {
    let story = Story::begin().await;
    let github = story.app(0, |_| {});
    assert!(github.budgets().is_empty() && github.app_budget().is_none());
    read(&github).await.unwrap();
    let budget = github.budgets()[&HERE];
    assert_eq!((budget.limit, budget.remaining, budget.as_of), (5000, 4999, story.now()));
    assert_eq!(seconds(&story, budget.reset), 3600);
    assert_eq!(github.app_budget().unwrap().remaining, 4998, "two tokens");
    assert_eq!(github.budgets().len(), 1);
}

#[tokio::test]
async fn sweeps_wait_when_a_fifth_is_left() {
    let story = Story::begin().await;
    let github = story.app(0, |_| {});
    assert_eq!(github.may_sweep(HERE), Ok(()));
    story.sandbox.leave_requests(HERE, 1002);
    read(&github).await.unwrap();
    assert_eq!(github.may_sweep(HERE), Ok(()));
    read(&github).await.unwrap();
    let reset = github.budgets()[&HERE].reset;
    assert_eq!((github.may_sweep(HERE), github.may_sweep(THERE)), (Err(reset), Ok(())));
    assert!(read(&github).await.is_ok(), "what is urgent goes on");
    story.pass(3600);
    assert_eq!(github.may_sweep(HERE), Ok(()));
}

#[tokio::test]
async fn nothing_is_asked_once_nothing_is_left() {
    let story = Story::begin().await;
    let github = story.app(0, |_| {});
    story.sandbox.leave_requests(HERE, 1);
    read(&github).await.unwrap();
    let asked = story.sandbox.journal().len();
    assert_eq!(seconds(&story, limited(&github).await), 3600);
    assert_eq!(github.may_sweep(HERE), Err(github.budgets()[&HERE].reset));
    assert_eq!(story.sandbox.journal().len(), asked);
    story.pass(3600);
    assert!(read(&github).await.is_ok());
}

#[tokio::test]
async fn a_limit_says_when_to_ask_again_and_until_then_nothing_is_asked() {
    let hour = Duration::from_secs(1800);
    for (trouble, wait) in [
        (OutageKind::PrimaryLimit(403, hour), 1800),
        (OutageKind::PrimaryLimit(429, hour), 1800),
        (OutageKind::SecondaryLimit(403, Some(7)), 7),
        (OutageKind::SecondaryLimit(429, Some(7)), 7),
        (OutageKind::SecondaryLimit(403, None), 60),
        (OutageKind::SecondaryLimit(429, None), 60),
    ] {
        let story = Story::begin().await;
        let github = story.app(0, |_| {});
        story.sandbox.outage(Outage::new(trouble).on("GET", "/pulls").next(1));
        assert_eq!(seconds(&story, limited(&github).await), wait, "{trouble:?}");
        story.pass(i64::try_from(wait).unwrap() - 1);
        let asked = story.sandbox.journal().len();
        assert_eq!((seconds(&story, limited(&github).await), story.sandbox.journal().len()), (1, asked), "{trouble:?}");
        story.pass(1);
        assert!(read(&github).await.is_ok(), "{trouble:?}");
    }
}

#[tokio::test]
async fn waits_double_while_a_secondary_limit_lasts() {
    let story = Story::begin().await;
    let github = story.app(0, |_| {});
    let slow_down = || Outage::new(OutageKind::SecondaryLimit(403, None)).on("GET", "/pulls");
    story.sandbox.outage(slow_down());
    for wait in [60, 120, 240, 480, 900, 900] {
        assert_eq!(seconds(&story, limited(&github).await), wait);
        story.pass(i64::try_from(wait).unwrap());
    }
    story.sandbox.clear_sky();
    read(&github).await.unwrap();
    story.sandbox.outage(slow_down());
    assert_eq!(seconds(&story, limited(&github).await), 60, "forgotten after a success");
}

#[tokio::test]
async fn one_installation_that_waits_holds_up_no_other() {
    let story = Story::begin().await;
    story.sandbox.install("concourse", THERE).unwrap();
    let other = "concourse/concourse".parse().unwrap();
    story.sandbox.add_repository(&other, RepositoryOptions::default());
    let github = story.app(0, |_| {});
    story.sandbox.outage(Outage::new(OutageKind::SecondaryLimit(403, Some(600))).on("GET", "/repos/cloudfoundry"));
    limited(&github).await;
    assert!(github.open_pulls(THERE, &other).await.is_ok());
}

#[tokio::test]
async fn a_limit_of_the_app_itself_holds_up_new_tokens_and_nothing_else() {
    let story = Story::begin().await;
    let github = story.app(0, |_| {});
    read(&github).await.unwrap();
    story.sandbox.outage(Outage::new(OutageKind::SecondaryLimit(403, Some(600))).on("GET", "/installation"));
    let error = github.installation_of(&claw()).await.unwrap_err();
    assert!(matches!(error, GitHubError::RateLimited { .. }), "{error:?}");
    assert!(read(&github).await.is_ok(), "its token is there");
    let asked = story.sandbox.journal().len();
    github.forget(HERE);
    assert_eq!(seconds(&story, limited(&github).await), 600);
    assert_eq!(story.sandbox.journal().len(), asked);
    story.pass(600);
    assert!(read(&github).await.is_ok(), "the installation itself was never limited");
}
