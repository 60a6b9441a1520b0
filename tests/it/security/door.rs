//! The real server with the real routes, with timeouts set by the test, and clients that send arbitrary bytes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use wg_steward::clock::Clock;
use wg_steward::domain::pull::adoption::AdoptOpen;
use wg_steward::github::GitHub;
use wg_steward::http::{BodyBudget, Secrets, ServerLimits, Web, router, serve};
use wg_steward::metrics::Metrics;
use wg_steward::sandbox::Delivery;
use wg_steward::store::{Store, StoreConfig};
use wg_steward::worker::{Thinking, Worker, WorkerConfig};

use crate::support::github::{KEY, config};
use crate::support::stage::acme;

/// Longer than any operation here; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The secret of GitHub's signatures.
pub(super) const SECRET: &str = "known to GitHub and to the door";

/// Longer than any test.
const NEVER: Duration = Duration::from_secs(600);

/// Limits that no client exceeds.
pub(super) fn patient() -> ServerLimits {
    ServerLimits { head: NEVER, answer: NEVER, idle: NEVER, connections: 64 }
}

/// A server that is stopped on drop.
pub(super) struct Door {
    pub(super) address: SocketAddr,
    pub(super) served: JoinHandle<()>,
    pub(super) stop: CancellationToken,
    pub(super) store: Store,
    _stop: DropGuard,
}

impl Door {
    /// The app's own routes, with an unreachable GitHub and no worker.
    pub(super) async fn open(doors: ServerLimits) -> Self {
        Self::before(doors, |routes| routes).await
    }

    /// The same with additional routes.
    pub(super) async fn before(doors: ServerLimits, change: impl FnOnce(Router) -> Router) -> Self {
        Self::build(doors, BodyBudget::default(), change).await
    }

    /// The same with this budget for bodies.
    pub(super) async fn with_room(doors: ServerLimits, room: BodyBudget) -> Self {
        Self::build(doors, room, |routes| routes).await
    }

    async fn build(doors: ServerLimits, room: BodyBudget, change: impl FnOnce(Router) -> Router) -> Self {
        let store = Store::open(&StoreConfig { url: "sqlite::memory:".into(), clock: Clock::system() }).await.unwrap();
        let github = GitHub::connect(config("http://127.0.0.1:9", &KEY)).unwrap();
        let foundations = Arc::new(acme());
        let worker = WorkerConfig {
            name: "none".to_owned(),
            tasks: 0,
            dry_run: true,
            site: "https://github.com".to_owned(),
            pages: None,
            lease: NEVER,
            run_limit: NEVER,
            reads_per_pull: None,
            adopt_open: AdoptOpen::All,
            retention: wg_steward::config::Retention::default(),
            reconcile: false,
            thinking: Thinking::default(),
        };
        let metrics = Metrics::default();
        let worker = Worker::new(store.clone(), github.clone(), foundations.clone(), metrics.clone(), worker);
        let web = Web {
            store: store.clone(),
            github,
            intake: worker.intake(),
            metrics,
            foundations,
            charters: worker.charters().clone(),
            secrets: Arc::new(Secrets::new([&SECRET.into()])),
            room,
            site: "https://github.com".to_owned(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let served = tokio::spawn(serve(listener, change(router(web)), doors, stop.clone()));
        Self { address, served, store, _stop: stop.clone().drop_guard(), stop }
    }

    pub(super) async fn client(&self) -> Client {
        Client::of(self.address).await
    }

    /// The number of stored deliveries.
    pub(super) async fn deliveries(&self) -> u64 {
        self.store.health().await.unwrap().deliveries
    }
}

/// One connection.
pub(super) struct Client(pub(super) TcpStream);

impl Client {
    pub(super) async fn of(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends all of it. A connection closed meanwhile is not an error.
    pub(super) async fn say(&mut self, text: impl AsRef<[u8]>) {
        _ = self.0.write_all(text.as_ref()).await;
    }

    /// Sends a byte every few milliseconds until the connection is closed; returns the data received before.
    pub(super) async fn drip(&mut self) -> String {
        let mut often = tokio::time::interval(Duration::from_millis(5));
        let mut said = Vec::new();
        let (mut read, mut write) = self.0.split();
        let dripped = async {
            loop {
                tokio::select! {
                    bytes = read.read_buf(&mut said) => match bytes {
                        Ok(1..) => {}
                        _ => return,
                    },
                    _ = often.tick() => {
                        _ = write.write_all(b"x").await;
                    }
                }
            }
        };
        tokio::time::timeout(PATIENCE, dripped).await.expect("the door stays open");
        String::from_utf8(said).unwrap()
    }

    /// All data until the connection is closed.
    pub(super) async fn until_closed(&mut self) -> String {
        let mut said = Vec::new();
        let read = self.0.read_to_end(&mut said);
        // A connection closed with unread data is also closed.
        _ = tokio::time::timeout(PATIENCE, read).await.expect("the door stays open");
        String::from_utf8(said).unwrap()
    }

    /// Reads one response; the connection stays open.
    pub(super) async fn answer(&mut self) -> String {
        let mut said = Vec::new();
        let read = async {
            while !whole(&said) {
                assert!(
                    self.0.read_buf(&mut said).await.unwrap() > 0,
                    "closed after {:?}",
                    String::from_utf8_lossy(&said)
                );
            }
        };
        tokio::time::timeout(PATIENCE, read).await.expect("no answer comes");
        String::from_utf8(said).unwrap()
    }

    pub(super) async fn ask(&mut self, request: impl AsRef<[u8]>) -> String {
        self.say(request).await;
        self.answer().await
    }
}

/// Whether a response is as long as its `content-length`.
fn whole(said: &[u8]) -> bool {
    let text = String::from_utf8_lossy(said);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    length.is_some_and(|length| body.len() >= length)
}

/// A minimal request.
pub(super) const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: steward.example\r\n\r\n";

/// The head of a webhook with a signature header and this content length.
pub(super) fn head(length: usize) -> String {
    format!(
        "POST /webhook HTTP/1.1\r\nhost: steward.example\r\ncontent-type: application/json\r\n\
         x-hub-signature-256: sha256={}\r\ncontent-length: {length}\r\n\r\n",
        "0".repeat(64)
    )
}

/// A webhook of an installation of the foundation, as GitHub signs and sends it.
pub(super) fn delivery(id: &str, number: u64) -> String {
    let body = format!(
        r#"{{"action":"opened","number":{number},"pull_request":{{"number":{number}}},"installation":{{"id":100}},
        "repository":{{"full_name":"acme/boiler","owner":{{"login":"acme"}}}}}}"#
    );
    signed("pull_request", id, &body)
}

/// The same with this length.
pub(super) fn large_delivery(id: &str, number: u64, length: usize) -> String {
    let (head, body) = split(&delivery(id, number));
    let body = format!("{body}{}", " ".repeat(length - body.len()));
    assert!(head.contains("pull_request"));
    signed("pull_request", id, &body)
}

/// Head and body of a request.
pub(super) fn split(request: &str) -> (String, String) {
    let (head, body) = request.split_at(request.find("\r\n\r\n").unwrap() + 4);
    (head.to_owned(), body.to_owned())
}

/// A signed request with any body.
pub(super) fn signed(event: &'static str, id: &str, body: &str) -> String {
    let delivery = Delivery { id: id.to_owned(), event, body: body.as_bytes().to_vec() };
    let headers = delivery.headers(SECRET).into_iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let headers: String = headers.collect();
    format!("POST /webhook HTTP/1.1\r\nhost: steward.example\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}
