//! The door itself: connections are taken in, so many at once, and no client may keep one for long with nothing said.
//!
//! When all are taken, those that wait between two requests give way, and newcomers wait with the system until one ends.

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

/// The longest head of a request, in bytes: GitHub's have about a thousand.
const LONGEST_HEAD: usize = 32 * 1024;

/// How long nothing is taken in when the system has no more to give.
const PAUSE: Duration = Duration::from_millis(500);

/// How soon connections that have become idle meanwhile are asked, too, to give way.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// What a client is given, by default what suits GitHub and the proxies before it.
#[derive(Debug, Clone)]
pub struct ServerLimits {
    /// How long the head of a request may take.
    pub head: Duration,
    /// How long its body and the answer may take. GitHub gives up on a webhook after ten seconds.
    pub answer: Duration,
    /// How long a connection may stay open between two requests. Proxies keep theirs for 60 or 90 seconds, and a webhook
    /// that is sent on a connection which is just being closed is lost.
    pub idle: Duration,
    /// How many connections there may be at once. A process has 1,024 file descriptors, where nobody has said otherwise,
    /// and needs some for the database and for GitHub.
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
    /// The same for the few who operate it: what they keep open must not take what others need.
    pub fn for_operators() -> Self {
        Self { connections: 32, ..Self::default() }
    }
}

/// Answers on `listener` until `stop`; ends when the last answer that was under way is sent.
pub async fn serve(listener: TcpListener, routes: Router, doors: ServerLimits, stop: CancellationToken) {
    let in_time = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, doors.answer);
    let service = TowerToHyperService::new(routes.layer(in_time));
    let seats = Arc::new(Semaphore::new(doors.connections as usize));
    // What is sent makes idle connections give way; its end makes all of them end.
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

/// The next connection, and its seat.
async fn next(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
    word: &watch::Sender<()>,
) -> (TcpStream, OwnedSemaphorePermit) {
    loop {
        let seat = seat(seats, word).await;
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are short: waiting for more to send would hold them up.
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

/// A seat; while there is none, idle connections are asked to give way.
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

/// Answers all requests of one connection.
async fn attend(stream: Paced, answers: Answers, mut word: watch::Receiver<()>, _seat: OwnedSemaphorePermit) {
    let pace = answers.pace.clone();
    let mut builder = http1::Builder::new();
    // The stream itself ends heads that take too long, and knows them from connections that are idle.
    builder.header_read_timeout(None).max_buf_size(LONGEST_HEAD);
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), answers));
    let mut leaving = false;
    while !leaving {
        tokio::select! {
            // How a client breaks off is its own affair.
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

/// The routes, as one connection sees them.
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
