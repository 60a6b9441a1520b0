//! The bell that wakes workers of the same process when there may be something to lease.

use tokio::sync::watch;

/// Rung after a commit that made a job ready.
#[derive(Debug, Clone)]
pub(super) struct Bell(watch::Sender<()>);

impl Bell {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(()))
    }

    pub(super) fn ring(&self) {
        self.0.send_replace(());
    }

    pub(super) fn changes(&self) -> Changes {
        Changes { heard: self.0.subscribe(), _bell: self.0.clone() }
    }
}

/// One listener's view of what has changed since it last looked.
#[derive(Debug)]
pub struct Changes {
    heard: watch::Receiver<()>,
    /// Keeps the bell alive, so that a wait never ends because nobody is left to ring.
    _bell: watch::Sender<()>,
}

impl Changes {
    /// Waits until jobs have changed since the last call, or since this listener began; at once if they already have.
    pub async fn changed(&mut self) {
        // Only fails when the bell is gone, and `_bell` keeps it.
        let _ = self.heard.changed().await;
    }
}
