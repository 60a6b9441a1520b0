//! The same work done by another framework's server, in the same run: `benches/load/probot`.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::program::Program;
use crate::server::{APP_ID, START};
use crate::town::Town;

pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    pub(crate) program: Program,
    _folder: TempDir,
}

impl Peer {
    /// Starts it with Node.js; with `works`, it reads each pull request, requests a review, adds labels and posts a
    /// check.
    pub(crate) fn start(town: &Town, works: bool) -> anyhow::Result<Self> {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/load/probot");
        let installed = home.join("node_modules").exists();
        anyhow::ensure!(installed, "Probot is not installed: run `npm install` in {}", home.display());
        let folder = tempfile::tempdir()?;
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let mut command = Command::new("node");
        command.arg("app.mjs").current_dir(home);
        command.env("HOST", address.ip().to_string()).env("PORT", address.port().to_string());
        command.env("APP_ID", APP_ID.to_string()).env("PRIVATE_KEY", &town.private_pem);
        command.env("WEBHOOK_SECRET", &town.webhook_secret).env("NODE_ENV", "production");
        command.env("GITHUB_API_URL", format!("http://{}", town.api)).env("WORK", if works { "yes" } else { "no" });
        let mut program = Program::start(&mut command, &folder.path().join("log"))?;
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let over = program.ended()?.is_some() || begun.elapsed() > START;
            anyhow::ensure!(!over, "the peer does not start: {}", std::fs::read_to_string(folder.path().join("log"))?);
            sleep(Duration::from_millis(10));
        }
        sleep(Duration::from_secs(1));
        Ok(Self { address, program, _folder: folder })
    }
}

/// The time from the first delivery until each of `pulls` has its check.
pub(crate) fn worked_off(town: &Town, pulls: usize, begun: Instant, patience: Duration) -> anyhow::Result<Duration> {
    while town.checks.load(Ordering::Relaxed) < pulls as u64 {
        anyhow::ensure!(begun.elapsed() < patience, "the work is not done after {} s", patience.as_secs());
        sleep(Duration::from_millis(10));
    }
    Ok(begun.elapsed())
}
