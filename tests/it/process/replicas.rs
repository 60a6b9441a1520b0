//! Several processes on one PostgreSQL server: each pull request is processed once, even if a process dies, freezes or
//! loses its connection.

use std::time::{Duration, Instant};

use wg_steward::sandbox::{FileChanges, Outage, OutageKind};

use super::crash::{each_is_done_once, open};
use crate::support::postgres::{self, Postgres};
use crate::support::process::{Process, until};
use crate::support::stage::{login, repo};
use crate::support::town::{Town, asked};

/// A town with `count` processes that share a database.
async fn shared(database: String, count: usize) -> (Town, Vec<Process>) {
    let mut town = Town::open().await;
    town.database = Some(database);
    let mut processes = Vec::new();
    for _ in 0..count {
        processes.push(start(&town).await);
    }
    (town, processes)
}

/// A process that counts as dead after two seconds.
async fn start(town: &Town) -> Process {
    start_with(town, &[("WG_STEWARD_TAKEOVER_AFTER", "2")]).await
}

/// The same with paced writes, as in production. Most tests turn the pace off, because it would slow them down.
async fn start_paced(town: &Town) -> Process {
    let settings = [("WG_STEWARD_TAKEOVER_AFTER", "2"), ("WG_STEWARD_WRITES_PER_MINUTE", "6000")];
    // One slot per process, so that each gets a share of the jobs.
    start_with(town, &[settings.as_slice(), &[("WG_STEWARD_WORKERS", "1")]].concat()).await
}

async fn start_with(town: &Town, settings: &[(&'static str, &str)]) -> Process {
    let mut environment = town.environment();
    environment.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Process::start(&environment).await
}

#[tokio::test]
async fn three_processes_share_the_work_and_do_each_pull_request_once() {
    let (town, mut processes) = shared(postgres::database().await, 3).await;
    let pulls = open(&town, 15);
    town.settle_all(&mut processes).await;
    each_is_done_once(&town, &pulls);
    for process in &processes {
        assert!(process.logged().contains("\"written\""), "each has its share:\n{}", process.logged());
        assert_eq!(process.readyz().await.1["status"], "ready");
    }
}

#[tokio::test]
async fn processes_write_for_an_installation_one_at_a_time() {
    let (town, mut processes) = shared(postgres::database().await, 0).await;
    for _ in 0..3 {
        processes.push(start_paced(&town).await);
    }
    town.settle_all(&mut processes).await;
    // Slower than the pace, so that without the lock each write would begin before the previous one has ended.
    town.github.outage(Outage::new(OutageKind::Slow(Duration::from_secs(1))).on("POST", "/repos/acme/"));
    let pulls: Vec<_> = (0..4).map(|_| ("acme/boiler", town.pull("acme/boiler", "A change"))).collect();
    town.settle_all(&mut processes).await;
    each_is_done_once(&town, &pulls);

    let each: Vec<_> = processes.iter().map(|process| written(&process.logged())).collect();
    assert!(each.iter().filter(|writes| !writes.is_empty()).count() > 1, "it was one that wrote all: {each:?}");
    let mut writes = each.concat();
    writes.sort();
    let closest = writes.windows(2).map(|two| two[1] - two[0]).min().unwrap();
    assert!(closest > chrono::TimeDelta::milliseconds(500), "two writes ended within {closest}: {each:?}");
}

#[tokio::test]
async fn writes_keep_their_pace_from_one_process_to_the_next() {
    let mut town = Town::open().await;
    town.database = Some(postgres::database().await);
    // Three at once after a pause, then one per six seconds.
    let slowly = [("WG_STEWARD_WRITES_PER_MINUTE", "12")];
    let mut process = start_with(&town, &slowly).await;
    town.pull("acme/boiler", "A change");
    town.settle(&mut process).await;
    let before = written(&process.logged());
    assert!(before.len() >= 3, "{before:?}");
    process.kill();

    let mut process = start_with(&town, &slowly).await;
    town.pull("acme/boiler", "Another change");
    town.post(&process).await;
    process.logs("\"message\":\"written\"").await;
    let waited = written(&process.logged())[0] - before[before.len() - 1];
    assert!(waited > chrono::TimeDelta::milliseconds(4_500), "the next write came after {waited}");
}

/// The times at which a process logged a write.
fn written(log: &str) -> Vec<chrono::DateTime<chrono::FixedOffset>> {
    let events = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let writes = events.filter(|event| event["message"] == "written");
    writes.map(|event| event["timestamp"].as_str().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn one_delivery_that_comes_to_all_processes_at_once_and_again_is_one_run() {
    let (town, mut processes) = shared(postgres::database().await, 3).await;
    town.settle_all(&mut processes).await;
    let number = town.pull("acme/boiler", "A change");
    let waiting = town.github.take_deliveries();
    for round in 0..17 {
        let posts = processes.iter().map(|process| process.post(&town.github, &waiting[0]));
        let mut posts: Vec<_> = posts.collect();
        if round % 2 == 1 {
            posts.reverse();
        }
        for post in posts {
            assert_eq!(post.await, 202);
        }
    }
    town.settle_all(&mut processes).await;
    each_is_done_once(&town, &[("acme/boiler", number)]);
}

#[tokio::test]
async fn a_process_that_is_killed_leaves_its_work_to_the_others() {
    let (town, mut processes) = shared(postgres::database().await, 3).await;
    let mut pulls = Vec::new();
    for exchanges in [2, 9, 21] {
        let mut said = town.github.exchanges();
        let before = *said.borrow();
        town.github.hold_answers_after(exchanges);
        pulls.extend(open(&town, 3));
        for (place, delivery) in town.github.take_deliveries().iter().enumerate() {
            assert!(matches!(processes[place % 3].post(&town.github, delivery).await, 200 | 202));
        }
        said.wait_for(|now| *now > before + exchanges).await.unwrap();
        processes.remove(0).kill();
        town.github.release_answers();
        processes.push(start(&town).await);
    }
    town.settle_all(&mut processes).await;
    each_is_done_once(&town, &pulls);
}

#[tokio::test]
async fn a_process_that_froze_beyond_its_leases_changes_nothing_when_it_wakes() {
    let (town, mut processes) = shared(postgres::database().await, 0).await;
    processes.push(start_paced(&town).await);
    town.settle_all(&mut processes).await;
    let mut said = town.github.exchanges();
    let before = *said.borrow();
    town.github.hold_answers_after(6);
    let pulls = open(&town, 2);
    town.post(&processes[0]).await;
    said.wait_for(|now| *now > before + 6).await.unwrap();
    processes[0].signal("STOP");
    town.github.release_answers();
    let mut others = vec![start_paced(&town).await];
    town.settle_all(&mut others).await;
    each_is_done_once(&town, &pulls);
    let writes = town.writes();

    processes[0].signal("CONT");
    processes[0].logs("lease lost, another process took over").await;
    processes.append(&mut others);
    town.settle_all(&mut processes).await;

    each_is_done_once(&town, &pulls);
    assert_eq!(town.writes(), writes, "who wakes up writes nothing more");
}

#[tokio::test]
async fn while_the_database_is_gone_nothing_is_lost_and_afterwards_all_goes_on() {
    let mut server = Postgres::new();
    let (town, mut processes) = shared(server.database().await, 2).await;
    let mut pulls = open(&town, 4);
    town.post(&processes[0]).await;
    server.stop();
    let refused = processes[1].readyz().await;
    assert_eq!((refused.0, refused.1["status"].as_str()), (503, Some("unready")));
    town.github.take_deliveries();
    pulls.extend(open(&town, 1));
    let waiting = town.github.take_deliveries();
    // A short outage is waited for, because GitHub would not redeliver by itself. A busy machine may take longer to
    // restart it.
    let absent = Instant::now();
    let (first, back) = tokio::join!(processes[1].post(&town.github, &waiting[0]), async {
        server.start();
        absent.elapsed()
    });
    assert!(first == 202 || (first == 503 && back > Duration::from_secs(6)), "{first} after {back:?}");
    for delivery in &waiting {
        assert_eq!(processes[1].post(&town.github, delivery).await, 202);
    }
    // A run that met the outage waits a little before its retry.
    until(&mut processes, async || pulls.iter().all(|(name, number)| town.checks(name, *number).len() == 1)).await;
    town.settle_all(&mut processes).await;
    each_is_done_once(&town, &pulls);
    for process in &processes {
        // A process that could not read the charters during the outage uses those that another has read, and reports
        // that until it reaches GitHub again.
        let (_, answer) = process.readyz().await;
        let mut problems = answer["problems"].as_array().unwrap().iter().map(|problem| problem.as_str().unwrap());
        assert!(problems.all(|problem| problem.contains("are from an earlier run")), "{answer}");
    }
}

#[tokio::test]
async fn a_push_to_the_charters_that_one_process_hears_of_counts_for_all() {
    let (town, mut processes) = shared(postgres::database().await, 2).await;
    town.settle_all(&mut processes).await;
    // Both have used the earlier charters.
    let pulls = open(&town, 3);
    town.settle_all(&mut processes).await;
    each_is_done_once(&town, &pulls);
    let governance = repo("acme/governance");
    let text = town.github.file(&governance, "groups/engines.md").unwrap().replace("monalisa", "newcomer");
    town.github.add_user(&login("newcomer"));
    let changes = FileChanges::new().write("groups/engines.md", text);
    town.github.push_to_default_branch(&governance, &login("ada"), &changes).unwrap();
    for delivery in town.github.take_deliveries() {
        assert!(matches!(processes[0].post(&town.github, &delivery).await, 200 | 202));
    }
    let numbers: Vec<u64> = (0..8).map(|_| town.pull("acme/boiler", "A change")).collect();
    for delivery in town.github.take_deliveries() {
        assert_eq!(processes[1].post(&town.github, &delivery).await, 202);
    }
    town.settle_all(&mut processes).await;
    for number in numbers {
        assert_eq!(asked(&town.github, "acme/boiler", number), ["newcomer", "octocat"].map(str::to_owned).into());
    }
}
