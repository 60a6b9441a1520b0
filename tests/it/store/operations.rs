//! Queries for the operator, and maintenance tasks.

use super::*;

both![
    a_delivery_is_found_with_what_it_asked_for_and_where_that_stands,
    the_newest_deliveries_come_first,
    deliveries_that_are_known_are_told_from_those_that_are_not,
    a_chore_is_taken_by_one_and_goes_on_where_it_was,
    a_chore_is_hastened_and_a_clock_that_was_ahead_holds_it_up_for_no_long,
    a_push_to_the_governing_documents_is_seen_by_every_process,
    texts_that_no_database_keeps_are_kept_all_the_same,
    answers_are_kept_for_each_installation_and_bounded_by_age_and_size,
    what_the_program_before_writes_fits_into_the_schema_of_this_one,
];

async fn a_delivery_is_found_with_what_it_asked_for_and_where_that_stands(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1), pull(2)])).await.unwrap();
    let found = store.delivery(&named("d1")).await.unwrap().unwrap();
    assert_eq!(found.targets, [pull(1), pull(2)]);
    assert_eq!((found.event.as_str(), found.installation), ("pull_request", Some(InstallationId(7))));
    assert_eq!(found.received, place.now());
    assert_eq!(store.delivery(&named("d2")).await.unwrap(), None);
    let job = store.job(&pull(1)).await.unwrap().unwrap();
    assert_eq!(job.state, JobState::Ready { due: place.now() });
    die(&store).await;
    let run = lease(&store).await.unwrap();
    let dead = store.job(&pull(1)).await.unwrap().unwrap();
    assert_eq!(dead.state, JobState::Dead { at: place.now() });
    assert_eq!((dead.attempts, dead.error.as_deref()), (1, Some("GitHub answered 500 ten times")));
    let state = store.job(&pull(2)).await.unwrap().unwrap().state;
    assert_eq!(state, JobState::Running { worker: "w1".into(), until: place.now().plus(MINUTE) });
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
    assert_eq!(store.job(&pull(2)).await.unwrap(), None, "nothing is left to do");
}

async fn the_newest_deliveries_come_first(place: Place) {
    let store = place.open().await;
    for id in ["d1", "d2", "d3"] {
        let _ = store.accept(delivery(id, &[])).await.unwrap();
        place.pass(MINUTE);
    }
    let newest: Vec<_> = store.deliveries(2).await.unwrap().into_iter().map(|row| row.delivery).collect();
    assert_eq!(newest, [named("d3"), named("d2")]);
}

async fn deliveries_that_are_known_are_told_from_those_that_are_not(place: Place) {
    let store = place.open().await;
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    let asked = BTreeSet::from(["d1", "d2"].map(named));
    assert_eq!(store.known_among(&asked).await.unwrap(), BTreeSet::from([named("d1")]));
    assert_eq!(store.known_among(&BTreeSet::new()).await.unwrap(), BTreeSet::new());
}

async fn take(store: &Store, name: &'static str) -> Option<String> {
    store.take_chore(name, MINUTE, 2 * MINUTE).await.unwrap()
}

fn step(place: &Place, due: Duration, done: bool) -> TaskProgress {
    TaskProgress { cursor: "acme/piston".into(), due: place.now().plus(due), done }
}

async fn a_chore_is_taken_by_one_and_goes_on_where_it_was(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    let (first, second) = tokio::join!(take(&one, "sweep"), take(&other, "sweep"));
    let taken = [first, second];
    assert_eq!(taken.iter().flatten().count(), 1, "{taken:?}");
    one.note_chore("sweep", step(&place, 2 * MINUTE, false)).await.unwrap();
    assert_eq!(other.chores().await.unwrap()[0].done, None);
    place.pass(MINUTE);
    assert_eq!(take(&other, "sweep").await, None, "it is not due yet");
    place.pass(MINUTE);
    assert_eq!(take(&other, "sweep").await.as_deref(), Some("acme/piston"));
    place.pass(MINUTE);
    assert_eq!(take(&one, "sweep").await.as_deref(), Some("acme/piston"), "who had it seems to be dead");
}

async fn a_chore_is_hastened_and_a_clock_that_was_ahead_holds_it_up_for_no_long(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    assert!(take(&one, "sweep").await.is_some());
    one.note_chore("sweep", step(&place, 2 * MINUTE, true)).await.unwrap();
    assert_eq!(other.chores().await.unwrap()[0].done, Some(place.now()));
    other.hasten_chore("sweep").await.unwrap();
    assert!(take(&one, "sweep").await.is_some(), "somebody wants it now");
    one.note_chore("sweep", step(&place, 3 * MINUTE, false)).await.unwrap();
    assert!(take(&one, "sweep").await.is_some(), "the clock was ahead");
    assert!(other.chores().await.unwrap()[0].done.is_some());
    assert_eq!(take(&one, "purge").await.as_deref(), Some(""));
    let names: Vec<_> = one.chores().await.unwrap().into_iter().map(|chore| chore.name).collect();
    assert_eq!(names, ["purge", "sweep"]);
}

async fn a_push_to_the_governing_documents_is_seen_by_every_process(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    let governing: RepoName = named("cloudfoundry/community");
    let read = || TreeRead { version: "v".into(), ..TreeRead::default() };
    one.keep_documents(&governing, read()).await.unwrap();
    let revision = async |store: &Store| store.tree_state(&governing).await.unwrap().unwrap().revision;
    let seen = revision(&other).await;
    let push = [Target::Charters { repository: named("CloudFoundry/community") }];
    let _ = one.accept(delivery("d1", &push)).await.unwrap();
    let pushed = revision(&other).await;
    assert!(pushed > seen);
    let _ = one.accept(delivery("d2", &[pull(1)])).await.unwrap();
    assert_eq!(revision(&other).await, pushed, "nobody has pushed");
    other.keep_documents(&governing, read()).await.unwrap();
    assert!(revision(&one).await > pushed, "another has read them");
}

async fn texts_that_no_database_keeps_are_kept_all_the_same(place: Place) {
    let store = place.open().await;
    let document =
        NewDocument { path: "toc/a.md".into(), blob: named(&"a".repeat(40)), text: "a\0b".into(), good: true };
    let read = TreeRead { version: "v".into(), documents: vec![document], ..TreeRead::default() };
    store.keep_documents(&claw(), read).await.unwrap();
    assert_eq!(store.documents(&claw()).await.unwrap()[0].text, "a\u{fffd}b");
    let told = wg_steward::domain::pull::snapshot::CommandComment {
        comment: 5,
        author: named("ann"),
        member: true,
        body: "/wg \0 explain".into(),
    };
    let on = RecordSubject { repository: claw(), number: 1 };
    let commented = Accepted { told: Some((on, told)), ..delivery("d1", &[pull(1)]) };
    assert_eq!(store.accept(commented).await.unwrap(), Acceptance::New);
    assert_eq!(store.told(&claw(), 1).await.unwrap()[0].body, "/wg \u{fffd} explain");
    let run = lease(&store).await.unwrap();
    let end = Finish::Dead { error: "\0".into() };
    assert_eq!(store.finish(run, end).await.unwrap(), Finished::Done);
}

async fn answers_are_kept_for_each_installation_and_bounded_by_age_and_size(place: Place) {
    let store = place.open().await;
    let answer = |installation, request: &str, etag: &str| KeptAnswer {
        installation: InstallationId(installation),
        request: request.into(),
        etag: etag.into(),
        link: (etag == "b").then(|| "<next>".to_owned()),
        body: vec![0, 159, 146, 150],
    };
    store.keep_answers(vec![answer(1, "/a", "a"), answer(2, "/a", "b"), answer(1, "/a", "c")]).await.unwrap();
    let found = async |installation, request: &str| store.answer(InstallationId(installation), request).await.unwrap();
    assert_eq!(found(1, "/a").await, Some(answer(1, "/a", "c")), "the last one counts");
    assert_eq!(found(2, "/a").await, Some(answer(2, "/a", "b")));
    assert_eq!(found(1, "/b").await, None);
    place.pass(MINUTE);
    store.keep_answers(vec![answer(1, "/b", "d"), answer(1, "/c", "e")]).await.unwrap();
    assert_eq!(store.purge_answers(Timestamp(0), 12).await.unwrap(), 1, "four bytes each: three of four have room");
    assert!(found(1, "/b").await.is_some() && found(1, "/c").await.is_some(), "the older ones go first");
    assert_eq!(store.purge_answers(place.now(), 1_000).await.unwrap(), 1);
    assert!(found(1, "/a").await.is_none() && found(2, "/a").await.is_none());
}

/// While one version of the program replaces another, both use the same database.
async fn what_the_program_before_writes_fits_into_the_schema_of_this_one(place: Place) {
    let store = place.open().await;
    let mut raw = place.raw().await;
    for statement in [
        "INSERT INTO deliveries (delivery, event, action, installation, received) VALUES ('d0', 'push', NULL, 7, 1)",
        "INSERT INTO jobs (target, installation, state, due, why)
             VALUES ('pull:cloudfoundry/claw#1', 7, 'ready', 1, 'push')
             ON CONFLICT (target) DO UPDATE SET why = excluded.why",
        "INSERT INTO trees (repository, etag, version, read_at) VALUES ('cloudfoundry/claw', 'e', 'v', 1)
             ON CONFLICT (repository) DO UPDATE SET etag = excluded.etag",
    ] {
        sqlx::raw_sql(statement).execute(&mut raw).await.unwrap();
    }
    assert_eq!(store.delivery(&named("d0")).await.unwrap().unwrap().targets, []);
    assert_eq!(store.tree_state(&claw()).await.unwrap().unwrap().revision, 0);
    let run = lease(&store).await.unwrap();
    let ended = "DELETE FROM jobs WHERE target = 'pull:cloudfoundry/claw#1'";
    sqlx::raw_sql(ended).execute(&mut raw).await.unwrap();
    assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Lost);
}
