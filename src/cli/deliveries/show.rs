//! `wg-steward deliveries show`: the details of one delivery or target.

use crate::domain::render::terminal::{self, Written};
use crate::domain::types::target::Target;
use crate::store::{AuditRow, Store};

use super::super::database::Database;
use super::super::error::Failure;
use super::super::{Outcome, output};
use super::{Named, delivery, found, work_on};

/// The maximum of a target's writes to show, newest first.
const WRITES: u32 = 10;

/// Shows a webhook or a target in full: its state, its errors with all causes, and the last writes
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// GitHub's id of the delivery, or a target such as `pull:owner/name#1`
    #[arg(value_name = "ID|TARGET")]
    named: Named,
    #[command(flatten)]
    database: Database,
}

/// Runs the command.
pub(super) fn run(options: &Options) -> Result<Outcome, Failure> {
    let text = options.database.with_store(async |store: &Store| match &options.named {
        Named::Delivery(id) => {
            let delivery = delivery(store, found(store, id).await?).await?;
            let mut writes = Vec::new();
            for work in &delivery.work {
                writes.push(written(store, &work.target).await?);
            }
            Ok(terminal::delivery(&delivery, &writes, output::paint()))
        }
        Named::Target(target) => {
            let (is_known, writes) = (store.job(target).await?.is_some(), written(store, target).await?);
            if !is_known && writes.is_empty() {
                return Err(Failure::NoSuchTarget { target: target.to_string() });
            }
            Ok(terminal::target(&work_on(store, target.clone()).await?, &writes, output::paint()))
        }
    })?;
    output::print(&text)?;
    Ok(Outcome::Fine)
}

async fn written(store: &Store, target: &Target) -> Result<Vec<Written>, Failure> {
    let rows = store.audit(Some(target), WRITES).await?;
    let written = |AuditRow { at, action, detail, outcome, .. }| Written { at, action, detail, outcome };
    Ok(rows.into_iter().map(written).collect())
}
