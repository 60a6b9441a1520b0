//! Hours of work at a sustainable pace, with the memory over time, which has to stay flat.

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use tokio::runtime::Builder;

use crate::server::Server;
use crate::town::Town;
use crate::{deliveries, sender, strangers, worked_off};

/// The pull requests of a round of this length: more than a busy organization has in a day.
const ROUND: usize = 500;
const PERIOD: Duration = Duration::from_secs(10);

/// The tolerated ratio of the last quarter's memory to that of the second: memory grows after a start.
const TOLERATED: f64 = 1.1;

/// Runs for `minutes`, with `hostile` of a hundred pull requests hostile; an error if memory is not flat.
pub(crate) fn soak(town: &Town, server: &Server, minutes: u64, hostile: usize) -> anyhow::Result<()> {
    let hostile = ROUND * hostile / 100;
    // One of each kind: the same ones are rechecked again and again.
    let strange = strangers::open(town, if hostile > 0 { strangers::KINDS } else { 0 })?;
    let begun = Instant::now();
    let mut memory = Vec::new();
    let mut out = stdout();
    writeln!(out, "| minute | pull requests | RSS, MB |\n|---|---|---|")?;
    for round in 0.. {
        let mut prepared = deliveries::prepare(town, round * ROUND, ROUND - hostile)?;
        let places = round * hostile..(round + 1) * hostile;
        prepared.extend(
            places.map(|place| deliveries::again(town, &strange[place % strange.len()], strangers::FIRST + place)),
        );
        let sent =
            Builder::new_current_thread().enable_all().build()?.block_on(sender::send(server.address, prepared, 8))?;
        anyhow::ensure!(sent.statuses.keys().eq([&202]), "not all were taken in: {:?}", sent.statuses);
        anyhow::ensure!(worked_off(server, sent.begun)?.is_some(), "some jobs are put off");
        let megabytes = server.program.memory()? as f64 / 1024.0;
        memory.push(megabytes);
        if round % 6 == 0 {
            writeln!(out, "| {} | {} | {megabytes:.1} |", begun.elapsed().as_secs() / 60, (round + 1) * ROUND)?;
        }
        if begun.elapsed() >= Duration::from_secs(60 * minutes) {
            break;
        }
        std::thread::sleep(PERIOD.saturating_sub(sent.begun.elapsed()));
    }
    let quarter = |number: usize| {
        let part = &memory[memory.len() * (number - 1) / 4..memory.len() * number / 4];
        part.iter().sum::<f64>() / part.len().max(1) as f64
    };
    let (second, last) = (quarter(2), quarter(4));
    writeln!(out, "second quarter {second:.1} MB, last quarter {last:.1} MB: {:+.1} %", (last / second - 1.0) * 100.0)?;
    anyhow::ensure!(last <= second * TOLERATED, "memory is not flat");
    Ok(())
}
