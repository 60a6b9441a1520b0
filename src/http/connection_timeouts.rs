//! How long a client may take: to send a request's head, to take an answer, and to keep a connection open for nothing.
//!
//! Only waiting for the client counts. How long a request's body and its answer may take is said where it is answered.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// What a connection is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// Nothing has come yet.
    Fresh,
    /// A head has begun.
    Head,
    /// A request is answered: from its head's end to the answer's first byte.
    Answering,
    /// An answer goes out, and then nothing until the next head begins.
    Idle,
}

const PHASES: [Phase; 4] = [Phase::Fresh, Phase::Head, Phase::Answering, Phase::Idle];

/// The phase, known to the stream, to what answers on it and to who may close it. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct ConnectionPhase(Arc<AtomicU8>);

impl ConnectionPhase {
    /// Of a new connection.
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicU8::new(Phase::Fresh as u8)))
    }

    pub(super) fn phase(&self) -> Phase {
        PHASES[usize::from(self.0.load(Ordering::Relaxed)) % PHASES.len()]
    }

    /// One task has a connection, so that nobody comes between a look and a change.
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
    // Set at a deadline, and looked at again when it rings: an earlier ring costs less than a new alarm for each request.
    alarm: Pin<Box<Sleep>>,
}

impl Paced {
    /// A new connection: `head` is how long a request's head may take, `idle` how long an answer may take to be fetched
    /// and the next head to begin.
    pub(super) fn new(stream: TcpStream, pace: ConnectionPhase, head: Duration, idle: Duration) -> Self {
        Self { stream, pace, head, idle, deadline: Instant::now() + head, alarm: Box::pin(sleep(head)) }
    }

    /// `result`, or an error if it is not there in time.
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

    /// An answer begins to go out.
    fn answering_ends(&mut self, cx: &mut Context<'_>) {
        if self.pace.phase() != Phase::Idle {
            self.begin(Phase::Idle, self.idle);
            // Who waits to read since the request was being answered does not ask again by itself: the alarm wakes it.
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
                // The time for the first head began with the connection.
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
