//! Wakes workers when a job may be ready: in this process, and with PostgreSQL in others.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::connect::Server;

/// Signalled after a commit that made a job ready.
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

/// The wait before a broken connection is reopened.
const PAUSE: Duration = Duration::from_secs(1);

/// Forwards the notifications of other processes until `stop`. After a reconnect it signals once, in case a
/// notification was missed.
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
        // `None`: the connection was reopened.
        _ = listener.try_recv().await?;
    }
}

/// Tells one listener whether jobs have changed since its last check.
#[derive(Debug)]
pub struct WakeListener {
    heard: watch::Receiver<()>,
    /// Keeps the sender alive, so that a wait never ends for lack of one.
    _bell: watch::Sender<()>,
}

impl WakeListener {
    /// Waits until jobs have changed since the last call, or since this listener was created; returns at once if they
    /// have.
    pub async fn changed(&mut self) {
        // This fails only if the sender is dropped, and `_bell` keeps it.
        let _ = self.heard.changed().await;
    }
}
