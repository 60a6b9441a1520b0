//! Commands for deliveries and jobs: show them, retry them, redeliver them.

mod list;
mod redeliver;
mod retry;
mod show;

use std::str::FromStr;

use crate::domain::render::terminal::{DeliveryView, JobView, Work};
use crate::domain::types::ids::{DeliveryId, InvalidName};
use crate::domain::types::target::Target;
use crate::store::{DeliveryRow, JobRow, JobState, Store};

use super::Outcome;
use super::error::Failure;

/// Shows received webhooks and their jobs; retries dead jobs
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    List(list::Options),
    Show(show::Options),
    Retry(retry::Options),
    Redeliver(Box<redeliver::Options>),
}

/// Runs the command.
pub(super) fn run(command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::List(options) => list::run(&options),
        Command::Show(options) => show::run(&options),
        Command::Retry(options) => retry::run(&options),
        Command::Redeliver(options) => redeliver::run(*options),
    }
}

/// A delivery by GitHub's id, or a target.
#[derive(Debug, Clone)]
enum Named {
    Delivery(DeliveryId),
    Target(Target),
}

impl FromStr for Named {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        // An id has no colon, and every target has one.
        if text.contains(':') { text.parse().map(Self::Target) } else { text.parse().map(Self::Delivery) }
    }
}

/// The delivery, if it is stored.
async fn found(store: &Store, id: &DeliveryId) -> Result<DeliveryRow, Failure> {
    store.delivery(id).await?.ok_or_else(|| Failure::NoSuchDelivery { id: id.to_string() })
}

/// A delivery with the state of its jobs.
async fn delivery(store: &Store, row: DeliveryRow) -> Result<DeliveryView, Failure> {
    let DeliveryRow { delivery: id, event, action, received, targets, installation: _ } = row;
    let mut work = Vec::with_capacity(targets.len());
    for target in targets {
        work.push(work_on(store, target).await?);
    }
    let event = action.map_or_else(|| event.clone(), |action| format!("{event}.{action}"));
    Ok(DeliveryView { id, event, received, work })
}

/// The state of a target.
async fn work_on(store: &Store, target: Target) -> Result<Work, Failure> {
    let Some(job) = store.job(&target).await? else {
        return Ok(Work { target, standing: JobView::Done, attempts: 0, error: None });
    };
    let JobRow { target, state, attempts, error, installation: _, why: _ } = job;
    let standing = match state {
        JobState::Ready { due } => JobView::Waits { due },
        JobState::Running { worker, until: _ } => JobView::Runs { worker },
        JobState::Dead { at } => JobView::GivenUp { at },
    };
    Ok(Work { target, standing, attempts, error })
}
