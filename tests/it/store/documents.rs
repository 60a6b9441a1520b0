//! The governing repository's documents, with the last good version of each.

use super::*;

both![
    a_broken_version_stands_next_to_the_last_good_one_until_it_is_mended,
    a_document_that_is_gone_is_forgotten_with_its_good_version,
    the_state_of_the_tree_tells_when_it_was_last_seen,
    what_is_to_be_looked_at_again_is_on_disk_with_the_documents,
];

fn version(path: &str, digit: &str, good: bool) -> NewDocument {
    NewDocument { path: path.into(), blob: named(&digit.repeat(40)), text: format!("version {digit}"), good }
}

fn read(documents: Vec<NewDocument>, removed: &[&str]) -> TreeRead {
    let removed = removed.iter().map(|path| (*path).to_owned()).collect();
    TreeRead { etag: Some("\"e1\"".into()), version: "b".repeat(40), documents, removed, again: None }
}

async fn kept(store: &Store) -> Vec<(String, String, bool)> {
    let documents = store.documents(&claw()).await.unwrap();
    documents.into_iter().map(|document| (document.path, document.text, document.good)).collect()
}

fn row(path: &str, digit: &str, good: bool) -> (String, String, bool) {
    (path.into(), format!("version {digit}"), good)
}

async fn a_broken_version_stands_next_to_the_last_good_one_until_it_is_mended(place: Place) {
    let store = place.open().await;
    let documents = vec![version("docs.md", "1", true), version("admin.md", "1", true)];
    store.keep_documents(&claw(), read(documents, &[])).await.unwrap();

    store.keep_documents(&claw(), read(vec![version("docs.md", "2", false)], &[])).await.unwrap();
    store.keep_documents(&claw(), read(vec![version("docs.md", "3", false)], &[])).await.unwrap();
    let expected = [row("admin.md", "1", true), row("docs.md", "3", false), row("docs.md", "1", true)];
    assert_eq!(kept(&store).await, expected);

    store.keep_documents(&claw(), read(vec![version("docs.md", "4", true)], &[])).await.unwrap();
    assert_eq!(kept(&store).await, [row("admin.md", "1", true), row("docs.md", "4", true)]);
}

async fn a_document_that_is_gone_is_forgotten_with_its_good_version(place: Place) {
    let store = place.open().await;
    store.keep_documents(&claw(), read(vec![version("docs.md", "1", true)], &[])).await.unwrap();
    store.keep_documents(&claw(), read(vec![version("docs.md", "2", false)], &[])).await.unwrap();

    store.keep_documents(&claw(), read(vec![], &["docs.md"])).await.unwrap();

    assert_eq!(kept(&store).await, []);
}

async fn the_state_of_the_tree_tells_when_it_was_last_seen(place: Place) {
    let store = place.open().await;
    assert_eq!(store.tree_state(&claw()).await.unwrap(), None);
    store.keep_documents(&claw(), read(vec![], &[])).await.unwrap();
    place.pass(MINUTE);
    store.keep_documents(&claw(), read(vec![], &[])).await.unwrap();

    let state = store.tree_state(&claw()).await.unwrap().unwrap();

    assert_eq!((state.etag.as_deref(), state.read_at), (Some("\"e1\""), place.now()));
    assert_eq!(state.version, "b".repeat(40));
}

async fn what_is_to_be_looked_at_again_is_on_disk_with_the_documents(place: Place) {
    let store = place.open().await;
    let target = Target::OpenPulls { repository: claw() };
    let again = JobRequest { target: target.clone(), installation: None, due: place.now(), why: "a merge".into() };
    let changed = TreeRead { again: Some(again), ..read(vec![version("docs.md", "1", true)], &[]) };
    store.keep_documents(&claw(), changed).await.unwrap();
    store.close().await;

    let store = place.open().await;

    let run = lease(&store).await.unwrap();
    assert_eq!((run.target(), run.why()), (&target, "a merge"));
    assert_eq!(kept(&store).await, [row("docs.md", "1", true)]);
}
