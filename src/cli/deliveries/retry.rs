//! `wg-steward deliveries retry`: retries dead jobs and rechecks targets.

use crate::clock::Clock;
use crate::domain::render::terminal;
use crate::domain::types::target::Target;
use crate::store::{JobRequest, Store};

use super::super::database::Database;
use super::super::error::Failure;
use super::super::{Outcome, output};
use super::{Named, found, work_on};

/// Checks targets again: retries dead jobs from the first attempt, and repeats jobs that are done
///
/// Works while `serve` runs, which starts within ten seconds. A job that waits for its next attempt keeps its time.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["named", "dead"]))]
pub(in crate::cli) struct Options {
    /// GitHub's id of a webhook, for all of its jobs, or a target such as `pull:owner/name#1`
    #[arg(value_name = "ID|TARGET")]
    named: Option<Named>,
    /// Retries all dead jobs
    #[arg(long)]
    dead: bool,
    #[command(flatten)]
    database: Database,
}

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let work = options.database.with_store(async |store: &Store| {
        let targets = targets(store, options.named.as_ref()).await?;
        // The store's clock may be that of the server.
        let due = store.clock().now();
        let why = "retry by the operator".to_owned();
        let wish = |target: &Target| JobRequest { target: target.clone(), installation: None, due, why: why.clone() };
        store.retry(targets.iter().map(wish).collect()).await?;
        let mut work = Vec::with_capacity(targets.len());
        for target in targets {
            work.push(work_on(store, target).await?);
        }
        Ok(work)
    })?;
    output::print(&terminal::retried(&work, Clock::system().now()))?;
    Ok(Outcome::Fine)
}

async fn targets(store: &Store, named: Option<&Named>) -> Result<Vec<Target>, Failure> {
    match named {
        None => Ok(store.dead(u32::MAX).await?.into_iter().map(|job| job.target).collect()),
        Some(Named::Target(target)) => Ok(vec![target.clone()]),
        Some(Named::Delivery(id)) => {
            let targets = found(store, id).await?.targets;
            if targets.is_empty() { Err(Failure::AskedForNothing { id: id.to_string() }) } else { Ok(targets) }
        }
    }
}
