//! Leave to write on GitHub: of all processes one has it for an installation, and the pace goes from one to the next.

use super::*;

both![
    one_run_at_a_time_may_write_for_an_installation,
    who_writes_next_hears_how_far_writes_have_come,
    a_turn_ends_by_itself_and_who_had_it_cannot_end_the_next_one,
    a_turn_that_lies_ahead_because_of_a_clock_comes_earlier_with_it,
    of_stores_that_ask_at_once_one_may_write,
];

const HERE: InstallationId = InstallationId(1);
const THERE: InstallationId = InstallationId(2);

/// So many runs that are under way.
async fn runs(place: &Place, store: &Store, count: u64) -> Vec<Token> {
    let mut runs = Vec::new();
    for number in 1..=count {
        store.enqueue(&pull(number), Some(HERE), place.now(), "push").await.unwrap();
        runs.push(lease(store).await.unwrap().token());
    }
    runs
}

async fn one_run_at_a_time_may_write_for_an_installation(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    let runs = runs(&place, &one, 2).await;
    assert!(one.take_write_turn(HERE, runs[0], MINUTE).await.unwrap().is_some());
    assert_eq!(other.take_write_turn(HERE, runs[1], MINUTE).await.unwrap(), None);
    assert_eq!(one.take_write_turn(HERE, runs[0], MINUTE).await.unwrap(), None, "also not its own once more");
    assert!(other.take_write_turn(THERE, runs[1], MINUTE).await.unwrap().is_some(), "others do not wait");
    one.give_write_turn(HERE, runs[0], Written::default()).await.unwrap();
    assert!(other.take_write_turn(HERE, runs[1], MINUTE).await.unwrap().is_some());
}

async fn who_writes_next_hears_how_far_writes_have_come(place: Place) {
    let store = place.open().await;
    let runs = runs(&place, &store, 2).await;
    assert_eq!(store.take_write_turn(HERE, runs[0], MINUTE).await.unwrap(), Some(Written::default()));
    let written = Written { due: place.now().plus(MINUTE), last: place.now() };
    store.give_write_turn(HERE, runs[0], written).await.unwrap();
    assert_eq!(place.open().await.take_write_turn(HERE, runs[1], MINUTE).await.unwrap(), Some(written));
}

async fn a_turn_ends_by_itself_and_who_had_it_cannot_end_the_next_one(place: Place) {
    let store = place.open().await;
    let runs = runs(&place, &store, 3).await;
    assert!(store.take_write_turn(HERE, runs[0], MINUTE).await.unwrap().is_some());
    place.pass(MINUTE);
    assert!(store.take_write_turn(HERE, runs[1], MINUTE).await.unwrap().is_some(), "its process may be gone");
    let late = Written { due: place.now(), last: place.now() };
    store.give_write_turn(HERE, runs[0], late).await.unwrap();
    assert_eq!(store.take_write_turn(HERE, runs[2], MINUTE).await.unwrap(), None);
}

async fn a_turn_that_lies_ahead_because_of_a_clock_comes_earlier_with_it(place: Place) {
    let store = place.open().await;
    let runs = runs(&place, &store, 2).await;
    place.pass(60 * MINUTE);
    assert!(store.take_write_turn(HERE, runs[0], MINUTE).await.unwrap().is_some());
    place.millis.fetch_sub((60 * MINUTE).as_millis() as i64, Ordering::SeqCst);
    store.clock_went_back(60 * MINUTE).await.unwrap();
    place.pass(MINUTE);
    assert!(store.take_write_turn(HERE, runs[1], MINUTE).await.unwrap().is_some());
}

async fn of_stores_that_ask_at_once_one_may_write(place: Place) {
    let stores = [place.open().await, place.open().await, place.open().await];
    let runs = runs(&place, &stores[0], 30).await;
    for _ in 0..5 {
        let ask = |(number, run): (usize, &Token)| {
            let (store, run) = (stores[number % 3].clone(), *run);
            tokio::spawn(async move { store.take_write_turn(HERE, run, MINUTE).await.unwrap().map(|_| run) })
        };
        let mut given = Vec::new();
        for asked in runs.iter().enumerate().map(ask).collect::<Vec<_>>() {
            given.extend(asked.await.unwrap());
        }
        assert_eq!(given.len(), 1, "{given:?}");
        stores[0].give_write_turn(HERE, given[0], Written::default()).await.unwrap();
    }
}

#[tokio::test]
async fn after_a_crash_nobody_waits_for_a_turn_of_a_process_that_is_gone() {
    let place = Place::new();
    let store = place.open().await;
    let runs = runs(&place, &store, 2).await;
    assert!(store.take_write_turn(HERE, runs[0], MINUTE).await.unwrap().is_some());
    store.close().await;
    let next = place.open().await;
    assert_eq!(next.recover().await.unwrap(), Recovered::Released(2));
    assert!(next.take_write_turn(HERE, runs[1], MINUTE).await.unwrap().is_some());
}
