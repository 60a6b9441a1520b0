//! Runs whose process died: counted, retried alone, and dead after some.

use super::*;

both![
    a_run_that_ended_with_its_process_once_is_tried_again_soon_and_a_success_clears_it,
    after_three_in_a_row_it_is_given_up_and_says_so,
    what_was_given_up_so_is_tried_an_hour_later_if_an_event_asks,
    the_operator_need_not_wait_for_what_was_given_up_so,
    a_suspect_waits_until_nothing_else_is_due_and_runs_alone,
    a_suspect_that_has_waited_for_long_goes_first,
    a_process_that_dies_without_it_speaks_for_a_suspect_but_not_for_ever,
    a_stop_that_gives_leases_back_counts_nothing,
    a_pause_holds_a_suspect_too_and_it_holds_up_nobody_then,
];

/// Longer than a job waits after any number of crashes.
const LATER: Duration = Duration::from_secs(15);

fn accompanied<'a>() -> LeaseRequest<'a> {
    LeaseRequest { alone: false, ..alone() }
}

/// A process leases the next job, which has to be this one, and dies.
async fn crash(place: &Place, store: &Store, number: u64) {
    assert_eq!(lease(store).await.unwrap().target(), &pull(number));
    place.pass(MINUTE);
    place.pass(LATER);
}

/// The crashes found now among expired leases.
async fn noted(store: &Store) -> Vec<Crash> {
    store.lease_up_to(0, alone()).await.unwrap().crashed
}

async fn a_run_that_ended_with_its_process_once_is_tried_again_soon_and_a_success_clears_it(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let _gone = lease(&store).await.unwrap();
    place.pass(MINUTE);
    let crashed = noted(&store).await;
    assert_eq!((crashed.len(), crashed[0].target.clone(), crashed[0].crashes), (1, pull(1).key(), 1));
    let again = crashed[0].again.unwrap();
    assert!(again <= place.now().plus(SOON), "one such end is harmless");
    assert_eq!(store.next_due(&[], true).await.unwrap(), Some(again));
    assert!(!store.is_idle().await.unwrap(), "it is still to come");
    let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();
    assert!(lease(&store).await.is_none(), "an event does not hasten it");
    place.pass(SOON);

    let run = lease(&store).await.unwrap();

    assert_eq!((run.crashes(), run.attempt()), (1, 2));
    assert_eq!(noted(&store).await, []);
    let _ = store.accept(delivery("d3", &[pull(1)])).await.unwrap();
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::AgainWanted);
    assert_eq!(lease(&store).await.unwrap().crashes(), 0);
}

async fn after_three_in_a_row_it_is_given_up_and_says_so(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    for _ in 0..2 {
        crash(&place, &store, 1).await;
    }
    assert_eq!(store.health().await.unwrap().suspect_jobs, 0, "the second end is not noted yet");
    assert_eq!(noted(&store).await[0].crashes, 2);
    assert_eq!(store.health().await.unwrap().suspect_jobs, 1);
    crash(&place, &store, 1).await;

    assert!(lease(&store).await.is_none());

    let dead = store.dead(99).await.unwrap();
    assert_eq!((dead.len(), &dead[0].target), (1, &pull(1)));
    assert_eq!(dead[0].error, "the process died 3 times while it worked on this");
    assert_eq!(store.health().await.unwrap().suspect_jobs, 0);
    assert!(store.is_idle().await.unwrap());
}

/// A target whose job is dead after three crashes.
async fn given_up(place: &Place) -> Store {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    for _ in 0..3 {
        crash(place, &store, 1).await;
    }
    assert!(lease(&store).await.is_none());
    store
}

async fn what_was_given_up_so_is_tried_an_hour_later_if_an_event_asks(place: Place) {
    let store = given_up(&place).await;
    let died = place.now();
    place.pass(MINUTE);

    for id in ["d2", "d3"] {
        let _ = store.accept(delivery(id, &[pull(1)])).await.unwrap();
        assert!(lease(&store).await.is_none());
    }

    assert_eq!(store.next_due(&[], true).await.unwrap(), Some(died.plus(60 * MINUTE)));
    assert_eq!(store.health().await.unwrap().suspect_jobs, 1, "it is told of while it waits");
    place.pass(60 * MINUTE);
    crash(&place, &store, 1).await;
    assert!(lease(&store).await.is_none());
    assert_eq!(store.dead(99).await.unwrap()[0].error, "the process died 4 times while it worked on this");
}

async fn the_operator_need_not_wait_for_what_was_given_up_so(place: Place) {
    let store = given_up(&place).await;
    let wish =
        JobRequest { target: pull(1), installation: None, due: place.now(), why: "retry by the operator".into() };

    store.retry(vec![wish]).await.unwrap();

    let accompanied = store.lease(accompanied()).await.unwrap();
    assert!(accompanied.is_none(), "it still runs alone");
    let run = lease(&store).await.unwrap();
    assert_eq!(run.crashes(), 3);
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
}

async fn a_suspect_waits_until_nothing_else_is_due_and_runs_alone(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    crash(&place, &store, 1).await;
    let _ = store.accept(delivery("d2", &[pull(2), pull(3)])).await.unwrap();

    let first = store.lease_up_to(9, alone()).await.unwrap().runs;

    assert_eq!(first.len(), 2, "the others come first, and together");
    assert!(first.iter().all(|run| run.as_ref().unwrap().crashes() == 0));
    assert!(store.lease(accompanied()).await.unwrap().is_none(), "others are under way");
    assert_eq!(store.next_due(&[], false).await.unwrap(), Some(place.now().plus(MINUTE)), "nothing to look for");
    for run in first {
        assert_eq!(store.finish(run.unwrap(), Finish::Done).await.unwrap(), Finished::Done);
    }
    let _ = store.accept(delivery("d4", &[])).await.unwrap();
    let then = store.lease_up_to(9, alone()).await.unwrap().runs;
    assert_eq!(then.len(), 1);
    assert_eq!(then[0].as_ref().unwrap().target(), &pull(1));
}

async fn a_suspect_that_has_waited_for_long_goes_first(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    crash(&place, &store, 1).await;
    assert_eq!(noted(&store).await.len(), 1);
    place.pass(3 * MINUTE);
    let _ = store.accept(delivery("d2", &[pull(2)])).await.unwrap();

    assert!(store.lease(accompanied()).await.unwrap().is_none(), "the others wait until this process is alone");
    assert_eq!(store.next_due(&[], false).await.unwrap(), None, "the end of a run tells");
    let leased = store.lease_up_to(9, alone()).await.unwrap().runs;

    assert_eq!(leased.len(), 1);
    assert_eq!(leased[0].as_ref().unwrap().target(), &pull(1));
    let other = store.lease(accompanied()).await.unwrap().unwrap();
    assert_eq!(other.target(), &pull(2), "another process goes on");
}

async fn a_process_that_dies_without_it_speaks_for_a_suspect_but_not_for_ever(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    crash(&place, &store, 1).await;
    // Each attempt crashes a process; and each time, a process crashes that worked on something new.
    for number in 2..=20 {
        crash(&place, &store, 1).await;
        if !store.dead(99).await.unwrap().is_empty() || noted(&store).await.iter().any(|it| it.again.is_none()) {
            assert_eq!(number, 12, "after twelve tries");
            return;
        }
        let _ = store.accept(delivery(&format!("d{number}"), &[pull(number)])).await.unwrap();
        crash(&place, &store, number).await;
        assert_eq!(noted(&store).await[0].target, pull(number).key());
        place.pass(SOON);
        let mut raw = place.raw().await;
        sqlx::query("DELETE FROM jobs WHERE target <> $1").bind(pull(1).key()).execute(&mut raw).await.unwrap();
    }
    panic!("it is never given up");
}

async fn a_stop_that_gives_leases_back_counts_nothing(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    for _ in 0..5 {
        let run = lease(&store).await.unwrap();
        assert_eq!((run.crashes(), run.attempt()), (0, 1));
        assert_eq!(store.finish(run, Finish::GiveBack).await.unwrap(), Finished::Done);
    }
}

async fn a_pause_holds_a_suspect_too_and_it_holds_up_nobody_then(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    crash(&place, &store, 1).await;
    assert_eq!(noted(&store).await.len(), 1);
    let until = place.now().plus(10 * MINUTE);
    store.pause(InstallationId(7), until).await.unwrap();
    place.pass(5 * MINUTE);
    store.enqueue(&pull(2), Some(InstallationId(8)), place.now(), "push").await.unwrap();

    assert!(lease(&store).await.is_some_and(|run| *run.target() == pull(2)));

    assert!(lease(&store).await.is_none());
    place.pass(5 * MINUTE);
    assert_eq!(lease(&store).await.unwrap().target(), &pull(1));
}
