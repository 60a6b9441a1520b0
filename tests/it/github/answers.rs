//! Conditional requests: a stored response is revalidated, and the result is the same as without the cache.

use std::sync::Arc;

use wg_steward::domain::pull::plan::Action;
use wg_steward::domain::pull::snapshot::Snapshot;
use wg_steward::domain::types::comment_topic::CommentTopic;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::github::{
    GitHub, PendingResponse, RecentResponses, ResponseCache, ResponseKey, SnapshotWanted, StoredResponse, WritePlace,
};
use wg_steward::sandbox::{FileChanges, NewHead};

use crate::support::sandbox_story::{Story, claw, login};

const HERE: InstallationId = InstallationId(7);

fn keeping(story: &Story) -> GitHub {
    story.app(0, |config| config.answers = Some(Arc::new(RecentResponses::new(1024 * 1024))))
}

async fn snapshot(github: &GitHub, number: u64) -> Option<Snapshot> {
    let repository = claw();
    let wanted = SnapshotWanted {
        installation: HERE,
        repository: &repository,
        site: "https://github.com",
        number,
        trial: None,
        told: None,
        patient: true,
        open: false,
        files: true,
        history: true,
        documents: None,
    };
    github.snapshot(&wanted).await.unwrap()
}

/// The statuses of the responses since `from`.
fn statuses(story: &Story, from: usize) -> Vec<u16> {
    story.sandbox.journal()[from..].iter().map(|exchange| exchange.status).collect()
}

#[tokio::test]
async fn a_second_look_gives_the_same_and_costs_nothing_until_something_changes() {
    let story = Story::begin().await;
    let github = keeping(&story);
    let paths: Vec<String> = (0..250).map(|number| format!("src/{number}.rs")).collect();
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(paths.iter().map(String::as_str)));
    let first = snapshot(&github, number).await.unwrap();
    let (left, seen) = (github.budgets()[&HERE].remaining, story.sandbox.journal().len());
    let second = snapshot(&github, number).await.unwrap();
    assert_eq!(format!("{second:?}"), format!("{first:?}"));
    assert_eq!(statuses(&story, seen), [304; 5], "the pull request, its timeline, three pages of files");
    assert_eq!(github.budgets()[&HERE].remaining, left);

    story.sandbox.request_review(&claw(), number, &login("bob"), &login("ann")).unwrap();
    let seen = story.sandbox.journal().len();
    let third = snapshot(&github, number).await.unwrap();
    assert!(third.requested.contains(&login("bob")));
    assert_eq!(statuses(&story, seen), [200, 200, 304, 304, 304]);
    story.end();
}

#[tokio::test]
async fn what_comes_after_a_full_page_is_found() {
    let story = Story::begin().await;
    let github = keeping(&story);
    let number = story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    for said in 0..100 {
        story.sandbox.comment(&claw(), number, &login("bob"), &said.to_string()).unwrap();
    }
    for _ in 0..2 {
        assert!(github.own_comments(HERE, &claw(), number).await.unwrap().is_empty());
    }
    let place = WritePlace { installation: HERE, repository: claw(), number: Some(number), public: true };
    let body = format!("{}\nOur own", CommentTopic::Proposal.mark());
    _ = github
        .apply(&place, &Action::WriteComment { topic: CommentTopic::Proposal, replaces: None, body })
        .await
        .unwrap();
    assert_eq!(github.own_comments(HERE, &claw(), number).await.unwrap().len(), 1);
    let seen = story.sandbox.journal().len();
    assert_eq!(github.own_comments(HERE, &claw(), number).await.unwrap().len(), 1);
    assert_eq!(statuses(&story, seen), [304, 304], "both pages are kept now");
}

#[tokio::test]
async fn what_is_not_there_is_asked_for_again() {
    let story = Story::begin().await;
    let github = keeping(&story);
    assert!(snapshot(&github, 1).await.is_none());
    assert_eq!(story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"])), 1);
    assert!(snapshot(&github, 1).await.is_some());
}

/// Returns the right ETag with a part of the body.
struct Broken(RecentResponses);

impl ResponseCache for Broken {
    fn find<'a>(&'a self, key: &'a ResponseKey) -> PendingResponse<'a, Option<StoredResponse>> {
        Box::pin(async move {
            let answer = self.0.find(key).await?;
            Some(StoredResponse { body: answer.body[..answer.body.len() / 2].to_vec(), ..answer })
        })
    }

    fn keep(&self, key: ResponseKey, answer: StoredResponse) -> PendingResponse<'_, ()> {
        self.0.keep(key, answer)
    }
}

#[tokio::test]
async fn what_was_not_kept_well_is_asked_for_whole() {
    let story = Story::begin().await;
    let github = story.app(0, |config| config.answers = Some(Arc::new(Broken(RecentResponses::new(1024 * 1024)))));
    story.open(NewHead::Fork("topic".to_owned()), FileChanges::of_paths(["a"]));
    assert_eq!(github.open_pulls(HERE, &claw()).await.unwrap(), [1]);
    let seen = story.sandbox.journal().len();
    assert_eq!(github.open_pulls(HERE, &claw()).await.unwrap(), [1]);
    assert_eq!(statuses(&story, seen), [304, 200]);
}
