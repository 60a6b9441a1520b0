//! Public decisions: stored, replaced, hidden and purged.

use super::*;
use wg_steward::domain::pull::plan::Conclusion;
use wg_steward::domain::pull::published_decision::{Decision, PublishedCheck};

both![
    a_decision_is_kept_with_the_end_of_its_run_and_found_in_any_spelling,
    a_later_decision_replaces_an_earlier_one_and_never_the_other_way,
    what_is_hidden_is_not_found_any_more,
    a_purge_forgets_old_decisions,
    a_row_that_somebody_has_changed_by_hand_is_no_decision,
];

fn decision(number: u64, at: Timestamp, title: &str) -> Decision {
    let said = |name: &str, conclusion| PublishedCheck {
        name: name.into(),
        conclusion,
        title: title.into(),
        summary: format!("{title}, and „why“\n\n| `a|b` |"),
    };
    let checks = vec![said("wg/ownership", Conclusion::Success), said("wg/charter", Conclusion::Failure)];
    Decision { repository: claw(), number, at, checks }
}

fn decided(decision: &Decision) -> Record {
    Record::Decided { decision: decision.clone() }
}

async fn running(store: &Store) -> Lease {
    let _ = store.accept(delivery("d1", &[pull(1)])).await.unwrap();
    lease(store).await.unwrap()
}

async fn a_decision_is_kept_with_the_end_of_its_run_and_found_in_any_spelling(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let first = decision(1, place.now(), "First");
    let end = store.record_and_finish(run, vec![decided(&first)], Finish::Done).await.unwrap();
    assert_eq!(end, Finished::Done);

    let lower: RepoName = named("cloudfoundry/claw");
    let found = store.decision(&lower, 1).await.unwrap().unwrap();
    assert_eq!((found.repository.as_str(), &found), ("cloudfoundry/CLAW", &first));
    assert_eq!(store.decision(&claw(), 2).await.unwrap(), None);
    assert_eq!((store.knows(&claw(), 1).await.unwrap(), store.knows(&claw(), 2).await.unwrap()), (true, false));
}

async fn a_later_decision_replaces_an_earlier_one_and_never_the_other_way(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let early = decision(1, place.now(), "Early");
    let late = decision(1, place.now().plus(MINUTE), "Late");
    for kept in [&early, &late, &early] {
        let _ = store.record(&run, vec![decided(kept)]).await.unwrap();
    }
    assert_eq!(store.decision(&claw(), 1).await.unwrap(), Some(late));
}

async fn what_is_hidden_is_not_found_any_more(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let records: Vec<_> = (1..=3).map(|number| decided(&decision(number, place.now(), "x"))).collect();
    let _ = store.record(&run, records).await.unwrap();
    let found = async || {
        let mut found = Vec::new();
        for number in 1..=3 {
            found.push(store.decision(&claw(), number).await.unwrap().is_some());
        }
        found
    };
    let _ = store
        .record(&run, vec![Record::Hidden { repository: named("cloudfoundry/claws"), number: None }])
        .await
        .unwrap();
    assert_eq!(found().await, [true, true, true], "another repository");
    let _ = store.record(&run, vec![Record::Hidden { repository: claw(), number: Some(2) }]).await.unwrap();
    assert_eq!(found().await, [true, false, true]);
    let _ = store.record(&run, vec![Record::Hidden { repository: claw(), number: None }]).await.unwrap();
    assert_eq!(found().await, [false, false, false]);
}

async fn a_purge_forgets_old_decisions(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let (old, new) = (decision(1, place.now(), "Old"), decision(2, place.now().plus(MINUTE), "New"));
    let _ = store.record(&run, vec![decided(&old), decided(&new)]).await.unwrap();

    let purged = store.purge(place.now().plus(MINUTE)).await.unwrap();

    assert_eq!(purged, Purged { decisions: 1, deliveries: 1, ..Purged::default() });
    assert_eq!(store.decision(&claw(), 1).await.unwrap(), None);
    assert_eq!(store.decision(&claw(), 2).await.unwrap(), Some(new));
}

async fn a_row_that_somebody_has_changed_by_hand_is_no_decision(place: Place) {
    let store = place.open().await;
    let run = running(&store).await;
    let _ = store.record(&run, vec![decided(&decision(1, place.now(), "x"))]).await.unwrap();
    for column in ["[]x", r#"[{"name":"a","conclusion":"perhaps","title":"","summary":""}]"#] {
        let change = sqlx::query("UPDATE decisions SET checks = $1").bind(column);
        change.execute(&mut place.raw().await).await.unwrap();
        let found = store.decision(&claw(), 1).await;
        assert!(matches!(found, Err(StoreError::Corrupt { .. })), "{found:?}");
    }
}
