//! Timeouts of slow clients: for sending a request's head, for reading a response, and for idle connections.
//!
//! Only waiting for the client counts. The timeout of a request's body and its response is set where it is handled.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// The phase of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// Nothing has arrived yet.
    Fresh,
    /// A head has begun.
    Head,
    /// A request is being handled: from the end of its head to the first byte of the response.
    Answering,
    /// A response is sent, and then nothing until the next head begins.
    Idle,
}

const PHASES: [Phase; 4] = [Phase::Fresh, Phase::Head, Phase::Answering, Phase::Idle];

/// The phase, shared by the stream, the request handler and the code that closes idle connections.
#[derive(Debug, Clone)]
pub(super) struct ConnectionPhase(Arc<AtomicU8>);

impl ConnectionPhase {
    /// The phase of a new connection.
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicU8::new(Phase::Fresh as u8)))
    }

    pub(super) fn phase(&self) -> Phase {
        PHASES[usize::from(self.0.load(Ordering::Relaxed)) % PHASES.len()]
    }

    /// Only one task uses a connection, so the phase can't change between a check and this call.
    pub(super) fn begin(&self, phase: Phase) {
        self.0.store(phase as u8, Ordering::Relaxed);
    }
}

/// A connection on which waiting for the client ends in an error of the kind [`io::ErrorKind::TimedOut`].
pub(super) struct Paced {
    stream: TcpStream,
    pace: ConnectionPhase,
    head: Duration,
    idle: Duration,
    deadline: Instant,
    // Set to a deadline and rechecked when it fires: a fire that is too early costs less than a new timer per request.
    alarm: Pin<Box<Sleep>>,
}

impl Paced {
    /// A new connection: `head` is the timeout of a request's head, `idle` that of reading a response and of the next
    /// head to begin.
    pub(super) fn new(stream: TcpStream, pace: ConnectionPhase, head: Duration, idle: Duration) -> Self {
        Self { stream, pace, head, idle, deadline: Instant::now() + head, alarm: Box::pin(sleep(head)) }
    }

    /// Returns `result`, or an error after the deadline.
    fn in_time<T>(&mut self, result: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if result.is_pending() && self.pace.phase() != Phase::Answering {
            ready!(self.over(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        result
    }

    /// Ready when the deadline has passed.
    fn over(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.deadline < self.alarm.deadline() {
            self.alarm.as_mut().reset(self.deadline);
        }
        loop {
            ready!(self.alarm.as_mut().poll(cx));
            if self.alarm.deadline() >= self.deadline {
                return Poll::Ready(());
            }
            self.alarm.as_mut().reset(self.deadline);
        }
    }

    fn begin(&mut self, phase: Phase, within: Duration) {
        self.pace.begin(phase);
        self.deadline = Instant::now() + within;
    }

    /// A response begins.
    fn answering_ends(&mut self, cx: &mut Context<'_>) {
        if self.pace.phase() != Phase::Idle {
            self.begin(Phase::Idle, self.idle);
            // A reader that has waited since the request was handled does not poll again by itself: the timer wakes it.
            _ = self.over(cx);
        }
    }
}

impl AsyncRead for Paced {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            match self.pace.phase() {
                // The timeout of the first head began with the connection.
                Phase::Fresh => self.pace.begin(Phase::Head),
                Phase::Idle => {
                    let head = self.head;
                    self.begin(Phase::Head, head);
                }
                Phase::Head | Phase::Answering => {}
            }
        }
        self.in_time(read, cx)
    }
}

impl AsyncWrite for Paced {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.answering_ends(cx);
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(written, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.in_time(flushed, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.in_time(shut, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.answering_ends(cx);
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.in_time(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
