//! Writes with a combined effect on GitHub: the single comment, and checks with many annotations.

use std::time::Duration;

use wg_steward::clock::Clock;
use wg_steward::domain::pull::plan::{Action, Annotation, Check, Conclusion, Level};
use wg_steward::domain::text::fingerprint::fingerprint;
use wg_steward::domain::types::comment_topic::CommentTopic;
use wg_steward::domain::types::ids::{InstallationId, Sha};
use wg_steward::github::{Applied, GitHub, GitHubConfig, WritePlace};

use crate::support::journal::Auditor;
use crate::support::stage::{login, repo};
use crate::support::town::Town;

const ACME: InstallationId = InstallationId(100);

/// The app's client for the town's GitHub, and a pull request there.
async fn writing() -> (Town, GitHub, WritePlace) {
    let town = Town::open().await;
    let github = GitHub::connect(GitHubConfig {
        api_url: town.site().to_owned(),
        app_id: 4711,
        private_key: town.key_pem.clone().into(),
        timeout: Duration::from_secs(60),
        details_url: None,
        writes_per_minute: None,
        writes_per_hour: None,
        answers: None,
        clock: Clock::system(),
    });
    let number = town.pull("acme/governance", "A proposal");
    let place =
        WritePlace { installation: ACME, repository: repo("acme/governance"), number: Some(number), public: true };
    (town, github.unwrap(), place)
}

fn comment(replaces: Option<u64>, said: &str) -> Action {
    let topic = CommentTopic::Proposal;
    Action::WriteComment { topic, replaces, body: format!("{}\n{said}", topic.mark()) }
}

#[tokio::test]
async fn the_comment_is_edited_in_place_found_again_and_left_deleted() {
    let (town, github, place) = writing().await;
    let number = place.number.unwrap();
    town.github
        .comment(&place.repository, number, &login("ada"), &format!("{} quoted", CommentTopic::Proposal.mark()))
        .unwrap();
    assert!(github.own_comments(ACME, &place.repository, number).await.unwrap().is_empty(), "only quoted");

    let Applied::Commented { id } = github.apply(&place, &comment(None, "2 to do")).await.unwrap() else { panic!() };
    let edited = github.apply(&place, &comment(Some(id), "All done")).await.unwrap();
    assert_eq!(edited, Applied::Commented { id });
    let ours = &town.github.comments(&place.repository, number)[1];
    assert_eq!((ours.id, ours.author.as_str()), (id, "wg-steward[bot]"));
    assert!(ours.body.ends_with("All done"));
    let found =
        github.own_comments(ACME, &place.repository, number).await.unwrap().remove(&CommentTopic::Proposal).unwrap();
    assert_eq!((found.id, found.fingerprint), (id, fingerprint(&ours.body)));

    town.github.delete_comment(&place.repository, id).unwrap();
    assert_eq!(github.apply(&place, &comment(Some(id), "2 to do")).await.unwrap(), Applied::CommentUnwanted);
    assert_eq!(town.github.comments(&place.repository, number).len(), 1);
    Auditor::default().hold(&town.github);
}

fn check(annotations: usize) -> Check {
    let remark = |line| Annotation {
        path: "README.md".to_owned(),
        start_line: line,
        end_line: line,
        level: Level::Warning,
        columns: None,
        title: "Y3: keys".to_owned(),
        rule: "S4".to_owned(),
        message: "Say what it is.".to_owned(),
    };
    Check {
        name: "wg/charter".to_owned(),
        conclusion: Conclusion::Failure,
        title: format!("{annotations} to look at"),
        summary: "…".to_owned(),
        annotations: (1..=annotations).map(remark).collect(),
    }
}

async fn post(github: &GitHub, place: &WritePlace, commit: &Sha, replaces: Option<u64>, annotations: usize) -> u64 {
    let action = Action::PostCheck { commit: commit.clone(), replaces, check: check(annotations) };
    match github.apply(place, &action).await.unwrap() {
        Applied::CheckPosted { run } => run,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_latest_check_shows_its_own_annotations_however_many_there_were_before() {
    let (town, github, place) = writing().await;
    let head = town.github.pull(&place.repository, place.number.unwrap()).unwrap().head;
    let mut standing = None;
    for annotations in [120, 3, 3, 0, 51] {
        let run = post(&github, &place, &head, standing, annotations).await;
        let latest = town.github.check_runs(&place.repository, &head).pop().unwrap();
        assert_eq!((latest.id, latest.annotations.len()), (run, annotations));
        assert_eq!(latest.title, Some(check(annotations).title));
        standing = Some(run);
    }
    let found = github.checks_on(ACME, &place.repository, &head, &[&"wg/charter".to_owned()]).await.unwrap();
    assert_eq!((Some(found["wg/charter"].run), &found["wg/charter"].fingerprint), (standing, &check(51).fingerprint()));
    Auditor::default().hold(&town.github);
}
