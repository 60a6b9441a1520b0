//! Leases: one run per target, in order, not before its due time, and never two at once.

use super::*;

both![
    a_delivery_during_the_run_makes_one_more_run,
    the_job_that_is_due_for_the_longest_time_comes_first,
    a_delivery_does_not_wait_for_a_timer,
    a_wish_for_later_made_during_the_run_waits_for_its_time,
    a_retry_does_not_come_before_its_time_whatever_is_delivered,
    a_job_that_is_given_back_is_ready_at_once_and_not_counted,
    a_job_that_dies_while_it_is_wanted_again_lives_on,
    a_job_that_dies_is_dead_even_if_it_had_set_a_timer,
    the_database_itself_refuses_a_second_job_for_a_target,
    an_ended_lease_is_taken_over_and_its_token_changes_nothing,
    a_token_of_a_forgotten_job_does_not_fit_the_next_job_of_its_target,
    an_extended_lease_is_not_taken_over,
    a_run_that_began_to_write_and_never_ended_is_told_to_the_next,
    a_worker_that_listens_before_it_looks_misses_nothing,
    a_target_has_one_run_at_a_time_under_eight_workers,
];

async fn a_delivery_during_the_run_makes_one_more_run(place: Place) {
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

async fn the_job_that_is_due_for_the_longest_time_comes_first(place: Place) {
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

async fn a_delivery_does_not_wait_for_a_timer(place: Place) {
    let store = place.open().await;
    store.enqueue(&pull(1), None, place.now().plus(MINUTE), "timer").await.unwrap();

    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();

    let lease = lease(&store).await.unwrap();
    assert_eq!(lease.installation(), Some(InstallationId(7)));
}

async fn a_wish_for_later_made_during_the_run_waits_for_its_time(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    let later = place.now().plus(MINUTE);
    store.enqueue(&pull(1), None, later.plus(MINUTE), "reminder").await.unwrap();
    store.enqueue(&pull(1), None, later, "away until").await.unwrap();
    store.enqueue(&pull(1), None, later.plus(MINUTE), "reminder").await.unwrap();

    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::AgainWanted);

    assert!(lease(&store).await.is_none());
    assert_eq!(store.next_due(&[], true).await.unwrap(), Some(later));
}

async fn a_retry_does_not_come_before_its_time_whatever_is_delivered(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    let at = place.now().plus(MINUTE);
    let retry = Finish::Retry { at, error: "rate limited".into() };
    assert_eq!(store.finish(run, retry).await.unwrap(), Finished::Done);

    let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();

    assert!(lease(&store).await.is_none());
    assert_eq!(store.next_due(&[], true).await.unwrap(), Some(at));
    place.pass(MINUTE);
    assert_eq!(lease(&store).await.unwrap().attempt(), 2);
}

async fn a_job_that_is_given_back_is_ready_at_once_and_not_counted(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();

    assert_eq!(store.finish(run, Finish::GiveBack).await.unwrap(), Finished::Done);

    assert_eq!(lease(&store).await.unwrap().attempt(), 1);
}

async fn a_job_that_dies_while_it_is_wanted_again_lives_on(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();

    let end = Finish::Dead { error: "no such thing".into() };
    assert_eq!(store.finish(run, end).await.unwrap(), Finished::AgainWanted);

    assert_eq!(store.dead(99).await.unwrap(), []);
    assert_eq!(lease(&store).await.unwrap().attempt(), 1);
}

async fn a_job_that_dies_is_dead_even_if_it_had_set_a_timer(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    store.enqueue(&pull(1), None, place.now().plus(MINUTE), "away until").await.unwrap();

    let end = Finish::Dead { error: "no such thing".into() };
    assert_eq!(store.finish(run, end).await.unwrap(), Finished::Done);

    assert_eq!(store.dead(99).await.unwrap().len(), 1);
}

async fn the_database_itself_refuses_a_second_job_for_a_target(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let _run = lease(&store).await.unwrap();

    let second = "INSERT INTO jobs (target, state, due, why) SELECT target, 'ready', 1, 'hand' FROM jobs";
    let refused = sqlx::query(second).execute(&mut place.raw().await).await.unwrap_err();

    let refused = refused.into_database_error().unwrap();
    assert!(refused.is_unique_violation() && refused.message().contains("target"), "{refused}");
}

async fn an_ended_lease_is_taken_over_and_its_token_changes_nothing(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let slow = lease(&store).await.unwrap();
    assert_eq!(store.next_due(&[], true).await.unwrap(), Some(place.now().plus(MINUTE)));
    let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();
    place.pass(MINUTE + SOON);

    let heir = lease(&store).await.unwrap();

    assert!(heir.token() > slow.token());
    assert_eq!(heir.attempt(), 2);
    assert_eq!(store.extend(&slow, MINUTE).await.unwrap(), LeaseStatus::Lost);
    assert_eq!(store.begin_writes(&slow, None).await.unwrap().0, LeaseStatus::Lost);
    assert_eq!(store.finish(slow, Finish::Done).await.unwrap(), Finished::Lost);
    assert_eq!(store.begin_writes(&heir, None).await.unwrap().0, LeaseStatus::Held);
    let end = store.finish(heir, Finish::Done).await.unwrap();
    assert_eq!(end, Finished::Done, "the heir began after the second delivery");
}

async fn a_token_of_a_forgotten_job_does_not_fit_the_next_job_of_its_target(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let slow = lease(&store).await.unwrap();
    place.pass(MINUTE + SOON);
    let heir = lease(&store).await.unwrap();
    assert_eq!(store.finish(heir, Finish::Done).await.unwrap(), Finished::Done);
    let _ = store.accept(delivery("d2", &[pull(1)])).await.unwrap();
    let next = lease(&store).await.unwrap();

    assert!(next.token() > slow.token());
    assert_eq!(store.finish(slow, Finish::Done).await.unwrap(), Finished::Lost);
    assert_eq!(store.extend(&next, MINUTE).await.unwrap(), LeaseStatus::Held);
}

async fn an_extended_lease_is_not_taken_over(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    place.pass(MINUTE / 2);
    assert_eq!(store.extend(&run, MINUTE).await.unwrap(), LeaseStatus::Held);
    place.pass(MINUTE / 2);

    assert!(lease(&store).await.is_none());
}

async fn a_run_that_began_to_write_and_never_ended_is_told_to_the_next(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let crashed = lease(&store).await.unwrap();
    assert_eq!(store.begin_writes(&crashed, None).await.unwrap().0, LeaseStatus::Held);
    drop(crashed);
    place.pass(MINUTE + SOON);

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

async fn a_worker_that_listens_before_it_looks_misses_nothing(place: Place) {
    let store = place.open().await;
    let mut changes = store.changes();
    assert!(lease(&store).await.is_none());

    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();

    changes.changed().await;
    assert!(lease(&store).await.is_some());
}

/// Eight tasks run five targets while 400 deliveries arrive; no two of them ever run the same target.
async fn a_target_has_one_run_at_a_time_under_eight_workers(place: Place) {
    let store = place.open().await;
    let inside: Arc<[AtomicUsize; 5]> = Arc::default();
    let runs = Arc::new(AtomicUsize::new(0));
    let ended = watch::Sender::new(());
    let sender = tokio::spawn(send(store.clone()));
    let work = |_| tokio::spawn(work(store.clone(), Arc::clone(&inside), Arc::clone(&runs), ended.clone()));
    let workers: Vec<_> = (0..8).map(work).collect();
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

async fn work(store: Store, inside: Arc<[AtomicUsize; 5]>, runs: Arc<AtomicUsize>, ended: watch::Sender<()>) {
    let (mut changes, mut ends) = (store.changes(), ended.subscribe());
    loop {
        let Some(lease) = lease(&store).await else {
            let health = store.health().await.unwrap();
            if health.deliveries == 400 && health.ready_jobs + health.running_jobs == 0 {
                return;
            }
            tokio::select! {
                () = changes.changed() => {}
                _ = ends.changed() => {}
            }
            continue;
        };
        let Target::Pull { number, .. } = *lease.target() else { panic!("only pull requests were delivered") };
        let room = &inside[number as usize];
        assert_eq!(room.fetch_add(1, Ordering::SeqCst), 0, "somebody else works on it");
        tokio::task::yield_now().await;
        room.fetch_sub(1, Ordering::SeqCst);
        runs.fetch_add(1, Ordering::SeqCst);
        let _ = store.finish(lease, Finish::Done).await.unwrap();
        ended.send_replace(());
    }
}
