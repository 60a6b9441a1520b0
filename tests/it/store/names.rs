//! Former names of repositories: chains, renames back, late webhooks, and names that others took.

use wg_steward::domain::pull::event::Named;
use wg_steward::store::Naming;

use super::*;

both![
    a_name_is_followed_over_each_rename_and_back,
    webhooks_that_come_late_or_again_change_no_present_name,
    a_name_that_another_repository_took_counts_no_more,
    what_is_kept_of_a_governing_repository_goes_with_it,
];

/// A webhook: id, former name, current name, time.
async fn told(store: &Store, id: u64, former: Option<&str>, name: &str, at: i64) {
    naming(store, (id, former, name, at), false).await;
}

async fn naming(store: &Store, (id, former, name, at): (u64, Option<&str>, &str, i64), governs: bool) {
    let full = |name: &str| named(&format!("acme/{name}"));
    let is = Named { repository: full(name), former: former.map(full), id, as_of: Timestamp(at) };
    let delivery_id = format!("{id}-{}-{name}-{at}", former.unwrap_or_default());
    let naming = Some(Naming { named: is, governs });
    let _ = store.accept(Accepted { naming, ..delivery(&delivery_id, &[pull(1)]) }).await.unwrap();
}

/// Each pair as `present was former`, newest first.
async fn known(store: &Store) -> Vec<String> {
    let names = store.former_names().await.unwrap();
    names.iter().map(|it| format!("{} was {}", it.repository.name(), it.former.name())).collect()
}

async fn a_name_is_followed_over_each_rename_and_back(place: Place) {
    let store = place.open().await;
    told(&store, 7, Some("a"), "b", 1).await;
    told(&store, 7, Some("b"), "c", 2).await;
    assert_eq!(known(&store).await, ["c was b", "c was a"]);
    told(&store, 7, Some("c"), "a", 3).await;
    assert_eq!(known(&store).await, ["a was c", "a was b"]);
}

async fn webhooks_that_come_late_or_again_change_no_present_name(place: Place) {
    let store = place.open().await;
    told(&store, 7, Some("b"), "c", 2).await;
    told(&store, 7, Some("a"), "b", 1).await;
    assert_eq!(known(&store).await, ["c was b", "c was a"], "late");
    told(&store, 7, Some("c"), "a", 3).await;
    // As after its delivery was purged: the same webhook with another id.
    told(&store, 7, Some("a"), "b", 1).await;
    told(&store, 7, Some("b"), "c", 2).await;
    assert_eq!(known(&store).await, ["a was c", "a was b"], "again");
}

async fn a_name_that_another_repository_took_counts_no_more(place: Place) {
    let store = place.open().await;
    told(&store, 7, Some("a"), "b", 5).await;
    told(&store, 8, None, "a", 4).await;
    assert_eq!(known(&store).await, ["b was a"], "it had the name before");
    told(&store, 8, None, "a", 6).await;
    assert!(known(&store).await.is_empty(), "a new one");
    told(&store, 7, Some("b"), "c", 7).await;
    told(&store, 9, Some("x"), "b", 8).await;
    assert_eq!(known(&store).await, ["b was x"], "a renamed one");
    // The current name of 9 is not known: a webhook is missing.
    told(&store, 10, None, "b", 9).await;
    assert!(known(&store).await.is_empty());
    told(&store, 9, Some("y"), "z", 10).await;
    assert_eq!(known(&store).await, ["z was y", "z was x"], "it is known again");
}

async fn what_is_kept_of_a_governing_repository_goes_with_it(place: Place) {
    let store = place.open().await;
    let [a, b, c] = ["acme/a", "acme/b", "acme/c"].map(named::<RepoName>);
    store.set_capacity(&a, &named("ann"), Some(2)).await.unwrap();
    naming(&store, (7, Some("a"), "b", 1), true).await;
    assert_eq!(store.governing_name(&a).await.unwrap(), Some(b.clone()));
    assert_eq!(store.everybody(&b).await.unwrap().capacity.len(), 1);
    told(&store, 8, None, "a", 2).await;
    naming(&store, (8, Some("a"), "evil", 3), true).await;
    assert_eq!(store.governing_name(&a).await.unwrap(), Some(b.clone()), "it left the name first");
    naming(&store, (7, Some("b"), "c", 4), true).await;
    for former in [&a, &b] {
        assert_eq!(store.governing_name(former).await.unwrap(), Some(c.clone()));
    }
    naming(&store, (7, Some("c"), "a", 5), true).await;
    assert_eq!(store.governing_name(&b).await.unwrap(), Some(a.clone()));
    assert_eq!(store.governing_name(&a).await.unwrap(), None, "it has the name again");
}
