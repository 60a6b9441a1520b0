//! Detects that the machine's clock was set back.
//!
//! A jump ahead needs no action: running jobs keep their leases, and delayed work becomes due now. After a jump back,
//! all delayed work would wait until the clock reaches the old time again.

use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use crate::clock::Clock;
use crate::store::Store;

use super::chain;

/// How often the clock is compared. A smaller step back is not detected: it delays nothing for longer than this.
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
