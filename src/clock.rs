//! The one place that asks the machine what time it is.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::types::time::Timestamp;

/// Tells the time: the machine's in production, or that of a database server that several machines share; one that stands
/// or is moved by hand in tests and the demo.
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

    /// A clock that says what `tell` says.
    pub fn from_fn(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { tell: Arc::new(tell), is_machines: false }
    }

    /// Whether it is the machine's own.
    pub fn is_machines(&self) -> bool {
        self.is_machines
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        (self.tell)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
