//! Writes of one installation are made at a limited pace, and nothing else waits for them.

use std::num::NonZeroU32;
use std::time::Duration;

use wg_steward::domain::pull::plan::Action;
use wg_steward::domain::types::ids::{InstallationId, RepoName};
use wg_steward::domain::types::label::Label;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::github::{Applied, GitHub, GitHubError, WritePlace};
use wg_steward::sandbox::{Outage, OutageKind, RepositoryOptions};

use crate::support::sandbox_story::{Story, claw};

const HERE: InstallationId = InstallationId(7);
const THERE: InstallationId = InstallationId(8);

/// An app with this many writes per minute.
fn paced(story: &Story, per_minute: u32) -> GitHub {
    story.app(0, |config| config.writes_per_minute = NonZeroU32::new(per_minute))
}

async fn write(
    github: &GitHub,
    installation: InstallationId,
    repository: RepoName,
    name: &str,
) -> Result<Applied, GitHubError> {
    let place = WritePlace { installation, repository, number: None, public: true };
    let label = Label { name: name.into(), color: "ededed".into(), description: String::new() };
    github.apply(&place, &Action::CreateLabel { label, meaning: "group docs".into() }).await
}

async fn write_here(github: &GitHub, name: &str) -> Result<(), GitHubError> {
    assert_eq!(write(github, HERE, claw(), name).await?, Applied::Done);
    Ok(())
}

/// Writes, after a second if the pace requires it.
async fn write_soon(story: &Story, github: &GitHub, name: &str) {
    if write_here(github, name).await.is_err() {
        story.pass(1);
        write_here(github, name).await.unwrap();
    }
}

fn told_to_come_at(outcome: Result<(), GitHubError>) -> Timestamp {
    match outcome {
        Err(GitHubError::RateLimited { until } | GitHubError::Paced { until }) => until,
        outcome => panic!("{outcome:?}"),
    }
}

#[tokio::test]
async fn who_would_wait_long_is_told_when_to_come_and_reads_and_others_go_on() {
    let story = Story::begin().await;
    story.sandbox.install("concourse", THERE).unwrap();
    let other: RepoName = "concourse/concourse".parse().unwrap();
    story.sandbox.add_repository(&other, RepositoryOptions::default());
    let github = paced(&story, 4);
    assert_eq!(github.write_wait(HERE), Duration::ZERO);
    write_here(&github, "a").await.unwrap();
    let step = Duration::from_secs(15);
    assert_eq!((github.write_wait(HERE), github.write_wait(THERE)), (step, Duration::ZERO));
    let asked = story.sandbox.journal().len();
    assert_eq!(told_to_come_at(write_here(&github, "b").await), story.now().plus(step));
    assert_eq!(story.sandbox.journal().len(), asked, "GitHub is not bothered");

    assert!(github.open_pulls(HERE, &claw()).await.is_ok());
    assert!(write(&github, THERE, other, "a").await.is_ok());
    story.pass(15);
    assert_eq!(github.write_wait(HERE), Duration::ZERO);
    assert!(write_here(&github, "b").await.is_ok());
    story.end();
}

#[tokio::test]
async fn a_short_wait_is_waited_for() {
    let story = Story::begin().await;
    let github = paced(&story, 80);
    for number in 0..8 {
        assert_eq!(github.write_wait(HERE), Duration::ZERO, "{number}");
        write_here(&github, &number.to_string()).await.unwrap();
    }
    let step = Duration::from_millis(822);
    assert_eq!(github.write_wait(HERE), step);
    write_here(&github, "one more").await.unwrap();
    assert_eq!(github.write_wait(HERE), 2 * step, "by a clock that stands");
}

#[tokio::test]
async fn who_waits_already_counts() {
    let story = Story::begin().await;
    let github = paced(&story, 4);
    let mut said = story.sandbox.exchanges();
    let before = *said.borrow();
    github.installation_of(&claw()).await.unwrap();
    github.open_pulls(HERE, &claw()).await.unwrap();
    story.sandbox.hold_answers_after(0);
    let (writer, one_more) = (github.clone(), github.clone());
    let under_way = tokio::spawn(async move { write_here(&writer, "a").await });
    said.wait_for(|exchanges| *exchanges > before + 3).await.unwrap();
    assert_eq!(github.write_wait(HERE), Duration::from_secs(30), "one writes, and its step is to pass");
    assert_eq!(told_to_come_at(write_here(&one_more, "b").await), story.now().plus(Duration::from_secs(30)));
    story.sandbox.release_answers();
    under_way.await.unwrap().unwrap();
    assert_eq!(github.write_wait(HERE), Duration::from_secs(15));
}

#[tokio::test]
async fn a_secondary_limit_makes_the_steps_wider() {
    let story = Story::begin().await;
    let github = paced(&story, 60);
    write_here(&github, "a").await.unwrap();
    assert_eq!(github.write_wait(HERE), Duration::ZERO, "a few go at once");
    story.sandbox.outage(Outage::new(OutageKind::SecondaryLimit(403, Some(7))).on("POST", "/labels").next(1));
    assert_eq!(told_to_come_at(write_here(&github, "b").await), story.now().plus(Duration::from_secs(7)));
    assert_eq!(github.write_wait(HERE), Duration::from_secs(7));
    story.pass(7);
    write_here(&github, "b").await.unwrap();
    assert_eq!(github.write_wait(HERE), Duration::from_millis(2 * 1133));
}

#[tokio::test]
async fn what_is_left_of_the_hour_is_spread_over_it() {
    let story = Story::begin().await;
    let github = paced(&story, 60);
    story.sandbox.leave_requests(HERE, 361);
    write_here(&github, "a").await.unwrap();
    assert_eq!(github.write_wait(HERE), Duration::from_secs(10), "360 in an hour");
}

#[tokio::test]
async fn the_hours_writes_are_counted_and_the_last_fifth_of_them_is_not_for_sweeps() {
    let story = Story::begin().await;
    let github = story.app(0, |config| {
        config.writes_per_minute = NonZeroU32::new(100_000);
        config.writes_per_hour = NonZeroU32::new(10);
    });
    for number in 0..8 {
        assert_eq!(github.may_sweep(HERE), Ok(()), "{number}");
        write_soon(&story, &github, &format!("l{number}")).await;
    }
    let until = github.may_sweep(HERE).unwrap_err();
    assert!(until > story.now().plus(Duration::from_secs(55 * 60)), "{until}");
    assert_eq!(github.may_sweep(THERE), Ok(()));
    for number in 8..10 {
        write_soon(&story, &github, &format!("l{number}")).await;
    }
    assert!(told_to_come_at(write_here(&github, "more").await) >= story.now().plus(Duration::from_secs(59 * 60)));
    // Another process continues from there.
    let other = story.app(0, |config| {
        config.writes_per_minute = NonZeroU32::new(100_000);
        config.writes_per_hour = NonZeroU32::new(10);
    });
    other.hear_writes(HERE, &github.tell_writes(HERE));
    assert!(other.may_sweep(HERE).is_err(), "{}", github.tell_writes(HERE));
    assert!(other.write_wait(HERE) >= Duration::from_secs(59 * 60), "{:?}", other.write_wait(HERE));
}
