//! Hostile pull requests among usual ones: are the usual ones served as fast as before, and does the server survive?

use std::io::{Write, stdout};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::runtime::{Builder, Runtime};
use wg_steward::domain::pull::snapshot::Changes::Files;
use wg_steward::domain::pull::snapshot::MAX_DOCUMENT_TEXT;
use wg_steward::domain::types::ids::Login;
use wg_steward::sandbox::{Delivery, FileChanges, NewHead, NewPull};

use crate::server::Server;
use crate::town::Town;
use crate::{deliveries, hostile, sender};

/// The number of kinds.
pub(crate) const KINDS: usize = hostile::CASES.len();

/// The first number of their deliveries, above that of all usual ones.
pub(crate) const FIRST: usize = 1 << 32;

/// How long a usual pull request may wait for its check.
const PATIENCE: Duration = Duration::from_secs(60);

/// The requirements: the time in which 99% of webhooks are acknowledged, and the time of a check.
const TAKEN_IN: Duration = Duration::from_millis(100);
const CHECKED: Duration = Duration::from_secs(5);

/// Opens `count` pull requests of one author, of each kind in turn and of different sizes; returns the webhooks.
pub(crate) fn open(town: &Town, count: usize) -> anyhow::Result<Vec<Delivery>> {
    let author: Login = "stranger".parse()?;
    town.github.add_user(&author);
    let mut opened = Vec::with_capacity(count);
    for place in 0..count {
        let size = MAX_DOCUMENT_TEXT - place.wrapping_mul(7_919) % (MAX_DOCUMENT_TEXT / 2);
        town.github.open_pull(NewPull {
            repository: town.governing.clone(),
            author: author.clone(),
            title: format!("A hostile change, {place}"),
            base: None,
            head: NewHead::Fork(format!("hostile-{place}")),
            changes: changes(hostile::CASES[place % KINDS], size),
            draft: false,
        })?;
        let told = town.github.take_deliveries();
        opened.push(told.into_iter().find(|delivery| delivery.event == "pull_request").context("a webhook")?);
    }
    Ok(opened)
}

fn changes(case: &str, size: usize) -> FileChanges {
    let snapshot = hostile::pull(case, size);
    if let (true, Files { files, .. }) = (snapshot.documents.is_empty(), &snapshot.changes) {
        return FileChanges::of_paths(files.iter().map(|file| file.path.clone()));
    }
    let texts = snapshot.documents.iter().filter_map(|(path, change)| Some((path, change.after.clone()?)));
    texts.fold(FileChanges::new(), |changes, (path, text)| changes.write(path, text))
}

/// Sends hostile webhooks at once, then usual ones one after the other, until all jobs are done.
pub(crate) fn strangers(town: &Town, server: &Server, count: usize) -> anyhow::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let opened = open(town, count)?;
    let prepared = opened.iter().enumerate().map(|(place, it)| deliveries::again(town, it, FIRST + place)).collect();
    let begun = Instant::now();
    let sent = runtime.block_on(sender::send(server.address, prepared, 8))?;
    anyhow::ensure!(sent.statuses.keys().eq([&202]), "not all were taken in: {:?}", sent.statuses);
    let store = runtime.block_on(server.store())?;
    let (mut taken, mut checked) = (Vec::new(), Vec::new());
    while !runtime.block_on(store.is_idle())? {
        let (acknowledged, done) = usual(town, server, &runtime, taken.len())?;
        taken.push(acknowledged);
        checked.push(done);
        std::thread::sleep(Duration::from_millis(100));
    }
    let dead = runtime.block_on(store.health())?.dead_jobs;
    let (all, most) = (begun.elapsed(), server.program.most_memory()? as f64 / 1024.0);
    let usual = taken.len();
    let ([taken, _], [checked, slowest]) = (of(taken)?, of(checked)?);
    let mut out = stdout();
    writeln!(
        out,
        "| hostile | worked off in | dead | usual | acknowledged, p99 | checked, p99 | slowest | most memory |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|")?;
    writeln!(
        out,
        "| {count} | {:.0} s | {dead} | {usual} | {:.1} ms | {:.2} s | {:.2} s | {most:.0} MB |",
        all.as_secs_f64(),
        taken.as_secs_f64() * 1e3,
        checked.as_secs_f64(),
        slowest.as_secs_f64(),
    )?;
    // A debug build is slower: its table is for information only.
    let held = taken <= TAKEN_IN && slowest <= CHECKED;
    anyhow::ensure!(held || cfg!(debug_assertions), "usual ones have to wait too long");
    Ok(())
}

/// The time until a webhook is acknowledged, and until its check exists.
fn usual(town: &Town, server: &Server, runtime: &Runtime, place: usize) -> anyhow::Result<(Duration, Duration)> {
    let before = town.checks.load(Ordering::Relaxed);
    let sent = runtime.block_on(sender::send(server.address, deliveries::prepare(town, place, 1)?, 1))?;
    while town.checks.load(Ordering::Relaxed) == before {
        anyhow::ensure!(sent.begun.elapsed() < PATIENCE, "there is no check after {} s", PATIENCE.as_secs());
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok((sent.all, sent.begun.elapsed()))
}

/// The 99th percentile and the maximum.
fn of(mut times: Vec<Duration>) -> anyhow::Result<[Duration; 2]> {
    times.sort_unstable();
    let last = *times.last().context("no usual one was sent")?;
    Ok([times[(times.len() * 99 / 100).min(times.len() - 1)], last])
}
