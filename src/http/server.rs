//! The server: accepts a limited number of connections, and closes those of idle or slow clients.
//!
//! When all connections are in use, idle ones are closed, and new clients wait in the system's queue until one ends.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tower_http::timeout::TimeoutLayer;
use tracing::{debug, warn};

use super::connection_timeouts::{ConnectionPhase, Paced, Phase};

/// The maximum size of a request's head, in bytes: GitHub's have about a thousand.
const LONGEST_HEAD: usize = 32 * 1024;

/// How long accepting pauses when the system has no more resources.
const PAUSE: Duration = Duration::from_millis(500);

/// How soon connections that have become idle meanwhile are also closed.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// The limits for clients. The defaults suit GitHub and usual proxies.
#[derive(Debug, Clone)]
pub struct ServerLimits {
    /// The timeout of a request's head.
    pub head: Duration,
    /// The timeout of its body and the response. GitHub's timeout of a webhook is ten seconds.
    pub answer: Duration,
    /// How long a connection may stay open between two requests. Proxies keep theirs for 60 or 90 seconds, and a
    /// webhook sent on a connection that is just being closed is lost.
    pub idle: Duration,
    /// The maximum of open connections. By default a process has 1,024 file descriptors, and needs some for the
    /// database and for GitHub.
    pub connections: u32,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            answer: Duration::from_secs(10),
            idle: Duration::from_secs(100),
            connections: 512,
        }
    }
}

impl ServerLimits {
    /// The limits for operators: their connections must not use the file descriptors that others need.
    pub fn for_operators() -> Self {
        Self { connections: 32, ..Self::default() }
    }
}

/// Serves requests on `listener` until `stop`; returns when the last response is sent.
pub async fn serve(listener: TcpListener, routes: Router, doors: ServerLimits, stop: CancellationToken) {
    let in_time = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, doors.answer);
    let service = TowerToHyperService::new(routes.layer(in_time));
    let seats = Arc::new(Semaphore::new(doors.connections as usize));
    // A message closes idle connections; dropping the sender ends all connections.
    let (word, _) = watch::channel(());
    let taken_in = async {
        loop {
            let (stream, seat) = next(&listener, &seats, &word).await;
            let pace = ConnectionPhase::new();
            let stream = Paced::new(stream, pace.clone(), doors.head, doors.idle);
            let answers = Answers { service: service.clone(), pace };
            tokio::spawn(attend(stream, answers, word.subscribe(), seat));
        }
    };
    tokio::select! {
        () = taken_in => {}
        () = stop.cancelled() => {}
    }
    drop((listener, word));
    // The semaphore is never closed.
    _ = seats.acquire_many(doors.connections).await;
}

/// The next connection and its permit.
async fn next(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
    word: &watch::Sender<()>,
) -> (TcpStream, OwnedSemaphorePermit) {
    loop {
        let seat = seat(seats, word).await;
        match listener.accept().await {
            Ok((stream, _)) => {
                // Responses are short: waiting for more data would delay them.
                _ = stream.set_nodelay(true);
                return (stream, seat);
            }
            Err(error) if is_of_one_client(&error) => {}
            Err(error) => {
                warn!(%error, "connection not accepted, check the limit of file descriptors");
                word.send_replace(());
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// A permit; while there is none, idle connections are closed.
async fn seat(seats: &Arc<Semaphore>, word: &watch::Sender<()>) -> OwnedSemaphorePermit {
    let mut patience = Duration::ZERO;
    loop {
        // The semaphore is never closed.
        if let Ok(Ok(seat)) = tokio::time::timeout(patience, Arc::clone(seats).acquire_owned()).await {
            return seat;
        }
        debug!("all connections are taken");
        word.send_replace(());
        patience = ASK_AGAIN;
    }
}

fn is_of_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Serves all requests of one connection.
async fn attend(stream: Paced, answers: Answers, mut word: watch::Receiver<()>, _seat: OwnedSemaphorePermit) {
    let pace = answers.pace.clone();
    let mut builder = http1::Builder::new();
    // The stream itself ends slow heads, and can tell them from idle connections.
    builder.header_read_timeout(None).max_buf_size(LONGEST_HEAD);
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), answers));
    let mut leaving = false;
    while !leaving {
        tokio::select! {
            // A broken connection needs no action.
            _ = connection.as_mut() => return,
            told = word.changed() => match (told.is_err(), pace.phase()) {
                (true, Phase::Fresh) => return,
                (true, _) | (false, Phase::Idle | Phase::Answering) => {
                    connection.as_mut().graceful_shutdown();
                    leaving = true;
                }
                (false, Phase::Fresh | Phase::Head) => {}
            },
        }
    }
    _ = connection.await;
}

/// The routes for one connection.
struct Answers {
    service: TowerToHyperService<Router>,
    pace: ConnectionPhase,
}

impl Service<Request<Incoming>> for Answers {
    type Response = Response;
    type Error = Infallible;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.pace.begin(Phase::Answering);
        self.service.call(request)
    }
}
