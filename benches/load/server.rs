//! The real server in its own process, with a database file in a temporary folder.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use wg_steward::clock::Clock;
use wg_steward::store::{Store, StoreConfig};

use crate::program::Program;
use crate::town::Town;

pub(crate) const APP_ID: u64 = 4711;

/// The timeout of the server's start.
pub(crate) const START: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) database: String,
    pub(crate) program: Program,
    _folder: TempDir,
}

impl Server {
    /// Opens the server's database.
    pub(crate) async fn store(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&StoreConfig { url: self.database.clone().into(), clock: Clock::system() }).await?)
    }

    /// Starts it and waits until it listens; with workers, until it has read the charters and no job is left. `under`:
    /// a command to run it with.
    pub(crate) fn start(
        town: &Town,
        workers: u16,
        database: Option<String>,
        under: Option<&str>,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = || format!("sqlite:{}", folder.path().join("steward.sqlite").display());
        let database = database.unwrap_or_else(file);
        let log = folder.path().join("log");
        let words = under.unwrap_or_default().split_whitespace().chain([env!("CARGO_BIN_EXE_wg-steward")]);
        let words: Vec<_> = words.collect();
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--workers", &workers.to_string()])
            .env("WG_STEWARD_APP_ID", APP_ID.to_string())
            .env("WG_STEWARD_PRIVATE_KEY", &town.private_pem)
            .env("WG_STEWARD_WEBHOOK_SECRET", &town.webhook_secret)
            .env("WG_STEWARD_DATABASE_URL", &database)
            .env("WG_STEWARD_GITHUB_API_URL", format!("http://{}", town.api))
            .env("WG_STEWARD_ADMIN_LISTEN", "127.0.0.1:0")
            .env("WG_STEWARD_WRITES_PER_MINUTE", "0");
        let mut program = Program::start(&mut command, &log)?;
        let begun = Instant::now();
        let address = loop {
            let text = fs::read_to_string(&log)?;
            if let Some(address) = text.lines().find_map(listening) {
                break address;
            }
            let over = program.ended()?.is_some() || begun.elapsed() > START;
            anyhow::ensure!(!over, "the server does not start: {text}");
            sleep(Duration::from_millis(10));
        };
        let server = Self { address, database, program, _folder: folder };
        while workers > 0 && !server.is_ready()? {
            anyhow::ensure!(begun.elapsed() < START, "the server is not ready");
            sleep(Duration::from_millis(50));
        }
        // Lets the memory of the start be released: the next measurement is that of an idle server.
        sleep(Duration::from_secs(1));
        Ok(server)
    }

    fn is_ready(&self) -> anyhow::Result<bool> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: steward.example\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    }
}

/// The address, if the line contains it.
fn listening(line: &str) -> Option<SocketAddr> {
    let event: serde_json::Value = serde_json::from_str(line).ok()?;
    (event["message"] == "listening").then(|| event["address"].as_str()?.parse().ok())?
}
