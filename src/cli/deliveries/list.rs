//! `wg-steward deliveries list`: the newest deliveries, or all dead jobs.

use crate::domain::render::{json, terminal};
use crate::store::Store;

use super::super::database::Database;
use super::super::error::Failure;
use super::super::sources::Format;
use super::super::{Outcome, output};
use super::{delivery, work_on};

const EXAMPLES: &str = "\
Examples:
  wg-steward deliveries list
  wg-steward deliveries list --dead
  wg-steward deliveries list --limit 200 --format json

Exit codes: 0 fine, 1 with --dead if there are dead jobs, 2 wrong use or a database that can't be used.";

/// Lists the newest webhooks with their jobs and the state of each, newest first
///
/// Webhooks that created no job are not stored; the others are stored for a month.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Options {
    /// Lists all dead jobs, from any webhook, the latest first
    #[arg(long)]
    dead: bool,
    /// The number of webhooks or jobs
    #[arg(
        long, alias = "most", value_name = "N", default_value_t = 20,
        value_parser = clap::value_parser!(u32).range(1..=10_000)
    )]
    limit: u32,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The former spelling of `--format json`
    #[arg(long, hide = true, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    database: Database,
}

impl Options {
    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    if options.dead {
        return dead(options);
    }
    let deliveries = options.database.with_store(async |store: &Store| {
        let mut deliveries = Vec::new();
        for row in store.deliveries(options.limit).await? {
            deliveries.push(delivery(store, row).await?);
        }
        Ok(deliveries)
    })?;
    output::print(&match options.format() {
        Format::Json => json::deliveries(&deliveries),
        Format::Text => terminal::deliveries(&deliveries, output::paint()),
    })?;
    Ok(Outcome::Fine)
}

fn dead(options: &Options) -> Result<Outcome, Failure> {
    let (work, all) = options.database.with_store(async |store: &Store| {
        let all = usize::try_from(store.stuck().await?.dead).unwrap_or(usize::MAX);
        let mut work = Vec::new();
        for job in store.dead(options.limit).await? {
            work.push(work_on(store, job.target).await?);
        }
        Ok((work, all))
    })?;
    output::print(&match options.format() {
        Format::Json => json::work(&work),
        Format::Text => terminal::given_up(&work, all, output::paint()),
    })?;
    Ok(if all == 0 { Outcome::Fine } else { Outcome::Blocks })
}
