//! Deletes old data: deliveries, the audit log, checks of old commits. Also rechecks pull requests that wait for
//! reviews once a day, so that reviewer loads are correct even if a webhook was lost.

use std::time::Duration;

use tracing::info;

use crate::clock::Clock;
use crate::domain::types::ids::InstallationId;
use crate::github::GitHubError;
use crate::store::{JobRequest, Purged, Store, StoreError, TaskProgress, Withdrawn};
use crate::worker::chain;

use super::context::MaintenanceContext;

/// A pull request that waits for reviews is rechecked after this time without a webhook.
const TRUSTED: Duration = Duration::from_secs(24 * 60 * 60);

/// How many pull requests are rechecked in one round, and how far apart: webhooks come first.
const MAX: u32 = 300;
const APART: Duration = Duration::from_secs(10);

/// The time between two rounds of either task.
pub(in crate::worker) const PERIOD: Duration = Duration::from_secs(60 * 60);

/// How long cached responses of GitHub are kept.
const ANSWERS_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const ANSWERS_BYTES: u64 = 64 * 1024 * 1024;

/// How soon the purge checks again whether the runs of a removed installation have ended.
const SOON: Duration = Duration::from_secs(10);

/// Deletes old data, and the data of accounts and repositories from which the app was removed.
pub(in crate::worker) async fn purge(house: &MaintenanceContext) -> Result<TaskProgress, StoreError> {
    let MaintenanceContext { store, clock, retention: kept, .. } = house;
    let waits = forget(house).await?;
    let purged = store.purge(clock.now().minus(kept.records)).await?;
    let pulls = store.purge_people(clock.now().minus(kept.people)).await?;
    if pulls > 0 {
        info!(pulls, "personal data of old pull requests deleted");
    }
    store.purge_answers(clock.now().minus(ANSWERS_KEPT), ANSWERS_BYTES).await?;
    if purged != Purged::default() {
        info!(?purged, "old records deleted");
    }
    if waits {
        return Ok(TaskProgress { cursor: String::new(), due: clock.now().plus(SOON), done: false });
    }
    Ok(done(clock))
}

/// Deletes the data of accounts and repositories from which the app was removed. Returns whether some are left for the
/// next time.
async fn forget(house: &MaintenanceContext) -> Result<bool, StoreError> {
    let mut waits = false;
    for (installation, from) in house.store.withdrawn().await? {
        let is_there = is_there(house, &from).await.map_err(|error| chain(&error));
        waits |= !settle(&house.store, installation, &from, is_there).await?;
    }
    Ok(waits)
}

/// Deletes the data of one, or keeps it. Returns whether that is done.
async fn settle(
    store: &Store,
    installation: InstallationId,
    from: &Withdrawn,
    is_there: Result<bool, String>,
) -> Result<bool, StoreError> {
    let (is_done, words) = match &is_there {
        Ok(true) => (store.keep(installation, from).await.map(|()| true)?, "app installed: no data is deleted"),
        Ok(false) => (store.forget(installation, from).await?, "app removed: its data is deleted"),
        Err(_) => (false, "app removed according to a webhook: GitHub can't be reached to confirm it"),
    };
    let (whole, error) = (matches!(from, Withdrawn::Account(_)), is_there.err());
    if is_done || error.is_some() {
        info!(%installation, whole, error, "{words}");
    }
    Ok(is_done)
}

/// Asks GitHub whether the app is installed there now: the webhook may be an old one that was replayed.
async fn is_there(house: &MaintenanceContext, from: &Withdrawn) -> Result<bool, GitHubError> {
    match from {
        Withdrawn::Account(login) => {
            let installed = house.github.installations().await?;
            let is_it = |account: &String| account.eq_ignore_ascii_case(login.as_str());
            Ok(installed.cut || installed.entries.iter().any(|it| it.account.as_ref().is_some_and(is_it)))
        }
        Withdrawn::Repository(name) => house.github.is_reached(name).await,
    }
}

/// Rechecks the pull requests that no run has checked for a day.
pub(in crate::worker) async fn see_to_loads(store: &Store, clock: &Clock) -> Result<TaskProgress, StoreError> {
    let pulls = store.overlooked(clock.now().minus(TRUSTED), MAX).await?;
    let wish = |(number, target)| JobRequest {
        target,
        installation: None,
        due: clock.now().plus(APART.saturating_mul(number)),
        why: "not checked for a day".to_owned(),
    };
    let wishes: Vec<_> = (0..).zip(pulls).map(wish).collect();
    if !wishes.is_empty() {
        info!(pulls = wishes.len(), "stale pull requests rechecked");
        store.enqueue_all(wishes).await?;
    }
    Ok(done(clock))
}

fn done(clock: &Clock) -> TaskProgress {
    TaskProgress { cursor: String::new(), due: clock.now().plus(PERIOD), done: true }
}
