//! Notices that somebody has set the machine's clock back.
//!
//! A jump ahead needs nothing: runs that are under way keep their leases, whatever the clock says, and what was to be done
//! later is done now. After a jump back all would wait until the clock is there again.

use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use crate::clock::Clock;
use crate::store::Store;

use super::chain;

/// A smaller step back is not noticed: nothing waits for longer because of it.
const PAUSE: Duration = Duration::from_secs(5);

pub(super) async fn watch(store: Store, clock: Clock) {
    loop {
        let (begun, then) = (Instant::now(), clock.now());
        tokio::time::sleep(PAUSE).await;
        let now = clock.now();
        if now >= then {
            continue;
        }
        let back = now.until(then.plus(begun.elapsed()));
        warn!(seconds = back.as_secs(), "clock moved back, due times adjusted");
        if let Err(error) = store.clock_went_back(back).await {
            warn!(error = %chain(&error), "clock moved forward, waiting for it");
        }
    }
}
