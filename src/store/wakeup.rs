//! The bell that wakes workers when there may be something to lease: of this process, and of others on PostgreSQL.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::connect::Server;

/// Rung after a commit that made a job ready.
#[derive(Debug, Clone)]
pub(super) struct WakeSignal(watch::Sender<()>);

impl WakeSignal {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(()))
    }

    pub(super) fn ring(&self) {
        self.0.send_replace(());
    }

    pub(super) fn changes(&self) -> WakeListener {
        WakeListener { heard: self.0.subscribe(), _bell: self.0.clone() }
    }
}

/// How long to wait before a connection that broke is made anew.
const PAUSE: Duration = Duration::from_secs(1);

/// Rings when another process says that there is work, until `stop`. Whatever was said while nobody listened is made good
/// by ringing once it is listened again.
pub(super) async fn listen(server: Server, bell: WakeSignal, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let heard = tokio::select! {
            () = stop.cancelled() => return,
            heard = hear(&server, &bell) => heard,
        };
        if let Err(error) = heard {
            warn!(%error, "notifications of other processes unavailable, polling");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

async fn hear(server: &Server, bell: &WakeSignal) -> Result<(), sqlx::Error> {
    let mut listener = server.listen().await?;
    loop {
        bell.ring();
        // `None`: the connection broke and was made anew.
        _ = listener.try_recv().await?;
    }
}

/// One listener's view of what has changed since it last looked.
#[derive(Debug)]
pub struct WakeListener {
    heard: watch::Receiver<()>,
    /// Keeps the bell alive, so that a wait never ends because nobody is left to ring.
    _bell: watch::Sender<()>,
}

impl WakeListener {
    /// Waits until jobs have changed since the last call, or since this listener began; at once if they already have.
    pub async fn changed(&mut self) {
        // Only fails when the bell is gone, and `_bell` keeps it.
        let _ = self.heard.changed().await;
    }
}
