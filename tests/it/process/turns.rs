//! Writes of one installation for many authors.

use wg_steward::sandbox::{Exchange, FileChanges, NewHead, NewPull};

use crate::support::process::Process;
use crate::support::stage::{login, repo};
use crate::support::town::Town;

fn pull(town: &Town, author: &str) -> u64 {
    let new = NewPull {
        repository: repo("acme/boiler"),
        author: login(author),
        title: "A change".to_owned(),
        base: None,
        head: NewHead::Fork("change".to_owned()),
        changes: FileChanges::of_paths(["README.md"]),
        draft: false,
    };
    town.github.open_pull(new).unwrap()
}

#[tokio::test]
async fn thirty_pull_requests_of_one_person_delay_each_write_for_another_by_one() {
    let town = Town::open().await;
    town.github.add_user(&login("newcomer"));
    let mut environment = town.environment();
    environment.retain(|(name, _)| *name != "WG_STEWARD_WRITES_PER_MINUTE");
    environment.push(("WG_STEWARD_WRITES_PER_MINUTE", "400".to_owned()));
    // Enough workers that all thirty are read before the first writes.
    environment.push(("WG_STEWARD_WORKERS", "64".to_owned()));
    let mut process = Process::start(&environment).await;
    town.settle(&mut process).await;
    for _ in 0..30 {
        pull(&town, "contributor");
    }
    town.post(&process).await;
    // The first writes are made at once; after that they are paced.
    process.until(|| async { town.writes().len() > 16 }).await;
    let number = pull(&town, "newcomer");
    let (head, opened) = (town.head("acme/boiler", number), town.github.journal().len());
    town.settle(&mut process).await;

    let journal = town.github.journal();
    let is_write = |call: &&Exchange| call.method != "GET" && !call.path.starts_with("/app/");
    let is_read = |call: &Exchange| call.method == "GET" && call.path.ends_with(&format!("/{number}"));
    let meanwhile = journal[opened..].iter().take_while(|call| !is_read(call)).filter(is_write).count();
    assert!(meanwhile < 10, "others wrote {meanwhile} times before it was begun");
    let of_newcomer = |call: &Exchange| {
        let body = call.request_body.as_ref().map(ToString::to_string).unwrap_or_default();
        call.path.contains(&format!("/{number}/")) || body.contains(head.as_str())
    };
    let writes = journal.iter().filter(is_write).enumerate();
    let places: Vec<usize> = writes.filter(|(_, call)| of_newcomer(call)).map(|(place, _)| place).collect();
    assert!(places.len() >= 3, "{places:?}");
    // The others have about ninety writes to make: this one's are made in between.
    assert!(places.windows(2).all(|two| two[1] - two[0] <= 2), "others wrote in between: {places:?}");
}
