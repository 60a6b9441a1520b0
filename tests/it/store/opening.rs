//! Opening the database: the state after a restart, and refused databases.

use super::*;

both![
    a_restart_loses_nothing,
    a_lease_holds_across_two_stores,
    a_database_of_a_newer_program_is_refused_with_both_versions,
    a_job_that_nobody_can_read_waits_for_a_newer_program_and_does_not_block_the_others,
    a_write_that_fails_does_so_alone_though_others_share_its_commit,
    two_processes_that_write_at_once_wait_for_each_other,
];

async fn refusal(place: &Place, url: &str) -> StoreError {
    Store::open(&place.config(url)).await.expect_err("it must not open")
}

/// This layer's part and all that lies below it.
fn whole(error: &StoreError) -> String {
    format!("{:#}", anyhow::Error::new(error.clone()))
}

async fn a_restart_loses_nothing(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let _ = store.accept(delivery("d2", &[pull(2)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    assert_eq!(store.begin_writes(&run, None).await.unwrap().0, LeaseStatus::Held);
    store.close().await;
    assert!(matches!(store.accept(delivery("d3", &[pull(3)])).await, Err(StoreError::Closed)));
    assert!(matches!(store.health().await, Err(StoreError::Closed)));

    let store = place.open().await;

    let health = store.health().await.unwrap();
    assert_eq!((health.ready_jobs, health.running_jobs, health.deliveries), (1, 1, 2));
    assert_eq!(store.accept(delivery("d1", &[pull(1)])).await.unwrap(), Acceptance::Duplicate);
    place.pass(MINUTE + SOON);
    assert_eq!(lease(&store).await.unwrap().target(), &pull(2));
    let taken_over = lease(&store).await.unwrap();
    assert_eq!((taken_over.target(), taken_over.interrupted()), (&pull(1), true));
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Lost);
}

#[tokio::test]
async fn what_a_dead_process_worked_on_is_ready_at_once() {
    let place = Place::new();
    let store = place.open().await;
    assert_eq!(store.recover().await.unwrap(), Recovered::Released(vec![]));
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    assert_eq!(store.begin_writes(&run, None).await.unwrap().0, LeaseStatus::Held);
    let second = place.open().await;
    assert_eq!(second.recover().await.unwrap(), Recovered::Shared, "the first one is still at work");
    assert!(lease(&second).await.is_none());
    store.close().await;

    let Recovered::Released(crashed) = second.recover().await.unwrap() else { panic!("nobody else works on it") };
    assert_eq!((crashed.len(), crashed[0].target.clone()), (1, pull(1).key()));
    place.pass(SOON);

    let taken_over = lease(&second).await.unwrap();
    assert_eq!((taken_over.attempt(), taken_over.interrupted()), (2, true));
    assert_eq!(second.finish(run, Finish::Done).await.unwrap(), Finished::Lost);
}

#[tokio::test]
async fn a_process_does_not_take_its_own_runs_for_dead() {
    let place = Place::new();
    let store = place.open().await;
    assert_eq!(store.recover().await.unwrap(), Recovered::Released(vec![]));
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    assert_eq!(store.recover().await.unwrap(), Recovered::Shared);
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
}

async fn a_lease_holds_across_two_stores(place: Place) {
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

async fn a_database_of_a_newer_program_is_refused_with_both_versions(place: Place) {
    place.open().await.close().await;
    let mut raw = place.raw().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 SELECT 999, 'later', TRUE, checksum, 0 FROM _sqlx_migrations WHERE version = 6";
    sqlx::query(newer).execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();

    let error = refusal(&place, &place.url).await;

    assert!(matches!(error, StoreError::NewerSchema { found: 999, known: 6.. }), "{error:?}");
    assert!(error.to_string().contains("schema version 999") && error.to_string().contains("up to "), "{error}");
}

async fn a_job_that_nobody_can_read_waits_for_a_newer_program_and_does_not_block_the_others(place: Place) {
    let store = place.open().await;
    let mut raw = place.raw().await;
    let strange = "INSERT INTO jobs (target, state, due, why) VALUES ('comet:halley', 'ready', 1, 'hand')";
    sqlx::query(strange).execute(&mut raw).await.unwrap();
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();

    let first = store.lease(LeaseRequest { worker: "w1", duration: MINUTE, ..LeaseRequest::default() }).await;

    assert!(matches!(&first, Err(StoreError::Corrupt { what }) if what.contains("comet:halley")), "{first:?}");
    let run = lease(&store).await.unwrap();
    assert_eq!(run.target(), &pull(1));
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
    assert_eq!(store.health().await.unwrap().dead_jobs, 0);
    for _ in 1..12 {
        assert!(lease(&store).await.is_none(), "it is not looked at all the time");
        place.pass(5 * MINUTE);
        store.lease(LeaseRequest { worker: "w1", duration: MINUTE, ..LeaseRequest::default() }).await.unwrap_err();
    }
    assert_eq!(store.health().await.unwrap().dead_jobs, 1, "given up after an hour");
}

async fn a_write_that_fails_does_so_alone_though_others_share_its_commit(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();
    place.poison("audit", "action").await;
    let wrote = |action: &str| {
        let record = Record::Wrote { action: action.into(), detail: "{}".into(), outcome: "done".into() };
        store.record(&run, vec![record])
    };

    let (before, poison, after, accepted) = tokio::join!(
        wrote("post_check"),
        wrote("poison"),
        wrote("put_label"),
        store.accept(delivery("d2", &[pull(2)]))
    );

    assert!(matches!(poison, Err(StoreError::Unavailable { .. })), "{poison:?}");
    assert!(before.is_ok() && after.is_ok() && accepted.is_ok());
    assert_eq!(store.audit(None, 9).await.unwrap().len(), 2);
    assert_eq!(store.health().await.unwrap().deliveries, 2);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named_with_the_way_out() {
    let place = Place::new();
    place.open().await.close().await;
    let missing = place.folder.path().join("no/such/folder.sqlite");
    let urls = [format!("sqlite:{}", missing.display()), format!("sqlite:{}", place.folder.path().display())];
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
    for url in ["mysql://steward:hunter2@db/steward", "hunter2"] {
        let error = refusal(&place, url).await;
        assert!(matches!(error, StoreError::Address { .. }), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_command_joins_a_database_that_is_there_and_leaves_work_and_schema_alone() {
    let place = Place::new();
    let config = place.config(&format!("sqlite:{}", place.path().display()));
    assert!(matches!(Store::join(&config).await, Err(StoreError::NotThere { .. })));
    assert!(!place.path().exists());
    let memory = Store::join(&place.config("sqlite::memory:")).await;
    assert!(matches!(memory, Err(StoreError::NotThere { .. })), "nobody else can see that one");
    let store = place.open().await;
    assert_eq!(store.recover().await.unwrap(), Recovered::Released(vec![]));
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let run = lease(&store).await.unwrap();

    let beside = Store::join(&config).await.unwrap();
    let (ann, day) = (named("Ann"), named("2026-12-24"));
    let governing: RepoName = named("cloudfoundry/community");
    beside.set_away(&governing, &ann, Some(day)).await.unwrap();
    beside.set_capacity(&governing, &ann, Some(2)).await.unwrap();
    beside.close().await;

    let known = store.everybody(&governing).await.unwrap();
    assert_eq!((known.away_until[&ann], known.capacity[&ann]), (day, 2));
    assert_eq!(store.everybody(&claw()).await.unwrap().away_until.len(), 0, "of another foundation nothing");
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
    store.close().await;

    let mut raw = place.raw().await;
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version > 3").execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    let older = Store::join(&config).await;
    assert!(matches!(older, Err(StoreError::OlderSchema { found: 3, known: 6.. })), "{older:?}");
}

async fn two_processes_that_write_at_once_wait_for_each_other(place: Place) {
    let store = place.open().await;
    let beside = Store::join(&place.config(&place.url)).await.unwrap();
    let governing: RepoName = named("cloudfoundry/community");
    let words = (0..50).map(|number| {
        let (beside, governing) = (beside.clone(), governing.clone());
        tokio::spawn(async move { beside.set_capacity(&governing, &named(&format!("p{number}")), Some(3)).await })
    });
    let words: Vec<_> = words.collect();
    for number in 0..50 {
        let _ = store.accept(delivery(&format!("d{number}"), &[pull(number)])).await.unwrap();
    }
    for word in words {
        word.await.unwrap().unwrap();
    }
    assert_eq!(store.health().await.unwrap().deliveries, 50);
    assert_eq!(store.everybody(&governing).await.unwrap().capacity.len(), 50);
}
