//! What is old is thrown away: deliveries, the audit, checks of commits that nobody will ask for again.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Clock;
use crate::store::{Purged, Store};

use super::chain;

/// GitHub keeps deliveries for three days; people ask about last month.
const KEPT: i64 = 30 * 24 * 60 * 60 * 1000;

const PAUSE: Duration = Duration::from_secs(60 * 60);

/// Purges the store at once and every hour, until `stop`.
pub(super) async fn keep_house(store: Store, clock: Clock, stop: CancellationToken) {
    loop {
        let before = crate::domain::time::Timestamp(clock.now().0.saturating_sub(KEPT));
        match store.purge(before).await {
            Ok(purged) if purged == Purged::default() => {}
            Ok(purged) => info!(?purged, "what is older than a month was thrown away"),
            Err(error) => warn!(error = %chain(&error), "what is old can't be thrown away"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}
