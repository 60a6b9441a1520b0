//! What is old is thrown away: deliveries, the audit, checks of commits that nobody will ask for again. And pull requests
//! that wait for reviews are looked at once a day, so that people's loads are true also where a webhook was lost.

use std::time::Duration;

use tracing::info;

use crate::clock::Clock;
use crate::store::{Purged, Step, Store, StoreError, Wish};

/// GitHub keeps deliveries for three days; people ask about last month.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Who waits for whom is looked at again after this time without a webhook.
const TRUSTED: Duration = Duration::from_secs(24 * 60 * 60);

/// How many pull requests are looked at again in one pause, and how far apart: webhooks come first.
const MOST: u32 = 300;
const APART: Duration = Duration::from_secs(10);

/// From one time to the next, of both.
pub(super) const PERIOD: Duration = Duration::from_secs(60 * 60);

/// GitHub's answers are worth less the older they are.
const ANSWERS_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const ANSWERS_BYTES: u64 = 64 * 1024 * 1024;

/// Throws away what is old.
pub(super) async fn purge(store: &Store, clock: &Clock) -> Result<Step, StoreError> {
    let purged = store.purge(clock.now().minus(KEPT)).await?;
    store.purge_answers(clock.now().minus(ANSWERS_KEPT), ANSWERS_BYTES).await?;
    if purged != Purged::default() {
        info!(?purged, "what is older than a month was thrown away");
    }
    Ok(done(clock))
}

/// Has those pull requests looked at again that nobody has looked at for a day.
pub(super) async fn see_to_loads(store: &Store, clock: &Clock) -> Result<Step, StoreError> {
    let pulls = store.overlooked(clock.now().minus(TRUSTED), MOST).await?;
    let wish = |(number, target)| Wish {
        target,
        installation: None,
        due: clock.now().plus(APART.saturating_mul(number)),
        why: "not looked at for a day".to_owned(),
    };
    let wishes: Vec<_> = (0..).zip(pulls).map(wish).collect();
    if !wishes.is_empty() {
        info!(pulls = wishes.len(), "pull requests that wait for reviews are looked at again");
        store.enqueue_all(wishes).await?;
    }
    Ok(done(clock))
}

fn done(clock: &Clock) -> Step {
    Step { cursor: String::new(), due: clock.now().plus(PERIOD), done: true }
}
