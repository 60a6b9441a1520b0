//! The time from a webhook to its check, one webhook at a time: in milliseconds, and in GitHub response times.

use std::io::{Write, stdout};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::runtime::Builder;

use crate::server::Server;
use crate::town::Town;
use crate::{PATIENCE, deliveries, sender};

/// The default response time.
pub(crate) const USUAL: Duration = Duration::from_millis(150);

/// Warm-up deliveries: they fetch the token of each organization and open the connections.
const WARM: usize = 64;

/// Sends `count` webhooks, each after the check of the one before.
pub(crate) fn first(town: &Town, server: &Server, count: usize, latency: Duration) -> anyhow::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut took = Vec::with_capacity(count);
    for place in 0..WARM + count {
        let (prepared, head) = (deliveries::prepare(town, place, 1)?, deliveries::head(town, place)?);
        let begun = Instant::now();
        runtime.block_on(sender::send(server.address, prepared, 1))?;
        while !town.checked.lock().unwrap_or_else(PoisonError::into_inner).contains(&head) {
            anyhow::ensure!(begun.elapsed() < PATIENCE, "there is no check after {} s", PATIENCE.as_secs());
            std::thread::sleep(Duration::from_millis(1));
        }
        took.push(begun.elapsed());
    }
    let mut took = took.split_off(WARM);
    took.sort_unstable();
    let first = *took.first().context("nothing was sent")?;
    let middle = *took.get(took.len() / 2).context("nothing was sent")?;
    let last = *took.last().context("nothing was sent")?;
    let answers = |time: Duration| time.as_secs_f64() / latency.as_secs_f64();
    writeln!(
        stdout(),
        "| webhooks | an answer | until the check, at least | in answers | median | in answers | at most | in answers |"
    )?;
    writeln!(stdout(), "|---|---|---|---|---|---|---|---|")?;
    writeln!(
        stdout(),
        "| {count} | {} ms | {} ms | {:.1} | {} ms | {:.1} | {} ms | {:.1} |",
        latency.as_millis(),
        first.as_millis(),
        answers(first),
        middle.as_millis(),
        answers(middle),
        last.as_millis(),
        answers(last),
    )
    .context("nobody reads the result")
}
