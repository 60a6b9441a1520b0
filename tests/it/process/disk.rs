//! A full disk: a delivery that can't be stored is not acknowledged, and the work continues when there is space.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use super::crash::{each_is_done_once, open};
use crate::support::process::Process;
use crate::support::town::Town;

/// A process whose database is on a disk of 32 megabytes, visible only to it.
async fn on_a_small_disk(town: &Town) -> (Process, PathBuf) {
    let folder = town.path("small");
    fs::create_dir(&folder).unwrap();
    let mut environment = town.environment();
    environment.retain(|(name, _)| *name != "WG_STEWARD_DATABASE_URL");
    environment.push(("WG_STEWARD_DATABASE_URL", format!("sqlite:{}/steward.sqlite", folder.display())));
    environment.push(("DISK", folder.display().to_string()));
    let mount = "mount -t tmpfs -o size=32m tmpfs \"$DISK\" && exec \"$0\" serve";
    let process = Process::start_by(&["unshare", "--map-root-user", "--mount", "sh", "-c", mount], &environment).await;
    let seen = format!("/proc/{}/root{}", process.id(), folder.display());
    (process, seen.into())
}

#[tokio::test]
async fn a_full_disk_refuses_deliveries_and_loses_none_that_it_took() {
    let town = Town::open().await;
    let (mut process, disk) = on_a_small_disk(&town).await;
    process.until(|| async { process_is_ready(&town) }).await;
    let mut pulls = open(&town, 1);
    town.post(&process).await;
    process.logs("\"up to date\",\"job\":\"pull:acme-labs/microscope#1\"").await;

    let ballast = disk.join("ballast");
    let mut file = File::create(&ballast).unwrap();
    while file.write_all(&[0; 1024]).is_ok() {}
    drop(file);
    town.github.take_deliveries();
    pulls.extend(open(&town, 10));
    let mut refused = Vec::new();
    for delivery in town.github.take_deliveries() {
        match process.post(&town.github, &delivery).await {
            200 | 202 => {}
            503 => refused.push(delivery),
            other => panic!("{other}"),
        }
    }
    assert!(!refused.is_empty(), "the disk is full");
    assert!(process.logged().contains("delivery not stored"));

    fs::remove_file(&ballast).unwrap();
    for delivery in refused {
        let status = process.post(&town.github, &delivery).await;
        assert_eq!(status, 202, "GitHub is asked to deliver it again:\n{}", process.logged());
    }
    process.until(|| async { pulls.iter().all(|(repository, number)| town.is_labelled(repository, *number)) }).await;
    each_is_done_once(&town, &pulls);
    assert_eq!(process.readyz().await.1["status"], "ready");
}

fn process_is_ready(town: &Town) -> bool {
    town.github.journal().iter().any(|exchange| exchange.path.contains("/git/blobs/"))
}
