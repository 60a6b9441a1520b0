//! Fairness: installations share the workers, and rate limits are stored.

use super::*;

both![
    an_installation_with_many_jobs_does_not_keep_another_from_its_one,
    an_installation_that_has_a_pause_has_no_turn_until_it_ends,
    an_installation_that_is_crowded_has_no_turn,
    authors_of_one_installation_take_turns,
    a_run_that_is_known_to_be_under_way_is_not_taken_over_when_the_clock_jumps,
    many_jobs_are_leased_in_one_commit,
    when_the_clock_goes_back_what_lies_ahead_comes_earlier,
    stores_that_lease_at_once_never_get_the_same_job,
];

const BUSY: InstallationId = InstallationId(1);
const QUIET: InstallationId = InstallationId(2);

fn request<'a>() -> LeaseRequest<'a> {
    LeaseRequest { worker: "w1", duration: MINUTE, ..LeaseRequest::default() }
}

/// A hundred jobs of one installation, then one of another.
async fn queue(place: &Place, store: &Store) {
    for number in 1..=100 {
        store.enqueue(&pull(number), Some(BUSY), place.now(), "push").await.unwrap();
    }
    place.pass(MINUTE);
    store.enqueue(&pull(200), Some(QUIET), place.now(), "push").await.unwrap();
}

async fn an_installation_with_many_jobs_does_not_keep_another_from_its_one(place: Place) {
    let store = place.open().await;
    queue(&place, &store).await;
    let first = lease(&store).await.unwrap();
    assert_eq!(first.installation(), Some(BUSY), "nobody works: whose job waits the longest");
    let second = lease(&store).await.unwrap();
    assert_eq!(second.installation(), Some(QUIET));
    let third = lease(&store).await.unwrap();
    assert_eq!(third.target(), &pull(2), "the quiet one has nothing more");
}

async fn an_installation_that_has_a_pause_has_no_turn_until_it_ends(place: Place) {
    let store = place.open().await;
    queue(&place, &store).await;
    let until = place.now().plus(10 * MINUTE);
    store.pause(BUSY, until).await.unwrap();
    store.pause(BUSY, place.now()).await.unwrap();
    let run = lease(&store).await.unwrap();
    assert_eq!(run.installation(), Some(QUIET));
    assert!(lease(&store).await.is_none());
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
    assert_eq!(store.next_due(&[], true).await.unwrap(), Some(until), "an earlier pause changes nothing");
    place.pass(10 * MINUTE);
    assert_eq!(lease(&store).await.unwrap().target(), &pull(1));
}

/// A stranger has thirty pull requests; then another user opens one, and a sweep checks another.
async fn authors_of_one_installation_take_turns(place: Place) {
    let store = place.open().await;
    for number in 1..=30 {
        let stranger = Accepted { author: "stranger".into(), ..delivery(&format!("d{number}"), &[pull(number)]) };
        let _ = store.accept(stranger).await.unwrap();
    }
    place.pass(MINUTE);
    let somebody = Accepted { author: "somebody".into(), ..delivery("d100", &[pull(100)]) };
    let _ = store.accept(somebody).await.unwrap();
    store.enqueue(&pull(200), Some(InstallationId(7)), place.now(), "sweep").await.unwrap();
    store.enqueue(&pull(100), Some(InstallationId(7)), place.now(), "sweep").await.unwrap();
    let targets = async |most, request| -> Vec<Target> {
        let leased = store.lease_up_to(most, request).await.unwrap().runs;
        leased.into_iter().map(|run| run.unwrap().target().clone()).collect()
    };

    assert_eq!(targets(4, request()).await, [pull(1), pull(200), pull(100), pull(2)]);

    let stranger = [(InstallationId(7), "stranger".to_owned())];
    let crowded = LeaseRequest { crowded_authors: &stranger, ..request() };
    assert_eq!(targets(9, crowded).await, []);
    assert_eq!(targets(99, request()).await.len(), 28);
}

async fn an_installation_that_is_crowded_has_no_turn(place: Place) {
    let store = place.open().await;
    queue(&place, &store).await;
    let crowded = [BUSY];
    let run = store.lease(LeaseRequest { crowded: &crowded, ..request() }).await.unwrap().unwrap();
    assert_eq!(run.installation(), Some(QUIET));
    assert!(store.lease(LeaseRequest { crowded: &crowded, ..request() }).await.unwrap().is_none());
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
    assert_eq!(store.next_due(&crowded, true).await.unwrap(), None);
    assert!(store.next_due(&[], true).await.unwrap().is_some());
}

async fn a_run_that_is_known_to_be_under_way_is_not_taken_over_when_the_clock_jumps(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    place.pass(60 * MINUTE);
    let except = [run.token()];
    assert!(store.lease(LeaseRequest { except: &except, ..request() }).await.unwrap().is_none());
    assert_eq!(store.extend(&run, MINUTE).await.unwrap(), LeaseStatus::Held);
    let end = store.finish(run, Finish::Retry { at: place.now(), error: "x".into() }).await.unwrap();
    assert_eq!(end, Finished::Done);
    let again = store.lease(LeaseRequest { except: &except, ..request() }).await.unwrap();
    assert!(again.is_some(), "it has ended, whatever its process believes");
}

async fn many_jobs_are_leased_in_one_commit(place: Place) {
    let store = place.open().await;
    queue(&place, &store).await;
    let leases = store.lease_up_to(7, request()).await.unwrap().runs;
    let targets: BTreeSet<_> = leases.iter().map(|lease| lease.as_ref().unwrap().target().key()).collect();
    assert_eq!(targets.len(), 7);
    assert!(targets.contains(&pull(200).key()), "the quiet installation has its share");
    assert_eq!(store.health().await.unwrap().running_jobs, 7);
    assert_eq!(store.lease_up_to(1000, request()).await.unwrap().runs.len(), 94);
}

async fn when_the_clock_goes_back_what_lies_ahead_comes_earlier(place: Place) {
    let store = place.open().await;
    place.pass(60 * MINUTE);
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    store.pause(BUSY, place.now().plus(MINUTE)).await.unwrap();
    assert_eq!(store.take_chore("sweep", MINUTE, MINUTE).await.unwrap(), Some(String::new()));
    place.millis.fetch_sub((60 * MINUTE).as_millis() as i64, Ordering::SeqCst);
    assert!(lease(&store).await.is_none(), "it would wait for an hour");
    store.clock_went_back(60 * MINUTE).await.unwrap();
    assert!(lease(&store).await.is_some());
    assert_eq!(store.take_chore("sweep", MINUTE, MINUTE).await.unwrap(), None);
    place.pass(MINUTE);
    assert_eq!(store.take_chore("sweep", MINUTE, MINUTE).await.unwrap(), Some(String::new()));
}

async fn stores_that_lease_at_once_never_get_the_same_job(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    for number in 1..=60 {
        one.enqueue(&pull(number), Some(InstallationId(number % 3)), place.now(), "push").await.unwrap();
    }
    let tasks = (0..6).map(|task| {
        let store = if task % 2 == 0 { one.clone() } else { other.clone() };
        tokio::spawn(async move {
            let mut targets = Vec::new();
            while let Some(lease) = store.lease_up_to(3, request()).await.unwrap().runs.pop() {
                targets.push(lease.unwrap().target().key());
            }
            targets
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let health = one.health().await.unwrap();
    assert_eq!((health.running_jobs, health.ready_jobs), (60, 0));
    let mut raw = place.raw().await;
    let runs: i64 = sqlx::query_scalar("SELECT max(run) FROM jobs").fetch_one(&mut raw).await.unwrap();
    assert_eq!(runs, 1, "nobody took a job that another had");
}
