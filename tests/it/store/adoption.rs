//! When the app began to work for an installation, what has happened on older pull requests, and which runs an event
//! caused.

use super::*;

both![
    an_installation_is_worked_for_since_the_first_time,
    a_pull_request_is_adopted_once_and_stays_so_under_another_name,
    a_run_knows_whether_something_happened,
    writes_begin_at_the_first_start_and_after_a_dry_run,
];

const HERE: InstallationId = InstallationId(7);

async fn an_installation_is_worked_for_since_the_first_time(place: Place) {
    let store = place.open().await;
    assert_eq!(store.adoption(HERE, &claw(), 1).await.unwrap(), Adoption { since: None, adopted: false });
    let first = place.now();
    assert_eq!(store.begin_live(HERE).await.unwrap(), first);
    place.pass(MINUTE);
    let other = place.open().await;
    assert_eq!(other.begin_live(HERE).await.unwrap(), first);
    assert_eq!(other.begin_live(InstallationId(8)).await.unwrap(), place.now());
    assert_eq!(other.adoption(HERE, &claw(), 1).await.unwrap().since, Some(first));
}

async fn a_pull_request_is_adopted_once_and_stays_so_under_another_name(place: Place) {
    let store = place.open().await;
    store.adopt(&claw(), 1).await.unwrap();
    store.adopt(&claw(), 1).await.unwrap();
    let adopted = async |name: &RepoName, number| store.adoption(HERE, name, number).await.unwrap().adopted;
    assert!(adopted(&claw(), 1).await && !adopted(&claw(), 2).await);
    let to: RepoName = named("cloudfoundry/paw");
    store.enqueue(&pull(1), None, place.now(), "x").await.unwrap();
    let lease = lease(&store).await.unwrap();
    let renamed = Record::Renamed { from: claw(), to: to.clone() };
    assert_eq!(store.record(&lease, vec![renamed]).await.unwrap(), LeaseStatus::Held);
    assert!(adopted(&to, 1).await && !adopted(&claw(), 1).await);
}

async fn a_run_knows_whether_something_happened(place: Place) {
    let store = place.open().await;
    let run = async || lease(&store).await.unwrap();
    let sweep = async || store.enqueue(&pull(1), Some(HERE), place.now(), "sweep").await.unwrap();
    let event = async |id: &str| assert_eq!(store.accept(delivery(id, &[pull(1)])).await.unwrap(), Acceptance::New);
    sweep().await;
    let lease = run().await;
    assert!(!lease.is_event());
    event("one").await;
    assert_eq!(store.finish(lease, Finish::Done).await.unwrap(), Finished::AgainWanted);
    let lease = run().await;
    assert!(lease.is_event(), "it came during the run");
    assert_eq!(store.finish(lease, Finish::Done).await.unwrap(), Finished::Done);
    event("two").await;
    sweep().await;
    let lease = run().await;
    assert!(lease.is_event(), "a sweep does not make it forgotten");
    assert_eq!(store.finish(lease, Finish::Done).await.unwrap(), Finished::Done);
    sweep().await;
    assert!(!run().await.is_event());
}

async fn writes_begin_at_the_first_start_and_after_a_dry_run(place: Place) {
    let store = place.open().await;
    assert!(!store.note_start(false).await.unwrap());
    assert!(store.note_start(true).await.unwrap());
    assert!(!store.note_start(true).await.unwrap());
    assert!(!store.note_start(false).await.unwrap());
    assert!(store.note_start(true).await.unwrap());
}
