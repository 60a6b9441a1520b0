//! Accepting deliveries: which ones create jobs, which are known already, and what is on disk.

use super::*;

both![
    a_delivery_that_the_database_refuses_keeps_no_other_out,
    a_delivery_makes_its_target_ready_with_all_that_a_run_needs,
    ten_deliveries_about_one_pull_request_are_one_run,
    a_redelivery_of_pending_or_finished_work_makes_no_work,
    a_redelivery_of_work_that_was_given_up_runs_again_from_the_first_attempt,
    a_new_delivery_gives_a_dead_job_a_new_life,
    a_delivery_of_no_interest_is_known_and_makes_no_work,
    a_thousand_deliveries_at_once_are_all_kept_once,
];

async fn a_delivery_makes_its_target_ready_with_all_that_a_run_needs(place: Place) {
    let store = place.open().await;

    assert_eq!(store.accept(delivery("d1", &[pull(1)])).await.unwrap(), Acceptance::New);

    let lease = lease(&store).await.unwrap();
    assert_eq!(lease.target(), &pull(1));
    assert_eq!(lease.installation(), Some(InstallationId(7)));
    assert_eq!(lease.why(), "pull_request.opened");
    assert_eq!((lease.attempt(), lease.interrupted()), (1, false));
}

async fn ten_deliveries_about_one_pull_request_are_one_run(place: Place) {
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

async fn a_redelivery_of_pending_or_finished_work_makes_no_work(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();

    assert_eq!(store.accept(delivery("D1", &[pull(1)])).await.unwrap(), Acceptance::Duplicate);
    let run = lease(&store).await.unwrap();
    assert_eq!(store.accept(delivery("d1", &[pull(1)])).await.unwrap(), Acceptance::Duplicate);
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
    assert_eq!(store.accept(delivery("d1", &[pull(1)])).await.unwrap(), Acceptance::Duplicate);

    assert!(lease(&store).await.is_none());
}

async fn a_redelivery_of_work_that_was_given_up_runs_again_from_the_first_attempt(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    die(&store).await;
    let dead = store.dead(99).await.unwrap();
    assert_eq!(dead[0].target, pull(1));
    assert_eq!(dead[0].error, "GitHub answered 500 ten times");
    assert_eq!((dead[0].attempts, dead[0].at), (1, place.now()));

    assert_eq!(store.accept(delivery("d1", &[pull(1), pull(2)])).await.unwrap(), Acceptance::RunAgain);

    assert_eq!(store.dead(99).await.unwrap(), []);
    let again = lease(&store).await.unwrap();
    assert_eq!((again.target(), again.attempt()), (&pull(1), 1));
    assert!(lease(&store).await.is_none(), "the other target had not died");
}

async fn a_new_delivery_gives_a_dead_job_a_new_life(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    die(&store).await;

    assert_eq!(store.accept(delivery("d2", &[pull(1)])).await.unwrap(), Acceptance::New);

    assert_eq!(lease(&store).await.unwrap().attempt(), 1);
}

async fn a_delivery_of_no_interest_is_known_and_makes_no_work(place: Place) {
    let store = place.open().await;

    assert_eq!(store.accept(delivery("d1", &[])).await.unwrap(), Acceptance::New);
    assert_eq!(store.accept(delivery("d1", &[])).await.unwrap(), Acceptance::Duplicate);

    assert_eq!(store.next_due(&[], true).await.unwrap(), None);
}

async fn a_thousand_deliveries_at_once_are_all_kept_once(place: Place) {
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

async fn a_delivery_that_the_database_refuses_keeps_no_other_out(place: Place) {
    let store = place.open().await;
    place.poison("deliveries", "event").await;
    let poison = Accepted { event: "poison".into(), ..delivery("d0", &[pull(9)]) };
    let mut calls = vec![tokio::spawn({
        let store = store.clone();
        async move { store.accept(poison).await.is_ok() }
    })];
    for number in 1..=20 {
        let (store, delivery) = (store.clone(), delivery(&format!("d{number}"), &[pull(number)]));
        calls.push(tokio::spawn(async move { store.accept(delivery).await.is_ok() }));
    }
    let mut kept = Vec::new();
    for call in calls {
        kept.push(call.await.unwrap());
    }
    assert!(!kept[0] && kept[1..].iter().all(|kept| *kept), "{kept:?}");
    let health = store.health().await.unwrap();
    assert_eq!((health.deliveries, health.ready_jobs), (20, 20));
}
