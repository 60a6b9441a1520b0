//! The time of a PostgreSQL server: processes on several machines must agree on when a lease ends, and their own clocks
//! may differ.
//!
//! Between two queries of the server's time, the machine's monotonic clock is used, so setting a machine's clock has no
//! effect.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::{AnyConnection, AnyPool};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::clock::Clock;
use crate::domain::types::time::Timestamp;

use super::error::StoreError;

/// How often the server's time is queried.
const PAUSE: Duration = Duration::from_secs(30);

/// How often the time is queried to find a fast response.
const ATTEMPTS: usize = 5;

/// A response this fast is good enough.
const FAST: Duration = Duration::from_millis(20);

/// The difference to the machine's clock above which a warning is logged.
const TOLERATED: i64 = 5_000;

/// A time of the server, and the local instant when it was read.
type Anchor = Arc<Mutex<(Instant, i64)>>;

/// The server's clock, updated until `stop`.
pub(super) async fn follow(readers: &AnyPool, own: &Clock, stop: CancellationToken) -> Result<Clock, StoreError> {
    let first = ask(readers).await?;
    tell_apart(own.now().0 - first.1);
    let anchor: Anchor = Arc::new(Mutex::new(first));
    let clock = Clock::from_fn({
        let anchor = Arc::clone(&anchor);
        move || {
            let (here, there) = *anchor.lock().unwrap_or_else(PoisonError::into_inner);
            Timestamp(there).plus(here.elapsed())
        }
    });
    let readers = readers.clone();
    tokio::spawn(async move {
        let asked = async {
            loop {
                tokio::time::sleep(PAUSE).await;
                // Without a response, the clock continues from the last one.
                if let Ok(moment) = ask(&readers).await {
                    *anchor.lock().unwrap_or_else(PoisonError::into_inner) = moment;
                }
            }
        };
        stop.run_until_cancelled(asked).await;
    });
    Ok(clock)
}

/// Asks a few times and takes the fastest response: its error is at most half of the time that it took. A process that was
/// frozen meanwhile, or a machine with much to do, would otherwise have a wrong clock until the next query.
async fn ask(readers: &AnyPool) -> Result<(Instant, i64), StoreError> {
    let mut connection = readers.acquire().await?;
    let mut best = once(&mut connection).await?;
    for _ in 1..ATTEMPTS {
        if best.0 < FAST {
            break;
        }
        best = best.min(once(&mut connection).await?);
    }
    Ok(best.1)
}

/// How long a query took, and what it says.
async fn once(connection: &mut AnyConnection) -> Result<(Duration, (Instant, i64)), StoreError> {
    let asked = Instant::now();
    let now = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
    let moment: i64 = sqlx::query_scalar(now).fetch_one(connection).await?;
    let took = asked.elapsed();
    Ok((took, (asked + took / 2, moment)))
}

fn tell_apart(ahead: i64) {
    if ahead.abs() > TOLERATED {
        let (seconds, word) = (ahead.abs() / 1000, if ahead > 0 { "ahead of" } else { "behind" });
        warn!(
            "this machine's clock is {seconds} s {word} the database server's, which counts: set it right, as by NTP"
        );
    }
}
