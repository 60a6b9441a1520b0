//! The only place that reads the machine's time.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::types::time::Timestamp;

/// A clock: the machine's in production, or that of a database server that several machines share; fixed or set by hand
/// in tests and the demo.
#[derive(Clone)]
pub struct Clock {
    tell: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    is_machines: bool,
}

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        let tell = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        };
        Self { tell: Arc::new(tell), is_machines: true }
    }

    /// A clock that returns the result of `tell`.
    pub fn from_fn(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { tell: Arc::new(tell), is_machines: false }
    }

    /// Whether it is the machine's own clock.
    pub fn is_machines(&self) -> bool {
        self.is_machines
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        (self.tell)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
