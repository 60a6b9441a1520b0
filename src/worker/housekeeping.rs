//! What is old is thrown away: deliveries, the audit, checks of commits that nobody will ask for again. And pull requests
//! that wait for reviews are looked at once a day, so that people's loads are true also where a webhook was lost.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Clock;
use crate::domain::time::Timestamp;
use crate::store::{Purged, Store, StoreError, Wish};

use super::chain;

/// GitHub keeps deliveries for three days; people ask about last month.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Who waits for whom is looked at again after this time without a webhook.
const TRUSTED: Duration = Duration::from_secs(24 * 60 * 60);

/// How many pull requests are looked at again in one pause, and how far apart: webhooks come first.
const MOST: u32 = 300;
const APART: Duration = Duration::from_secs(10);

const PAUSE: Duration = Duration::from_secs(60 * 60);

/// Does both at once and every hour, until `stop`.
pub(super) async fn keep_house(store: Store, clock: Clock, stop: CancellationToken) {
    loop {
        throw_away(&store, &clock).await;
        bound_answers(&store, &clock).await;
        see_to_loads(&store, &clock).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

async fn throw_away(store: &Store, clock: &Clock) {
    match store.purge(before(clock, KEPT)).await {
        Ok(purged) if purged == Purged::default() => {}
        Ok(purged) => info!(?purged, "what is older than a month was thrown away"),
        Err(error) => warn!(error = %chain(&error), "what is old can't be thrown away"),
    }
}

/// GitHub's answers are worth less the older they are.
const ANSWERS_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const ANSWERS_BYTES: u64 = 64 * 1024 * 1024;

async fn bound_answers(store: &Store, clock: &Clock) {
    if let Err(error) = store.purge_answers(before(clock, ANSWERS_KEPT), ANSWERS_BYTES).await {
        warn!(error = %chain(&error), "old answers can't be thrown away");
    }
}

async fn see_to_loads(store: &Store, clock: &Clock) {
    match look_again(store, clock).await {
        Ok(0) => {}
        Ok(pulls) => info!(pulls, "pull requests that wait for reviews are looked at again"),
        Err(error) => warn!(error = %chain(&error), "pull requests that wait for reviews can't be found"),
    }
}

async fn look_again(store: &Store, clock: &Clock) -> Result<usize, StoreError> {
    let pulls = store.overlooked(before(clock, TRUSTED), MOST).await?;
    let wish = |(number, target)| Wish {
        target,
        installation: None,
        due: clock.now().plus(APART.saturating_mul(number)),
        why: "not looked at for a day".to_owned(),
    };
    let wishes: Vec<_> = (0..).zip(pulls).map(wish).collect();
    let count = wishes.len();
    store.enqueue_all(wishes).await?;
    Ok(count)
}

fn before(clock: &Clock, duration: Duration) -> Timestamp {
    Timestamp(clock.now().0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
}
