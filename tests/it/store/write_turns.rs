//! The write lock: of all runs of all processes one holds it for an installation, and passes the pace on to the next.

use super::*;

both![
    one_run_at_a_time_may_write_for_an_installation,
    who_writes_next_hears_how_far_writes_have_come,
    a_turn_ends_with_its_run_however_that_ends,
    a_run_that_is_taken_over_has_no_turn_any_more,
    a_turn_lasts_as_long_as_the_lease_is_extended,
    who_waits_is_the_next_unless_it_stops_asking,
    of_stores_that_ask_at_once_one_may_write,
];

const HERE: InstallationId = InstallationId(1);
const THERE: InstallationId = InstallationId(2);

/// This many active runs.
async fn runs(place: &Place, store: &Store, count: u64) -> Vec<Lease> {
    let mut runs = Vec::new();
    for number in 1..=count {
        store.enqueue(&pull(number), Some(HERE), place.now(), "push").await.unwrap();
        runs.push(lease(store).await.unwrap());
    }
    runs
}

async fn asks(store: &Store, run: &Lease) -> bool {
    asks_as("w1", store, run).await
}

async fn asks_as(process: &str, store: &Store, run: &Lease) -> bool {
    store.take_write_turn(HERE, process, run.token()).await.unwrap().is_some()
}

async fn gives(store: &Store, run: &Lease) {
    store.give_write_turn(HERE, run.token(), String::new()).await.unwrap();
}

async fn one_run_at_a_time_may_write_for_an_installation(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    let runs = runs(&place, &one, 2).await;
    assert!(asks(&one, &runs[0]).await);
    assert!(!asks(&other, &runs[1]).await);
    assert!(asks(&one, &runs[0]).await, "it still is its turn");
    assert!(
        other.take_write_turn(THERE, "w1", runs[1].token()).await.unwrap().is_some(),
        "other installations do not wait"
    );
    gives(&one, &runs[0]).await;
    assert!(asks(&other, &runs[1]).await);
    gives(&one, &runs[0]).await;
    assert!(!asks(&one, &runs[0]).await, "what is not one's own can't be given back");
}

async fn who_writes_next_hears_how_far_writes_have_come(place: Place) {
    let store = place.open().await;
    let runs = runs(&place, &store, 2).await;
    assert_eq!(store.take_write_turn(HERE, "w1", runs[0].token()).await.unwrap().as_deref(), Some(""));
    store.give_write_turn(HERE, runs[0].token(), "slowly".to_owned()).await.unwrap();
    let other = place.open().await;
    assert_eq!(other.take_write_turn(HERE, "w1", runs[1].token()).await.unwrap().as_deref(), Some("slowly"));
}

async fn a_turn_ends_with_its_run_however_that_ends(place: Place) {
    let store = place.open().await;
    let at = place.now().plus(MINUTE);
    for end in [Finish::GiveBack, Finish::Retry { at, error: "x".into() }, Finish::Done] {
        let runs = runs(&place, &store, 2).await;
        let [one, other] = <[Lease; 2]>::try_from(runs).unwrap();
        assert!(asks(&store, &one).await, "{end:?}");
        assert_eq!(store.finish(one, end.clone()).await.unwrap(), Finished::Done);
        assert!(asks(&store, &other).await, "{end:?}");
        assert_eq!(store.finish(other, Finish::Done).await.unwrap(), Finished::Done);
        place.pass(MINUTE);
        while let Some(run) = lease(&store).await {
            assert_eq!(store.finish(run, Finish::Done).await.unwrap(), Finished::Done);
        }
    }
}

async fn a_run_that_is_taken_over_has_no_turn_any_more(place: Place) {
    let store = place.open().await;
    let first = runs(&place, &store, 1).await.pop().unwrap();
    assert!(asks(&store, &first).await);
    place.pass(MINUTE + SOON);
    let second = lease(&store).await.unwrap();
    assert_eq!(second.target(), first.target());
    assert!(!asks(&store, &first).await);
    assert!(asks(&store, &second).await);
    gives(&store, &first).await;
    store.enqueue(&pull(9), Some(HERE), place.now(), "push").await.unwrap();
    assert!(!asks(&store, &lease(&store).await.unwrap()).await, "it still is the turn of the second");
}

async fn a_turn_lasts_as_long_as_the_lease_is_extended(place: Place) {
    let store = place.open().await;
    let runs = runs(&place, &store, 2).await;
    assert!(asks(&store, &runs[0]).await);
    for _ in 0..5 {
        place.pass(MINUTE / 2);
        assert_eq!(store.extend(&runs[0], MINUTE).await.unwrap(), LeaseStatus::Held);
        assert!(!asks(&store, &runs[1]).await);
    }
    place.pass(MINUTE);
    assert!(!asks(&store, &runs[1]).await, "its own lease has ended");
    assert_eq!(store.extend(&runs[1], MINUTE).await.unwrap(), LeaseStatus::Held);
    assert!(asks(&store, &runs[1]).await, "the other's process may be gone");
    assert_eq!(
        store.extend(&runs[0], MINUTE).await.unwrap(),
        LeaseStatus::Held,
        "it was frozen, and nobody took its job"
    );
    assert!(!asks(&store, &runs[0]).await, "but it is another run's turn now");
}

async fn who_waits_is_the_next_unless_it_stops_asking(place: Place) {
    let store = place.open().await;
    let runs = runs(&place, &store, 4).await;
    assert!(asks_as("busy", &store, &runs[0]).await);
    assert!(!asks_as("quiet", &store, &runs[1]).await);
    gives(&store, &runs[0]).await;
    assert!(!asks_as("busy", &store, &runs[2]).await, "its own process has no right to it");
    assert!(asks_as("quiet", &store, &runs[3]).await, "whichever run of the process that waited");
    assert!(!asks_as("busy", &store, &runs[2]).await);
    gives(&store, &runs[3]).await;
    assert!(!asks_as("quiet", &store, &runs[1]).await, "and the other way round");
    place.pass(Duration::from_millis(1_001));
    assert!(asks_as("quiet", &store, &runs[1]).await, "who was next is not there any more");
}

async fn of_stores_that_ask_at_once_one_may_write(place: Place) {
    let stores = [place.open().await, place.open().await, place.open().await];
    let runs = runs(&place, &stores[0], 30).await;
    for _ in 0..5 {
        let ask = |(number, run): (usize, &Lease)| {
            let (store, run) = (stores[number % 3].clone(), run.token());
            tokio::spawn(
                async move { store.take_write_turn(HERE, &format!("w{number}"), run).await.unwrap().map(|_| run) },
            )
        };
        let mut given = Vec::new();
        for asked in runs.iter().enumerate().map(ask).collect::<Vec<_>>() {
            given.extend(asked.await.unwrap());
        }
        assert_eq!(given.len(), 1, "{given:?}");
        stores[0].give_write_turn(HERE, given[0], String::new()).await.unwrap();
        place.pass(Duration::from_millis(1_001));
    }
}

#[tokio::test]
async fn after_a_crash_nobody_waits_for_a_turn_of_a_process_that_is_gone() {
    let place = Place::new();
    let store = place.open().await;
    let runs = runs(&place, &store, 1).await;
    assert!(asks(&store, &runs[0]).await);
    store.close().await;
    let next = place.open().await;
    let released = next.recover().await.unwrap();
    assert!(matches!(&released, Recovered::Released(crashed) if crashed.len() == 1), "{released:?}");
    next.enqueue(&pull(9), Some(HERE), place.now(), "push").await.unwrap();
    let run = lease(&next).await.unwrap();
    assert_eq!(run.target(), &pull(9));
    assert!(asks(&next, &run).await);
}
