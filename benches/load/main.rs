//! Load test of the real server: sends deliveries over HTTP, signed like GitHub's, and measures how many it
//! acknowledges, and how fast.
//!
//! `cargo bench --bench load -- --connections 64 --deliveries 50000` starts `wg-steward serve` with its own database
//! file and a GitHub in memory, creates and signs the deliveries, then starts the measurement. Every response `202` was
//! committed to disk. The load generator shares the machine with the server, so the server alone can do more. All
//! traffic stays on this machine, and the test ends when the deliveries are sent.

mod deliveries;
mod double;
mod first;
#[expect(dead_code, reason = "the server has its own policy")]
#[path = "../../tests/it/support/hostile.rs"]
mod hostile;
mod peer;
mod program;
mod sender;
mod server;
mod soak;
mod strangers;
mod town;

use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Parser;
use tokio::runtime::Builder;

use deliveries::Prepared;
use peer::Peer;
use program::Program;
use sender::Sent;
use server::Server;
use town::Town;

/// How long the remaining work may take after the load.
const PATIENCE: Duration = Duration::from_secs(300);

#[derive(Parser)]
struct Options {
    /// Persistent connections, each with one delivery at a time
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Deliveries to send, each for its own pull request
    #[arg(long, default_value_t = 50_000)]
    deliveries: usize,
    /// The server's `--workers`: 0 measures only the acceptance of deliveries
    #[arg(long, default_value_t = 0)]
    workers: u16,
    /// Response time of GitHub in milliseconds
    #[arg(long, default_value_t = 0)]
    latency: u64,
    /// An empty PostgreSQL database; by default a SQLite file in the folder for temporary files
    #[arg(long)]
    database: Option<String>,
    /// Minutes of work at a sustainable pace; reports whether the memory stays flat
    #[arg(long)]
    soak: Option<u64>,
    /// Measures the time from a webhook to its check instead, over this many webhooks; GitHub's response time is 150 ms
    #[arg(long, conflicts_with_all = ["soak", "peer"])]
    first_check: Option<usize>,
    /// Number of hostile pull requests, sent at once, with usual ones meanwhile: measures the time of these. With
    /// `--soak`, the percentage of hostile ones
    #[arg(long, conflicts_with_all = ["first_check", "peer"])]
    hostile: Option<usize>,
    /// A command that starts the server with limits: `systemd-run --scope -p MemoryMax=256M`
    #[arg(long)]
    under: Option<String>,
    /// Measures Probot instead, which does the same work; with `--workers 0` it only accepts deliveries
    #[arg(long, conflicts_with_all = ["soak", "database"])]
    peer: bool,
    /// Passed by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    if !options.bench {
        writeln!(stdout(), "nothing was measured: run it with `cargo bench --bench load`")?;
        return Ok(());
    }
    let latency = Some(Duration::from_millis(options.latency)).filter(|latency| !latency.is_zero());
    let latency = latency.or(options.first_check.map(|_| first::USUAL)).unwrap_or_default();
    // The sandbox takes time for hostile ones, and another thread serves the others meanwhile.
    let town = Town::found(latency, if options.hostile.is_some() { 2 } else { 1 })?;
    let serve = |workers| Server::start(&town, workers, options.database.clone(), options.under.as_deref());
    if let Some(count) = options.first_check {
        return first::first(&town, &serve(options.workers.max(8))?, count, latency);
    }
    if let Some(minutes) = options.soak {
        return soak::soak(&town, &serve(options.workers.max(8))?, minutes, options.hostile.unwrap_or_default());
    }
    if let Some(count) = options.hostile {
        return strangers::strangers(&town, &serve(options.workers.max(8))?, count);
    }
    let prepared = deliveries::prepare(&town, 0, options.deliveries)?;
    if options.peer { peer(&options, &town, prepared) } else { ours(&options, &town, prepared) }
}

fn ours(options: &Options, town: &Town, prepared: Vec<Prepared>) -> anyhow::Result<()> {
    let server = Server::start(town, options.workers, options.database.clone(), options.under.as_deref())?;
    measure(options, server.address, &server.program, prepared, |begun| worked_off(&server, begun))
}

fn peer(options: &Options, town: &Town, prepared: Vec<Prepared>) -> anyhow::Result<()> {
    let peer = Peer::start(town, options.workers > 0)?;
    let worked = |begun| peer::worked_off(town, options.deliveries, begun, PATIENCE).map(Some);
    measure(options, peer.address, &peer.program, prepared, worked)
}

/// Sends all deliveries, waits until their jobs are done if there are workers, and prints the results.
fn measure(
    options: &Options,
    to: SocketAddr,
    program: &Program,
    prepared: Vec<Prepared>,
    worked_off: impl FnOnce(Instant) -> anyhow::Result<Option<Duration>>,
) -> anyhow::Result<()> {
    let idle = program.memory()?;
    let sending = sender::send(to, prepared, options.connections);
    let sent = Builder::new_current_thread().enable_all().build()?.block_on(sending)?;
    let loaded = program.memory()?;
    let worked = if options.workers > 0 { worked_off(sent.begun)? } else { None };
    tell(options, &sent, [idle, loaded, program.memory()?], (worked, program.processor_time()?))
}

/// The time from the first delivery until all jobs are done; `None` if some are postponed.
fn worked_off(server: &Server, begun: Instant) -> anyhow::Result<Option<Duration>> {
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let store = server.store().await?;
        while !store.is_idle().await? {
            anyhow::ensure!(begun.elapsed() < PATIENCE, "the work is not done after {} s", PATIENCE.as_secs());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (took, health) = (begun.elapsed(), store.health().await?);
        let left = health.ready_jobs + health.running_jobs + health.dead_jobs;
        if left > 0 {
            writeln!(stdout(), "{left} jobs are put off")?;
        }
        Ok((left == 0).then_some(took))
    })
}

fn tell(
    options: &Options,
    sent: &Sent,
    memory: [u64; 3],
    (worked, busy): (Option<Duration>, Duration),
) -> anyhow::Result<()> {
    let mut took = sent.took.clone();
    took.sort_unstable();
    let at = |share: usize| took.get((took.len() * share / 100).min(took.len().saturating_sub(1)));
    let ms = |share| at(share).map_or(0.0, |took| took.as_secs_f64() * 1000.0);
    let each_second = |count: usize, time: Duration| format!("{:.0}", count as f64 / time.as_secs_f64());
    let statuses: Vec<_> = sent.statuses.iter().map(|(status, count)| format!("{status}: {count}")).collect();
    let mut out = stdout();
    writeln!(
        out,
        "| workers | connections | deliveries | acks/s | p50 ms | p99 ms | max ms | statuses | RSS before, after, at the end | PRs/s | processor |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|---|---|---|")?;
    writeln!(
        out,
        "| {} | {} | {} | {} | {:.1} | {:.1} | {:.1} | {} | {} MB | {} | {:.1} s |",
        options.workers,
        options.connections,
        options.deliveries,
        each_second(sent.took.len(), sent.all),
        ms(50),
        ms(99),
        ms(100),
        statuses.join(", "),
        memory.map(|kilobytes| format!("{:.1}", kilobytes as f64 / 1024.0)).join(", "),
        worked.map_or_else(|| "–".to_owned(), |time| each_second(options.deliveries, time)),
        busy.as_secs_f64(),
    )
    .context("nobody reads the result")
}
