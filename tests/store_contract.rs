//! What every store must keep to, whatever database lies under it: each test opens one on a file of its own, with a
//! clock that is moved by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use wg_steward::clock::Clock;
use wg_steward::domain::ids::{InstallationId, RepoName};
use wg_steward::domain::target::Target;
use wg_steward::domain::time::Timestamp;
use wg_steward::store::*;

const MINUTE: Duration = Duration::from_secs(60);

/// A store on a file, and the clock by which it lives.
struct Place {
    folder: TempDir,
    millis: Arc<AtomicI64>,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), millis: Arc::new(AtomicI64::new(1_000_000)) }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("steward.sqlite")
    }

    fn config(&self, url: &str) -> StoreConfig {
        let millis = Arc::clone(&self.millis);
        let clock = Clock::from_fn(move || Timestamp(millis.load(Ordering::SeqCst)));
        StoreConfig { url: url.into(), clock }
    }

    async fn open(&self) -> Store {
        Store::open(&self.config(&format!("sqlite:{}", self.path().display()))).await.unwrap()
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.millis.load(Ordering::SeqCst))
    }

    fn pass(&self, time: Duration) {
        self.millis.fetch_add(time.as_millis() as i64, Ordering::SeqCst);
    }
}

fn named<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn claw() -> RepoName {
    named("cloudfoundry/CLAW")
}

fn pull(number: u64) -> Target {
    Target::Pull { repository: claw(), number }
}

fn delivery(id: &str, targets: &[Target]) -> Accepted {
    Accepted {
        delivery: named(id),
        event: "pull_request".into(),
        action: Some("opened".into()),
        installation: Some(InstallationId(7)),
        targets: targets.to_vec(),
    }
}

async fn lease(store: &Store) -> Option<Lease> {
    store.lease(LeaseRequest { worker: "w1", duration: MINUTE }).await.unwrap()
}

async fn die(store: &Store) {
    let lease = lease(store).await.unwrap();
    let end = Finish::Dead { error: "GitHub answered 500 ten times".into() };
    assert_eq!(store.finish(lease, end).await.unwrap(), Finished::Done);
}

mod deliveries {
    use super::*;

    #[tokio::test]
    async fn a_delivery_makes_its_target_ready_with_all_that_a_run_needs() {
        let place = Place::new();
        let store = place.open().await;

        assert_eq!(store.accept(delivery("d1", &[pull(1)])).await.unwrap(), Acceptance::New);

        let lease = lease(&store).await.unwrap();
        assert_eq!(lease.target(), &pull(1));
        assert_eq!(lease.installation(), Some(InstallationId(7)));
        assert_eq!(lease.why(), "pull_request.opened");
        assert_eq!((lease.attempt(), lease.interrupted()), (1, false));
    }

    #[tokio::test]
    async fn ten_deliveries_about_one_pull_request_are_one_run() {
        let place = Place::new();
        let store = place.open().await;
        for number in 0..10 {
            assert_eq!(store.accept(delivery(&format!("d{number}"), &[pull(1)])).await.unwrap(), Acceptance::New);
        }

        let only = lease(&store).await.unwrap();

        assert!(lease(&store).await.is_none());
        assert_eq!(store.finish(only, Finish::Done).await.unwrap(), Finished::Done);
        assert!(lease(&store).await.is_none());
        assert_eq!(store.health().await.unwrap().deliveries, 10);
    }

    #[tokio::test]
    async fn a_redelivery_of_pending_or_finished_work_makes_no_work() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();

        assert_eq!(store.accept(delivery("D1", &[pull(1)])).await.unwrap(), Acceptance::Duplicate);
        let run = lease(&store).await.unwrap();
        assert_eq!(store.accept(delivery("d1", &[pull(1)])).await.unwrap(), Acceptance::Duplicate);
        assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
        assert_eq!(store.accept(delivery("d1", &[pull(1)])).await.unwrap(), Acceptance::Duplicate);

        assert!(lease(&store).await.is_none());
    }

    #[tokio::test]
    async fn a_redelivery_of_work_that_was_given_up_runs_again_from_the_first_attempt() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        die(&store).await;
        let dead = store.dead().await.unwrap();
        assert_eq!(dead[0].target, pull(1));
        assert_eq!(dead[0].error, "GitHub answered 500 ten times");
        assert_eq!((dead[0].attempts, dead[0].at), (1, place.now()));

        assert_eq!(store.accept(delivery("d1", &[pull(1), pull(2)])).await.unwrap(), Acceptance::RunAgain);

        assert_eq!(store.dead().await.unwrap(), []);
        let again = lease(&store).await.unwrap();
        assert_eq!((again.target(), again.attempt()), (&pull(1), 1));
        assert!(lease(&store).await.is_none(), "the other target had not died");
    }

    #[tokio::test]
    async fn a_new_delivery_gives_a_dead_job_a_new_life() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        die(&store).await;

        assert_eq!(store.accept(delivery("d2", &[pull(1)])).await.unwrap(), Acceptance::New);

        assert_eq!(lease(&store).await.unwrap().attempt(), 1);
    }

    #[tokio::test]
    async fn a_delivery_of_no_interest_is_known_and_makes_no_work() {
        let place = Place::new();
        let store = place.open().await;

        assert_eq!(store.accept(delivery("d1", &[])).await.unwrap(), Acceptance::New);
        assert_eq!(store.accept(delivery("d1", &[])).await.unwrap(), Acceptance::Duplicate);

        assert_eq!(store.next_due().await.unwrap(), None);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_thousand_deliveries_at_once_are_all_kept_once() {
        let place = Place::new();
        let store = place.open().await;
        let calls = (0..2_000).map(|call| {
            let (store, number) = (store.clone(), call % 1_000);
            let accepted = delivery(&format!("d{number}"), &[pull(number)]);
            tokio::spawn(async move { store.accept(accepted).await.unwrap() })
        });
        let mut new = 0;
        for call in calls.collect::<Vec<_>>() {
            new += usize::from(call.await.unwrap() == Acceptance::New);
        }
        assert_eq!(new, 1_000);
        drop(store);

        let health = place.open().await.health().await.unwrap();
        assert_eq!((health.deliveries, health.ready_jobs), (1_000, 1_000));
    }
}

mod runs {
    use super::*;

    #[tokio::test]
    async fn a_delivery_during_the_run_makes_one_more_run() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let first = lease(&store).await.unwrap();
        let token = first.token();
        let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();
        let _ = store.accept(delivery("d3", &[pull(1)])).await.unwrap();
        assert!(lease(&store).await.is_none(), "one run at a time");

        assert_eq!(store.finish(first, Finish::Done).await.unwrap(), Finished::AgainWanted);

        let second = lease(&store).await.unwrap();
        assert_eq!(second.attempt(), 1);
        assert!(second.token() > token);
        assert_eq!(store.finish(second, Finish::Done).await.unwrap(), Finished::Done);
        assert!(lease(&store).await.is_none());
    }

    #[tokio::test]
    async fn the_job_that_is_due_for_the_longest_time_comes_first() {
        let place = Place::new();
        let store = place.open().await;
        let now = place.now();
        store.enqueue(&pull(1), None, now.plus(MINUTE), "timer").await.unwrap();
        store.enqueue(&pull(2), None, Timestamp(now.0 - 5), "sweep").await.unwrap();
        store.enqueue(&pull(3), None, Timestamp(now.0 - 9), "sweep").await.unwrap();

        assert_eq!(lease(&store).await.unwrap().target(), &pull(3));
        assert_eq!(lease(&store).await.unwrap().target(), &pull(2));
        assert!(lease(&store).await.is_none(), "the timer's time has not come");
        place.pass(MINUTE);
        assert_eq!(lease(&store).await.unwrap().target(), &pull(1));
    }

    #[tokio::test]
    async fn a_delivery_does_not_wait_for_a_timer() {
        let place = Place::new();
        let store = place.open().await;
        store.enqueue(&pull(1), None, place.now().plus(MINUTE), "timer").await.unwrap();

        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();

        let lease = lease(&store).await.unwrap();
        assert_eq!(lease.installation(), Some(InstallationId(7)));
    }

    #[tokio::test]
    async fn a_wish_for_later_made_during_the_run_waits_for_its_time() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let run = lease(&store).await.unwrap();
        let later = place.now().plus(MINUTE);
        store.enqueue(&pull(1), None, later, "away until").await.unwrap();

        assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::AgainWanted);

        assert!(lease(&store).await.is_none());
        assert_eq!(store.next_due().await.unwrap(), Some(later));
    }

    #[tokio::test]
    async fn a_retry_does_not_come_before_its_time_whatever_is_delivered() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let run = lease(&store).await.unwrap();
        let at = place.now().plus(MINUTE);
        let retry = Finish::Retry { at, error: "rate limited".into() };
        assert_eq!(store.finish(run, retry).await.unwrap(), Finished::Done);

        let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();

        assert!(lease(&store).await.is_none());
        assert_eq!(store.next_due().await.unwrap(), Some(at));
        place.pass(MINUTE);
        assert_eq!(lease(&store).await.unwrap().attempt(), 2);
    }

    #[tokio::test]
    async fn a_job_that_is_given_back_is_ready_at_once_and_not_counted() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let run = lease(&store).await.unwrap();

        assert_eq!(store.finish(run, Finish::GiveBack).await.unwrap(), Finished::Done);

        assert_eq!(lease(&store).await.unwrap().attempt(), 1);
    }

    #[tokio::test]
    async fn a_job_that_dies_while_it_is_wanted_again_lives_on() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let run = lease(&store).await.unwrap();
        let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();

        let end = Finish::Dead { error: "no such thing".into() };
        assert_eq!(store.finish(run, end).await.unwrap(), Finished::AgainWanted);

        assert_eq!(store.dead().await.unwrap(), []);
        assert_eq!(lease(&store).await.unwrap().attempt(), 1);
    }

    #[tokio::test]
    async fn an_ended_lease_is_taken_over_and_its_token_changes_nothing() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let slow = lease(&store).await.unwrap();
        assert_eq!(store.next_due().await.unwrap(), Some(place.now().plus(MINUTE)));
        place.pass(MINUTE);

        let heir = lease(&store).await.unwrap();

        assert!(heir.token() > slow.token());
        assert_eq!(heir.attempt(), 2);
        assert_eq!(store.extend(&slow, MINUTE).await.unwrap(), Hold::Lost);
        assert_eq!(store.begin_writes(&slow).await.unwrap(), Hold::Lost);
        assert_eq!(store.finish(slow, Finish::Done).await.unwrap(), Finished::Lost);
        assert_eq!(store.begin_writes(&heir).await.unwrap(), Hold::Kept);
        assert_eq!(store.finish(heir, Finish::Done).await.unwrap(), Finished::Done);
    }

    #[tokio::test]
    async fn a_token_of_a_forgotten_job_does_not_fit_the_next_job_of_its_target() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let slow = lease(&store).await.unwrap();
        place.pass(MINUTE);
        let heir = lease(&store).await.unwrap();
        assert_eq!(store.finish(heir, Finish::Done).await.unwrap(), Finished::Done);
        let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();
        let next = lease(&store).await.unwrap();

        assert!(next.token() > slow.token());
        assert_eq!(store.finish(slow, Finish::Done).await.unwrap(), Finished::Lost);
        assert_eq!(store.extend(&next, MINUTE).await.unwrap(), Hold::Kept);
    }

    #[tokio::test]
    async fn an_extended_lease_is_not_taken_over() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let run = lease(&store).await.unwrap();
        place.pass(MINUTE / 2);
        assert_eq!(store.extend(&run, MINUTE).await.unwrap(), Hold::Kept);
        place.pass(MINUTE / 2);

        assert!(lease(&store).await.is_none());
    }

    #[tokio::test]
    async fn a_run_that_began_to_write_and_never_ended_is_told_to_the_next() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let crashed = lease(&store).await.unwrap();
        assert_eq!(store.begin_writes(&crashed).await.unwrap(), Hold::Kept);
        drop(crashed);
        place.pass(MINUTE);

        let second = lease(&store).await.unwrap();
        assert!(second.interrupted());
        let retry = Finish::Retry { at: place.now(), error: "502".into() };
        assert_eq!(store.finish(second, retry).await.unwrap(), Finished::Done);
        let third = lease(&store).await.unwrap();
        assert!(third.interrupted(), "a retry keeps the mark");
        let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();
        assert_eq!(store.finish(third, Finish::Done).await.unwrap(), Finished::AgainWanted);
        assert!(!lease(&store).await.unwrap().interrupted(), "a good end clears it");
    }

    #[tokio::test]
    async fn a_worker_that_listens_before_it_looks_misses_nothing() {
        let place = Place::new();
        let store = place.open().await;
        let mut changes = store.changes();
        assert!(lease(&store).await.is_none());

        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();

        changes.changed().await;
        assert!(lease(&store).await.is_some());
    }

    /// Eight tasks work on five targets while 400 deliveries come in; two of them are never on the same target.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_target_has_one_run_at_a_time_under_eight_workers() {
        let place = Place::new();
        let store = place.open().await;
        let inside: Arc<[AtomicUsize; 5]> = Arc::default();
        let runs = Arc::new(AtomicUsize::new(0));
        let sender = tokio::spawn(send(store.clone()));
        let workers = (0..8).map(|_| tokio::spawn(work(store.clone(), Arc::clone(&inside), Arc::clone(&runs))));
        let workers: Vec<_> = workers.collect();
        sender.await.unwrap();
        for worker in workers {
            worker.await.unwrap();
        }

        let health = store.health().await.unwrap();
        assert_eq!((health.ready_jobs, health.running_jobs, health.deliveries), (0, 0, 400));
        assert!((5..=400).contains(&runs.load(Ordering::SeqCst)));
    }

    async fn send(store: Store) {
        for number in 0..400 {
            let _ = store.accept(delivery(&format!("d{number}"), &[pull(number % 5)])).await.unwrap();
        }
    }

    async fn work(store: Store, inside: Arc<[AtomicUsize; 5]>, runs: Arc<AtomicUsize>) {
        let mut changes = store.changes();
        loop {
            let Some(lease) = lease(&store).await else {
                let health = store.health().await.unwrap();
                if health.deliveries == 400 && health.ready_jobs + health.running_jobs == 0 {
                    return;
                }
                // The last run may end without news: look again soon.
                let _ = tokio::time::timeout(Duration::from_millis(20), changes.changed()).await;
                continue;
            };
            let Target::Pull { number, .. } = *lease.target() else { panic!("only pull requests were delivered") };
            let room = &inside[number as usize];
            assert_eq!(room.fetch_add(1, Ordering::SeqCst), 0, "somebody else works on it");
            tokio::task::yield_now().await;
            room.fetch_sub(1, Ordering::SeqCst);
            runs.fetch_add(1, Ordering::SeqCst);
            let _ = store.finish(lease, Finish::Done).await.unwrap();
        }
    }
}

mod memory {
    use super::*;

    const HEAD: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    async fn running(store: &Store) -> Lease {
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        lease(store).await.unwrap()
    }

    fn wrote(action: &str) -> Record {
        Record::Wrote { action: action.into(), detail: r#"{"reviewers":["ann"]}"#.into(), outcome: "done".into() }
    }

    fn posted(name: &str, run_id: u64, fingerprint: &str) -> Record {
        Record::CheckPosted {
            repository: claw(),
            commit: named(HEAD),
            name: name.into(),
            number: Some(1),
            run_id,
            fingerprint: fingerprint.into(),
        }
    }

    fn label(label: &str) -> (RepoName, u64, String) {
        (claw(), 1, label.into())
    }

    #[tokio::test]
    async fn what_a_run_did_is_recalled_for_the_next_snapshot_of_that_pull_request() {
        let place = Place::new();
        let store = place.open().await;
        let run = running(&store).await;
        let until = place.now().plus(MINUTE);
        let (repository, number, docs) = label("wg/docs");
        let records = vec![
            wrote("request_review"),
            Record::Asked { repository: claw(), number: 1, login: named("Ann") },
            Record::Asked { repository: claw(), number: 2, login: named("bob") },
            Record::LabelPut { repository, number, label: docs },
            Record::LabelPut { repository: claw(), number: 1, label: "wg/toc".into() },
            Record::LabelTaken { repository: claw(), number: 1, label: "wg/toc".into() },
            Record::LabelExists { repository: claw(), label: "wg/docs".into(), look: "ff0000 documents".into() },
            posted("wg/ownership", 11, "f1"),
            posted("wg/ownership", 12, "f2"),
            posted("wg/charter", u64::MAX, "f3"),
            Record::CannotBeAsked { repository: claw(), login: named("eve"), until, why: "no collaborator".into() },
        ];
        store.record(&run, records).await.unwrap();

        let lower: RepoName = named("cloudfoundry/claw");
        let recall = store.recall(&lower, 1, &named(HEAD)).await.unwrap();

        assert_eq!(recall.asked, BTreeSet::from([named("ann")]));
        assert_eq!(recall.labels_put, BTreeSet::from(["wg/docs".to_owned()]));
        let check = |run_id, text: &str| PostedCheck { run_id, fingerprint: text.into() };
        let checks = [("wg/ownership".to_owned(), check(12, "f2")), ("wg/charter".to_owned(), check(u64::MAX, "f3"))];
        assert_eq!(recall.checks, BTreeMap::from(checks));
        assert_eq!(recall.label_looks["wg/docs"], "ff0000 documents");
        assert_eq!(recall.cannot_be_asked, BTreeMap::from([(named("eve"), "no collaborator".to_owned())]));
        assert_eq!(store.pull_of_head(&lower, &named(HEAD)).await.unwrap(), Some(1));
        place.pass(MINUTE);
        assert_eq!(store.recall(&lower, 1, &named(HEAD)).await.unwrap().cannot_be_asked, BTreeMap::new());
    }

    #[tokio::test]
    async fn nothing_is_recalled_about_what_was_never_seen() {
        let place = Place::new();
        let store = place.open().await;

        assert_eq!(store.recall(&claw(), 1, &named(HEAD)).await.unwrap(), Recall::default());
        assert_eq!(store.pull_of_head(&claw(), &named(HEAD)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_audit_shows_the_newest_writes_first_of_all_targets_or_of_one() {
        let place = Place::new();
        let store = place.open().await;
        let run = running(&store).await;
        store.record(&run, vec![wrote("request_review"), wrote("post_check")]).await.unwrap();
        let _ = store.accept(delivery("d2", &[pull(2)])).await.unwrap();
        let other = lease(&store).await.unwrap();
        let end = store.record_and_finish(other, vec![wrote("put_label")], Finish::Done).await.unwrap();
        assert_eq!(end, Finished::Done);

        let actions = |rows: Vec<AuditRow>| rows.into_iter().map(|row| row.action).collect::<Vec<_>>();
        assert_eq!(actions(store.audit(None, 2).await.unwrap()), ["put_label", "post_check"]);
        let mine = store.audit(Some(&pull(1)), 9).await.unwrap();
        assert_eq!((mine[0].at, &mine[0].target, mine[0].installation), (place.now(), &pull(1), run.installation()));
        assert_eq!(mine[0].detail, r#"{"reviewers":["ann"]}"#);
        assert_eq!(actions(mine), ["post_check", "request_review"]);
    }

    #[tokio::test]
    async fn what_was_written_is_recorded_even_if_the_lease_was_lost() {
        let place = Place::new();
        let store = place.open().await;
        let slow = running(&store).await;
        place.pass(MINUTE);
        let _heir = lease(&store).await.unwrap();

        let end = store.record_and_finish(slow, vec![wrote("put_label")], Finish::Done).await.unwrap();

        assert_eq!(end, Finished::Lost);
        assert_eq!(store.audit(None, 9).await.unwrap().len(), 1);
        assert_eq!(store.health().await.unwrap().running_jobs, 1);
    }

    #[tokio::test]
    async fn a_purge_forgets_the_old_and_keeps_the_new() {
        let place = Place::new();
        let store = place.open().await;
        let run = running(&store).await;
        store.record(&run, vec![wrote("post_check"), posted("wg/ownership", 1, "f")]).await.unwrap();
        for number in 0..700 {
            let _ = store.accept(delivery(&format!("old{number}"), &[])).await.unwrap();
        }
        place.pass(MINUTE);
        let _ = store.accept(delivery("new", &[])).await.unwrap();

        let purged = store.purge(place.now()).await.unwrap();

        assert_eq!(purged, Purged { deliveries: 701, audit: 1, checks: 1, refusals: 0 });
        assert_eq!(store.accept(delivery("new", &[])).await.unwrap(), Acceptance::Duplicate);
        assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
    }
}

mod documents {
    use super::*;

    fn version(path: &str, digit: &str, good: bool) -> NewDocument {
        NewDocument { path: path.into(), blob: named(&digit.repeat(40)), text: format!("version {digit}"), good }
    }

    fn read(documents: Vec<NewDocument>, removed: &[&str]) -> TreeRead {
        let removed = removed.iter().map(|path| (*path).to_owned()).collect();
        TreeRead { etag: Some("\"e1\"".into()), version: "b".repeat(40), documents, removed }
    }

    async fn kept(store: &Store) -> Vec<(String, String, bool)> {
        let documents = store.documents(&claw()).await.unwrap();
        documents.into_iter().map(|document| (document.path, document.text, document.good)).collect()
    }

    fn row(path: &str, digit: &str, good: bool) -> (String, String, bool) {
        (path.into(), format!("version {digit}"), good)
    }

    #[tokio::test]
    async fn a_broken_version_stands_next_to_the_last_good_one_until_it_is_mended() {
        let place = Place::new();
        let store = place.open().await;
        let documents = vec![version("docs.md", "1", true), version("admin.md", "1", true)];
        store.keep_documents(&claw(), read(documents, &[])).await.unwrap();

        store.keep_documents(&claw(), read(vec![version("docs.md", "2", false)], &[])).await.unwrap();
        store.keep_documents(&claw(), read(vec![version("docs.md", "3", false)], &[])).await.unwrap();
        let expected = [row("admin.md", "1", true), row("docs.md", "3", false), row("docs.md", "1", true)];
        assert_eq!(kept(&store).await, expected);

        store.keep_documents(&claw(), read(vec![version("docs.md", "4", true)], &[])).await.unwrap();
        assert_eq!(kept(&store).await, [row("admin.md", "1", true), row("docs.md", "4", true)]);
    }

    #[tokio::test]
    async fn a_document_that_is_gone_is_forgotten_with_its_good_version() {
        let place = Place::new();
        let store = place.open().await;
        store.keep_documents(&claw(), read(vec![version("docs.md", "1", true)], &[])).await.unwrap();
        store.keep_documents(&claw(), read(vec![version("docs.md", "2", false)], &[])).await.unwrap();

        store.keep_documents(&claw(), read(vec![], &["docs.md"])).await.unwrap();

        assert_eq!(kept(&store).await, []);
    }

    #[tokio::test]
    async fn the_state_of_the_tree_tells_when_it_was_last_seen() {
        let place = Place::new();
        let store = place.open().await;
        assert_eq!(store.tree_state(&claw()).await.unwrap(), None);
        store.keep_documents(&claw(), read(vec![], &[])).await.unwrap();
        place.pass(MINUTE);
        store.keep_documents(&claw(), read(vec![], &[])).await.unwrap();

        let state = store.tree_state(&claw()).await.unwrap().unwrap();

        assert_eq!((state.etag.as_deref(), state.read_at), (Some("\"e1\""), place.now()));
        assert_eq!(state.version, "b".repeat(40));
    }
}

mod opening {
    use super::*;
    use sqlx::{Connection, SqliteConnection};

    async fn refusal(place: &Place, url: &str) -> StoreError {
        Store::open(&place.config(url)).await.err().expect("it must not open")
    }

    /// This layer's part and all that lies below it.
    fn whole(error: &StoreError) -> String {
        format!("{:#}", anyhow::Error::new(error.clone()))
    }

    #[tokio::test]
    async fn a_restart_loses_nothing() {
        let place = Place::new();
        let store = place.open().await;
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
        let _ = store.accept(delivery("d2", &[pull(2)])).await.unwrap();
        let run = lease(&store).await.unwrap();
        assert_eq!(store.begin_writes(&run).await.unwrap(), Hold::Kept);
        store.close().await;
        assert!(matches!(store.accept(delivery("d3", &[pull(3)])).await, Err(StoreError::Closed)));
        assert!(matches!(store.health().await, Err(StoreError::Closed)));

        let store = place.open().await;

        let health = store.health().await.unwrap();
        assert_eq!((health.ready_jobs, health.running_jobs, health.deliveries), (1, 1, 2));
        assert_eq!(store.accept(delivery("d1", &[pull(1)])).await.unwrap(), Acceptance::Duplicate);
        place.pass(MINUTE);
        assert_eq!(lease(&store).await.unwrap().target(), &pull(2));
        let taken_over = lease(&store).await.unwrap();
        assert_eq!((taken_over.target(), taken_over.interrupted()), (&pull(1), true));
        assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Lost);
    }

    #[tokio::test]
    async fn a_lease_holds_across_two_stores_on_one_file() {
        let place = Place::new();
        let (one, other) = (place.open().await, place.open().await);
        let _ = one.accept(delivery("d1", &[pull(1)])).await.unwrap();

        let run = lease(&other).await.unwrap();

        assert!(lease(&one).await.is_none());
        assert_eq!(other.finish(run, Finish::Done).await.unwrap(), Finished::Done);
        assert_eq!(one.health().await.unwrap().running_jobs, 0);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_store_in_memory_reads_what_it_writes() {
        let place = Place::new();
        let store = Store::open(&place.config("sqlite::memory:")).await.unwrap();
        let calls = (0..200).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let _ = store.accept(delivery(&format!("d{number}"), &[pull(number)])).await.unwrap();
                assert!(store.health().await.unwrap().deliveries > 0);
            })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap();
        }

        assert_eq!(store.health().await.unwrap().ready_jobs, 200);
    }

    #[tokio::test]
    async fn a_database_of_a_newer_program_is_refused_with_both_versions() {
        let place = Place::new();
        place.open().await.close().await;
        let url = format!("sqlite:{}", place.path().display());
        let mut raw = SqliteConnection::connect(&url).await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (9, 'later', TRUE, x'00', 0)";
        sqlx::query(newer).execute(&mut raw).await.unwrap();
        raw.close().await.unwrap();

        let error = refusal(&place, &url).await;

        assert!(matches!(error, StoreError::NewerSchema { found: 9, known: 1 }), "{error:?}");
        assert!(error.to_string().contains("schema version 9") && error.to_string().contains("up to 1"), "{error}");
    }

    #[tokio::test]
    async fn a_job_that_nobody_can_read_is_given_up_and_does_not_block_the_others() {
        let place = Place::new();
        let store = place.open().await;
        let mut raw = SqliteConnection::connect(&format!("sqlite:{}", place.path().display())).await.unwrap();
        let strange = "INSERT INTO jobs (target, state, due, why) VALUES ('comet:halley', 'ready', 1, 'hand')";
        sqlx::query(strange).execute(&mut raw).await.unwrap();
        let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();

        let first = store.lease(LeaseRequest { worker: "w1", duration: MINUTE }).await;

        assert!(matches!(&first, Err(StoreError::Corrupt { what }) if what.contains("comet:halley")), "{first:?}");
        assert_eq!(lease(&store).await.unwrap().target(), &pull(1));
        assert_eq!(store.health().await.unwrap().dead_jobs, 1);
    }

    #[tokio::test]
    async fn a_place_that_cannot_be_written_is_named_with_the_way_out() {
        let place = Place::new();
        place.open().await.close().await;
        let missing = place.folder.path().join("no/such/folder.sqlite");
        let urls = [
            format!("sqlite:{}", missing.display()),
            format!("sqlite:{}", place.folder.path().display()),
        ];
        for url in urls {
            let error = refusal(&place, &url).await;
            assert!(matches!(error, StoreError::CannotOpen { .. }), "{error:?}");
            let path = url.strip_prefix("sqlite:").unwrap();
            assert!(whole(&error).contains(path) && whole(&error).contains("may write"), "{}", whole(&error));
        }
    }

    #[tokio::test]
    async fn a_file_that_may_only_be_read_is_refused_at_once() {
        let place = Place::new();
        place.open().await.close().await;

        let error = refusal(&place, &format!("sqlite:{}?mode=ro", place.path().display())).await;

        assert!(matches!(error, StoreError::CannotOpen { .. }), "{error:?}");
        assert!(whole(&error).contains("steward.sqlite"), "{}", whole(&error));
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_left_alone() {
        let place = Place::new();
        std::fs::write(place.path(), "a letter to somebody, long enough to be taken for a header of a file").unwrap();

        let error = refusal(&place, &format!("sqlite:{}", place.path().display())).await;

        assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
        assert!(error.to_string().contains("steward.sqlite"), "{error}");
        assert!(std::fs::read_to_string(place.path()).unwrap().starts_with("a letter"));
    }

    #[tokio::test]
    async fn an_address_of_another_kind_is_refused_without_its_password() {
        let place = Place::new();
        for url in ["postgres://steward:hunter2@db/steward", "hunter2"] {
            let error = refusal(&place, url).await;
            assert!(matches!(error, StoreError::Address { .. }), "{error:?}");
            assert!(!format!("{error:?} {error}").contains("hunter2"), "{error:?}");
        }
    }
}
